#include "core/experiments/mode_connectivity/mode_data.hpp"

#include "core/lab/random.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {

using Eigen::Index;

namespace {

using Settings = ModeConnectivitySettings;

ModeExamples draw_clusters(const Settings& settings, std::uint64_t seed)
{
    Random random(seed, mode_stream_data);
    const Index dimension = settings.input_dim;
    ModeMatrix centres(settings.classes * settings.clusters_per_class, dimension);
    for (Index i = 0; i < centres.size(); ++i)
        centres.data()[i] = random.normal();
    const auto draw = [&](std::int64_t count) {
        ModeMatrix inputs(count, dimension);
        std::vector<std::int64_t> labels;
        for (Index i = 0; i < count; ++i) {
            const auto centre =
                static_cast<Index>(random.below(static_cast<std::uint64_t>(centres.rows())));
            for (Index j = 0; j < dimension; ++j)
                inputs(i, j) = centres(centre, j) + settings.data_noise * random.normal();
            labels.push_back(centre % settings.classes);
        }
        return ModeSamples(std::move(inputs), std::move(labels));
    };
    ModeExamples examples{.classes = settings.classes};
    examples.train = draw(settings.train_count);
    examples.test = draw(settings.test_count);
    return examples;
}

/// Two half circles that reach into each other.
ModeExamples draw_moons(const Settings& settings, std::uint64_t seed)
{
    Random random(seed, mode_stream_data);
    const auto draw = [&](std::int64_t count) {
        ModeMatrix inputs(count, 2);
        std::vector<std::int64_t> labels;
        for (Index i = 0; i < count; ++i) {
            const auto label = static_cast<std::int64_t>(random.below(2));
            const double t = std::numbers::pi * random.uniform();
            const double x = label == 0 ? std::cos(t) : 1 - std::cos(t),
                         y = label == 0 ? std::sin(t) : 0.5 - std::sin(t);
            inputs(i, 0) = x - 0.5 + settings.data_noise * random.normal();
            inputs(i, 1) = y - 0.25 + settings.data_noise * random.normal();
            labels.push_back(label);
        }
        return ModeSamples(std::move(inputs), std::move(labels));
    };
    ModeExamples examples{.classes = 2};
    examples.train = draw(settings.train_count);
    examples.test = draw(settings.test_count);
    return examples;
}

} // namespace

ModeExamples make_mode_examples(const Settings& settings, std::uint64_t seed,
                                const std::optional<std::filesystem::path>& data)
{
    if (settings.dataset == "moons")
        return draw_moons(settings, seed);
    if (settings.dataset == "digits")
        return draw_mode_digits(settings, seed);
    if (settings.dataset == "clusters")
        return draw_clusters(settings, seed);
    if (!data)
        throw UsageError("dataset=" + settings.dataset + " needs the user's data: name "
                         + (settings.dataset == "idx" ? "the folder" : "the file")
                         + " with --data PATH.");
    return settings.dataset == "idx" ? read_mode_images(settings, *data)
                                     : read_mode_table(settings, seed, *data);
}

ModeOrder make_mode_order(std::int64_t examples, std::int64_t batch, std::int64_t steps,
                          std::uint64_t seed, ModeStream stream)
{
    ModeOrder order{.batch = batch};
    order.examples.reserve(static_cast<std::size_t>(steps * batch));
    const std::int64_t batches = examples / batch;
    for (std::uint64_t epoch = 0; order.steps() < steps; ++epoch) {
        const auto shuffled =
            Random(seed, stream + 16 * (epoch + 1)).permutation(static_cast<std::size_t>(examples));
        const auto taken = std::min(batches, steps - order.steps()) * batch;
        for (std::int64_t i = 0; i < taken; ++i)
            order.examples.push_back(
                static_cast<std::int64_t>(shuffled[static_cast<std::size_t>(i)]));
    }
    return order;
}

ModeData make_mode_data(const Settings& settings, std::uint64_t seed,
                        const std::optional<std::filesystem::path>& path)
{
    ModeData data{.examples = make_mode_examples(settings, seed, path)};
    const std::int64_t count = data.examples.train.count(), batch = settings.batch_size,
                       trunk = settings.spawn_step, rest = settings.steps - trunk;
    data.order_trunk = make_mode_order(count, batch, trunk, seed, mode_stream_trunk);
    data.order_a = make_mode_order(count, batch, rest, seed, mode_stream_a);
    data.order_b = make_mode_order(count, batch, rest, seed, mode_stream_b);
    return data;
}

ModeShape mode_shape(const Settings& settings, const ModeExamples& examples)
{
    std::vector<Index> sizes{examples.train.inputs().cols()};
    sizes.insert(sizes.end(), static_cast<std::size_t>(settings.hidden_layers), settings.width);
    sizes.push_back(examples.classes);
    return {std::move(sizes),
            settings.activation == "relu" ? ModeActivation::relu : ModeActivation::tanh};
}

ModeVector draw_mode_weights(const ModeShape& shape, double init_scale, std::uint64_t seed,
                             ModeStream stream)
{
    Random random(seed, stream);
    ModeVector theta = ModeVector::Zero(shape.length());
    for (Index l = 1; l <= shape.layers(); ++l) {
        const bool is_below_relu = shape.activation() == ModeActivation::relu && l < shape.layers();
        const double deviation = init_scale
            * std::sqrt((is_below_relu ? 2.0 : 1.0) / static_cast<double>(shape.size(l - 1)));
        auto weights = mode_weight(shape, theta, l);
        for (Index i = 0; i < weights.rows(); ++i)
            for (Index j = 0; j < weights.cols(); ++j)
                weights(i, j) = deviation * random.normal();
    }
    return theta;
}

} // namespace etalon
