// The networks of the linear CNN experiment as plain loops over samples, pixels and taps: the truth
// that the fast ones are compared to.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/lab/random.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace etalon::test {

using Numbers = std::vector<double>;

struct PlainNet {
    LinearCnnShape shape;
    bool relu = false;

    /// The pixel that a tap moves the input by.
    std::size_t displacement(std::size_t tap) const
    {
        const auto h = static_cast<int>(shape.height), w = static_cast<int>(shape.width);
        const auto s = static_cast<int>(shape.kernel_size);
        if (s == 0)
            return tap;
        const int kh = s < h ? s : h, kw = s < w ? s : w;
        const int row = static_cast<int>(tap) / kw - (kh - 1) / 2;
        const int column = static_cast<int>(tap) % kw - (kw - 1) / 2;
        return static_cast<std::size_t>((row + h) % h * w + (column + w) % w);
    }

    std::size_t minus(std::size_t p, std::size_t q) const
    {
        const std::size_t h = shape.height, w = shape.width;
        const std::size_t row = (p / w + h - q / w) % h, column = (p % w + w - q % w) % w;
        return row * w + column;
    }

    /// Inputs of each layer and what the readout reads.
    std::vector<Numbers> activations(const LinearCnnWeights& weights, const double* x) const
    {
        const std::size_t n = shape.pixels();
        std::vector<Numbers> result{{x, x + shape.values()}};
        for (std::size_t l = 0; l < shape.layers; ++l) {
            Numbers z(shape.kernels * n, 0);
            for (std::size_t k = 0; k < shape.kernels; ++k)
                for (std::size_t i = 0; i < shape.fan_in(l); ++i)
                    for (std::size_t tap = 0; tap < shape.taps(); ++tap)
                        for (std::size_t p = 0; p < n; ++p)
                            z[k * n + p] +=
                                weights.kernels[l][(k * shape.fan_in(l) + i) * shape.taps() + tap]
                                * result[l][i * n + minus(p, displacement(tap))];
            result.push_back(z);
        }
        if (relu)
            for (double& z : result.back())
                z = z > 0 ? z : 0;
        return result;
    }

    Numbers outputs(const LinearCnnWeights& weights, const double* x) const
    {
        const Numbers last = activations(weights, x).back();
        Numbers f(shape.classes, 0);
        for (std::size_t c = 0; c < shape.classes; ++c)
            for (std::size_t u = 0; u < last.size(); ++u)
                f[c] += weights.readout[c * last.size() + u] * last[u];
        return f;
    }

    /// (1/2N) sum |y - f|² over these samples.
    double loss(const LinearCnnWeights& weights, const Numbers& inputs, const Numbers& targets,
                const std::vector<std::int64_t>& samples) const
    {
        double sum = 0;
        for (const auto sample : samples) {
            const auto s = static_cast<std::size_t>(sample);
            const Numbers f = outputs(weights, inputs.data() + s * shape.values());
            for (std::size_t c = 0; c < shape.classes; ++c) {
                const double residual = targets[s * shape.classes + c] - f[c];
                sum += residual * residual;
            }
        }
        return sum / (2 * static_cast<double>(samples.size()));
    }

    /// By back-propagation, sample by sample.
    LinearCnnWeights gradient(const LinearCnnWeights& weights, const Numbers& inputs,
                              const Numbers& targets,
                              const std::vector<std::int64_t>& samples) const
    {
        const std::size_t n = shape.pixels();
        LinearCnnWeights slope;
        for (const Numbers& kernels : weights.kernels)
            slope.kernels.emplace_back(kernels.size(), 0.0);
        slope.readout.assign(weights.readout.size(), 0.0);
        for (const auto sample : samples) {
            const auto s = static_cast<std::size_t>(sample);
            const double* x = inputs.data() + s * shape.values();
            const auto layers = activations(weights, x);
            const Numbers f = outputs(weights, x);
            Numbers back(shape.kernels * n, 0);
            for (std::size_t c = 0; c < shape.classes; ++c) {
                const double residual =
                    (f[c] - targets[s * shape.classes + c]) / static_cast<double>(samples.size());
                for (std::size_t u = 0; u < back.size(); ++u) {
                    slope.readout[c * back.size() + u] += residual * layers.back()[u];
                    if (!relu || layers.back()[u] > 0)
                        back[u] += residual * weights.readout[c * back.size() + u];
                }
            }
            for (std::size_t l = shape.layers; l-- > 0;) {
                Numbers below(shape.fan_in(l) * n, 0);
                for (std::size_t k = 0; k < shape.kernels; ++k)
                    for (std::size_t i = 0; i < shape.fan_in(l); ++i)
                        for (std::size_t tap = 0; tap < shape.taps(); ++tap)
                            for (std::size_t p = 0; p < n; ++p) {
                                const std::size_t from = i * n + minus(p, displacement(tap));
                                const std::size_t w =
                                    (k * shape.fan_in(l) + i) * shape.taps() + tap;
                                slope.kernels[l][w] += back[k * n + p] * layers[l][from];
                                below[from] += back[k * n + p] * weights.kernels[l][w];
                            }
                back = below;
            }
        }
        return slope;
    }
};

