// Networks in plain loops, straight from the specification's table: slow, and easy to check.
#pragma once

#include "core/experiments/linear_scope/scope.hpp"
#include "core/lab/random.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
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

/// F at x, M × N, an input pixel after the other: what a small change of each does to the output.
inline ScopeMatrix plain_matrix(const ScopeNetwork& network, const std::vector<double>& x)
{
    constexpr double change = 1e-6; // within one linear piece: exact but for rounding
    const auto y = plain_network(network, x);
    ScopeMatrix f(std::ssize(y), std::ssize(x));
    for (std::size_t j = 0; j < x.size(); ++j) {
        auto moved = x;
        moved[j] += change;
        const auto there = plain_network(network, moved);
        for (std::size_t i = 0; i < y.size(); ++i)
            f(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
                (there[i] - y[i]) / change;
    }
    return f;
}

/// Singular values, falling, and right vectors (one a row) by Hestenes' rotations: columns are turned
/// in pairs until all are orthogonal (Golub, Van Loan, Matrix Computations, 8.6.3).
inline std::pair<std::vector<double>, ScopeMatrix> plain_singular(const ScopeMatrix& f)
{
    const Eigen::Index n = f.cols();
    Eigen::MatrixXd u = f, v = Eigen::MatrixXd::Identity(n, n); // columns in one piece
    const auto turn = [](double* a, double* b, Eigen::Index size, double cosine, double sine) {
        for (Eigen::Index i = 0; i < size; ++i) {
            const double x = a[i], y = b[i];
            a[i] = cosine * x - sine * y;
            b[i] = sine * x + cosine * y;
        }
    };
    bool has_turned = true;
    for (int sweep = 0; sweep < 30 && has_turned; ++sweep) {
        has_turned = false;
        for (Eigen::Index p = 0; p < n; ++p)
            for (Eigen::Index q = p + 1; q < n; ++q) {
                double *a = &u(0, p), *b = &u(0, q), aa = 0, bb = 0, ab = 0;
                for (Eigen::Index i = 0; i < u.rows(); ++i) {
                    aa += a[i] * a[i];
                    bb += b[i] * b[i];
                    ab += a[i] * b[i];
                }
                if (std::abs(ab) <= 1e-12 * std::sqrt(aa * bb))
                    continue;
                has_turned = true;
                const double ratio = (bb - aa) / (2 * ab);
                const double tangent =
                    (ratio < 0 ? -1 : 1) / (std::abs(ratio) + std::sqrt(1 + ratio * ratio));
                const double cosine = 1 / std::sqrt(1 + tangent * tangent);
                turn(a, b, u.rows(), cosine, cosine * tangent);
                turn(&v(0, p), &v(0, q), n, cosine, cosine * tangent);
            }
    }
    std::vector<std::pair<double, Eigen::Index>> order;
    for (Eigen::Index j = 0; j < n; ++j)
        order.emplace_back(-u.col(j).norm(), j);
    std::ranges::sort(order);
    std::pair<std::vector<double>, ScopeMatrix> result{{}, ScopeMatrix(n, n)};
    for (Eigen::Index r = 0; r < n; ++r) {
        result.first.push_back(-order[static_cast<std::size_t>(r)].first);
        result.second.row(r) = v.col(order[static_cast<std::size_t>(r)].second).transpose();
    }
    return result;
}

inline double largest_difference(std::span<const double> a, std::span<const double> b)
{
    double result = a.size() == b.size() ? 0 : 1e300;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        result = std::max(result, std::abs(a[i] - b[i]));
    return result;
}

} // namespace etalon::test
