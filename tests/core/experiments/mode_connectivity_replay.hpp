// A run of an independent implementation, made again from its stored data and first weights.
#pragma once

#include "core/experiments/mode_connectivity/mode_simulation.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_toy_simulation.hpp"
#include "core/experiments/registry.hpp"
#include "core/lab/session.hpp"
#include "core/lab/train.hpp"

namespace etalon::test {

inline std::vector<ModeToy::Point> points_of(std::span<const Tensor> data, const char* name)
{
    const auto& values = mode_reals(mode_tensor(data, name));
    std::vector<ModeToy::Point> points;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2)
        points.push_back({values[i], values[i + 1]});
    return points;
}

inline std::unique_ptr<Simulation> replayed(const RunRecord& record)
{
    const auto settings = mode_connectivity_schema().settings(record.setup.values);
    const auto& data = *record.data;
    if (settings.is_toy())
        return make_mode_toy(settings,
                             {points_of(data, "noise_trunk"), points_of(data, "noise_a"),
                              points_of(data, "noise_b")});
    const ModeShape shape = mode_shape_from(record.initial, settings);
    return make_mode_pair(settings, mode_data_from(data, shape.classes()),
                          {mode_weights_from(shape, record.initial, "a"),
                           mode_weights_from(shape, record.initial, "b")});
}

struct ModeReplay {
    explicit ModeReplay(const std::string& folder)
        : golden(load(std::filesystem::path(ETALON_GOLDEN_DIR) / folder, experiments()))
        , settings(mode_connectivity_schema().settings(golden.setup.values))
        , simulation(replayed(golden))
        , recording(simulation->channels())
    {
        outcome = train(*simulation, recording, 0, golden.step, [](std::int64_t) { return true; });
    }

    RunRecord golden;
    ModeConnectivitySettings settings;
    std::unique_ptr<Simulation> simulation;
    Recording recording;
    Outcome outcome;
};

} // namespace etalon::test
