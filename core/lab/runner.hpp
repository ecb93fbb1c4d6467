// Training on a thread of its own, or in the caller's: one loop for both.
#pragma once

#include "core/lab/experiment.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace etalon {

enum class RunState { paused, running, finished, stopped, diverged, failed };

/// "finished"; as in run.json.
std::string to_text(RunState);
bool has_ended(RunState);

/// A live parameter's new value, applied before this step.
struct Change {
    std::int64_t step = 0;
    std::string key{};
    Value value{};
    bool operator==(const Change&) const = default;
};

struct Checkpoint {
    std::int64_t step = 0;
    std::vector<Tensor> tensors{};
};

struct Timing {
    double seconds = 0;          // in `advance`: training alone
    double sampling_seconds = 0; // in `observe`
};

/// How a training loop ended.
struct Outcome {
    RunState state = RunState::finished;
    std::int64_t step = 0;
    Timing timing{};
    std::vector<Checkpoint> checkpoints{}; // at most 64, evenly spaced, ascending
};

struct RunStatus {
    RunState state = RunState::paused;
    std::int64_t step = 0, steps = 0;
    double steps_per_second = 0; // of the last second or so, as it was run (pace included)
    Timing timing{};
    std::string message{}; // why it failed or diverged, or what to beware of
};

/// The one training loop: before_step(t), observe(t), publish, advance, for t = first, first+1, …;
/// after the last step, or on stop or divergence: finish, observe, publish. `before_step` may block
/// (pause, pace), applies live changes and returns false to stop. `on_checkpoint`, if given, is
/// shown each checkpoint as it is taken.
Outcome train(Simulation&, Recording&, std::int64_t first, std::int64_t steps,
              const std::function<bool(std::int64_t step)>& before_step,
              const std::function<void(const Checkpoint&)>& on_checkpoint = {});

/// Where a second run sets out from the middle of a first one.
struct Start {
    std::int64_t step = 0;                         // the simulation was restored to this step
    std::shared_ptr<const Recording> recording{};  // what was seen up to it; copied
};

/// Trains one simulation once, on its own thread; to restart, make a new Runner. Commands return at
/// once; the destructor stops and joins.
class Runner {
public:
    /// Starts paused, with step 0 observed. `planned` changes are applied at their steps.
    Runner(std::unique_ptr<Simulation>, std::int64_t steps, std::vector<Change> planned = {}, Start = {});
    ~Runner();

    void run();
    void pause();
    void step(std::int64_t count = 1);         // then pauses
    void run_to(std::int64_t step);            // as fast as it goes, then pauses
    void stop();
    void set_speed(double steps_per_second);   // infinity: as fast as it goes
    void change(std::string key, Value value); // checked by Schema; applied between two steps

    RunStatus status() const; // these from any thread
    std::vector<Change> changes() const;
    std::vector<Checkpoint> checkpoints() const;
    std::shared_ptr<const Recording> recording() const { return recording_; }
    SharedTensors data() const { return data_; }
    const std::vector<Tensor>& initial() const { return initial_; }
    const Overrides& resolved() const { return resolved_; }

    /// Only once `has_ended(status().state)`.
    const std::vector<Tensor>& final_weights() const;
    const Summary& summary() const;

private:
    std::unique_ptr<Simulation> simulation_; // the run thread's
    std::shared_ptr<Recording> recording_;
    SharedTensors data_;
    std::vector<Tensor> initial_;
    Overrides resolved_;
    std::int64_t first_ = 0;

    mutable std::mutex mutex_; // guards all down to thread_
    std::condition_variable_any wake_;
    RunStatus status_;
    std::int64_t allowance_ = 0; // steps it may take before it pauses
    double speed_ = std::numeric_limits<double>::infinity();
    std::int64_t hurry_to_ = 0; // below this step the pace is ignored
    bool stop_requested_ = false;
    std::vector<Change> planned_, queued_, applied_;
    std::vector<Checkpoint> checkpoints_;
    std::vector<Tensor> final_;
    Summary summary_;

    std::jthread thread_; // last member: started when all else exists, joined first

    void work(std::stop_token);
    bool before_step(std::int64_t step, const std::stop_token&);
};

} // namespace etalon
