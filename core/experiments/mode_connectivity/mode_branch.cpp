#include "core/experiments/mode_connectivity/mode_branch.hpp"

#include "core/experiments/mode_connectivity/mode_simulation.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_toy_simulation.hpp"

#include <algorithm>

namespace etalon {
namespace {

using Settings = ModeConnectivitySettings;

/// Spawning steps of the runs down to the parent, the first run's first. Each of them drew its orders
/// with a seed of its own: one more than the run it branched off.
using Ancestors = std::vector<std::int64_t>;

Ancestors ancestors_of_child(const Settings& parent, std::span<const Tensor> checkpoint)
{
    Ancestors all;
    if (has_mode_tensor(checkpoint, mode_ancestors_name))
        for (const double step : mode_reals(mode_tensor(checkpoint, mode_ancestors_name)))
            all.push_back(static_cast<std::int64_t>(step));
    all.push_back(parent.spawn_step);
    return all;
}

std::uint64_t seed_of(const Setup& setup, std::size_t generation)
{
    return setup.seed + generation;
}

/// What A was trained on up to `end`: the first run's trunk, then the branch A of one run after the
/// other. `draw(steps, generation, stream)` gives the first items of a stream.
template <class Draw>
auto way_of_a(const Ancestors& ancestors, std::int64_t end, const Draw& draw)
{
    auto way = draw(ancestors.front(), 0, mode_stream_trunk);
    for (std::size_t i = 0; i < ancestors.size(); ++i) {
        const std::int64_t until = i + 1 < ancestors.size() ? ancestors[i + 1] : end;
        const auto part = draw(until - ancestors[i], i, mode_stream_a);
        way.insert(way.end(), part.begin(), part.end());
    }
    return way;
}

std::unique_ptr<Simulation> pair_from(const Settings& settings, const Setup& setup,
                                      const Ancestors& ancestors)
{
    ModeData data{.examples = make_mode_examples(settings, setup.seed, setup.data),
                  .ancestors = ancestors};
    const std::int64_t k = settings.spawn_step, rest = settings.steps - k;
    const auto order = [&](std::int64_t steps, std::size_t generation, ModeStream stream) {
        return make_mode_order(data.examples.train.count(), settings.batch_size, steps,
                               seed_of(setup, generation), stream);
    };
    data.order_trunk = {
        settings.batch_size,
        way_of_a(ancestors, k, [&](std::int64_t steps, std::size_t generation, ModeStream stream) {
            return order(steps, generation, stream).examples;
        })};
    data.order_a = order(rest, ancestors.size(), mode_stream_a);
    data.order_b = order(rest, ancestors.size(), mode_stream_b);
    const ModeVector start =
        draw_mode_weights(mode_shape(settings, data.examples), settings.init_scale, setup.seed,
                          mode_stream_initial_a);
    return make_mode_pair(settings, std::move(data), {start, start});
}

std::unique_ptr<Simulation> toy_from(const Settings& settings, const Setup& setup,
                                     const Ancestors& ancestors)
{
    const auto draw = [&](std::int64_t steps, std::size_t generation, ModeStream stream) {
        return draw_mode_toy_noise(steps, seed_of(setup, generation), stream);
    };
    const std::int64_t k = settings.spawn_step, rest = settings.steps - k;
    return make_mode_toy(settings,
                         {way_of_a(ancestors, k, draw), draw(rest, ancestors.size(), mode_stream_a),
                          draw(rest, ancestors.size(), mode_stream_b), ancestors});
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
    const Ancestors ancestors = ancestors_of_child(before, checkpoint);
    branch.simulation = settings.is_toy() ? toy_from(settings, branch.setup, ancestors)
                                          : pair_from(settings, branch.setup, ancestors);
    branch.simulation->restore(step, with_a_twice(checkpoint));
    return branch;
}

} // namespace etalon
