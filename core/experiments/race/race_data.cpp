#include "core/experiments/race/race_data.hpp"

#include "core/experiments/race/race_data_file.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace etalon {
namespace {

/// The stable ascending argsort of the next `size` numbers of the stream.
std::vector<std::int64_t> next_order(Random& random, std::size_t size)
{
    std::vector<double> numbers(size);
    for (double& number : numbers)
        number = random.uniform();
    std::vector<std::int64_t> order(size);
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return numbers[static_cast<std::size_t>(a)] < numbers[static_cast<std::size_t>(b)];
    });
    return order;
}

void draw_orders(RaceData& data, const RaceSettings& settings, std::uint64_t seed)
{
    Random random = race_random(seed, RaceStream::orders);
    const auto width = static_cast<std::size_t>(settings.hidden_width);
    for (std::int64_t draw = 0; draw < settings.prune_random_draws; ++draw) {
        const auto order = next_order(random, width);
        data.random_orders.insert(data.random_orders.end(), order.begin(), order.end());
    }
    for (std::int64_t draw = 0; draw < settings.ticket_random_draws; ++draw) {
        const auto order = next_order(random, width);
        data.ticket_random.insert(data.ticket_random.end(), order.begin(),
                                  order.begin() + settings.ticket_size);
    }
}

RaceData generate(const RaceSettings& settings, std::uint64_t seed)
{
    RaceData data;
    Random training = race_random(seed, RaceStream::training_data);
    Random test = race_random(seed, RaceStream::test_data);
    if (settings.dataset == "four_poles") {
        data.train = draw_four_poles(settings, settings.sample_count, training);
        data.test = draw_four_poles(settings, settings.test_count, test);
        return data;
    }
    const RaceFields fields(settings);
    data.prototypes = draw_race_prototypes(settings, fields, training);
    data.train =
        draw_race_images(settings, fields, data.prototypes, settings.sample_count, training);
    data.test = draw_race_images(settings, fields, data.prototypes, settings.test_count, test);
    return data;
}

} // namespace

Random race_random(std::uint64_t seed, RaceStream stream)
{
    return {seed, static_cast<std::uint64_t>(stream)};
}

void round_to_single(RaceMatrix& matrix)
{
    matrix = matrix.cast<float>().cast<double>().eval();
}

RaceData make_race_data(const RaceSettings& settings, std::uint64_t seed,
                        const std::optional<std::filesystem::path>& path)
{
    RaceData data = path ? read_race_file(settings, *path) : generate(settings, seed);
    draw_orders(data, settings, seed);
    if (settings.precision == "float32")
        for (RaceMatrix* matrix : {&data.train.inputs, &data.test.inputs, &data.prototypes})
            round_to_single(*matrix);
    return data;
}

RaceNetwork draw_race_network(const RaceSettings& settings, Eigen::Index inputs, std::uint64_t seed)
{
    Random random = race_random(seed, RaceStream::weights);
    const auto width = static_cast<Eigen::Index>(settings.hidden_width);
    const double deviation = settings.init_scale / std::sqrt(static_cast<double>(inputs));
    RaceNetwork network{RaceMatrix(width, inputs), RaceVector(width)};
    for (Eigen::Index a = 0; a < width; ++a)
        for (Eigen::Index j = 0; j < inputs; ++j)
            network.input_weights(a, j) = deviation * random.normal();
    for (Eigen::Index a = 0; a < width; ++a) {
        const double c = settings.init_scale * random.normal();
        network.output_weights(a) = settings.init_variant == "balanced"
            ? (c < 0 ? -1 : 1) * network.input_weights.row(a).norm()
            : c;
    }
    return network;
}

RaceSamples draw_four_poles(const RaceSettings& settings, std::int64_t count, Random& random)
{
    RaceSamples samples{RaceMatrix(count, settings.input_dim), RaceVector(count)};
    for (std::int64_t i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < samples.inputs.cols(); ++j)
            samples.inputs(i, j) = settings.noise_std * random.normal();
        const bool is_first_axis = i % 4 < 2;
        const double distance = is_first_axis ? settings.pole_distance_1 : settings.pole_distance_2;
        samples.inputs(i, is_first_axis ? 0 : 1) += i % 2 == 0 ? distance : -distance;
        samples.labels(i) = is_first_axis ? 1 : -1;
    }
    return samples;
}

RaceFields::RaceFields(const RaceSettings& settings)
    : side_(settings.image_side)
    , channels_(settings.image_channels)
    , transform_(side_, side_)
    , amplitudes_(side_, side_)
{
    const auto h = static_cast<double>(side_);
    for (Eigen::Index u = 0; u < side_; ++u)
        for (Eigen::Index j = 0; j < side_; ++j) {
            const double phase =
                std::numbers::pi * (static_cast<double>(j) + 0.5) * static_cast<double>(u) / h;
            transform_(u, j) = u == 0 ? 1 / std::sqrt(h) : std::sqrt(2 / h) * std::cos(phase);
            const auto distance = static_cast<double>(1 + u * u + j * j);
            amplitudes_(u, j) = std::pow(distance, -settings.spectrum_exponent / 2);
        }
    amplitudes_(0, 0) = 0;
    amplitudes_ /= amplitudes_.norm();
}

Eigen::RowVectorXd RaceFields::draw(Random& random) const
{
    Eigen::RowVectorXd image(inputs());
    for (Eigen::Index channel = 0; channel < channels_; ++channel) {
        Eigen::MatrixXd noise(side_, side_);
        for (Eigen::Index u = 0; u < side_; ++u)
            for (Eigen::Index v = 0; v < side_; ++v)
                noise(u, v) = amplitudes_(u, v) * random.normal();
        Eigen::Map<RaceMatrix>(image.data() + channel * side_ * side_, side_, side_) =
            transform_.transpose() * noise * transform_;
    }
    return image / std::sqrt(static_cast<double>(channels_));
}

RaceMatrix draw_race_prototypes(const RaceSettings& settings, const RaceFields& fields,
                                Random& random)
{
    RaceMatrix prototypes(2 * settings.prototypes_per_class, fields.inputs());
    for (Eigen::Index p = 0; p < prototypes.rows(); ++p) {
        const Eigen::RowVectorXd field = fields.draw(random);
        prototypes.row(p) = field * (settings.prototype_norm / field.norm());
    }
    return prototypes;
}

RaceSamples draw_race_images(const RaceSettings& settings, const RaceFields& fields,
                             const RaceMatrix& prototypes, std::int64_t count, Random& random)
{
    RaceSamples samples{RaceMatrix(count, fields.inputs()), RaceVector(count)};
    for (std::int64_t i = 0; i < count; ++i) {
        const Eigen::Index p = i % prototypes.rows();
        samples.inputs.row(i) = prototypes.row(p) + settings.image_noise * fields.draw(random);
        samples.labels(i) = p % 2 == 0 ? 1 : -1;
    }
    return samples;
}

} // namespace etalon
