#include "ui/main_window.hpp"

#include "ui/command_list.hpp"
#include "ui/explanation_panel.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_grid.hpp"
#include "ui/figure_input.hpp"
#include "ui/gallery.hpp"
#include "ui/icons.hpp"
#include "ui/key_overlay.hpp"
#include "ui/lesson_panel.hpp"
#include "ui/notice.hpp"
#include "ui/pace.hpp"
#include "ui/parameter_form.hpp"
#include "ui/status_line.hpp"
#include "ui/timeline.hpp"
#include "ui/transport_bar.hpp"

#include <QCloseEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr int milliseconds_between_interpretations = 120; // words need not change faster
constexpr int width_for_explanation = 1240, width_for_words = 1340;

QFrame* cardAround(QWidget* content)
{
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 1);
    column->addWidget(content);
    return card;
}

} // namespace

MainWindow::MainWindow(std::span<const Experiment> experiments, QWidget* parent)
    : QMainWindow(parent)
    , experiments_(experiments)
    , settings_(WindowSettings::load())
    , actions_(makeActions(this, draft_.undoStack()))
{
    setMinimumSize(1024, 640);
    resize(1440, 900);
    setAcceptDrops(true);
    setWindowTitle(tr("Etalon"));
    pages_ = new QStackedWidget;
    gallery_ = new Gallery(experiments, pages_);
    bench_ = makeBench();
    pages_->addWidget(gallery_);
    pages_->addWidget(bench_);
    setCentralWidget(pages_);

    connectActions();
    connectViewActions();
    connectParts();
    connectFiles();
    connectLesson();
    if (!settings_.geometry.isEmpty())
        restoreGeometry(settings_.geometry);
    actions_.explanation->setChecked(settings_.explanation);
    const auto theme = settings_.theme;
    (theme == ThemeChoice::dark        ? actions_.dark_theme
         : theme == ThemeChoice::light ? actions_.light_theme
                                       : actions_.system_theme)
        ->setChecked(true);
    transport_->setSpeed(1);
    applyLook();
    followMotion();
}

MainWindow::~MainWindow()
{
    model_.disconnect(this); // the parts it would talk to go first
}

QWidget* MainWindow::makeBench()
{
    auto* bench = new QWidget;
    bench->setObjectName(QStringLiteral("background"));
    bench->setAttribute(Qt::WA_StyledBackground);
    bench->setFocusPolicy(Qt::ClickFocus); // a click beside the fields leaves them
    auto* column = new QVBoxLayout(bench);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    transport_ = new TransportBar(actions_, bench);
    column->addWidget(transport_);

    auto* middle = new QVBoxLayout;
    middle->setContentsMargins(14, 14, 14, 12);
    middle->setSpacing(12);
    column->addLayout(middle, 1);
    auto* body = new QHBoxLayout;
    body->setSpacing(12);
    middle->addLayout(body, 1);

    form_ = new ParameterForm(draft_);
    form_card_ = cardAround(form_);
    body->addWidget(form_card_);
    auto* centre = new QVBoxLayout;
    centre->setSpacing(8);
    notice_ = new Notice;
    centre->addWidget(notice_);
    figures_ = new FigureGrid;
    centre->addWidget(figures_, 1);
    body->addLayout(centre, 1);
    explanation_ = new ExplanationPanel;
    lesson_panel_ = new LessonPanel;
    side_ = new QStackedWidget;
    side_->addWidget(explanation_);
    side_->addWidget(lesson_panel_);
    side_card_ = cardAround(side_);
    body->addWidget(side_card_);

    timeline_ = new Timeline;
    middle->addWidget(cardAround(timeline_));
    status_ = new StatusLine;
    column->addWidget(status_);
    return bench;
}

// ---- connections

