#include "core/lab/runner.hpp"

#include <chrono>

namespace etalon {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

std::int64_t checkpoint_spacing(std::int64_t steps, std::int64_t checkpoint_every)
{
    if (checkpoint_every > 0)
        return checkpoint_every;
    std::int64_t spacing = 1;
    while (steps / spacing >= 64)
        spacing *= 2;
    return spacing;
}

Outcome train(Simulation& simulation, Recording& recording, std::int64_t first, std::int64_t steps,
              const std::function<bool(std::int64_t step)>& before_step,
              const std::function<void(const Checkpoint&)>& on_checkpoint)
{
    const auto every = simulation.checkpoint_every();
    const auto spacing = checkpoint_spacing(steps, every);
    Outcome outcome;
    auto& step = outcome.step;
    auto& timing = outcome.timing;
    const auto take_checkpoint = [&] {
        outcome.checkpoints.push_back({step, simulation.state()});
        if (on_checkpoint)
            on_checkpoint(outcome.checkpoints.back());
    };
    // A simulation's start can always be made anew; it is kept only where the simulation asks for it.
    auto next_checkpoint =
        first == 0 ? (every > 0 ? 0 : spacing) : (first + spacing - 1) / spacing * spacing;

    auto progress = Progress::running;
    for (step = first; step < steps && progress == Progress::running;) {
        if (!before_step(step)) {
            outcome.state = RunState::stopped;
            break;
        }
        auto time = Clock::now();
        const auto lap = [&] {
            const auto now = Clock::now();
            return seconds_between(std::exchange(time, now), now);
        };
        simulation.observe(recording, step);
        recording.publish();
        timing.sampling_seconds += lap();
        if (step == next_checkpoint) {
            take_checkpoint();
            next_checkpoint += spacing;
            time = Clock::now();
        }
        progress = simulation.advance();
        timing.seconds += lap();
        if (progress == Progress::diverged)
            outcome.state = RunState::diverged; // the state is still that after `step` updates
        else
            ++step;
    }
    if (outcome.checkpoints.empty() || outcome.checkpoints.back().step != step)
        take_checkpoint();

    recording.finish(step);
    const auto time = Clock::now();
    simulation.observe(recording, step);
    timing.sampling_seconds += seconds_between(time, Clock::now());
    recording.publish();
    return outcome;
}

} // namespace etalon
