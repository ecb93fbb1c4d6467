#include "core/experiments/linear_cnn/linear_cnn_data.hpp"

#include "core/data/cifar_file.hpp"
#include "core/data/image_set.hpp"
#include "core/experiments/linear_cnn/linear_cnn_patterns.hpp"

#include <cmath>
#include <numeric>

namespace etalon {
namespace {

Random random_of(std::uint64_t seed, LinearCnnStream stream, std::uint64_t offset = 0)
{
    return {seed, static_cast<std::uint64_t>(stream) + offset};
}

void append(std::vector<double>& images, const Picture& picture)
{
    images.insert(images.end(), picture.data(), picture.data() + picture.size());
}

struct Labelled {
    std::vector<double> images{};
    std::vector<std::int64_t> labels{};
};

Labelled draw_samples(const LinearCnnPatterns& patterns, std::int64_t count, std::int64_t classes,
                      Random& random)
{
    Labelled result;
    for (std::int64_t i = 0; i < count; ++i) {
        Picture picture = patterns.pattern(static_cast<std::size_t>(i % classes), random);
        patterns.add_noise(picture, random);
        append(result.images, picture);
        result.labels.push_back(i % classes);
    }
    return result;
}

/// A disc without stripes and a cross with them, in turn: shape says one class, texture the other.
void draw_conflicts(LinearCnnData& data, const LinearCnnSettings& settings,
                    const LinearCnnPatterns& patterns, Random& random)
{
    for (std::int64_t i = 0; i < settings.test_samples; ++i) {
        const std::int64_t shape = i % 2, texture = 1 - shape;
        Picture picture = patterns.mixed_cues(static_cast<std::size_t>(shape),
                                              texture == 0 ? settings.texture_amplitude : 0,
                                              patterns.draw_shift(random));
        patterns.add_noise(picture, random);
        append(data.conflict_inputs, picture);
        data.conflict_shape_labels.push_back(shape);
        data.conflict_texture_labels.push_back(texture);
    }
}

void draw_cues(LinearCnnData& data, const LinearCnnSettings& settings,
               const LinearCnnPatterns& patterns)
{
    for (std::size_t shape = 0; shape < 2; ++shape)
        for (std::size_t i = 0; i < cue_amplitudes; ++i)
            append(data.cue_inputs,
                   patterns.mixed_cues(shape,
                                       2 * settings.texture_amplitude * static_cast<double>(i)
                                           / static_cast<double>(cue_amplitudes - 1),
                                       {}));
}

LinearCnnData generate(const LinearCnnSettings& settings, std::uint64_t seed)
{
    LinearCnnData data;
    data.height = static_cast<std::size_t>(settings.image_height);
    data.width = static_cast<std::size_t>(settings.image_width);
    data.classes = static_cast<std::size_t>(settings.classes);

    Random training = random_of(seed, LinearCnnStream::training_data);
    const LinearCnnPatterns patterns(settings, training);
    auto [inputs, labels] = draw_samples(patterns, settings.samples, settings.classes, training);
    data.inputs = std::move(inputs);
    data.labels = std::move(labels);

    Random test = random_of(seed, LinearCnnStream::test_data);
    auto [test_inputs, test_labels] =
        draw_samples(patterns, settings.test_samples, settings.classes, test);
    data.test_inputs = std::move(test_inputs);
    data.test_labels = std::move(test_labels);
    if (settings.dataset == "texture_shape" && settings.test_samples > 0) {
        draw_conflicts(data, settings, patterns, test);
        draw_cues(data, settings, patterns);
    }
    return data;
}

LinearCnnData read_files(const LinearCnnSettings& settings, const std::filesystem::path& path)
{
    auto images =
        read_images(path, settings.dataset == "cifar10" ? ImageFiles::cifar10 : ImageFiles::idx,
                    {.data_classes = settings.data_classes,
                     .samples = static_cast<std::size_t>(settings.samples),
                     .test_samples = static_cast<std::size_t>(settings.test_samples),
                     .colour = settings.colour,
                     .downsample = static_cast<std::size_t>(settings.downsample)});
    LinearCnnData data;
    data.channels = images.train.channels;
    data.height = images.train.height;
    data.width = images.train.width;
    data.classes = images.classes.size();
    data.inputs = std::move(images.train.pixels);
    data.labels = std::move(images.train.labels);
    data.test_inputs = std::move(images.test.pixels);
    data.test_labels = std::move(images.test.labels);
    return data;
}

using Rows = Eigen::Map<RowMatrix>;

Rows rows_of(std::vector<double>& images, std::size_t width)
{
    return {images.data(), static_cast<Eigen::Index>(images.size() / width),
            static_cast<Eigen::Index>(width)};
}

void remove_means(LinearCnnData& data, const std::string& kind)
{
    if (kind == "none")
        return;
    const Eigen::RowVectorXd mean = rows_of(data.inputs, data.values()).colwise().mean();
    for (auto* images :
         {&data.inputs, &data.test_inputs, &data.conflict_inputs, &data.cue_inputs}) {
        Rows rows = rows_of(*images, data.values());
        if (kind == "dataset")
            rows.rowwise() -= mean;
        else
            rows.colwise() -= rows.rowwise().mean().eval();
    }
}

/// One-hot rows, less their mean if so asked.
std::vector<double> targets_of(const std::vector<std::int64_t>& labels, std::size_t classes,
                               bool centred)
{
    std::vector<double> targets(labels.size() * classes, 0);
    for (std::size_t i = 0; i < labels.size(); ++i)
        targets[i * classes + static_cast<std::size_t>(labels[i])] = 1;
    if (centred) {
        Rows rows = rows_of(targets, classes);
        rows.rowwise() -= rows.colwise().mean().eval();
    }
    return targets;
}

/// Samples of one training step of a relu network.
std::size_t batch_of(const LinearCnnSettings& settings, std::size_t samples)
{
    const auto batch = static_cast<std::size_t>(settings.batch_size);
    if (batch > samples)
        throw UsageError("batch_size=" + std::to_string(batch) + " is out of range (0 to the "
                         + std::to_string(samples) + " training images kept).");
    return batch == 0 ? samples : batch;
}

std::vector<double> draw_normal(std::size_t count, double deviation, Random& random)
{
    std::vector<double> values(count);
    for (double& value : values)
        value = deviation * random.normal();
    return values;
}

} // namespace

void round_to_single(std::vector<double>& values)
{
    for (double& value : values)
        value = static_cast<double>(static_cast<float>(value));
}

LinearCnnData make_linear_cnn_data(const LinearCnnSettings& settings, std::uint64_t seed,
                                   const std::optional<std::filesystem::path>& path)
{
    LinearCnnData data = path ? read_files(settings, *path) : generate(settings, seed);
    remove_means(data, settings.mean_removal);
    data.targets = targets_of(data.labels, data.classes, settings.centre_labels);
    if (settings.network == "relu") {
        data.batch = batch_of(settings, data.labels.size());
        data.batch_order = draw_batch_order(data.labels.size(), data.batch,
                                            static_cast<std::size_t>(settings.steps), seed);
    }
    if (settings.precision == "float32")
        for (auto* values : {&data.inputs, &data.targets, &data.test_inputs, &data.conflict_inputs,
                             &data.cue_inputs})
            round_to_single(*values);
    return data;
}

std::vector<std::int64_t> draw_batch_order(std::size_t samples, std::size_t batch,
                                           std::size_t steps, std::uint64_t seed)
{
    std::vector<std::int64_t> order;
    order.reserve(steps * batch);
    const std::size_t rows = samples / batch; // of an epoch
    for (std::size_t epoch = 0; order.size() < steps * batch; ++epoch) {
        const auto shuffled = random_of(seed, LinearCnnStream::epochs, epoch).permutation(samples);
        const std::size_t count = std::min(rows * batch, steps * batch - order.size());
        for (std::size_t i = 0; i < count; ++i)
            order.push_back(static_cast<std::int64_t>(shuffled[i]));
    }
    return order;
}

LinearCnnWeights draw_linear_cnn_weights(const LinearCnnShape& shape, double init_scale,
                                         std::uint64_t seed)
{
    const auto n = static_cast<double>(shape.pixels());
    const auto taps = static_cast<double>(shape.taps());
    LinearCnnWeights weights;
    Random network = random_of(seed, LinearCnnStream::network);
    for (std::size_t l = 0; l < shape.layers; ++l) {
        const double inputs = l == 0 ? 1 : static_cast<double>(shape.kernels);
        weights.kernels.push_back(draw_normal(shape.kernels * shape.fan_in(l) * shape.taps(),
                                              init_scale / std::sqrt(taps * inputs), network));
    }
    const double readout = init_scale / std::sqrt(n);
    weights.readout = draw_normal(shape.classes * shape.kernels * shape.pixels(), readout, network);
    if (shape.hidden > 0) {
        Random companion = random_of(seed, LinearCnnStream::companion);
        weights.fully_connected_1 = draw_normal(shape.hidden * shape.values(), readout, companion);
        weights.fully_connected_2 = draw_normal(shape.classes * shape.hidden, readout, companion);
    }
    return weights;
}

std::string kind_of_files(const std::filesystem::path& path)
{
    const bool records = std::filesystem::is_directory(path) ? !cifar10_batches_in(path).empty()
                                                             : path.extension() == ".bin";
    return records ? "cifar10" : "idx";
}

} // namespace etalon
