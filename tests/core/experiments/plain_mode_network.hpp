// A fully connected network in plain loops, straight from the specification's equations: slow, and
// easy to check.
#pragma once

#include "core/experiments/mode_connectivity/mode_network.hpp"
#include "core/lab/random.hpp"

#include <cmath>
#include <vector>

namespace etalon::test {

inline ModeVector random_theta(const ModeShape& shape, double scale, Random random)
{
    ModeVector theta = ModeVector::Zero(shape.length());
    for (Eigen::Index l = 1; l <= shape.layers(); ++l) {
        auto weight = mode_weight(shape, theta, l);
        auto bias = mode_bias(shape, theta, l);
        for (Eigen::Index i = 0; i < weight.rows(); ++i) {
            for (Eigen::Index j = 0; j < weight.cols(); ++j)
                weight(i, j) = scale * random.normal();
            bias(i) = scale * random.normal();
        }
    }
    return theta;
}

inline ModeSamples random_samples(Eigen::Index count, Eigen::Index inputs, std::uint64_t classes,
                                  Random random)
{
    ModeMatrix values(count, inputs);
    std::vector<std::int64_t> labels;
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < inputs; ++j)
            values(i, j) = random.normal();
        labels.push_back(static_cast<std::int64_t>(random.below(classes)));
    }
    return {std::move(values), std::move(labels)};
}

/// z_L of one example.
inline std::vector<double> plain_scores(const ModeShape& shape, const ModeVector& theta,
                                        const ModeMatrix& inputs, Eigen::Index example)
{
    std::vector<double> h(inputs.row(example).begin(), inputs.row(example).end());
    for (Eigen::Index l = 1; l <= shape.layers(); ++l) {
        const auto weight = mode_weight(shape, theta, l);
        const auto bias = mode_bias(shape, theta, l);
        std::vector<double> next;
        for (Eigen::Index i = 0; i < weight.rows(); ++i) {
            double z = bias(i);
            for (Eigen::Index j = 0; j < weight.cols(); ++j)
                z += weight(i, j) * h[static_cast<std::size_t>(j)];
            if (l < shape.layers())
                z = shape.activation() == ModeActivation::relu ? std::max(z, 0.0) : std::tanh(z);
            next.push_back(z);
        }
        h = std::move(next);
    }
    return h;
}

inline ModeScore plain_score(const ModeShape& shape, const ModeVector& theta,
                             const ModeSamples& samples)
{
    ModeScore score;
    for (Eigen::Index example = 0; example < samples.count(); ++example) {
        const auto z = plain_scores(shape, theta, samples.inputs(), example);
        const auto label = samples.labels()[static_cast<std::size_t>(example)];
        std::size_t best = 0;
        for (std::size_t k = 1; k < z.size(); ++k)
            best = z[k] > z[best] ? k : best;
        double sum = 0;
        for (const double value : z)
            sum += std::exp(value - z[best]);
        score.loss += std::log(sum) + z[best] - z[static_cast<std::size_t>(label)];
        score.error += static_cast<std::int64_t>(best) == label ? 0 : 1;
    }
    score.loss /= static_cast<double>(samples.count());
    score.error /= static_cast<double>(samples.count());
    return score;
}

} // namespace etalon::test
