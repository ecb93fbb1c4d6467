// The part of MainWindow that says what follows from what.
#include "ui/blank_screen.hpp"
#include "ui/command_list.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_grid.hpp"
#include "ui/gallery.hpp"
#include "ui/key_overlay.hpp"
#include "ui/main_window.hpp"
#include "ui/pace.hpp"
#include "ui/parameter_form.hpp"
#include "ui/status_line.hpp"
#include "ui/timeline.hpp"
#include "ui/transport_bar.hpp"

#include <QMenu>
#include <QStackedWidget>

namespace etalon {

void MainWindow::connectActions()
{
    const auto& a = actions_;
    const auto on = [this](QAction* action, auto then) {
        connect(action, &QAction::triggered, this, then);
    };
    on(a.run, [this] {
        const bool at_end = model_.frame() && model_.frame()->step >= model_.frame()->newest;
        if (!model_.isMoving() && model_.isLiveRun() && model_.hasEnded() && at_end)
            restart(After::play); // a fresh run, so that live parameters act
        else
            model_.toggle();
    });
    on(a.step, [this] { model_.step(1); });
    on(a.step_ten, [this] { model_.step(10); });
    on(a.reset, [this] { restart(After::pause); });
    on(a.apply, [this] {
        if (draft_.needsRestart())
            restart(After::play);
    });
    on(a.new_seed, [this] {
        auto plan = model_.plan();
        plan_follows_draft_ = true;
        ++plan.setup.seed;
        plan.changes.clear();
        plan.setup.values = draft_.isSound() ? draft_.values() : plan.setup.values;
        model_.start(plan, model_.isMoving() || model_.hasEnded() ? After::play : After::pause);
    });
    on(a.faster, [this] { setSpeed(SpeedScale::factor(SpeedScale::stop(model_.speed()) + 5)); });
    on(a.slower, [this] { setSpeed(SpeedScale::factor(SpeedScale::stop(model_.speed()) - 5)); });
    on(a.live, [this] { model_.show({}); });
    on(a.branch, [this] {
        plan_follows_draft_ = false;
        model_.branchHere();
    });
    on(a.cancel_sweep, [this] { sweeps_.cancel(); });
    on(a.leave, [this] { leaveMode(); });
    on(a.quit, [this] { close(); });
}

void MainWindow::connectViewActions()
{
    const auto& a = actions_;
    const auto on = [this](QAction* action, auto then) {
        connect(action, &QAction::triggered, this, then);
    };
    on(a.gallery, [this] { showGallery(); });
    on(a.explanation, [this](bool shown) {
        settings_.explanation = shown;
        is_explanation_wished_ = shown;
        adaptToWidth();
    });
    on(a.full_screen, [this](bool full) {
        setPresenting(full);
        full ? showFullScreen() : showNormal();
    });
    on(a.blank, [this] { new BlankScreen(this); });
    on(a.larger, [this] { setTypeScale(settings_.scale * 1.1); });
    on(a.smaller, [this] { setTypeScale(settings_.scale / 1.1); });
    on(a.normal_size, [this] { setTypeScale(1); });
    on(a.system_theme, [this] { setThemeChoice(ThemeChoice::system); });
    on(a.light_theme, [this] { setThemeChoice(ThemeChoice::light); });
    on(a.dark_theme, [this] { setThemeChoice(ThemeChoice::dark); });
    on(a.keys, [this] { new KeyOverlay(actions_.all, pages_); });
    on(a.commands, [this] { (new CommandList(actions_.all, this))->open(); });
    for (QAction* action : {a.figures, a.recent}) // chosen from the list of commands
        on(action, [this, action] { action->menu()->popup(mapToGlobal(rect().center())); });
    connect(a.figures_menu, &QMenu::aboutToShow, this,
            [this] { figures_->fill(*actions_.figures_menu); });
}

void MainWindow::connectParts()
{
    connect(gallery_, &Gallery::chosen, this, [this](const QString& id) {
        const auto& chosen = etalon::find(experiments_, id.toStdString());
        openExperiment(chosen.id, chosen.presets.front().name, {}, 1, {}, After::play);
    });
    connect(transport_, &TransportBar::speedChosen, &model_, &RunModel::setSpeed);
    connect(transport_, &TransportBar::seedChosen, this, [this](quint64 seed) {
        auto plan = model_.plan();
        plan.setup.seed = seed;
        plan.changes.clear();
        plan_follows_draft_ = true;
        model_.start(plan, model_.isMoving() ? After::play : After::pause);
    });
    connect(transport_, &TransportBar::presetChosen, this, [this](const QString& name) {
        const auto& plan = model_.plan();
        openExperiment(plan.experiment->id, name.toStdString(), {}, plan.setup.seed, {},
                       After::play);
    });

    connect(form_, &ParameterForm::applyRequested, actions_.apply, &QAction::trigger);
    connect(form_, &ParameterForm::galleryRequested, this, &MainWindow::showGallery);
    connect(&draft_, &ParameterDraft::liveChanged, this,
            [this](const QString& key, const Value& value) {
                model_.change(key.toStdString(), value);
            });
    connect(&draft_, &ParameterDraft::changed, this,
            [this] { actions_.apply->setEnabled(draft_.needsRestart() && draft_.isSound()); });

    connect(timeline_, &Timeline::scrubbed, &model_, [this](qint64 step) { model_.show(step); });
    connect(timeline_, &Timeline::liveRequested, actions_.live, &QAction::trigger);
    connect(timeline_, &Timeline::branchRequested, actions_.branch, &QAction::trigger);
    connect(timeline_, &Timeline::highlighted, this, &MainWindow::highlight);
    connect(figures_, &FigureGrid::highlighted, this, &MainWindow::highlight);
    connect(figures_, &FigureGrid::pinned, this, &MainWindow::pin);
    connect(figures_, &FigureGrid::stepPicked, &model_, [this](qint64 step) { model_.show(step); });
    connect(figures_, &FigureGrid::handleDragged, this, &MainWindow::followHandle);
    connect(figures_, &FigureGrid::sweepRequested, this,
            [this](const QString& id, const QString& key) {
                if (auto* view = figures_->view(id.toStdString())) {
                    auto base = model_.plan().setup;
                    base.values = draft_.isSound() ? draft_.values() : base.values;
                    sweeps_.start(*experiment(), view->figure(), base, key.toStdString());
                }
            });
    connect(&sweeps_, &SweepBoard::changed, this, [this](const QString& id) {
        const auto& found = sweeps_.results(id.toStdString());
        if (auto* view = figures_->view(id.toStdString()))
            view->setSweep(found.runs, found.key, found.progress);
        actions_.cancel_sweep->setEnabled(sweeps_.isRunning());
    });
    connect(&sweeps_, &SweepBoard::failed, this, &MainWindow::complain);

    connect(status_, &StatusLine::cancelRequested, &model_, &RunModel::cancelAnalyses);
    connect(&model_, &RunModel::planChanged, this, &MainWindow::followPlan);
    connect(&model_, &RunModel::motionChanged, this, &MainWindow::followMotion);
    connect(&model_, &RunModel::frameChanged, this, &MainWindow::followFrame);
    connect(&model_, &RunModel::failed, this, &MainWindow::complain);
}

/// A handle of a figure sets parameters as a slider of the form does: one drag is one undo step.
void MainWindow::followHandle(const Overrides& values, DragPhase phase)
{
    if (!handle_gesture_)
        handle_gesture_ = {draft_.newGesture(), draft_.undoStack()->index()};
    for (const auto& [key, value] : values)
        if (phase == DragPhase::released || experiment()->schema.at(key).effect == Effect::live)
            draft_.setValue(key, value, handle_gesture_->number);
    if (phase == DragPhase::moving)
        return;
    if (phase == DragPhase::cancelled)
        draft_.undoStack()->setIndex(handle_gesture_->undo_index);
    handle_gesture_.reset();
    if (phase == DragPhase::released && draft_.needsRestart())
        restart(After::play);
}

} // namespace etalon
