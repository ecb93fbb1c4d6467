#include "ui/export_dialog.hpp"

#include "ui/figure/translated.hpp"
#include "ui/parameter_draft.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace etalon {

ExportDialog::ExportDialog(FramePointer frame, Provenance provenance, std::vector<ExportItem> items,
                           const QString& directory, QWidget* parent)
    : QDialog(parent)
    , frame_(std::move(frame))
    , provenance_(std::move(provenance))
    , items_(std::move(items))
{
    setWindowTitle(tr("Export figures"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(12);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(18);
    halves->addWidget(makeFigureList(), 1);
    halves->addWidget(makeSettings(directory), 1);
    column->addLayout(halves, 1);

    result_ = new QLabel;
    result_->setObjectName(QStringLiteral("small"));
    result_->setWordWrap(true);
    result_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(result_);

    auto* buttons = new QDialogButtonBox;
    write_ = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    write_->setObjectName(QStringLiteral("primary"));
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::write);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    followStyle();
    refresh();
}

QWidget* ExportDialog::makeFigureList()
{
    list_ = new QListWidget;
    list_->setAccessibleName(tr("Figures to export"));
    for (const auto& item : items_) {
        auto* entry = new QListWidgetItem(translated(item.figure->title), list_);
        entry->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        entry->setCheckState(item.chosen ? Qt::Checked : Qt::Unchecked);
        entry->setToolTip(translated(item.figure->caption));
    }
    list_->setMinimumWidth(280);
    connect(list_, &QListWidget::itemChanged, this, &ExportDialog::refresh);
    return list_;
}

QWidget* ExportDialog::makeSettings(const QString& directory)
{
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(8);

    auto* grid = new QWidget;
    auto* line = new QHBoxLayout(grid);
    line->setContentsMargins(0, 0, 0, 0);
    for (const auto& [format, label, on] : {std::tuple{FigureFormat::pdf, tr("PDF"), true},
                                            {FigureFormat::svg, tr("SVG"), false},
                                            {FigureFormat::png, tr("PNG"), false},
                                            {FigureFormat::csv, tr("CSV"), true},
                                            {FigureFormat::script, tr("Python"), false},
                                            {FigureFormat::pgfplots, tr("pgfplots"), false}}) {
        auto* check = new QCheckBox(label);
        check->setChecked(on);
        connect(check, &QCheckBox::toggled, this, &ExportDialog::refresh);
        line->addWidget(check);
        formats_.emplace_back(format, check);
    }
    form->addRow(tr("Formats"), grid);

    style_ = new QComboBox;
    for (const auto& style : figure_styles())
        if (style.width_mm > 0)
            style_->addItem(style.label, style.name);
    style_->setCurrentIndex(std::max(0, style_->findData(QStringLiteral("column"))));
    connect(style_, &QComboBox::currentIndexChanged, this, &ExportDialog::followStyle);
    form->addRow(tr("Style"), style_);

    const auto number = [&](const QString& label, double low, double high, const QString& suffix) {
        auto* field = new QDoubleSpinBox;
        field->setRange(low, high);
        field->setDecimals(1);
        field->setSuffix(suffix);
        field->setAccessibleName(label);
        form->addRow(label, field);
        return field;
    };
    width_ = number(tr("Width"), 20, 1000, tr(" mm"));
    height_ = number(tr("Height"), 15, 1000, tr(" mm"));
    dpi_ = number(tr("Resolution of PNG"), 50, 2400, tr(" dpi"));
    dpi_->setDecimals(0);
    dpi_->setValue(300);
    caption_ = new QCheckBox(tr("Title and caption"));
    footer_ = new QCheckBox(tr("A line saying where the numbers come from"));
    form->addRow(QString(), caption_);
    form->addRow(QString(), footer_);

    auto* place = new QWidget;
    auto* place_line = new QHBoxLayout(place);
    place_line->setContentsMargins(0, 0, 0, 0);
    directory_ = new QLineEdit(directory);
    directory_->setAccessibleName(tr("Folder"));
    connect(directory_, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, [this] {
        const auto chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the figures"),
                                                              this->directory());
        if (!chosen.isEmpty())
            directory_->setText(chosen);
    });
    place_line->addWidget(directory_, 1);
    place_line->addWidget(choose);
    form->addRow(tr("Folder"), place);
    return box;
}

void ExportDialog::followStyle()
{
    const auto& style = find_style(style_->currentData().toString().toStdString());
    width_->setValue(style.width_mm);
    height_->setValue(style.height_mm);
    refresh();
}

void ExportDialog::refresh()
{
    if (!write_)
        return;
    int chosen = 0;
    for (int row = 0; row < list_->count(); ++row)
        chosen += list_->item(row)->checkState() == Qt::Checked;
    write_->setEnabled(chosen > 0 && !formats().empty() && !directory().isEmpty());
    dpi_->setEnabled(formats_[2].second->isChecked());
}

QString ExportDialog::directory() const
{
    return directory_->text().trimmed();
}

std::vector<FigureFormat> ExportDialog::formats() const
{
    std::vector<FigureFormat> result;
    for (const auto& [format, check] : formats_)
        if (check->isChecked())
            result.push_back(format);
    return result;
}

ExportSettings ExportDialog::settings() const
{
    ExportSettings settings;
    settings.style = find_style(style_->currentData().toString().toStdString());
    settings.width_mm = width_->value();
    settings.height_mm = height_->value();
    settings.dpi = dpi_->value();
    settings.caption = caption_->isChecked();
    settings.footer = footer_->isChecked();
    return settings;
}

void ExportDialog::write()
{
    jobs_.clear();
    names_.clear();
    for (int row = 0; row < list_->count(); ++row)
        if (list_->item(row)->checkState() == Qt::Checked)
            for (const auto format : formats())
                jobs_.push_back({std::size_t(row), format});
    write_->setEnabled(false);
    writeNext();
}

void ExportDialog::writeNext()
{
    if (jobs_.empty()) {
        names_.removeDuplicates(); // scripts bring the table that may have been asked for as well
        conclude(tr("Written to %1: %2").arg(directory(), names_.join(QStringLiteral(", "))), true);
        return;
    }
    const auto job = jobs_.front();
    jobs_.pop_front();
    const auto& item = items_[job.item];
    result_->setText(tr("Writing %1…").arg(translated(item.figure->title)));
    auto provenance = provenance_;
    provenance.figure = item.figure->id;
    try {
        const std::filesystem::path folder = directory().toStdString();
        std::filesystem::create_directories(folder);
        for (const auto& file : write_figure_files(*item.figure, *frame_, item.choices, provenance,
                                                   settings(), {job.format}, folder))
            names_ << QString::fromStdString(file.filename().string());
    } catch (const std::exception& error) {
        conclude(tr("Not written: %1").arg(QString::fromUtf8(error.what())), false);
        return;
    }
    QTimer::singleShot(0, this, &ExportDialog::writeNext);
}

void ExportDialog::conclude(const QString& text, bool all)
{
    jobs_.clear();
    result_->setText(text);
    refresh();
    Q_EMIT written(all);
}

} // namespace etalon
