// The part of MainWindow that reads and writes files.
#include "ui/compare_panel.hpp"
#include "ui/export_dialog.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure/translated.hpp"
#include "ui/figure_grid.hpp"
#include "ui/gallery.hpp"
#include "ui/main_window.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_form.hpp"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace etalon {

void MainWindow::connectFiles()
{
    const auto& a = actions_;
    connect(a.open, &QAction::triggered, this, &MainWindow::openRun);
    connect(a.recent_menu, &QMenu::aboutToShow, this,
            [this] { recent_.fill(*actions_.recent_menu); });
    connect(&recent_, &RecentRuns::chosen, this,
            [this](const QString& folder) { openDirectory(folder.toStdString()); });
    connect(&model_, &RunModel::saved, &recent_, &RecentRuns::add);
    connect(&model_, &RunModel::planChanged, this, [this] {
        if (const auto opened = std::exchange(opening_, {}); opened && !model_.isLiveRun())
            recent_.add(QString::fromStdString(opened->string()));
    });
    connect(a.save, &QAction::triggered, this, &MainWindow::saveRun);
    connect(a.export_figures, &QAction::triggered, this, [this] { exportFigures({}); });
    connect(a.data_file, &QAction::triggered, this, [this] { chooseData(false); });
    connect(a.data_folder, &QAction::triggered, this, [this] { chooseData(true); });
    connect(a.add_saved, &QAction::triggered, this, &MainWindow::addSavedRun);
    connect(a.compare, &QAction::triggered, this, &MainWindow::showComparison);
    connect(a.about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(figures_, &FigureGrid::exportRequested, this, &MainWindow::exportFigures);
    connect(form_, &ParameterForm::dataRequested, this, [this] {
        auto* choice = new QMenu(this); // a dialogue shows either files or folders
        choice->setAttribute(Qt::WA_DeleteOnClose);
        choice->addActions({actions_.data_file, actions_.data_folder});
        choice->popup(QCursor::pos());
    });
    connect(form_, &ParameterForm::dataCleared, this, [this] { setData({}); });
    connect(&model_, &RunModel::saved, this,
            [this](const QString& directory) { notice_->tell(tr("Saved to %1.").arg(directory)); });
}

void MainWindow::rememberFolder(const QString& folder)
{
    settings_.last_folder = QFileInfo(folder).absolutePath();
}

void MainWindow::openRun()
{
    const auto folder =
        QFileDialog::getExistingDirectory(this, tr("Open a saved run"), settings_.last_folder);
    if (folder.isEmpty())
        return;
    rememberFolder(folder);
    openDirectory(folder.toStdString());
}

void MainWindow::saveRun()
{
    if (!experiment())
        return;
    const auto proposed =
        QStringLiteral("%1/%2-%3-seed-%4")
            .arg(settings_.last_folder, display(experiment()->id), display(model_.plan().preset))
            .arg(model_.plan().setup.seed);
    const auto folder = QFileDialog::getSaveFileName(
        this,
        model_.hasEnded() ? tr("Save the run as a folder") : tr("Save the run so far as a folder"),
        proposed);
    if (folder.isEmpty())
        return;
    rememberFolder(folder);
    model_.save(folder.toStdString());
}

void MainWindow::exportFigures(const QString& figure_id)
{
    const auto frame = model_.frame();
    if (!frame)
        return;
    const auto& plan = model_.plan();
    const auto visible = figures_->visibleFigures();
    std::vector<ExportItem> items;
    for (const auto& figure : plan.experiment->figures) {
        const bool chosen = figure_id.isEmpty()
            ? std::find(visible.begin(), visible.end(), figure.id) != visible.end()
            : figure.id == figure_id.toStdString();
        items.push_back({&figure, figures_->view(figure.id)->choices(), chosen});
    }
    Provenance provenance;
    provenance.version = version();
    provenance.build = build_description();
    provenance.experiment = plan.experiment->id;
    provenance.preset = plan.preset;
    provenance.seed = frame->seed;
    provenance.step = frame->step;
    const auto defaults = plan.experiment->schema.resolve();
    for (const auto& [key, value] : plan.setup.values.all())
        if (value != defaults[key])
            provenance.changed.emplace_back(key, to_text(value));
    auto* dialog = new ExportDialog(frame, std::move(provenance), std::move(items),
                                    settings_.last_folder + QStringLiteral("/figures"), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::chooseData(bool folder)
{
    const auto title = tr("Data to train on");
    const auto chosen = folder
        ? QFileDialog::getExistingDirectory(this, title, settings_.last_folder)
        : QFileDialog::getOpenFileName(this, title, settings_.last_folder);
    if (chosen.isEmpty())
        return;
    rememberFolder(chosen);
    setData(std::filesystem::path(chosen.toStdString()));
}

void MainWindow::setData(const std::optional<std::filesystem::path>& own_data)
{
    if (!experiment())
        return;
    draft_.setHasData(own_data.has_value());
    form_->setData(own_data);
    model_.setPendingData(own_data);
    auto plan = model_.plan();
    plan.setup.data = own_data;
    plan.changes.clear();
    if (!draft_.isSound()) { // the form says what is still to be chosen
        form_->setData(own_data, tr("Choose what the form marks, then press Return."));
        return;
    }
    plan.setup.values = draft_.values();
    plan_follows_draft_ = true;
    model_.start(std::move(plan), After::play);
}

void MainWindow::addSavedRun()
{
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Saved run to compare with"),
                                                          settings_.last_folder);
    if (folder.isEmpty())
        return;
    rememberFolder(folder);
    model_.openForComparison(folder.toStdString(), experiments_);
}

void MainWindow::showComparison()
{
    auto* panel = new ComparePanel(model_, this);
    panel->setAttribute(Qt::WA_DeleteOnClose);
    connect(panel, &ComparePanel::addRequested, this, &MainWindow::addSavedRun);
    panel->show();
}

void MainWindow::showAbout()
{
    const auto reference = experiment() ? translated(experiment()->reference) : QString();
    QMessageBox box(this);
    box.setWindowTitle(tr("About Etalon"));
    box.setText(tr("Etalon %1").arg(display(version())));
    box.setInformativeText(
        tr("A desktop laboratory for learning dynamics.\nLicence: GPL 3.0 or later.\n"
           "Build: %1\nQt %2\n\nPlease cite the paper behind the experiment:\n%3")
            .arg(display(build_description()), QLatin1String(qVersion()), reference));
    box.setTextInteractionFlags(Qt::TextSelectableByMouse);
    box.exec();
}

// A dropped folder with a run is opened; anything else is taken as data to train on.

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    const std::filesystem::path path =
        event->mimeData()->urls().front().toLocalFile().toStdString();
    const bool is_part_of_run = path.filename() == "run.json" || path.extension() == ".h5";
    const auto folder = is_part_of_run ? path.parent_path() : path;
    if (std::error_code ignored; std::filesystem::exists(folder / "run.json", ignored))
        openDirectory(folder);
    else if (pages_->currentWidget() == gallery_)
        complain(tr("%1 is no saved run. To train on it as data, open an experiment and drop it "
                    "there.")
                     .arg(display(path.string())));
    else
        setData(path);
}

} // namespace etalon
