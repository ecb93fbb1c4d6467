#include "ui/parameter_form.hpp"

#include "ui/figure/translated.hpp"
#include "ui/icons.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/parameter_row.hpp"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace etalon {

namespace {

// Making, styling and laying out a row takes a millisecond or two, and there may be forty: those
// of a form that is seen come a few in each turn of the event loop.
constexpr int rows_a_turn = 4;
constexpr int milliseconds_for_others = 8; // between turns

} // namespace

ParameterForm::ParameterForm(ParameterDraft& draft, QWidget* parent)
    : QWidget(parent)
    , draft_(draft)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 4, 10);
    column->setSpacing(6);

    auto* top = new QHBoxLayout;
    heading_ = new QLabel;
    heading_->setObjectName(QStringLiteral("heading"));
    heading_->setWordWrap(true);
    gallery_ = new QToolButton;
    gallery_->setToolTip(tr("All experiments"));
    gallery_->setAccessibleName(tr("All experiments"));
    gallery_->setFocusPolicy(Qt::TabFocus);
    connect(gallery_, &QToolButton::clicked, this, &ParameterForm::galleryRequested);
    top->addWidget(heading_, 1);
    top->addWidget(gallery_, 0, Qt::AlignTop);
    top->setContentsMargins(0, 0, 8, 0);
    column->addLayout(top);

    area_ = new QScrollArea;
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setFocusPolicy(Qt::NoFocus);
    column->addWidget(area_, 1);
    column->addWidget(makeDataRow());
    column->addWidget(makeFooter());
    next_rows_.setSingleShot(true);
    connect(&next_rows_, &QTimer::timeout, this, &ParameterForm::addRows);
    connect(&draft_, &ParameterDraft::changed, this, &ParameterForm::refresh);
}

QWidget* ParameterForm::makeDataRow()
{
    auto* box = new QWidget;
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 4, 12, 0);
    rows->setSpacing(2);
    auto* line = new QHBoxLayout;
    open_data_ = new QToolButton;
    open_data_->setObjectName(QStringLiteral("rowTool"));
    open_data_->setText(tr("Own data…"));
    open_data_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    open_data_->setToolTip(tr("Train on your own data: choose a file or a folder"));
    connect(open_data_, &QToolButton::clicked, this, &ParameterForm::dataRequested);
    data_name_ = new QLabel;
    data_name_->setObjectName(QStringLiteral("muted"));
    clear_data_ = new QToolButton;
    clear_data_->setObjectName(QStringLiteral("rowTool"));
    clear_data_->setToolTip(tr("Back to generated data"));
    clear_data_->setAccessibleName(tr("Back to generated data"));
    connect(clear_data_, &QToolButton::clicked, this, &ParameterForm::dataCleared);
    line->addWidget(open_data_);
    line->addWidget(data_name_, 1);
    line->addWidget(clear_data_);
    rows->addLayout(line);
    data_problem_ = new QLabel;
    data_problem_->setObjectName(QStringLiteral("problem"));
    data_problem_->setWordWrap(true);
    rows->addWidget(data_problem_);
    setData({});
    return box;
}

QWidget* ParameterForm::makeFooter()
{
    auto* box = new QWidget;
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 12, 0);
    general_problem_ = new QLabel;
    general_problem_->setObjectName(QStringLiteral("problem"));
    general_problem_->setWordWrap(true);
    apply_ = new QPushButton(tr("Press Return to restart"));
    apply_->setObjectName(QStringLiteral("primary"));
    apply_->setToolTip(tr("Some changes act when the run starts anew"));
    connect(apply_, &QPushButton::clicked, this, &ParameterForm::applyRequested);
    rows->addWidget(general_problem_);
    rows->addWidget(apply_);
    general_problem_->hide();
    apply_->hide();
    return box;
}

