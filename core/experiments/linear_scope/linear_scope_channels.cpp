#include "core/experiments/linear_scope/linear_scope_channels.hpp"

#include "core/experiments/linear_scope/scope.hpp"

#include <algorithm>

namespace etalon {
namespace {

std::size_t pointwise_layers(const ScopeNetwork& network)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        network.layers, [](const ScopeLayer& layer) { return layer.is_pointwise(); }));
}

/// A spacing that no step between the first and the last meets: such channels are sampled when
/// the run has ended.
std::int64_t beyond(const LinearScopeSettings& settings)
{
    return settings.steps + 2;
}

} // namespace

LinearScopeChannels::LinearScopeChannels(const LinearScopeSettings& settings,
                                         const ScopeNetwork& network, std::size_t images,
                                         bool trained)
    : kept_(std::min(
        {static_cast<std::size_t>(settings.singular_values), network.inputs(), network.outputs()}))
{
    batch_loss = add("batch_loss", "Loss of the batch", {}, 1);
    if (trained)
        add_training(settings);
    add_samples(settings, network, images, trained);
    add_end(settings, network, images, trained);
    if (!trained)
        return;
    if (settings.task == "upscale")
        bicubic_quality = add("bicubic_quality", "Quality of bicubic interpolation", {},
                              settings.steps, "dB", Role::theory);
    identity_floor =
        add("identity_floor", "Bound of rounding", {}, settings.steps, "1", Role::theory);
}

std::size_t LinearScopeChannels::add(const char* name, const char* label,
                                     const std::vector<Axis>& axes, std::int64_t every,
                                     const char* unit, Role role)
{
    Channel channel{.name = name, .label = label, .unit = unit, .every = every, .role = role};
    for (const Axis& axis : axes) {
        channel.dims.emplace_back(axis.name);
        channel.shape.push_back(axis.extent);
    }
    list_.push_back(std::move(channel));
    return list_.size() - 1;
}

void LinearScopeChannels::add_training(const LinearScopeSettings& settings)
{
    const bool classifies = settings.task == "classify";
    loss = add("loss", "Loss", {{"set", 2}}, settings.sample_every);
    quality = add("quality", classifies ? "Accuracy" : "Quality (PSNR)", {{"set", 2}},
                  settings.sample_every, classifies ? "1" : "dB");
}

void LinearScopeChannels::add_samples(const LinearScopeSettings& settings,
                                      const ScopeNetwork& network, std::size_t images, bool trained)
{
    const bool is_held = network.inputs() * network.outputs() <= largest_scope_matrix;
    const Axis image{"image", images};
    const auto sampled = [&](const char* name, const char* label, const std::vector<Axis>& axes) {
        return add(name, label, axes, settings.sample_every);
    };
    identity = sampled("scope_identity", "Identity residual", {image});
    adjoint = sampled("scope_adjoint", "Adjoint residual", {image});
    singular_values = sampled("scope_singular_values", "Singular value", {image, {"index", kept_}});
    if (is_held)
        effective_rank = sampled("scope_effective_rank", "Effective rank", {image});
    bias_share = sampled("scope_bias_share", "Share of the biases", {image});
    active = sampled("scope_active", "Share of open units",
                     {image, {"layer", pointwise_layers(network)}});
    flips = sampled("scope_flips", "Share of changed decisions", {image});
    if (is_held && trained && settings.task == "upscale")
        bicubic_cosine = sampled("scope_bicubic_cosine", "Cosine with bicubic", {image});
}

void LinearScopeChannels::add_end(const LinearScopeSettings& settings, const ScopeNetwork& network,
                                  std::size_t images, bool trained)
{
    const std::size_t n = network.inputs(), m = network.outputs();
    const Axis image{"image", images}, output_axis{"output", m}, input_axis{"input", n},
        index{"index", kept_};
    const std::int64_t every = trained ? beyond(settings) : 0;
    const bool is_recorded = images * m * n <= largest_scope_matrix;
    if (is_recorded)
        matrix = add("scope_matrix", "Linear map F", {image, output_axis, input_axis}, every);
    bias = add("scope_bias", "Bias b", {image, output_axis}, every);
    output = add("scope_output", "Output y", {image, output_axis}, every);
    left = add("scope_left", "Left singular vector", {image, index, output_axis}, every);
    right = add("scope_right", "Right singular vector", {image, index, input_axis}, every);
    if (is_recorded && network.output().height * network.output().width == 1)
        votes = add("scope_votes", "Vote of a pixel", {image, {"class", m}, input_axis}, every);
}

} // namespace etalon
