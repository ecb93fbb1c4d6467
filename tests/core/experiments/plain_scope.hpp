// Networks in plain loops, straight from the specification's table: slow, and easy to check.
#pragma once

#include "core/experiments/linear_scope/scope.hpp"
#include "core/lab/random.hpp"

#include <cmath>
#include <vector>

namespace etalon::test {

inline std::vector<double> random_numbers(std::size_t count, double scale, Random& random)
{
    std::vector<double> values(count);
    for (double& value : values)
        value = scale * random.normal();
    return values;
}

inline ScopeLayer conv_layer(std::size_t outputs, std::size_t inputs, std::size_t kernel,
                             std::size_t stride, std::size_t padding, bool with_bias,
                             Random& random)
{
    ScopeLayer layer{
        .type = ScopeLayerType::conv, .kernel = kernel, .stride = stride, .padding = padding};
    layer.weight = random_numbers(outputs * inputs * kernel * kernel, 0.5, random);
    if (with_bias)
        layer.bias = random_numbers(outputs, 0.3, random);
    return layer;
}

inline ScopeLayer dense_layer(std::size_t outputs, std::size_t inputs, Random& random)
{
    ScopeLayer layer{.type = ScopeLayerType::dense};
    layer.weight = random_numbers(outputs * inputs, 0.4, random);
    layer.bias = random_numbers(outputs, 0.3, random);
    return layer;
}

/// y[o,i,j] = b[o] + sum over c, u, v of W[o,c,u,v] x[c, s i + u - p, s j + v - p].
inline std::vector<double> plain_convolution(const ScopeLayer& layer, const std::vector<double>& x)
{
    const auto k = static_cast<std::int64_t>(layer.kernel),
               s = static_cast<std::int64_t>(layer.stride),
               p = static_cast<std::int64_t>(layer.padding),
               height = static_cast<std::int64_t>(layer.in.height),
               width = static_cast<std::int64_t>(layer.in.width);
    std::vector<double> y;
    for (std::size_t o = 0; o < layer.out.channels; ++o)
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(layer.out.height); ++i)
            for (std::int64_t j = 0; j < static_cast<std::int64_t>(layer.out.width); ++j) {
                double sum = layer.bias.empty() ? 0 : layer.bias[o];
                for (std::size_t c = 0; c < layer.in.channels; ++c)
                    for (std::int64_t u = 0; u < k; ++u)
                        for (std::int64_t v = 0; v < k; ++v) {
                            const std::int64_t a = s * i + u - p, b = s * j + v - p;
                            if (a < 0 || b < 0 || a >= height || b >= width)
                                continue;
                            const auto at = static_cast<std::size_t>(
                                (static_cast<std::int64_t>(c) * height + a) * width + b);
                            const auto tap = ((o * layer.in.channels + c) * layer.kernel
                                              + static_cast<std::size_t>(u))
                                    * layer.kernel
                                + static_cast<std::size_t>(v);
                            sum += layer.weight[tap] * x[at];
                        }
                y.push_back(sum);
            }
    return y;
}

