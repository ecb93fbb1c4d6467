#include "ui/run_model.hpp"

#include "ui/figure/translated.hpp"
#include "ui/pace.hpp"
#include "ui/run_model_background.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon {

namespace {

constexpr int tick_milliseconds = 16;
constexpr int milliseconds_to_draw_first = 40;
constexpr int quiet_ticks_before_rest = 20; // a command's effect may come a little later

} // namespace

RunModel::RunModel(QObject* parent)
    : QObject(parent)
{
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(tick_milliseconds);
    connect(&timer_, &QTimer::timeout, this, &RunModel::tick);
    start_timer_.setSingleShot(true);
    start_timer_.setInterval(milliseconds_to_draw_first);
    connect(&start_timer_, &QTimer::timeout, this, &RunModel::play);
}

RunModel::~RunModel()
{
    ++generation_; // what is still being made is not wanted any more
    if (runner_)
        runner_->stop();
}

// ---- which run

void RunModel::start(RunPlan plan, After after)
{
    const auto mine = ++generation_;
    start_timer_.stop();
    if (runner_)
        runner_->pause();
    making_ = true;
    Q_EMIT motionChanged();
    inBackground(
        [this, plan, mine] {
            return attempt([&]() -> std::shared_ptr<Runner> {
                if (generation_ != mine)
                    return nullptr;
                return std::make_shared<Runner>(plan.experiment->make(plan.setup), plan.steps(),
                                                plan.changes);
            });
        },
        [this, plan, mine, after](const Attempt<std::shared_ptr<Runner>>& made) {
            if (generation_ != mine)
                return;
            making_ = false;
            if (made.result)
                adopt(made.result, plan, {}, after);
            else
                Q_EMIT failed(made.problem);
            Q_EMIT motionChanged();
        });
}

void RunModel::restart(const Values& values, After after)
{
    RunPlan plan = plan_;
    if (plan.setup.values != values)
        plan.changes.clear(); // they belonged to the other start
    plan.setup.values = values;
    plan.setup.data = nextData();
    start(std::move(plan), after);
}

void RunModel::adopt(std::shared_ptr<Runner> runner, RunPlan plan, std::optional<Parent> parent,
                     After after)
{
    retireRunner();
    plan_ = std::move(plan);
    pending_data_.reset();
    parent_ = std::move(parent);
    runner_ = std::move(runner);
    runner_->set_speed(pace());
    Q_EMIT planChanged();
    refresh(false);
    if (after == After::play)
        start_timer_.start(); // what must be laid out for another run is drawn before it moves
}

void RunModel::adoptRecord(RunRecord record)
{
    ++generation_;
    making_ = false;
    pending_data_.reset();
    retireRunner();
    plan_.preset = record.preset;
    plan_.setup = record.setup;
    plan_.changes = record.changes;
    parent_ = record.parent;
    has_ended_ = true;
    record_ = std::make_shared<const RunRecord>(std::move(record));
    Q_EMIT planChanged();
    refresh(false);
    Q_EMIT motionChanged();
}

/// The shown run goes; joining its thread may take one training step, so another thread does it.
void RunModel::retireRunner()
{
    for (auto& entry : kept_)
        if (shown_run_is_kept_ && !entry.chosen)
            entry.ghost = keeps_ghost_ && entry.frame->recording == frame_->recording;
    if (runner_) {
        runner_->stop();
        background_.add([old = std::move(runner_)]() mutable { old.reset(); });
    }
    runner_.reset();
    record_.reset();
    start_timer_.stop();
    shown_.reset();
    shown_weights_ = {};
    running_ = replaying_ = analysing_ = has_ended_ = shown_run_is_kept_ = false;
    frame_status_step_ = -1;
}

// ---- transport

double RunModel::pace() const
{
    if (!plan_.experiment)
        return 1;
    double seconds = Preset{}.seconds_on_screen;
    for (const auto& preset : plan_.experiment->presets)
        if (preset.name == plan_.preset)
            seconds = preset.seconds_on_screen;
    return steps_per_second(plan_.steps(), seconds, speed_);
}

void RunModel::play()
{
    start_timer_.stop();
    if (canTrain()) {
        shown_.reset();
        runner_->run();
        running_ = true;
    } else if (frame_) {
        const bool at_end = !shown_ || *shown_ >= frame_->newest;
        replay_place_ = at_end ? 0 : double(*shown_);
        replay_clock_.start();
        replaying_ = true;
    }
    wake();
    Q_EMIT motionChanged();
}

void RunModel::pause()
{
    start_timer_.stop();
    if (runner_)
        runner_->pause();
    running_ = false;
    replaying_ = false;
    wake();
    refresh(false);
    Q_EMIT motionChanged();
}

