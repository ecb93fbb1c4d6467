// The part of MainWindow that plays lessons.
#include "ui/figure_grid.hpp"
#include "ui/lesson_panel.hpp"
#include "ui/main_window.hpp"
#include "ui/notice.hpp"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace etalon {

void MainWindow::connectLesson()
{
    const auto& a = actions_;
    connect(a.lesson, &QAction::triggered, this, &MainWindow::toggleLesson);
    connect(a.open_lesson, &QAction::triggered, this, &MainWindow::openLesson);
    connect(a.next, &QAction::triggered, lesson_panel_, &LessonPanel::forward);
    connect(a.previous, &QAction::triggered, lesson_panel_, &LessonPanel::back);
    connect(lesson_panel_, &LessonPanel::stepShown, this, &MainWindow::showLessonStep);
    connect(lesson_panel_, &LessonPanel::closeRequested, this, &MainWindow::endLesson);
}

void MainWindow::toggleLesson(bool on)
{
    if (!on) {
        endLesson();
        return;
    }
    const auto name = experiment()
        ? QStringLiteral(":/lessons/%1.json").arg(display(experiment()->id))
        : QString();
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        actions_.lesson->setChecked(false);
        notice_->tell(tr(
            "There is no lesson for this experiment yet. Your own can be opened from the menu."));
        return;
    }
    try {
        startLesson(parse_lesson(file.readAll().toStdString(), "lesson", experiments_));
    } catch (const Error& error) {
        actions_.lesson->setChecked(false);
        complain(QString::fromUtf8(error.what()));
    }
}

void MainWindow::openLesson()
{
    const auto name = QFileDialog::getOpenFileName(this, tr("Open a lesson"), settings_.last_folder,
                                                   tr("Lessons (*.json)"));
    if (name.isEmpty())
        return;
    rememberFolder(name);
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        complain(tr("%1 cannot be read: %2").arg(name, file.errorString()));
        return;
    }
    try {
        startLesson(parse_lesson(file.readAll().toStdString(),
                                 QFileInfo(name).fileName().toStdString(), experiments_));
    } catch (const Error& error) {
        complain(QString::fromUtf8(error.what()));
    }
}

void MainWindow::startLesson(Lesson lesson)
{
    if (!in_lesson_) {
        layout_before_lesson_.reset();
        if (figures_->isChosen())
            layout_before_lesson_ = {figures_->arrangement(), figures_->visibleFigures()};
    }
    in_lesson_ = true;
    actions_.lesson->setChecked(true);
    actions_.next->setEnabled(true);
    actions_.previous->setEnabled(true);
    lesson_panel_->setLesson(std::move(lesson));
    followMode();
    adaptToWidth();
}

void MainWindow::endLesson()
{
    in_lesson_ = false;
    lesson_target_.reset();
    if (speed_before_page_)
        setSpeed(*std::exchange(speed_before_page_, {}));
    actions_.lesson->setChecked(false);
    actions_.next->setEnabled(false);
    actions_.previous->setEnabled(false);
    if (layout_before_lesson_) {
        figures_->setArrangement(layout_before_lesson_->arrangement);
        figures_->setVisibleFigures(layout_before_lesson_->figures);
    } else
        figures_->forgetChoice();
    followMode();
    adaptToWidth();
}

/// Whether the shown run is the one of the step and on its way to where the step looks, or there.
bool MainWindow::leadsTo(const LessonStep& step, const RunPlan& wanted) const
{
    const auto& [experiment, preset, setup, changes] = model_.plan();
    const auto& frame = model_.frame();
    const auto status = model_.status();
    const bool is_same = experiment == wanted.experiment && preset == wanted.preset
        && setup.values == wanted.setup.values && setup.seed == wanted.setup.seed && !setup.data;
    const bool is_plain = model_.isLiveRun() && !model_.isMaking() && frame
        && frame->changes.empty() && changes.empty() && status.state != RunState::stopped
        && status.state != RunState::failed;
    return is_same && is_plain && step.run_to && status.step <= *step.run_to;
}

/// Every step has its own preset and seed, so that it can be shown in any order and looks the same
/// each time. It begins anew unless it looks at the end of the run that is there already.
void MainWindow::showLessonStep(const LessonStep& step)
{
    const auto& subject = etalon::find(experiments_, lesson_panel_->lesson().experiment);
    auto seed = step.seed;
    for (std::size_t back = lesson_panel_->place(); !seed && back-- > 0;)
        seed = lesson_panel_->lesson().steps[back].seed;
    const auto preset = step.preset.empty() ? subject.presets.front().name : step.preset;

    if (speed_before_page_)
        setSpeed(*std::exchange(speed_before_page_, {}));
    if (step.speed) {
        speed_before_page_ = model_.speed();
        setSpeed(*step.speed);
    }
    const bool plays_to_end = !step.run_to && !step.wait;
    lesson_target_ = step.wait ? std::nullopt : step.run_to;
    const Values values =
        etalon::resolve(subject, {find_preset(subject, preset).overrides, step.set});
    if (leadsTo(
            step,
            {.experiment = &subject, .preset = preset, .setup = {values, seed.value_or(1), {}}})) {
        lesson_target_.reset();
        model_.show({});
        model_.runTo(*step.run_to);
    } else
        openExperiment(subject.id, preset, step.set, seed.value_or(1), {},
                       plays_to_end ? After::play : After::pause);
    // The figures may belong to an experiment that is shown only once its run is made.
    const auto arrange = [this, step] {
        if (!step.figures.empty())
            figures_->setVisibleFigures(step.figures);
        figures_->enlarge(step.focus);
    };
    if (figures_->experiment() == &subject)
        arrange();
    else
        connect(&model_, &RunModel::planChanged, this, arrange, Qt::SingleShotConnection);
}

} // namespace etalon
