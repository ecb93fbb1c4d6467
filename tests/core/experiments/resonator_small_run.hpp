// Short whole runs of the resonator, without the registry.
#pragma once

#include "core/experiments/resonator/resonator_simulation.hpp"
#include "core/lab/train.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace etalon::test {

/// Everything small: a run takes some hundredths of a second.
inline ResonatorSettings small_resonator()
{
    ResonatorSettings s;
    s.wavelengths = 32;
    s.train_size = 96;
    s.validation_size = 64;
    s.hidden_width = 8;
    s.feature_bands = 2;
    s.batch_size = 20; // four batches an epoch, sixteen designs dropped
    s.steps = 30;
    s.sample_every = 10;
    s.targets = 2;
    s.starts = 3;
    s.design_iterations = 8;
    s.scan_points = 12;
    s.reinit_every = 3;
    s.pool = 30;
    s.lm_iterations = 5;
    s.grid_points = 5;
    s.global_evaluations = 200;
    return s;
}

struct ResonatorRun {
    ResonatorSettings settings{};
    std::uint64_t seed = 1;
    std::unique_ptr<ResonatorSimulation> simulation{};
    std::unique_ptr<Recording> recording{};
    std::vector<Tensor> initial{};
    Outcome outcome{};

    explicit ResonatorRun(const ResonatorSettings& of, std::uint64_t of_seed = 1,
                          const std::optional<std::filesystem::path>& data = {})
        : settings(of)
        , seed(of_seed)
        , simulation(std::make_unique<ResonatorSimulation>(
              settings, seed, pose_resonator_problem(settings, seed, data)))
        , recording(std::make_unique<Recording>(simulation->channels()))
        , initial(simulation->weights())
    {
    }

    ResonatorRun& train(const TrainingHooks& hooks = {}, std::int64_t first = 0)
    {
        etalon::train(*simulation, *recording, first, settings.steps, hooks, outcome);
        return *this;
    }

    bool has(const std::string& channel) const
    {
        return std::any_of(recording->channels().begin(), recording->channels().end(),
                           [&](const Channel& other) { return other.name == channel; });
    }
    const Channel& declared(const std::string& channel) const
    {
        return recording->channels()[recording->index(channel)];
    }
    Series series(const std::string& channel) const
    {
        return recording->snapshot()[recording->index(channel)];
    }
    std::vector<double> values(const std::string& channel) const
    {
        const Series all = series(channel);
        return {all.values().begin(), all.values().end()};
    }
    std::vector<std::int64_t> steps(const std::string& channel) const
    {
        const Series all = series(channel);
        return {all.steps().begin(), all.steps().end()};
    }
    std::map<std::string, double> summary() const
    {
        std::map<std::string, double> scalars;
        for (const auto& [name, value] : simulation->summary(*recording))
            scalars[name] = value.value();
        return scalars;
    }
    const Tensor& data(const std::string& name) const
    {
        const auto& all = *simulation->data();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const Tensor& tensor) { return tensor.name == name; });
        if (found == all.end())
            throw Error("There is no tensor " + name + ".");
        return *found;
    }
};

} // namespace etalon::test
