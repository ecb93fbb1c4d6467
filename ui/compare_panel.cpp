#include "ui/compare_panel.hpp"

#include "ui/compare_table.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <set>

namespace etalon {

ComparePanel::ComparePanel(RunModel& model, QWidget* parent)
    : QDialog(parent)
    , model_(model)
{
    setWindowTitle(tr("Compare runs"));
    resize(820, 380);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    auto* explanation = new QLabel(
        tr("Runs that came to their end in this window. Columns show where they differ and "
           "what came out; a ticked run is drawn pale behind the current one."));
    explanation->setObjectName(QStringLiteral("small"));
    explanation->setWordWrap(true);
    column->addWidget(explanation);

    table_ = new CompareTable(model, this);
    view_ = new QTableView;
    view_->setModel(table_);
    view_->setSelectionBehavior(QAbstractItemView::SelectRows);
    view_->verticalHeader()->hide();
    view_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view_->setShowGrid(false);
    view_->setAccessibleName(windowTitle());
    column->addWidget(view_, 1);

    auto* line = new QHBoxLayout;
    auto* keep = new QCheckBox(tr("Keep the last run as a ghost behind the next"));
    keep->setChecked(model.keepsGhost());
    connect(keep, &QCheckBox::toggled, &model_, &RunModel::setKeepsGhost);
    auto* add = new QPushButton(tr("Add saved run…"));
    connect(add, &QPushButton::clicked, this, &ComparePanel::addRequested);
    auto* remove = new QPushButton(tr("Remove"));
    connect(remove, &QPushButton::clicked, this, &ComparePanel::removeSelected);
    auto* copy = new QPushButton(tr("Copy as CSV"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(table_->csv()); });
    line->addWidget(keep, 1);
    for (auto* button : {add, remove, copy}) {
        button->setAutoDefault(false);
        line->addWidget(button);
    }
    column->addLayout(line);
}

void ComparePanel::removeSelected()
{
    std::set<int, std::greater<>> rows; // from the last, so that numbers stay right
    for (const auto& index : view_->selectionModel()->selectedRows())
        rows.insert(index.row());
    for (const int row : rows)
        model_.removeKept(std::size_t(row));
}

} // namespace etalon
