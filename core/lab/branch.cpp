#include "core/lab/branch.hpp"

#include <algorithm>
#include <optional>

namespace etalon {

namespace {

bool is_superseded(const Series& series, std::size_t index)
{
    const auto steps = series.steps();
    return index + 1 < steps.size() && steps[index] == steps[index + 1];
}

/// Indices of the samples up to a step that a run going on from there would have; a last
/// sample off the grid is there only because the first run ended at it.
std::vector<std::size_t> samples_up_to(const Series& series, const Channel& channel,
                                       std::int64_t step)
{
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < series.size() && series.steps()[i] <= step; ++i)
        if (!is_superseded(series, i)
            && (channel.every == 0 || series.steps()[i] % channel.every == 0))
            result.push_back(i);
    return result;
}

/// Whether these are all multiples of the channel's spacing up to the step, or none at all.
bool is_complete(const Series& series, const Channel& channel, std::span<const std::size_t> samples,
                 std::int64_t step)
{
    if (samples.empty() || channel.every == 0)
        return true;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (series.steps()[samples[i]] != static_cast<std::int64_t>(i) * channel.every)
            return false;
    return static_cast<std::int64_t>(samples.size()) == step / channel.every + 1;
}

/// Whether a theory channel was known in full when the first run began: then it can be had anew.
bool was_known_at_start(const Series& trunk, const Series& start,
                        std::span<const std::size_t> samples, std::int64_t step)
{
    if (start.empty())
        return trunk.empty();
    const auto known = static_cast<std::size_t>(
        std::upper_bound(start.steps().begin(), start.steps().end(), step) - start.steps().begin());
    return known == samples.size()
        && std::equal(samples.begin(), samples.end(), start.steps().begin(),
                      [&](std::size_t i, std::int64_t at) { return trunk.steps()[i] == at; });
}

/// Whether a theory comes step by step, as what is measured does: then what came up to the step stays.
bool goes_with_the_run(const Series& trunk, const Channel& channel, const Series& start,
                       std::span<const std::size_t> samples, std::int64_t step)
{
    return start.size() == 1 && start.steps().front() == 0 && !samples.empty() && channel.every > 0
        && is_complete(trunk, channel, samples, step);
}

/// Made by the analyses of the first run, or at its start: the second run makes it itself.
bool is_left_out(const Channel& channel, const Series& start, const Series& trunk)
{
    if (!is_over_steps(channel))
        return true;
    const bool reaches_back = !trunk.empty() && trunk.steps().front() == 0;
    return channel.role == Role::measured && start.empty() && reaches_back;
}

/// The trunk's series of a channel; a run from a file has none where it would be empty.
Series series_of(const Channel& channel, const Recording& trunk, const std::vector<Series>& series)
{
    for (std::size_t i = 0; i < series.size(); ++i)
        if (trunk.channels()[i].name == channel.name && trunk.channels()[i].role == channel.role)
            return series[i];
    return {};
}

/// What a fresh run would have recorded up to the step; nothing if the trunk has lost some of it.
std::unique_ptr<Recording> recording_up_to(const Recording& trunk, const Simulation& at_start,
                                           std::int64_t step)
{
    auto result = std::make_unique<Recording>(at_start.channels());
    at_start.observe(*result, 0);
    result->publish();
    const auto start = result->snapshot();
    const auto all = trunk.snapshot();
    for (std::size_t index = 0; index < start.size(); ++index) {
        const auto& channel = result->channels()[index];
        const auto series = series_of(channel, trunk, all);
        if (is_left_out(channel, start[index], series))
            continue;
        const auto samples = samples_up_to(series, channel, step);
        if (channel.role == Role::theory && was_known_at_start(series, start[index], samples, step))
            continue; // it is there already
        const bool is_whole = channel.role == Role::theory
            ? goes_with_the_run(series, channel, start[index], samples, step)
            : is_complete(series, channel, samples, step);
        if (!is_whole)
            return nullptr;
        for (const auto i : samples)
            result->append(index, series.steps()[i], series.sample(i));
    }
    result->publish();
    return result;
}

std::vector<Change> changes_before(std::span<const Change> all, std::int64_t step)
{
    std::vector<Change> changes;
    std::copy_if(all.begin(), all.end(), std::back_inserter(changes),
                 [&](const Change& change) { return change.step < step; });
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change& a, const Change& b) { return a.step < b.step; });
    return changes;
}

void apply(Simulation& simulation, std::span<const Change> changes, std::int64_t from,
           std::int64_t before)
{
    for (const auto& change : changes)
        if (change.step >= from && change.step < before)
            simulation.change(change.key, change.value);
}

} // namespace

const Checkpoint* nearest_checkpoint(std::span<const Checkpoint> checkpoints, std::int64_t step)
{
    const Checkpoint* nearest = nullptr;
    for (const auto& checkpoint : checkpoints)
        if (checkpoint.step <= step && (!nearest || checkpoint.step > nearest->step))
            nearest = &checkpoint;
    return nearest;
}

std::unique_ptr<Runner> branch(const Trunk& trunk, std::int64_t step)
{
    auto changes = changes_before(trunk.changes, step);
    auto simulation = trunk.experiment.make(trunk.setup);
    const auto steps = planned_steps(trunk.setup.values);
    Start start;
    if (const auto* checkpoint = nearest_checkpoint(trunk.checkpoints, step);
        checkpoint && checkpoint->step > 0) {
        apply(*simulation, changes, 0, 1); // the first step was observed with these in force
        if (auto recording = recording_up_to(trunk.recording, *simulation, checkpoint->step)) {
            start = {checkpoint->step,
                     std::move(recording),
                     {trunk.checkpoints.begin(), trunk.checkpoints.end()},
                     simulation->weights()};
            apply(*simulation, changes, 1, checkpoint->step);
            simulation->restore(checkpoint->step, checkpoint->tensors);
        } else {
            simulation = trunk.experiment.make(trunk.setup);
        }
    }
    auto runner = std::make_unique<Runner>(std::move(simulation), steps, std::move(changes),
                                           std::move(start));
    runner->run_to(step);
    return runner;
}

BranchedOff branch_off(const Trunk& trunk, std::int64_t step)
{
    const Checkpoint* checkpoint = nearest_checkpoint(trunk.checkpoints, step);
    if (!checkpoint)
        throw Error("There is no stored state up to step " + std::to_string(step)
                    + " to branch off from; lower checkpoint_every.");
    Offshoot made = trunk.experiment.branch(trunk.setup, checkpoint->step, checkpoint->tensors);
    const auto changes = changes_before(trunk.changes, checkpoint->step);
    apply(*made.simulation, changes, 0, checkpoint->step); // they stay in force
    Start start{.step = checkpoint->step, .initial = made.simulation->weights()};
    auto runner = std::make_unique<Runner>(
        std::move(made.simulation), planned_steps(made.setup.values), changes, std::move(start));
    return {std::move(runner), std::move(made.setup), checkpoint->step};
}

} // namespace etalon