/// The output of one layer of the network's own, every type but add.
inline std::vector<double> plain_layer(const ScopeLayer& layer, const std::vector<double>& x)
{
    const std::size_t h = layer.in.height, w = layer.in.width, size = layer.kernel;
    const auto at = [&](std::size_t c, std::size_t i, std::size_t j) {
        return x[(c * h + i) * w + j];
    };
    std::vector<double> y;
    const auto each = [&](auto&& function) {
        for (const double z : x)
            y.push_back(function(z));
    };
    const auto each_output = [&](auto&& function) {
        for (std::size_t c = 0; c < layer.out.channels; ++c)
            for (std::size_t i = 0; i < layer.out.height; ++i)
                for (std::size_t j = 0; j < layer.out.width; ++j)
                    y.push_back(function(c, i, j));
    };
    switch (layer.type) {
    case ScopeLayerType::conv:
        return plain_convolution(layer, x);
    case ScopeLayerType::dense:
        for (std::size_t o = 0; o < layer.out.channels; ++o) {
            double sum = layer.bias.empty() ? 0 : layer.bias[o];
            for (std::size_t i = 0; i < x.size(); ++i)
                sum += layer.weight[o * x.size() + i] * x[i];
            y.push_back(sum);
        }
        break;
    case ScopeLayerType::relu:
        each([](double z) { return std::max(z, 0.0); });
        break;
    case ScopeLayerType::leaky_relu:
        each([&](double z) { return z > 0 ? z : layer.slope * z; });
        break;
    case ScopeLayerType::tanh:
        each([](double z) { return std::tanh(z); });
        break;
    case ScopeLayerType::sigmoid:
        each([](double z) { return 1 / (1 + std::exp(-z)); });
        break;
    case ScopeLayerType::max:
        each_output([&](std::size_t c, std::size_t i, std::size_t j) {
            double most = at(c, i * size, j * size);
            for (std::size_t a = 0; a < size; ++a)
                for (std::size_t b = 0; b < size; ++b)
                    most = std::max(most, at(c, i * size + a, j * size + b));
            return most;
        });
        break;
    case ScopeLayerType::avg:
        each_output([&](std::size_t c, std::size_t i, std::size_t j) {
            double sum = 0;
            for (std::size_t a = 0; a < size; ++a)
                for (std::size_t b = 0; b < size; ++b)
                    sum += at(c, i * size + a, j * size + b);
            return sum / static_cast<double>(size * size);
        });
        break;
    case ScopeLayerType::gap:
        each_output([&](std::size_t c, std::size_t, std::size_t) {
            double sum = 0;
            for (std::size_t p = 0; p < h * w; ++p)
                sum += x[c * h * w + p];
            return sum / static_cast<double>(h * w);
        });
        break;
    case ScopeLayerType::shuffle:
        each_output([&](std::size_t c, std::size_t i, std::size_t j) {
            return at(4 * c + 2 * (i % 2) + j % 2, i / 2, j / 2);
        });
        break;
    case ScopeLayerType::scale_shift:
        each_output([&](std::size_t c, std::size_t i, std::size_t j) {
            return layer.weight[c] * at(c, i, j) + layer.bias[c];
        });
        break;
    case ScopeLayerType::instance_norm:
        each_output([&](std::size_t c, std::size_t i, std::size_t j) {
            const auto n = static_cast<double>(h * w);
            double mean = 0, variance = 0;
            for (std::size_t p = 0; p < h * w; ++p)
                mean += x[c * h * w + p] / n;
            for (std::size_t p = 0; p < h * w; ++p)
                variance += (x[c * h * w + p] - mean) * (x[c * h * w + p] - mean) / n;
            return layer.weight[c] * (at(c, i, j) - mean) / std::sqrt(variance + layer.epsilon)
                + layer.bias[c];
        });
        break;
    default: // flatten
        return x;
    }
    return y;
}

/// The whole network, skip and all.
inline std::vector<double> plain_network(const ScopeNetwork& network, const std::vector<double>& x)
{
    std::vector<std::vector<double>> outputs{x}; // of layers -1, 0, …
    for (const ScopeLayer& layer : network.layers) {
        if (layer.type != ScopeLayerType::add) {
            outputs.push_back(plain_layer(layer, outputs.back()));
            continue;
        }
        std::vector<double> sum = outputs.back();
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += outputs[static_cast<std::size_t>(layer.from + 1)][i];
        outputs.push_back(std::move(sum));
    }
    std::vector<double> y = outputs.back();
    if (network.skip == ScopeSkip::none)
        return y;
    const auto base = network.skip == ScopeSkip::identity ? x : bicubic_upscale(x, network.input);
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] += base[i];
    return y;
}

inline double largest_difference(std::span<const double> a, std::span<const double> b)
{
    double result = a.size() == b.size() ? 0 : 1e300;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        result = std::max(result, std::abs(a[i] - b[i]));
    return result;
}

} // namespace etalon::test
