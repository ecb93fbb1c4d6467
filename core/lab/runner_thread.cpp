// The part of Runner that is done on the run's thread: training, at the asked pace, and what was
// asked for meanwhile.
#include "core/lab/fulfil.hpp"
#include "core/lab/runner.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace etalon {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

void Runner::copy_weights(std::int64_t step)
{
    ShownWeights copy{std::make_shared<const std::vector<Tensor>>(simulation_->weights()), step};
    const std::lock_guard lock(mutex_);
    std::swap(recent_weights_, copy); // the old ones are freed without the lock
}

void Runner::work(std::stop_token token)
{
    auto end = status();
    std::vector<Tensor> weights;
    Summary summary;
    const TrainingHooks hooks{
        .before_step = [&](std::int64_t step) { return before_step(step, token); },
        .on_checkpoint =
            [this](const Checkpoint& checkpoint) {
                const std::lock_guard lock(mutex_);
                checkpoints_.push_back(checkpoint);
            },
        .before_analyses =
            [this] {
                step_.store(outcome_.step, std::memory_order_relaxed);
                if (weights_are_shown_.load(std::memory_order_relaxed))
                    copy_weights(outcome_.step);
                outline_ = outline(*simulation_, *recording_, outcome_);
            },
        .proceed = [&](double share,
                       const std::string& doing) { return proceed(share, doing, token); }};
    try {
        train(*simulation_, *recording_, first_, end.steps, hooks, outcome_);
        weights = simulation_->weights();
        if (is_awaited(token))
            summary = simulation_->summary(*recording_);
        end.state = outcome_.state;
        end.message = outcome_.message;
    } catch (const std::exception& error) {
        end.state = RunState::failed;
        end.message = error.what();
        recording_->finish(outcome_.step);
        recording_->publish();
    }
    end.step = outcome_.step;
    end.timing = outcome_.timing;
    if (end.timing.seconds > 0)
        end.steps_per_second = static_cast<double>(end.step - first_)
            / (end.timing.seconds + end.timing.sampling_seconds);
    std::unique_lock lock(mutex_);
    final_ = std::move(weights);
    summary_ = std::move(summary);
    status_ = std::move(end);
    auto waiting = std::exchange(captures_, {});
    lock.unlock();
    outcome_ = {}; // all that is wanted of it was moved or is kept elsewhere
    outline_ = {};
    fulfil(std::move(waiting), [this] { return capture_of_end(); });
}

/// Whether anybody is left to look at the result.
bool Runner::is_awaited(const std::stop_token& token) const
{
    const std::lock_guard lock(mutex_);
    return !token.stop_requested() || !captures_.empty();
}

/// What the analyses ask, on the run thread: whether they go on.
bool Runner::proceed(double share, const std::string& doing, const std::stop_token& token)
{
    std::unique_lock lock(mutex_);
    if (stop_requested_ || token.stop_requested())
        return false;
    status_.state = RunState::analysing;
    status_.share = share;
    status_.doing = doing;
    if (auto waiting = std::exchange(captures_, {}); !waiting.empty()) {
        lock.unlock();
        fulfil(std::move(waiting), [this] {
            auto result = filled(outline_, *recording_, checkpoints());
            result.changes = changes();
            return result;
        });
    }
    return true;
}

Capture Runner::capture_between_steps() const
{
    auto result = etalon::capture(*simulation_, *recording_, outcome_, checkpoints());
    result.changes = changes();
    return result;
}

/// Nothing of it changes any more.
Capture Runner::capture_of_end() const
{
    const auto end = status();
    return {end.state, end.step,      end.message, end.timing, recording_,
            final_,    checkpoints(), summary_,    changes()};
}

bool Runner::before_step(std::int64_t step, const std::stop_token& token)
{
    step_.store(step, std::memory_order_relaxed);
    if (weights_are_wanted_.load(std::memory_order_relaxed)
        && weights_are_wanted_.exchange(false, std::memory_order_acq_rel))
        copy_weights(step);
    return step < look_at_.load(std::memory_order_acquire) || look(step, token);
}

