// One finished run of an experiment, with everything a figure is drawn from.
#pragma once

#include "core/experiments/registry.hpp"
#include "core/lab/runner.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace etalon::test {

struct RecordedRun {
    const Experiment* experiment = nullptr;
    Setup setup;
    std::unique_ptr<Simulation> simulation{};
    std::shared_ptr<Recording> recording{};
    std::vector<Tensor> initial{};
    SharedTensors data{};
    Outcome outcome{};
    Summary summary{};
    std::vector<Series> series{};                                // of the end
    std::vector<Series> half_way{};                              // as it was after half the steps
    std::vector<std::pair<std::int64_t, std::string>> changes{}; // as figures see them

    std::int64_t steps() const { return planned_steps(setup.values); }

    FigureInput input(const Options& options, const Figure& figure, std::int64_t step) const
    {
        return {.parameters = setup.values,
                .seed = setup.seed,
                .steps = steps(),
                .step = step,
                .ended = true,
                .channels = recording->channels(),
                .series = series,
                .data = *data,
                .summary = summary,
                .changes = changes,
                .options = options,
                .declared = figure.options};
    }
};

/// Trains to the end in the caller's thread; changes are applied before their steps.
inline RecordedRun recorded_run(const Experiment& experiment, const std::vector<Overrides>& layers,
                                std::uint64_t seed = 1, const std::vector<Change>& changes = {})
{
    RecordedRun run{.experiment = &experiment, .setup = {resolve(experiment, layers), seed, {}}};
    run.simulation = experiment.make(run.setup);
    for (const auto& [key, value] : run.simulation->resolved())
        run.setup.values = experiment.schema.with(run.setup.values, key, value);
    run.recording = std::make_shared<Recording>(run.simulation->channels());
    run.initial = run.simulation->weights();
    run.data = run.simulation->data();
    run.outcome = train(*run.simulation, *run.recording, 0, run.steps(), [&](std::int64_t step) {
        if (step == run.steps() / 2)
            run.half_way = run.recording->snapshot();
        for (const Change& change : changes)
            if (change.step == step) {
                run.simulation->change(change.key, change.value);
                run.changes.emplace_back(step, change.key);
            }
        return true;
    });
    run.series = run.recording->snapshot();
    run.summary = run.simulation->summary(*run.recording);
    return run;
}

/// Bit for bit; not-a-number equals itself.
inline bool same_bytes(std::span<const double> a, std::span<const double> b)
{
    return a.size() == b.size()
        && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

/// Names, shapes and bytes.
inline bool same_tensors(std::span<const Tensor> a, std::span<const Tensor> b)
{
    const auto same = [](const Tensor& x, const Tensor& y) {
        const auto* reals = std::get_if<std::vector<double>>(&x.values);
        const auto* others = std::get_if<std::vector<double>>(&y.values);
        return x.name == y.name && x.shape == y.shape
            && (reals && others ? same_bytes(*reals, *others) : x.values == y.values);
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

inline bool same_samples(const Series& a, const Series& b)
{
    const auto a_steps = a.steps(), b_steps = b.steps();
    return std::equal(a_steps.begin(), a_steps.end(), b_steps.begin(), b_steps.end())
        && same_bytes(a.values(), b.values());
}

/// The first channel in which two recordings of the same channels differ; empty if none does.
inline std::string difference(const std::vector<Channel>& channels, const std::vector<Series>& a,
                              const std::vector<Series>& b)
{
    for (std::size_t i = 0; i < channels.size(); ++i)
        if (!same_samples(a[i], b[i]))
            return channels[i].name;
    return {};
}

} // namespace etalon::test
