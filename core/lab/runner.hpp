// Training on a thread of its own.
#pragma once

#include "core/lab/capture.hpp"
#include "core/lab/train.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace etalon {

/// Weights after `step` updates.
struct ShownWeights {
    SharedTensors tensors{};
    std::int64_t step = -1;
};

struct RunStatus {
    RunState state = RunState::paused;
    std::int64_t step = 0, steps = 0;
    double steps_per_second =
        0; // of the last half second or so, pace included; of all of it once ended
    Timing timing{};
    std::string message{}; // why it failed or diverged, or what to beware of
    double share = 0;      // of the analyses that is done, 0 to 1
    std::string doing{};   // the analysis it is at: "pruning curves"
};

/// Where a second run sets out from the middle of a first one; `branch` makes it.
struct Start {
    std::int64_t step = 0;                  // the simulation was restored to this step
    std::unique_ptr<Recording> recording{}; // what was seen up to it, to be continued
    std::vector<Checkpoint> checkpoints{};  // those before it
    std::vector<Tensor> initial{};          // weights at step 0
};

/// Trains one simulation once, on its own thread; to restart, make a new Runner. Commands return at
/// once and are ignored when the run has ended; the destructor stops and joins.
class Runner {
public:
    /// Starts paused, with the first step observed. `planned` changes are applied at their steps;
    /// those before the start are taken as applied already.
    Runner(std::unique_ptr<Simulation>, std::int64_t steps, std::vector<Change> planned = {},
           Start = {});
    ~Runner();

    void run();
    void pause();
    void step(std::int64_t count = 1);         // then pauses
    void run_to(std::int64_t step);            // as fast as it goes, then pauses
    void stop();                               // analyses are given up
    void set_speed(double steps_per_second);   // positive; infinity: as fast as it goes
    void change(std::string key, Value value); // checked by Schema; applied between two steps

    /// The run as it stands, ready to be saved: stopped before the step that comes next, or as it
    /// ended. It comes at once also while the run is paused or analyses, and the run goes on as if
    /// nothing had been asked.
    std::future<Capture> capture();

    RunStatus status() const; // these from any thread
    std::vector<Change> changes() const;
    std::vector<Checkpoint> checkpoints() const;
    /// The last checkpoint not after `step`; its step is -1 if there is none.
    Checkpoint checkpoint_before(std::int64_t step) const;
    std::int64_t checkpoint_step_before(std::int64_t step) const;
    /// Weights as they were a moment ago: makes the run thread copy them before its next step, for
    /// the next time one asks. Null before the first copy.
    ShownWeights recent_weights() const;
    std::shared_ptr<const Recording> recording() const { return recording_; }
    SharedTensors data() const { return data_; }
    const std::vector<Tensor>& initial() const { return *initial_; }
    const Overrides& resolved() const { return resolved_; }

    /// Only once `has_ended(status().state)`. Both are empty if the run failed and could not say.
    const std::vector<Tensor>& final_weights() const { return final_; }
    const Summary& summary() const { return summary_; }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr auto never = std::numeric_limits<std::int64_t>::max();
    struct Sight { // the run as somebody who asked for its status saw it
        Clock::time_point time{};
        std::int64_t step = 0;
    };

    std::unique_ptr<Simulation> simulation_; // the run thread's
    std::shared_ptr<Recording> recording_;
    SharedTensors data_;
    SharedTensors initial_;
    Overrides resolved_;
    std::int64_t first_ = 0;
    std::int64_t observed_step_ = 0; // the run thread's: it need not be observed to be shown
    Clock::time_point pace_time_{};  // the run thread's: step `pace_step_` was due then
    std::int64_t pace_step_ = 0;
    double paced_for_ = 0;               // the run thread's: the speed this was computed for
    Outcome outcome_{};                  // the run thread's: of training so far
    Capture outline_{};                  // the run thread's: of the trained run, while it analyses
    std::atomic<std::int64_t> step_ = 0; // updates made
    std::atomic<std::int64_t> look_at_ =
        0; // before this step there is nothing to look at; stored under mutex_

    mutable std::mutex mutex_; // guards all down to thread_
    std::condition_variable_any wake_;
    RunStatus status_;
    std::int64_t pause_at_ = 0; // the step before which it pauses
    std::int64_t hurry_to_ = 0; // before this step the pace is ignored
    double speed_ = std::numeric_limits<double>::infinity();
    bool called_ = false; // a command came since the run thread looked
    bool stop_requested_ = false;
    std::vector<Change> planned_, queued_, applied_; // planned: ascending, the next one last
    std::vector<Checkpoint> checkpoints_;
    std::vector<std::promise<Capture>> captures_; // asked for and not made yet
    std::vector<Tensor> final_;
    Summary summary_;
    ShownWeights recent_weights_{};
    mutable std::atomic<bool> weights_are_shown_ = false, weights_are_wanted_ = false;
    mutable std::deque<Sight> sights_; // of about the last half second

    std::jthread thread_; // last member: started when all else exists, joined first

    void work(std::stop_token);
    bool before_step(std::int64_t step, const std::stop_token&);
    bool look(std::int64_t step, const std::stop_token&);
    bool is_awaited(const std::stop_token&) const;
    bool proceed(double share, const std::string& doing, const std::stop_token&);
    Capture capture_between_steps() const;
    Capture capture_of_end() const;
    void show(std::int64_t step);
    void copy_weights(std::int64_t step);
    void call();
    void record(Change);
    std::vector<Change> due_changes(std::int64_t step);
    std::int64_t paced_step(std::int64_t step);
};

} // namespace etalon