/// Does what was asked for; returns when this step is to be taken (true) or the run ends (false).
bool Runner::look(std::int64_t step, const std::stop_token& token)
{
    std::unique_lock lock(mutex_);
    for (;;) {
        called_ = false;
        if (stop_requested_ || token.stop_requested())
            return false;
        if (auto due = due_changes(step); !due.empty()) {
            lock.unlock(); // the simulation may take its time
            for (const auto& change : due)
                simulation_->change(change.key, change.value);
            if (observed_step_ == step) {
                recording_->retake();
                simulation_->observe(*recording_, step);
                recording_->publish();
            }
            lock.lock();
            std::for_each(due.begin(), due.end(),
                          [this](Change& change) { record(std::move(change)); });
            continue;
        }
        if (auto waiting = std::exchange(captures_, {}); !waiting.empty()) {
            lock.unlock();
            fulfil(std::move(waiting), [this] { return capture_between_steps(); });
            lock.lock();
            continue;
        }
        if (step >= pause_at_) {
            if (observed_step_ != step) {
                lock.unlock();
                show(step);
                if (weights_are_shown_.load(std::memory_order_relaxed))
                    copy_weights(step);
                lock.lock();
                continue;
            }
            status_.state = RunState::paused;
            pace_time_ = {};
            wake_.wait(lock, token, [this] { return called_; });
            continue;
        }
        status_.state = RunState::running;
        auto next = std::min(pause_at_, planned_.empty() ? never : planned_.back().step);
        if (step < hurry_to_ || !std::isfinite(speed_)) {
            pace_time_ = {};
            if (step < hurry_to_)
                next = std::min(next, hurry_to_);
        } else {
            const auto paced = paced_step(step);
            if (paced <= step) {
                // Several short steps are waited for together: a frame shows many of them.
                const auto due = Seconds(static_cast<double>(step - pace_step_) / speed_)
                    - (Clock::now() - pace_time_);
                wake_.wait_for(
                    lock, token,
                    std::chrono::duration_cast<Clock::duration>(std::clamp<Seconds>(due, 2ms, 1s)),
                    [this] { return called_; });
                continue;
            }
            next = std::min(next, paced);
        }
        look_at_.store(next, std::memory_order_release);
        return true;
    }
}

/// What a paused run shows: its state after `step` updates.
void Runner::show(std::int64_t step)
{
    recording_->mark();
    simulation_->observe(*recording_, step);
    recording_->publish();
    observed_step_ = step;
}

/// With the lock held: the first step that the pace does not allow yet.
std::int64_t Runner::paced_step(std::int64_t step)
{
    constexpr auto longest_stall = 50ms; // more than this is not made up for
    const auto now = Clock::now();
    const auto duration = [this](std::int64_t count) {
        return std::chrono::duration_cast<Clock::duration>(
            Seconds(static_cast<double>(count) / paced_for_));
    };
    if (pace_time_ == Clock::time_point()) {
        pace_time_ = now;
        pace_step_ = step;
    } else if (paced_for_ != speed_) { // the new pace counts from the last step taken
        pace_time_ += duration(step - 1 - pace_step_);
        pace_step_ = step - 1;
    }
    paced_for_ = speed_;
    if (now - pace_time_ > duration(step - pace_step_) + longest_stall) {
        pace_time_ = now - longest_stall;
        pace_step_ = step;
    }
    const Seconds passed = now - pace_time_;
    return pace_step_
        + static_cast<std::int64_t>(std::floor(std::min(passed.count() * speed_, 1e15))) + 1;
}

/// With the lock held: the changes that act before this step, planned ones first.
std::vector<Change> Runner::due_changes(std::int64_t step)
{
    std::vector<Change> due;
    for (; !planned_.empty() && planned_.back().step <= step; planned_.pop_back())
        due.push_back(std::move(planned_.back()));
    for (auto& change : queued_) {
        change.step = step;
        due.push_back(std::move(change));
    }
    queued_.clear();
    return due;
}

/// With the lock held. Of two values for one key before one step only the later one counts.
void Runner::record(Change change)
{
    const auto same = std::find_if(applied_.begin(), applied_.end(), [&](const Change& other) {
        return other.step == change.step && other.key == change.key;
    });
    if (same != applied_.end())
        *same = std::move(change);
    else
        applied_.push_back(std::move(change));
}

} // namespace etalon