void MainWindow::connectActions()
{
    const auto& a = actions_;
    const auto on = [this](QAction* action, auto then) { connect(action, &QAction::triggered, this, then); };
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
        ++plan.setup.seed;
        plan.changes.clear();
        plan.setup.values = draft_.isSound() ? draft_.values() : plan.setup.values;
        model_.start(plan, model_.isMoving() || model_.hasEnded() ? After::play : After::pause);
    });
    on(a.faster, [this] { setSpeed(SpeedScale::factor(SpeedScale::stop(model_.speed()) + 5)); });
    on(a.slower, [this] { setSpeed(SpeedScale::factor(SpeedScale::stop(model_.speed()) - 5)); });
    on(a.live, [this] { model_.show({}); });
    on(a.branch, [this] { model_.branchHere(); });
    on(a.cancel_sweep, [this] { sweeps_.cancel(); });
    on(a.leave, [this] { leaveMode(); });
    on(a.quit, [this] { close(); });
}

void MainWindow::connectViewActions()
{
    const auto& a = actions_;
    const auto on = [this](QAction* action, auto then) { connect(action, &QAction::triggered, this, then); };
    on(a.gallery, [this] { showGallery(); });
    on(a.explanation, [this](bool shown) {
        settings_.explanation = shown;
        adaptToWidth();
    });
    on(a.full_screen, [this](bool full) {
        in_presentation_ = full;
        full ? showFullScreen() : showNormal();
        applyLook();
    });
    on(a.larger, [this] { setTypeScale(settings_.scale * 1.1); });
    on(a.smaller, [this] { setTypeScale(settings_.scale / 1.1); });
    on(a.normal_size, [this] { setTypeScale(1); });
    on(a.system_theme, [this] { setThemeChoice(ThemeChoice::system); });
    on(a.light_theme, [this] { setThemeChoice(ThemeChoice::light); });
    on(a.dark_theme, [this] { setThemeChoice(ThemeChoice::dark); });
    on(a.keys, [this] { new KeyOverlay(actions_.all, pages_); });
    on(a.commands, [this] { (new CommandList(actions_.all, this))->open(); });
    connect(a.figures_menu, &QMenu::aboutToShow, this, [this] { figures_->fill(*actions_.figures_menu); });
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
        model_.start(plan, model_.isMoving() ? After::play : After::pause);
    });
    connect(transport_, &TransportBar::presetChosen, this, [this](const QString& name) {
        const auto& plan = model_.plan();
        openExperiment(plan.experiment->id, name.toStdString(), {}, plan.setup.seed, {}, After::play);
    });

    connect(form_, &ParameterForm::applyRequested, actions_.apply, &QAction::trigger);
    connect(form_, &ParameterForm::galleryRequested, this, &MainWindow::showGallery);
    connect(&draft_, &ParameterDraft::liveChanged, this, [this](const QString& key, const Value& value) {
        model_.change(key.toStdString(), value);
    });
    connect(&draft_, &ParameterDraft::changed, this,
            [this] { actions_.apply->setEnabled(draft_.needsRestart() && draft_.isSound()); });

    connect(timeline_, &Timeline::scrubbed, &model_, [this](qint64 step) { model_.show(step); });
    connect(timeline_, &Timeline::liveRequested, actions_.live, &QAction::trigger);
    connect(timeline_, &Timeline::branchRequested, actions_.branch, &QAction::trigger);
    connect(timeline_, &Timeline::highlighted, this, &MainWindow::highlight);
    connect(figures_, &FigureGrid::highlighted, this, &MainWindow::highlight);
    connect(figures_, &FigureGrid::pinned, this, [this](const Item& item) {
        pinned_ = item == pinned_ ? Item{} : item;
        highlight({});
    });
    connect(figures_, &FigureGrid::stepPicked, &model_, [this](qint64 step) { model_.show(step); });
    connect(figures_, &FigureGrid::sweepRequested, this, [this](const QString& id, const QString& key) {
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

    connect(&model_, &RunModel::planChanged, this, &MainWindow::followPlan);
    connect(&model_, &RunModel::motionChanged, this, &MainWindow::followMotion);
    connect(&model_, &RunModel::frameChanged, this, &MainWindow::followFrame);
    connect(&model_, &RunModel::failed, this, &MainWindow::complain);
}

// ---- which run

void MainWindow::showGallery()
{
    model_.pause();
    pages_->setCurrentWidget(gallery_);
    setWindowTitle(tr("Etalon"));
    followMotion();
}

void MainWindow::openExperiment(std::string_view id, const std::string& preset_name,
                                const Overrides& overrides, std::uint64_t seed,
                                const std::optional<std::filesystem::path>& own_data, After after)
{
    const auto& chosen = etalon::find(experiments_, id);
    const auto& preset = find_preset(chosen, preset_name);
    RunPlan plan;
    plan.experiment = &chosen;
    plan.preset = preset.name;
    plan.setup = {etalon::resolve(chosen, {preset.overrides, overrides}, own_data.has_value()), seed, own_data};
    model_.start(std::move(plan), after);
    pages_->setCurrentWidget(bench_);
    followMotion();
}

void MainWindow::openDirectory(const std::filesystem::path& directory)
{
    model_.open(directory, experiments_);
    pages_->setCurrentWidget(bench_);
}

/// The same seed again, with the parameters as they are edited.
void MainWindow::restart(After after)
{
    if (!experiment())
        return;
    if (!draft_.isSound()) {
        complain(tr("Some parameters are wrong; the form says which. Nothing was restarted."));
        return;
    }
    model_.restart(draft_.values(), after);
}

void MainWindow::followPlan()
{
    const auto& plan = model_.plan();
    const bool is_other = figures_->experiment() != plan.experiment;
    if (is_other) {
        if (const auto* before = figures_->experiment())
            settings_.layouts[before->id] = {figures_->arrangement(), figures_->visibleFigures()};
        sweeps_.clear();
        figures_->setExperiment(*plan.experiment);
        if (const auto found = settings_.layouts.find(plan.experiment->id); found != settings_.layouts.end()) {
            figures_->setArrangement(found->second.arrangement);
            figures_->setVisibleFigures(found->second.figures);
        }
        transport_->setExperiment(*plan.experiment);
        explanation_->setReference(display(plan.experiment->reference));
        pinned_ = {};
        highlight({});
    }
    transport_->setPreset(plan.preset);
    transport_->setSeed(plan.setup.seed);
    const bool has_data = plan.setup.data.has_value();
    Values base = plan.setup.values;
    for (const auto& preset : plan.experiment->presets)
        if (preset.name == plan.preset)
            base = plan.experiment->schema.resolve({preset.overrides});
    if (is_other || draft_.experiment() != plan.experiment || draft_.applied() != plan.setup.values
        || draft_.values() != plan.setup.values)
        draft_.start(*plan.experiment, base, plan.setup.values, has_data);
    form_->setData(plan.setup.data);
    notice_->hide();
    settings_.last_experiment = display(plan.experiment->id);
    setWindowTitle(tr("%1 – Etalon").arg(display(plan.experiment->title)));
    pages_->setCurrentWidget(bench_);
    if (is_other)
        bench_->setFocus();
    if (lesson_target_ && in_lesson_) {
        const auto target = *std::exchange(lesson_target_, {});
        QMetaObject::invokeMethod(this, [this, target] { model_.runTo(target); }, Qt::QueuedConnection);
    }
}

void MainWindow::followMotion()
{
    const auto& a = actions_;
    const bool moving = model_.isMoving(), has_run = experiment() && pages_->currentWidget() == bench_;
    a.run->setText(moving ? tr("Pause") : tr("Run"));
    a.run->setIconText(a.run->text());
    transport_->setRunning(moving, look_);
    for (auto* action : {a.run, a.step, a.step_ten, a.reset, a.new_seed, a.live, a.save, a.export_figures,
                         a.compare, a.add_saved, a.data_file, a.data_folder, a.lesson, a.figures})
        action->setEnabled(has_run);
    a.branch->setEnabled(has_run && model_.canBranch());
    timeline_->setCanBranch(has_run && model_.canBranch());
    if (const auto& frame = model_.frame())
        status_->showFrame(*frame, model_.status(), model_.statistics().framesPerSecond());
}

void MainWindow::followFrame(const FramePointer& frame)
{
    figures_->setFrame(frame);
    timeline_->setFrame(frame);
    if (!frame->moving || !since_interpreted_.isValid()
        || since_interpreted_.elapsed() > milliseconds_between_interpretations)
        interpret();
}

void MainWindow::interpret()
{
    since_interpreted_.start();
    const auto frame = model_.frame();
    if (!frame)
        return;
    const auto input = inputOf(*frame);
    const auto& subject = *frame->experiment;
    if (subject.readings) {
        const auto readings = subject.readings(input);
        status_->setReadings(readings);
        form_->setReadings(readings);
    }
    if (subject.events)
        timeline_->setEvents(subject.events(input));
    if (subject.explain && explanation_->isVisible())
        explanation_->setParagraphs(subject.explain(input));
    const bool can_branch = model_.canBranch();
    actions_.branch->setEnabled(can_branch);
    timeline_->setCanBranch(can_branch);
    status_->showFrame(*frame, model_.status(), model_.statistics().framesPerSecond());
}

void MainWindow::complain(const QString& why)
{
    if (model_.plan().setup.data && why.contains(display(model_.plan().setup.data->filename().string())))
        form_->setData(model_.plan().setup.data, why);
    notice_->complain(why);
    followMotion();
}

void MainWindow::highlight(const Item& item)
{
    const auto& shown = item.kind.empty() ? pinned_ : item;
    figures_->setHighlight(shown);
    timeline_->setHighlight(shown);
}

void MainWindow::leaveMode()
{
    if (!figures_->enlarged().empty())
        figures_->enlarge({});
    else if (in_lesson_)
        endLesson();
    else if (isFullScreen())
        actions_.full_screen->trigger();
    else if (!pinned_.kind.empty()) {
        pinned_ = {};
        highlight({});
    } else if (!model_.isLive())
        model_.show({});
}

// ---- looks

void MainWindow::setSpeed(double factor)
{
    model_.setSpeed(factor);
    transport_->setSpeed(factor);
}

void MainWindow::setThemeChoice(ThemeChoice choice)
{
    settings_.theme = choice;
    applyLook();
}

void MainWindow::setTypeScale(double scale)
{
    settings_.scale = std::clamp(scale, 0.8, 3.0);
    applyLook();
}

void MainWindow::applyLook()
{
    look_.theme = etalon::resolve(settings_.theme);
    look_.scale = settings_.scale * (in_presentation_ ? 1.25 : 1);
    dress(*this, look_);
    gallery_->setLook(look_);
    transport_->setLook(look_);
    form_->setLook(look_);
    notice_->setLook(look_);
    figures_->setLook(look_);
    lesson_panel_->setLook(look_);
    timeline_->setLook(look_);
    status_->setLook(look_);
    transport_->setRunning(model_.isMoving(), look_);
    form_card_->setFixedWidth(std::min(look_.pixels(286), std::max(286, width() / 4)));
    side_card_->setFixedWidth(std::min(look_.pixels(300), std::max(300, width() / 4)));
    adaptToWidth();
}

void MainWindow::adaptToWidth()
{
    const double room = width() / look_.scale;
    side_card_->setVisible(in_lesson_ || (actions_.explanation->isChecked() && room >= width_for_explanation));
    side_->setCurrentWidget(in_lesson_ ? static_cast<QWidget*>(lesson_panel_) : explanation_);
    transport_->setCompact(room < width_for_words);
    if (model_.frame())
        interpret();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    adaptToWidth();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ThemeChange || event->type() == QEvent::ApplicationPaletteChange) {
        if (settings_.theme == ThemeChoice::system && figures_ && etalon::resolve(settings_.theme) != look_.theme)
            applyLook();
    }
}

void MainWindow::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers() & Qt::ControlModifier && event->angleDelta().y() != 0) {
        setTypeScale(settings_.scale * (event->angleDelta().y() > 0 ? 1.1 : 1 / 1.1));
        event->accept();
    } else
        QMainWindow::wheelEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    model_.stop();
    if (!isFullScreen())
        settings_.geometry = saveGeometry();
    if (const auto* shown = figures_->experiment())
        settings_.layouts[shown->id] = {figures_->arrangement(), figures_->visibleFigures()};
    settings_.save();
    event->accept();
}

} // namespace etalon
