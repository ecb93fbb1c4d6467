#include "core/experiments/linear_scope/linear_scope_data.hpp"

#include "core/experiments/linear_scope/scope.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

std::size_t size(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

ScopeSamples empty_samples(const LinearScopeSettings& settings)
{
    const std::size_t n = size(settings.image_size);
    const std::size_t m = settings.task == "upscale" ? 2 * n : n;
    return {.input = {1, n, n},
            .output = settings.task == "classify" ? ScopeShape{4, 1, 1} : ScopeShape{1, m, m}};
}

ScopeSamples draw_samples(const LinearScopeSettings& settings, std::int64_t count, Random random)
{
    ScopeSamples samples = empty_samples(settings);
    const std::size_t n = size(settings.image_size);
    for (std::int64_t i = 0; i < count; ++i) {
        if (settings.task == "upscale") {
            append_sample(samples, settings, n, draw_texture(n, random), random);
            continue;
        }
        const ScopePicture picture = draw_shape(n, random);
        append_sample(samples, settings, n, picture.pixels, random);
        if (settings.task == "classify")
            samples.labels.push_back(picture.label);
    }
    return samples;
}

LinearScopeData generate(const LinearScopeSettings& settings, std::uint64_t seed)
{
    LinearScopeData data;
    data.train = draw_samples(settings, settings.train_count,
                              linear_scope_random(seed, LinearScopeStream::training_data));
    data.test = draw_samples(settings, settings.test_count,
                             linear_scope_random(seed, LinearScopeStream::test_data));
    data.classes = settings.task == "classify" ? 4 : 0;
    return data;
}

/// Each epoch a fresh permutation, cut into whole batches.
std::vector<std::int64_t> draw_order(const LinearScopeSettings& settings, std::size_t samples,
                                     std::uint64_t seed)
{
    const std::size_t batch = size(settings.batch_size), all = size(settings.steps) * batch;
    const std::size_t used = samples / batch * batch;
    std::vector<std::int64_t> order;
    order.reserve(all);
    for (std::uint64_t epoch = 0; order.size() < all; ++epoch) {
        const auto shuffled =
            linear_scope_random(seed, LinearScopeStream::epochs, epoch).permutation(samples);
        const std::size_t count = std::min(used, all - order.size());
        for (std::size_t i = 0; i < count; ++i)
            order.push_back(static_cast<std::int64_t>(shuffled[i]));
    }
    return order;
}

void expect_enough(const LinearScopeSettings& settings, const LinearScopeData& data)
{
    std::vector<Problem> problems;
    if (size(settings.batch_size) > data.train.count())
        problems.push_back({"batch_size",
                            "batch_size=" + std::to_string(settings.batch_size)
                                + " is out of range (1 to the " + std::to_string(data.train.count())
                                + " training images of the data)."});
    if (size(settings.scope_images) > data.test.count())
        problems.push_back({"scope_images",
                            "scope_images=" + std::to_string(settings.scope_images)
                                + " is out of range (1 to the " + std::to_string(data.test.count())
                                + " test images of the data)."});
    throw_if_any(problems);
}

std::vector<double> normal_numbers(std::size_t count, Random& random)
{
    std::vector<double> values(count);
    for (double& value : values)
        value = random.normal();
    return values;
}

} // namespace

Random linear_scope_random(std::uint64_t seed, LinearScopeStream stream, std::uint64_t offset)
{
    return {seed, static_cast<std::uint64_t>(stream) + offset};
}

void append_sample(ScopeSamples& samples, const LinearScopeSettings& settings, std::size_t n,
                   const std::vector<double>& clean, Random& random)
{
    const std::string& task = settings.task;
    std::vector<double> input = task == "upscale" ? halved(clean, n)
        : task == "fill"                          ? outline_of(clean, n)
                                                  : clean;
    const double offset = task == "classify" ? settings.input_offset : 0;
    for (double& pixel : input)
        pixel = pixel + settings.noise * random.normal() + offset;
    samples.inputs.insert(samples.inputs.end(), input.begin(), input.end());
    if (task == "classify")
        return;
    const auto& target = task == "shift" ? moved_right(clean, n, size(settings.shift)) : clean;
    samples.targets.insert(samples.targets.end(), target.begin(), target.end());
}

LinearScopeData make_linear_scope_data(const LinearScopeSettings& settings, std::uint64_t seed,
                                       const std::optional<std::filesystem::path>& path)
{
    LinearScopeData data = !path      ? generate(settings, seed)
        : settings.task == "classify" ? read_labelled_images(settings, seed, *path)
                                      : crop_pictures(settings, seed, *path);
    expect_enough(settings, data);
    data.batch_size = size(settings.batch_size);
    data.order = draw_order(settings, data.train.count(), seed);
    Random probes = linear_scope_random(seed, LinearScopeStream::probes);
    data.probe_input = normal_numbers(data.train.input.size(), probes);
    data.probe_output = normal_numbers(data.train.output.size(), probes);
    return data;
}

ScopeNetwork draw_linear_scope_network(const LinearScopeSettings& settings,
                                       const LinearScopeData& data, std::uint64_t seed)
{
    ScopeNetwork network = make_scope_network(settings, data.train.input, data.classes);
    Random random = linear_scope_random(seed, LinearScopeStream::weights);
    ScopeLayer* last = nullptr;
    for (ScopeLayer& layer : network.layers)
        if (layer.has_weights())
            last = &layer;
    for (ScopeLayer& layer : network.layers) {
        if (!layer.has_weights())
            continue;
        const std::size_t fan_in = layer.weight.size() / layer.out.channels;
        const double deviation = std::sqrt((&layer == last ? 1 : 2) / static_cast<double>(fan_in));
        for (double& weight : layer.weight)
            weight = deviation * random.normal();
    }
    return network;
}

} // namespace etalon
