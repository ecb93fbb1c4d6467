#include "core/lab/runner.hpp"

#include "core/lab/branch.hpp"
#include "core/lab/fulfil.hpp"

#include <algorithm>
#include <utility>

namespace etalon {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

Runner::Runner(std::unique_ptr<Simulation> simulation, std::int64_t steps,
               std::vector<Change> planned, Start start)
    : simulation_(std::move(simulation))
    , recording_(start.recording ? std::move(start.recording)
                                 : std::make_unique<Recording>(simulation_->channels()))
    , data_(simulation_->data())
    , initial_(std::make_shared<const std::vector<Tensor>>(
          start.step == 0 ? simulation_->weights() : std::move(start.initial)))
    , resolved_(simulation_->resolved())
    , first_(start.step)
    , observed_step_(start.step)
    , step_(start.step)
{
    status_.step = first_;
    status_.steps = simulation_->planned_steps(steps);
    status_.message = simulation_->message();
    for (auto& checkpoint : start.checkpoints)
        if (checkpoint.step < first_)
            checkpoints_.push_back(std::move(checkpoint));

    std::stable_sort(planned.begin(), planned.end(),
                     [](const Change& a, const Change& b) { return a.step < b.step; });
    for (auto& change : planned) {
        if (change.step < first_)
            record(std::move(change));
        else
            planned_.push_back(std::move(change));
    }
    std::reverse(planned_.begin(), planned_.end());
    for (auto& change : due_changes(first_)) {
        simulation_->change(change.key, change.value);
        record(std::move(change));
    }
    recording_->mark();
    simulation_->observe(*recording_, first_);
    recording_->publish();
    recent_weights_ = {first_ == 0
                           ? initial_
                           : std::make_shared<const std::vector<Tensor>>(simulation_->weights()),
                       first_};
    thread_ = std::jthread([this](std::stop_token token) { work(std::move(token)); });
}

Runner::~Runner()
{
    thread_.request_stop();
    stop();
}

// ---- Commands: any thread

void Runner::run()
{
    const std::lock_guard lock(mutex_);
    pause_at_ = never;
    hurry_to_ = 0;
    call();
}

void Runner::pause()
{
    const std::lock_guard lock(mutex_);
    pause_at_ = 0;
    hurry_to_ = 0;
    call();
}

void Runner::step(std::int64_t count)
{
    const std::lock_guard lock(mutex_);
    const auto now = step_.load(std::memory_order_relaxed);
    // Steps that were asked for and not yet made are added up.
    pause_at_ = (pause_at_ == never ? now : std::max(pause_at_, now)) + count;
    hurry_to_ = 0;
    call();
}

void Runner::run_to(std::int64_t step)
{
    const std::lock_guard lock(mutex_);
    pause_at_ = hurry_to_ = step;
    call();
}

void Runner::stop()
{
    const std::lock_guard lock(mutex_);
    stop_requested_ = true;
    call();
}

void Runner::set_speed(double steps_per_second)
{
    const std::lock_guard lock(mutex_);
    speed_ = std::max(steps_per_second, 1e-6);
    call();
}

void Runner::change(std::string key, Value value)
{
    const std::lock_guard lock(mutex_);
    if (has_ended(status_.state))
        return;
    queued_.push_back({0, std::move(key), std::move(value)});
    call();
}

std::future<Capture> Runner::capture()
{
    std::vector<std::promise<Capture>> one(1);
    auto result = one.front().get_future();
    {
        const std::lock_guard lock(mutex_);
        if (!has_ended(status_.state)) {
            captures_.push_back(std::move(one.front()));
            call();
            return result;
        }
    }
    fulfil(std::move(one), [this] { return capture_of_end(); });
    return result;
}

/// With the lock held: makes the run thread look before its next step.
void Runner::call()
{
    if (has_ended(status_.state))
        return;
    if (status_.state == RunState::paused && pause_at_ > step_.load(std::memory_order_relaxed)) {
        status_.state = RunState::running; // at once, so that "paused" never means "not yet begun"
        sights_.clear();
    }
    called_ = true;
    look_at_.store(0, std::memory_order_release);
    wake_.notify_all();
}

// ---- Questions: any thread

RunStatus Runner::status() const
{
    const std::lock_guard lock(mutex_);
    auto result = status_;
    if (has_ended(result.state))
        return result;
    result.step = step_.load(std::memory_order_relaxed);
    if (result.state != RunState::running)
        return result;
    const auto now = Clock::now();
    while (sights_.size() > 1 && now - sights_[1].time > 500ms)
        sights_.pop_front();
    if (!sights_.empty()) {
        const auto seconds = Seconds(now - sights_.front().time).count();
        result.steps_per_second =
            static_cast<double>(result.step - sights_.front().step) / std::max(seconds, 1e-9);
    }
    if (sights_.empty() || now - sights_.back().time > 5ms)
        sights_.push_back({now, result.step});
    return result;
}

std::vector<Change> Runner::changes() const
{
    const std::lock_guard lock(mutex_);
    return applied_;
}

std::vector<Checkpoint> Runner::checkpoints() const
{
    const std::lock_guard lock(mutex_);
    return checkpoints_;
}

std::int64_t Runner::checkpoint_step_before(std::int64_t step) const
{
    const std::lock_guard lock(mutex_);
    const Checkpoint* found = nearest_checkpoint(checkpoints_, step);
    return found ? found->step : -1;
}

Checkpoint Runner::checkpoint_before(std::int64_t step) const
{
    const std::lock_guard lock(mutex_);
    const Checkpoint* found = nearest_checkpoint(checkpoints_, step);
    return found ? *found : Checkpoint{.step = -1};
}

ShownWeights Runner::recent_weights() const
{
    weights_are_shown_.store(true, std::memory_order_relaxed);
    weights_are_wanted_.store(true, std::memory_order_release);
    const std::lock_guard lock(mutex_);
    return recent_weights_;
}

} // namespace etalon
