// A small race in plain loops, straight from the specification's equations: slow, and easy to check.
#pragma once

#include "core/experiments/race/race_analysis.hpp"
#include "core/lab/random.hpp"

#include <cmath>
#include <vector>

namespace etalon::test {

/// Four clouds on the axes of the plane, classes by axis.
inline RaceSamples four_clouds(Eigen::Index count, Eigen::Index dimension, Random random)
{
    RaceSamples samples{RaceMatrix(count, dimension), RaceVector(count)};
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < dimension; ++j)
            samples.inputs(i, j) = 0.3 * random.normal();
        samples.inputs(i, i % 4 / 2) += i % 2 == 0 ? 1.5 : -1.5;
        samples.labels(i) = i % 4 < 2 ? 1 : -1;
    }
    return samples;
}

inline RaceNetwork random_network(Eigen::Index width, Eigen::Index dimension, double scale,
                                  Random random)
{
    RaceNetwork network{RaceMatrix(width, dimension), RaceVector(width)};
    for (Eigen::Index a = 0; a < width; ++a)
        for (Eigen::Index j = 0; j < dimension; ++j)
            network.input_weights(a, j) = scale * random.normal();
    for (Eigen::Index a = 0; a < width; ++a)
        network.output_weights(a) = scale * random.normal();
    return network;
}

/// f, L and the share of right samples of the ReLU network, or of one whose gates are given.
struct PlainScore {
    std::vector<double> outputs{};
    double loss = 0, accuracy = 0;
};

inline double plain_product(const RaceNetwork& network, Eigen::Index a, const RaceSamples& samples,
                            Eigen::Index i)
{
    double z = 0;
    for (Eigen::Index j = 0; j < samples.inputs.cols(); ++j)
        z += network.input_weights(a, j) * samples.inputs(i, j);
    return z;
}

inline PlainScore plain_score(const RaceNetwork& network, const RaceSamples& samples, RaceLoss loss,
                              const RaceNetwork* gates = nullptr)
{
    PlainScore score;
    const auto count = static_cast<double>(samples.labels.size());
    for (Eigen::Index i = 0; i < samples.labels.size(); ++i) {
        double f = 0;
        for (Eigen::Index a = 0; a < network.width(); ++a)
            if (plain_product(gates ? *gates : network, a, samples, i) > 0)
                f += network.output_weights(a) * plain_product(network, a, samples, i);
        const double y = samples.labels(i);
        score.outputs.push_back(f);
        score.loss +=
            (loss == RaceLoss::logistic ? std::log(1 + std::exp(-y * f)) : (y - f) * (y - f) / 2)
            / count;
        score.accuracy += (y * f > 0 ? 1 : 0) / count;
    }
    return score;
}

/// One step of gradient descent, both layers from the old weights.
inline void plain_step(RaceNetwork& network, const RaceSamples& samples, RaceLoss loss,
                       double learning_rate, const RaceNetwork* gates = nullptr)
{
    const RaceNetwork old = network;
    const auto outputs = plain_score(old, samples, loss, gates).outputs;
    const auto count = static_cast<double>(samples.labels.size());
    for (Eigen::Index a = 0; a < network.width(); ++a)
        for (Eigen::Index i = 0; i < samples.labels.size(); ++i) {
            if (!(plain_product(gates ? *gates : old, a, samples, i) > 0))
                continue;
            const double y = samples.labels(i), f = outputs[static_cast<std::size_t>(i)];
            const double e = loss == RaceLoss::logistic ? y / (1 + std::exp(y * f)) : y - f;
            for (Eigen::Index j = 0; j < samples.inputs.cols(); ++j)
                network.input_weights(a, j) +=
                    learning_rate * old.output_weights(a) * e * samples.inputs(i, j) / count;
            network.output_weights(a) +=
                learning_rate * e * plain_product(old, a, samples, i) / count;
        }
}

/// A trained race with all that its analyses start from; made once, a few milliseconds.
struct SmallRun {
    explicit SmallRun(const RaceSettings& given)
        : settings(given)
        , train(four_clouds(settings.sample_count, settings.input_dim, Random(5, 1)))
        , test(four_clouds(settings.test_count, settings.input_dim, Random(5, 2)))
        , initial(random_network(settings.hidden_width, settings.input_dim, settings.init_scale,
                                 Random(5, 3)))
    {
        const auto outcome =
            retrain_race(race_problem(finish()), initial, race_plan(finish()), [](double) {
                return true;
            }).value();
        final = outcome.network;
        final_loss = outcome.final_loss;
        moments = race_moments(outcome.drop_step, settings.record_every, settings.steps);
        Random random(5, 4);
        for (std::int64_t draw = 0; draw < settings.prune_random_draws; ++draw)
            for (const std::size_t neuron : random.permutation(width()))
                random_orders.push_back(
                    static_cast<std::int64_t>((neuron + 3 * random_orders.size()) % width()));
        for (std::int64_t i = 0; i < settings.ticket_random_draws * settings.ticket_size; ++i)
            ticket_random.push_back(i % settings.hidden_width);
        for (std::size_t a = 0; a < width(); ++a)
            early_score.push_back(random.uniform());
    }

    std::size_t width() const { return static_cast<std::size_t>(settings.hidden_width); }

    RaceFinish finish() const
    {
        return {.settings = settings,
                .train = train,
                .test = test,
                .initial = initial,
                .final = final,
                .last_step = settings.steps,
                .final_loss = final_loss,
                .moments = moments,
                .early_score = early_score,
                .random_orders = random_orders,
                .ticket_random = ticket_random,
                .predicted_slope = 10,
                .has_predicted_slope = true};
    }

    RaceSettings settings;
    RaceSamples train, test;
    RaceNetwork initial, final{};
    double final_loss = 0;
    RaceMoments moments{};
    std::vector<double> early_score{};
    std::vector<std::int64_t> random_orders{}, ticket_random{};
};

/// Twelve neurons that halve their loss well before the end.
inline RaceSettings small_settings()
{
    RaceSettings settings;
    settings.sample_count = 40;
    settings.test_count = 24;
    settings.input_dim = 3;
    settings.hidden_width = 12;
    settings.init_scale = 0.05;
    settings.steps = 205;
    settings.ticket_size = 4;
    settings.ticket_random_draws = 2;
    settings.prune_random_draws = 3;
    return settings;
}

} // namespace etalon::test
