// The race as the textbook has it: explicit loops, nothing clever.
#pragma once

#include "core/experiments/race/race_network.hpp"
#include "core/lab/random.hpp"

#include <cmath>
#include <vector>

namespace etalon::test {

struct PlainRace {
    RaceNetwork network{};
    const RaceSamples& samples;
    RaceLoss loss = RaceLoss::logistic;
    std::vector<std::vector<bool>> frozen{}; // [sample][neuron]; empty: live

    Eigen::Index count() const { return samples.labels.size(); }
    double z(Eigen::Index i, Eigen::Index a) const
    {
        double sum = 0;
        for (Eigen::Index j = 0; j < samples.inputs.cols(); ++j)
            sum += samples.inputs(i, j) * network.input_weights(a, j);
        return sum;
    }
    bool is_open(Eigen::Index i, Eigen::Index a) const
    {
        return frozen.empty() ? z(i, a) > 0
                              : frozen[static_cast<std::size_t>(i)][static_cast<std::size_t>(a)];
    }
    void freeze()
    {
        std::vector<std::vector<bool>> gates;
        for (Eigen::Index i = 0; i < count(); ++i) {
            gates.emplace_back();
            for (Eigen::Index a = 0; a < network.width(); ++a)
                gates.back().push_back(z(i, a) > 0);
        }
        frozen = gates;
    }
    double output(Eigen::Index i) const
    {
        double sum = 0;
        for (Eigen::Index a = 0; a < network.width(); ++a)
            sum += is_open(i, a) ? network.output_weights(a) * z(i, a) : 0;
        return sum;
    }
    double value() const // L
    {
        double sum = 0;
        for (Eigen::Index i = 0; i < count(); ++i) {
            const double y = samples.labels(i), f = output(i);
            sum += loss == RaceLoss::squared
                ? (y - f) * (y - f) / 2
                : std::max(-y * f, 0.0) + std::log1p(std::exp(-std::abs(y * f)));
        }
        return sum / static_cast<double>(count());
    }
    RaceMatrix pulls() const // M, neurons × inputs
    {
        RaceMatrix pull = RaceMatrix::Zero(network.width(), samples.inputs.cols());
        for (Eigen::Index i = 0; i < count(); ++i) {
            const double y = samples.labels(i), f = output(i);
            const double e = loss == RaceLoss::squared ? y - f : y / (1 + std::exp(y * f));
            for (Eigen::Index a = 0; a < network.width(); ++a)
                if (is_open(i, a))
                    pull.row(a) += e / static_cast<double>(count()) * samples.inputs.row(i);
        }
        return pull;
    }
    void step(double learning_rate)
    {
        const RaceMatrix pull = pulls();
        const RaceNetwork old = network;
        for (Eigen::Index a = 0; a < network.width(); ++a) {
            network.input_weights.row(a) += learning_rate * old.output_weights(a) * pull.row(a);
            network.output_weights(a) += learning_rate * pull.row(a).dot(old.input_weights.row(a));
        }
    }
};

/// Four poles on the first two axes, in turn, with noise.
inline RaceSamples pole_samples(Eigen::Index count, Eigen::Index inputs, std::uint64_t seed,
                                double distance = 1.5, double noise = 0.4)
{
    Random random(seed, 1);
    RaceSamples samples{RaceMatrix(count, inputs), RaceVector(count)};
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < inputs; ++j)
            samples.inputs(i, j) = noise * random.normal();
        samples.inputs(i, i % 4 / 2 % inputs) += i % 2 == 0 ? distance : -distance;
        samples.labels(i) = i % 4 < 2 ? 1 : -1;
    }
    return samples;
}

inline RaceNetwork random_network(Eigen::Index width, Eigen::Index inputs, std::uint64_t seed,
                                  double scale = 0.1)
{
    Random random(seed, 3);
    RaceNetwork network{RaceMatrix(width, inputs), RaceVector(width)};
    for (Eigen::Index a = 0; a < width; ++a)
        for (Eigen::Index j = 0; j < inputs; ++j)
            network.input_weights(a, j) = scale * random.normal();
    for (Eigen::Index a = 0; a < width; ++a)
        network.output_weights(a) = scale * random.normal();
    return network;
}

} // namespace etalon::test