void ParameterForm::build()
{
    built_for_ = draft_.experiment();
    rows_.clear();
    groups_.clear();
    readings_.clear();
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("plain"));
    column_ = new QVBoxLayout(page);
    column_->setContentsMargins(0, 0, 12, 8);
    column_->setSpacing(5);
    column_->addStretch();
    area_->setWidget(page); // the old page goes with its rows
    heading_->setText(translated(built_for_->title));
    addRows();
}

void ParameterForm::addRows()
{
    const auto& parameters = built_for_->schema.parameters();
    column_->setEnabled(false); // else each row lays out all of them
    const auto turn = isVisible() ? rows_.size() + rows_a_turn : parameters.size();
    while (rows_.size() < std::min(turn, parameters.size()))
        addRow(parameters[rows_.size()]);
    showGroups();
    column_->setEnabled(true);
    if (rows_.size() < parameters.size())
        next_rows_.start(milliseconds_for_others);
}

void ParameterForm::addRow(const Parameter& parameter)
{
    auto* page = area_->widget();
    const auto insert = [this](QWidget* widget) { // above the stretch
        column_->insertWidget(column_->count() - 1, widget);
    };
    const auto name = translated(parameter.group).toUpper();
    if (groups_.empty() || groups_.back().first->text() != name) {
        auto* title = new QLabel(name, page);
        title->setObjectName(QStringLiteral("group"));
        title->setContentsMargins(0, groups_.empty() ? 4 : 12, 0, 2);
        insert(title);
        groups_.push_back({title, {}});
    }
    auto* row = new ParameterRow(draft_, parameter, page);
    row->setLook(look_, undo_);
    connect(row, &ParameterRow::applyRequested, this, &ParameterForm::applyRequested);
    insert(row);
    rows_.push_back(row);
    groups_.back().second.push_back(row);
    showReading(*row);
}

void ParameterForm::refresh()
{
    if (!draft_.experiment())
        return;
    if (built_for_ != draft_.experiment())
        build();
    for (auto* row : rows_)
        row->refresh();
    showGroups();
    const auto general = draft_.problem({});
    general_problem_->setText(general);
    general_problem_->setVisible(!general.isEmpty());
    apply_->setVisible(draft_.needsRestart());
    apply_->setEnabled(draft_.isSound());
}

void ParameterForm::showGroups()
{
    for (const auto& [title, rows] : groups_)
        title->setVisible(std::any_of(rows.begin(), rows.end(),
                                      [](const ParameterRow* row) { return !row->isHidden(); }));
}

void ParameterForm::setData(const std::optional<std::filesystem::path>& own_data,
                            const QString& problem)
{
    const auto name = own_data ? QString::fromStdString(own_data->filename().string()) : QString();
    data_name_->setText(fontMetrics().elidedText(name, Qt::ElideMiddle, 110));
    data_name_->setToolTip(own_data ? QString::fromStdString(own_data->string()) : QString());
    clear_data_->setVisible(own_data.has_value());
    data_problem_->setText(problem);
    data_problem_->setVisible(!problem.isEmpty());
}

void ParameterForm::setReadings(const std::vector<Reading>& readings)
{
    readings_ = readings;
    for (auto* row : rows_)
        showReading(*row);
}

void ParameterForm::showReading(ParameterRow& row) const
{
    const auto found =
        std::find_if(readings_.begin(), readings_.end(), [&](const Reading& reading) {
            return !reading.key.empty() && reading.key == row.key();
        });
    row.setReading(found == readings_.end() ? nullptr : &*found);
}

void ParameterForm::setLook(const Look& look)
{
    look_ = look;
    const auto& colours = look.colours();
    gallery_->setIcon(icon(QStringLiteral("gallery"), colours.muted));
    open_data_->setIcon(icon(QStringLiteral("data"), colours.muted));
    clear_data_->setIcon(icon(QStringLiteral("close"), colours.muted));
    undo_ = icon(QStringLiteral("undo"), colours.accent); // one for all rows
    for (auto* row : rows_)
        row->setLook(look, undo_);
}

} // namespace etalon
