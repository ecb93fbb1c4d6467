#include "ui/main_window.hpp"

#include "ui/explanation_panel.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure/translated.hpp"
#include "ui/figure_grid.hpp"
#include "ui/figure_input.hpp"
#include "ui/gallery.hpp"
#include "ui/lesson_panel.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_form.hpp"
#include "ui/presenter_keys.hpp"
#include "ui/status_line.hpp"
#include "ui/timeline.hpp"
#include "ui/transport_bar.hpp"

#include <QCloseEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace etalon {

namespace {

constexpr int milliseconds_between_interpretations = 120; // words need not change faster

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
    resize(QSize(1440, 900).boundedTo(screen()->availableSize()).expandedTo(minimumSize()));
    setAcceptDrops(true);
    setWindowTitle(tr("Etalon"));
    pages_ = new QStackedWidget;
    gallery_ = new Gallery(experiments, pages_);
    bench_ = makeBench();
    pages_->addWidget(gallery_);
    pages_->addWidget(bench_);
    setCentralWidget(pages_);

    presenter_keys_ = new PresenterKeys(this, actions_);
    connectActions();
    connectViewActions();
    connectParts();
    connectFiles();
    connectLesson();
    first_interpretation_.setSingleShot(true);
    connect(&first_interpretation_, &QTimer::timeout, this, &MainWindow::interpret);
    if (!settings_.geometry.isEmpty())
        restoreGeometry(settings_.geometry);
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
    // The parts talk to draft and model until they go, so they go first: a field that loses the
    // focus, for one, still hands over what was typed.
    model_.disconnect(this);
    const std::unique_ptr<QWidget> parts(takeCentralWidget());
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
    plan.setup = {etalon::resolve(chosen, {preset.overrides, overrides}, own_data.has_value()),
                  seed, own_data};
    plan_follows_draft_ = false;
    model_.start(std::move(plan), after);
    pages_->setCurrentWidget(bench_);
    followMotion();
}

void MainWindow::openDirectory(const std::filesystem::path& directory)
{
    plan_follows_draft_ = false;
    opening_ = directory;
    model_.open(directory, experiments_);
    if (pages_->currentWidget() == gallery_ && !isVisible())
        pages_->setCurrentWidget(bench_); // the first page that is seen
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
    plan_follows_draft_ = true;
    model_.restart(draft_.values(), after);
}

void MainWindow::followPlan()
{
    const auto& plan = model_.plan();
    const bool is_other = figures_->experiment() != plan.experiment;
    first_interpretation_.start(milliseconds_between_interpretations); // after cards and form
    if (is_other) {
        rememberLayout();
        sweeps_.clear();
        figures_->setExperiment(*plan.experiment);
        if (const auto found = settings_.layouts.find(plan.experiment->id);
            found != settings_.layouts.end()) {
            figures_->setArrangement(found->second.arrangement);
            figures_->setVisibleFigures(found->second.figures);
        }
        transport_->setExperiment(*plan.experiment);
        explanation_->setReference(translated(plan.experiment->reference));
        unpinAll();
        highlight({});
    }
    transport_->setPreset(plan.preset);
    figures_->setPreset(plan.preset);
    transport_->setSeed(plan.setup.seed);
    followValues();
    form_->setData(plan.setup.data);
    notice_->hide();
    gallery_->notice().hide();
    settings_.last_experiment = display(plan.experiment->id);
    setWindowTitle(tr("%1 – Etalon").arg(translated(plan.experiment->title)));
    pages_->setCurrentWidget(bench_);
    if (is_other)
        bench_->setFocus();
    if (lesson_target_ && in_lesson_) {
        const auto target = *std::exchange(lesson_target_, {});
        QMetaObject::invokeMethod(
            this, [this, target] { model_.runTo(target); }, Qt::QueuedConnection);
    }
}

/// The form shows the new run's parameters. Where the run was made from the form, edits that came
/// meanwhile stay, and so does what can be undone.
void MainWindow::followValues()
{
    const auto& plan = model_.plan();
    if (plan_follows_draft_ && draft_.experiment() == plan.experiment) {
        draft_.setApplied(plan.setup.values);
        draft_.setHasData(plan.setup.data.has_value());
        for (const auto& parameter : plan.experiment->schema.parameters())
            if (const auto& edited = draft_.values()[parameter.key];
                parameter.effect == Effect::live && edited != plan.setup.values[parameter.key])
                model_.change(parameter.key, edited);
        return;
    }
    Values base = plan.setup.values;
    for (const auto& preset : plan.experiment->presets)
        if (preset.name == plan.preset)
            base = plan.experiment->schema.resolve({preset.overrides});
    draft_.start(*plan.experiment, base, plan.setup.values, plan.setup.data.has_value());
}

void MainWindow::followMotion()
{
    const auto& a = actions_;
    const bool moving = model_.isMoving(),
               has_run = experiment() && pages_->currentWidget() == bench_;
    a.run->setText(moving ? tr("Pause") : tr("Run"));
    a.run->setIconText(a.run->text());
    transport_->setRunning(moving, look_);
    for (auto* action :
         {a.run, a.step, a.step_ten, a.reset, a.new_seed, a.live, a.save, a.export_figures,
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
    if (first_interpretation_.isActive())
        return;
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
    if (!experiment()) // nothing else can be shown
        showGallery();
    const auto& used = model_.nextData();
    if (used && why.contains(display(used->filename().string())))
        form_->setData(used, why);
    (pages_->currentWidget() == gallery_ ? gallery_->notice() : *notice_).complain(why);
    followMotion();
}

void MainWindow::highlight(const Item& item)
{
    figures_->setHighlight(item);
    timeline_->setHighlight(item);
}

void MainWindow::pin(const Item& item)
{
    if (item.kind.empty())
        return;
    if (const auto known = std::find(pinned_.begin(), pinned_.end(), item); known != pinned_.end())
        pinned_.erase(known);
    else
        pinned_.push_back(item);
    figures_->setPinned(pinned_);
    timeline_->setPinned(pinned_);
}

void MainWindow::unpinAll()
{
    pinned_.clear();
    figures_->setPinned(pinned_);
    timeline_->setPinned(pinned_);
}

void MainWindow::leaveMode()
{
    if (in_lesson_ && isFullScreen())
        actions_.full_screen->trigger(); // as the remote's key for the end does; the lesson stays
    else if (model_.isAnalysing())
        model_.cancelAnalyses();
    else if (!figures_->enlarged().empty())
        figures_->enlarge({});
    else if (in_lesson_)
        endLesson();
    else if (isFullScreen())
        actions_.full_screen->trigger();
    else if (!pinned_.empty())
        unpinAll();
    else if (!model_.isLive())
        model_.show({});
}

void MainWindow::rememberLayout()
{
    const auto* shown = figures_->experiment();
    if (shown && figures_->isChosen() && !in_lesson_)
        settings_.layouts[shown->id] = {figures_->arrangement(), figures_->visibleFigures()};
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    model_.stop();
    if (!isFullScreen())
        settings_.geometry = saveGeometry();
    rememberLayout();
    settings_.save();
    event->accept();
}

} // namespace etalon