/// The fully connected companion.
struct PlainCompanion {
    LinearCnnShape shape;

    Numbers outputs(const LinearCnnWeights& weights, const double* x) const
    {
        const std::size_t d = shape.values(), h = shape.hidden;
        Numbers f(shape.classes, 0);
        for (std::size_t j = 0; j < h; ++j) {
            double z = 0;
            for (std::size_t i = 0; i < d; ++i)
                z += weights.fully_connected_1[j * d + i] * x[i];
            for (std::size_t c = 0; c < shape.classes; ++c)
                f[c] += weights.fully_connected_2[c * h + j] * z;
        }
        return f;
    }

    /// One gradient step over all samples.
    void descend(LinearCnnWeights& weights, const Numbers& inputs, const Numbers& targets,
                 double rate) const
    {
        const std::size_t d = shape.values(), h = shape.hidden, samples = inputs.size() / d;
        Numbers slope_1(weights.fully_connected_1.size(), 0),
            slope_2(weights.fully_connected_2.size(), 0);
        for (std::size_t s = 0; s < samples; ++s) {
            const double* x = inputs.data() + s * d;
            const Numbers f = outputs(weights, x);
            for (std::size_t j = 0; j < h; ++j) {
                double z = 0, back = 0;
                for (std::size_t i = 0; i < d; ++i)
                    z += weights.fully_connected_1[j * d + i] * x[i];
                for (std::size_t c = 0; c < shape.classes; ++c) {
                    const double residual =
                        (f[c] - targets[s * shape.classes + c]) / static_cast<double>(samples);
                    slope_2[c * h + j] += residual * z;
                    back += residual * weights.fully_connected_2[c * h + j];
                }
                for (std::size_t i = 0; i < d; ++i)
                    slope_1[j * d + i] += back * x[i];
            }
        }
        for (std::size_t i = 0; i < slope_1.size(); ++i)
            weights.fully_connected_1[i] -= rate * slope_1[i];
        for (std::size_t i = 0; i < slope_2.size(); ++i)
            weights.fully_connected_2[i] -= rate * slope_2[i];
    }
};

inline Numbers random_numbers(std::size_t count, double deviation, std::uint64_t stream)
{
    Random random(11, stream);
    Numbers numbers(count);
    for (double& number : numbers)
        number = deviation * random.normal();
    return numbers;
}

/// Kernels, readout and companion, with activations of order 1 and outputs of order 1/2.
inline LinearCnnWeights random_weights(const LinearCnnShape& shape)
{
    const auto root = [](std::size_t count) { return std::sqrt(static_cast<double>(count)); };
    LinearCnnWeights weights;
    for (std::size_t l = 0; l < shape.layers; ++l) {
        const std::size_t inputs = shape.fan_in(l) * shape.taps();
        weights.kernels.push_back(
            random_numbers(shape.kernels * inputs, 1 / root(inputs), 100 + l));
    }
    const std::size_t units = shape.kernels * shape.pixels();
    weights.readout = random_numbers(shape.classes * units, 0.5 / root(units), 110);
    weights.fully_connected_1 =
        random_numbers(shape.hidden * shape.values(), 1 / root(shape.values()), 111);
    weights.fully_connected_2 =
        random_numbers(shape.classes * shape.hidden, 0.5 / root(shape.hidden), 112);
    return weights;
}

} // namespace etalon::test
