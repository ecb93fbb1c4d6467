#include "core/experiments/mode_connectivity/mode_branch.hpp"

#include "core/experiments/mode_connectivity/mode_simulation.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_toy_simulation.hpp"

#include <algorithm>

namespace etalon {
namespace {

using Settings = ModeConnectivitySettings;

/// The first `steps` of the way that A took: the trunk and then its own branch.
ModeOrder way_of_a(const ModeData& data, std::int64_t steps)
{
    ModeOrder way = data.order_trunk;
    way.examples.insert(way.examples.end(), data.order_a.examples.begin(),
                        data.order_a.examples.end());
    way.examples.resize(static_cast<std::size_t>(steps * way.batch));
    return way;
}

std::unique_ptr<Simulation> pair_from(const Settings& parent, const Settings& settings,
                                      const Setup& setup)
{
    ModeData data = make_mode_data(parent, setup.seed, setup.data);
    const ModeData fresh{.order_a = make_mode_order(
                             data.examples.train.count(), settings.batch_size,
                             settings.steps - settings.spawn_step, setup.seed + 1, mode_stream_a),
                         .order_b = make_mode_order(
                             data.examples.train.count(), settings.batch_size,
                             settings.steps - settings.spawn_step, setup.seed + 1, mode_stream_b)};
    data.order_trunk = way_of_a(data, settings.spawn_step);
    data.order_a = fresh.order_a;
    data.order_b = fresh.order_b;
    const ModeVector start =
        draw_mode_weights(mode_shape(settings, data.examples), settings.init_scale, setup.seed,
                          mode_stream_initial_a);
    return make_mode_pair(settings, std::move(data), {start, start});
}

std::unique_ptr<Simulation> toy_from(const Settings& parent, const Settings& settings,
                                     const Setup& setup)
{
    ModeToyNoise noise = draw_mode_toy_noise(parent, setup.seed);
    const ModeToyNoise fresh = draw_mode_toy_noise(settings, setup.seed + 1);
    noise.trunk.insert(noise.trunk.end(), noise.a.begin(), noise.a.end());
    noise.trunk.resize(static_cast<std::size_t>(settings.spawn_step));
    return make_mode_toy(settings, {std::move(noise.trunk), fresh.a, fresh.b});
}

/// The checkpoint with A's tensors in B's places.
std::vector<Tensor> with_a_twice(std::span<const Tensor> checkpoint)
{
    std::vector<Tensor> state(checkpoint.begin(), checkpoint.end());
    const auto counterpart = [](std::string name) {
        const std::string prefix = name.starts_with("velocity_") ? "velocity_" : "";
        name[prefix.size()] = 'a';
        return name;
    };
    const auto is_of_b = [](const std::string& name) {
        return name == "b" || name == "velocity_b" || name.starts_with("b_")
            || name.starts_with("velocity_b_");
    };
    for (Tensor& tensor : state)
        if (is_of_b(tensor.name))
            tensor.values = mode_tensor(checkpoint, counterpart(tensor.name)).values;
    return state;
}

} // namespace

Offshoot branch_mode_connectivity(const Setup& parent, std::int64_t step,
                                  std::span<const Tensor> checkpoint)
{
    const auto& schema = mode_connectivity_schema();
    Values values = schema.schema().with(parent.values, "spawn_step", step);
    values = schema.schema().with(values, "init_mode", std::string("shared"));
    const Settings before = schema.settings(parent.values), settings = schema.settings(values);
    if (step > settings.steps)
        throw UsageError("The run has " + std::to_string(settings.steps)
                         + " steps and cannot branch at step " + std::to_string(step) + ".");
    Offshoot branch{.setup = {values, parent.seed, parent.data}};
    branch.simulation = settings.is_toy() ? toy_from(before, settings, branch.setup)
                                          : pair_from(before, settings, branch.setup);
    branch.simulation->restore(step, with_a_twice(checkpoint));
    return branch;
}

} // namespace etalon
