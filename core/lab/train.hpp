// The one training loop: steps, samples, checkpoints, and the analyses after the last step.
#pragma once

#include "core/lab/experiment.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace etalon {

enum class RunState { paused, running, analysing, finished, stopped, diverged, failed };

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
    NamedSeconds named{};        // of the analyses, by part
};

/// How far a training loop is, and how it ended.
struct Outcome {
    RunState state = RunState::finished;
    std::int64_t step = 0;
    Timing timing{};
    std::vector<Checkpoint> checkpoints{}; // at most 64, evenly spaced, ascending
    std::string message{};                 // once it ended: what there is to say about it
};

/// Steps between checkpoints. 0 asks for the smallest power of two that gives at most 64 of them.
std::int64_t checkpoint_spacing(std::int64_t steps, std::int64_t checkpoint_every);

/// What is asked and told on the way, by the thread that trains. Each may be empty.
struct TrainingHooks {
    /// May block (pause, pace) and applies live changes; false: stop.
    std::function<bool(std::int64_t step)> before_step{};
    std::function<void(const Checkpoint&)> on_checkpoint{}; // as it is taken
    /// The last step is made, recorded and published; the analyses come next.
    std::function<void()> before_analyses{};
    Proceed proceed{}; // of the analyses
};

/// before_step(t), observe(t), publish, advance, for t = first, first+1, …; after the last step, or
/// on stop or divergence: finish, observe, publish. Then, if all steps were made, the analyses;
/// given up, they leave nothing behind and the run counts as stopped. Checkpoints hold the state
/// before the update of their step: at the multiples of the spacing (0 only if the simulation sets
/// the spacing) and where training ended. The outcome is up to date whenever a hook is called, and
/// when a step throws.
void train(Simulation&, Recording&, std::int64_t first, std::int64_t steps, const TrainingHooks&,
           Outcome&);

/// The same with `before_step` alone, for those who wait for the end.
Outcome train(Simulation&, Recording&, std::int64_t first, std::int64_t steps,
              const std::function<bool(std::int64_t step)>& before_step);

} // namespace etalon
