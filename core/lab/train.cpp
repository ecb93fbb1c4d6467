#include "core/lab/train.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace etalon {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

/// A run keeps what it has learned, whatever becomes of its analyses.
void analyse(Simulation& simulation, Recording& recording, const Proceed& proceed, Outcome& outcome)
{
    const Proceed to_the_end = [](double, const std::string&) { return true; };
    try {
        if (simulation.analyse(recording, proceed ? proceed : to_the_end)) {
            recording.publish();
            outcome.timing.named = simulation.timing();
            outcome.message = simulation.message();
            return;
        }
        outcome.state = RunState::stopped;
        outcome.message = simulation.message();
        outcome.message +=
            (outcome.message.empty() ? "" : "\n") + std::string("The analyses were cancelled.");
    } catch (const std::exception& error) {
        outcome.state = RunState::failed;
        outcome.message = std::string("The analyses failed: ") + error.what();
    }
}

} // namespace

std::string to_text(RunState state)
{
    switch (state) {
    case RunState::paused:
        return "paused";
    case RunState::running:
        return "running";
    case RunState::analysing:
        return "analysing";
    case RunState::finished:
        return "finished";
    case RunState::stopped:
        return "stopped";
    case RunState::diverged:
        return "diverged";
    case RunState::failed:
        return "failed";
    }
    return {};
}

bool has_ended(RunState state)
{
    return state != RunState::paused && state != RunState::running && state != RunState::analysing;
}

std::int64_t checkpoint_spacing(std::int64_t steps, std::int64_t checkpoint_every)
{
    if (checkpoint_every > 0)
        return checkpoint_every;
    std::int64_t spacing = 1;
    while (steps / spacing >= 64)
        spacing *= 2;
    return spacing;
}

void train(Simulation& simulation, Recording& recording, std::int64_t first, std::int64_t steps,
           const TrainingHooks& hooks, Outcome& outcome)
{
    const auto every = simulation.checkpoint_every();
    const auto spacing = checkpoint_spacing(steps, every);
    outcome = {};
    auto& step = outcome.step;
    auto& timing = outcome.timing;
    const auto take_checkpoint = [&] {
        outcome.checkpoints.push_back({step, simulation.state()});
        if (hooks.on_checkpoint)
            hooks.on_checkpoint(outcome.checkpoints.back());
    };
    // A simulation's start can always be made anew; it is kept only where the simulation asks for it.
    auto next_checkpoint =
        first == 0 ? (every > 0 ? 0 : spacing) : (first + spacing - 1) / spacing * spacing;

    step = first;
    if (steps <= first && hooks.before_step && !hooks.before_step(first))
        outcome.state = RunState::stopped; // nothing to train, yet it begins when it is told to
    auto progress = Progress::running;
    for (step = first; step < steps && progress == Progress::running;) {
        if (hooks.before_step && !hooks.before_step(step)) {
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
        const bool is_due = step == next_checkpoint;
        if (is_due || simulation.keeps_checkpoint(step)) {
            take_checkpoint();
            next_checkpoint += is_due ? spacing : 0;
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
    outcome.message = simulation.message();
    if (outcome.state != RunState::finished)
        return;
    if (hooks.before_analyses)
        hooks.before_analyses();
    analyse(simulation, recording, hooks.proceed, outcome);
}

Outcome train(Simulation& simulation, Recording& recording, std::int64_t first, std::int64_t steps,
              const std::function<bool(std::int64_t step)>& before_step)
{
    Outcome outcome;
    train(simulation, recording, first, steps, {.before_step = before_step}, outcome);
    return outcome;
}

} // namespace etalon