void RunModel::step(std::int64_t count)
{
    if (!frame_)
        return;
    if (replaying_ || running_)
        pause();
    if (shown_ && *shown_ < frame_->newest)
        show(*shown_ + count);
    else if (canTrain()) {
        runner_->step(count);
        wake();
    }
}

void RunModel::runTo(std::int64_t step)
{
    if (!frame_)
        return;
    if (step <= frame_->newest) {
        pause();
        show(step);
    } else if (canTrain()) {
        shown_.reset();
        runner_->step(step - frame_->newest);
        running_ = true;
        wake();
        Q_EMIT motionChanged();
    }
}

void RunModel::stop()
{
    if (runner_)
        runner_->stop();
    start_timer_.stop();
    replaying_ = false;
    wake();
}

void RunModel::cancelAnalyses()
{
    if (analysing_)
        runner_->stop();
}

void RunModel::setSpeed(double factor)
{
    speed_ = factor;
    if (runner_)
        runner_->set_speed(pace());
}

void RunModel::change(const std::string& key, const Value& value)
{
    if (!canTrain())
        return;
    runner_->change(key, value);
    wake();
}

// ---- what is shown

RunStatus RunModel::status() const
{
    if (runner_)
        return runner_->status();
    RunStatus status;
    if (record_) {
        status.state = record_->state;
        status.step = record_->step;
        status.steps = record_->state == RunState::finished ? record_->step : plan_.steps();
        status.timing = record_->timing;
        status.message = record_->message;
    }
    return status;
}

void RunModel::show(std::optional<std::int64_t> step)
{
    if (!frame_)
        return;
    if (step)
        step = std::clamp<std::int64_t>(*step, 0, frame_->newest);
    shown_ = step && *step >= frame_->newest && !has_ended_ && !analysing_ ? std::nullopt : step;
    replaying_ = false;
    refresh(running_);
    Q_EMIT motionChanged();
}

void RunModel::wake()
{
    quiet_ticks_ = 0;
    if (!timer_.isActive())
        timer_.start();
}

void RunModel::tick()
{
    if (replaying_)
        advanceReplay();
    const auto state = status();
    const bool moves = state.state == RunState::running && runner_;
    const bool ends = runner_ && !has_ended_ && etalon::has_ended(state.state);
    const bool analyses_further = followAnalyses(state);
    const auto recording = runner_ ? runner_->recording() : nullptr;
    const bool is_new = (runner_ || record_)
        && (!frame_ || (recording && recording->version() != frame_->version)
            || state.step != frame_status_step_
            // A live change need not alter what was observed, yet the timeline marks it.
            || (runner_ && runner_->changes().size() != frame_->changes.size()));
    has_ended_ = has_ended_ || ends;

    if (is_new || ends || replaying_) {
        quiet_ticks_ = 0;
        frame_status_step_ = state.step;
        refresh(moves || replaying_);
        if (moves || replaying_)
            statistics_.frameShown();
    } else
        ++quiet_ticks_;

    if (ends && state.step > 0)
        keepShownRun();
    if (moves != running_
        && (moves || quiet_ticks_ > 2 || ends || analysing_ || state.state == RunState::paused)) {
        running_ = moves;
        if (!moves && !replaying_)
            refresh(false);
        Q_EMIT motionChanged();
    } else if (analyses_further)
        Q_EMIT motionChanged();
    if (ends) {
        if (state.state == RunState::failed)
            Q_EMIT failed(translated(state.message));
        Q_EMIT ended();
    }
    if (!running_ && !replaying_ && !analysing_ && quiet_ticks_ > quiet_ticks_before_rest) {
        timer_.stop();
        statistics_.motionStopped();
    }
}

/// Whether there is news of the analyses.
bool RunModel::followAnalyses(const RunStatus& status)
{
    const bool was_analysing = std::exchange(analysing_, status.state == RunState::analysing);
    if (!analysing_)
        return was_analysing;
    const auto percent = int(100 * status.share);
    const bool is_same =
        was_analysing && percent == analysed_percent_ && status.doing == analysed_what_;
    analysed_percent_ = percent;
    analysed_what_ = status.doing;
    return !is_same;
}

void RunModel::advanceReplay()
{
    const double seconds = double(replay_clock_.restart()) * 1e-3;
    if (seconds <= 0) // the same millisecond: at an infinite pace the product would be no number
        return;
    replay_place_ = std::min(replay_place_ + seconds * pace(), double(frame_->newest));
    shown_ = std::int64_t(replay_place_);
    if (*shown_ < frame_->newest)
        return;
    replaying_ = false;
    quiet_ticks_ = 0;
    refresh(false);
    Q_EMIT motionChanged();
}

void RunModel::refresh(bool moving)
{
    if (!runner_ && !record_)
        return;
    const auto frame = makeFrame(moving);
    followWeights(*frame);
    frame_ = frame;
    Q_EMIT frameChanged(frame_);
}

} // namespace etalon
