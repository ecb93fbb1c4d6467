#include "core/experiments/linear_scope/scope_decisions.hpp"

#include <cmath>
#include <numeric>

namespace etalon {
namespace {

constexpr std::size_t lanes = scope_lanes<double>;
constexpr double tiny = 1e-8; // |z| below which a secant is taken as the tangent

double tanh_secant(double z)
{
    return std::abs(z) <= tiny ? 1 : std::tanh(z) / z;
}

double sigmoid_secant(double z)
{
    return std::abs(z) <= tiny ? 0.25 : (1 / (1 + std::exp(-z)) - 0.5) / z;
}

template <class Entry, class Function>
std::vector<Entry> of_units(const ScopeValues& in, Function&& function)
{
    std::vector<Entry> result(in.shape.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = function(in.values[i * lanes]);
    return result;
}

std::vector<std::uint8_t> winners(const ScopeLayer& layer, const ScopeValues& in)
{
    const std::size_t size = layer.kernel;
    std::vector<std::uint8_t> result;
    result.reserve(layer.out.size());
    for (std::size_t c = 0; c < layer.out.channels; ++c)
        for (std::size_t i = 0; i < layer.out.height; ++i)
            for (std::size_t j = 0; j < layer.out.width; ++j) {
                std::uint8_t best = 0;
                double most = in.at(c, i * size, j * size)[0];
                for (std::uint8_t place = 1; place < size * size; ++place)
                    if (const double z =
                            in.at(c, i * size + place / size, j * size + place % size)[0];
                        z > most) {
                        most = z;
                        best = place;
                    }
                result.push_back(best);
            }
    return result;
}

/// s / deviation and t - mean s / deviation.
ScopeFrozenLayer normalisation(const ScopeLayer& layer, const ScopeValues& in)
{
    ScopeFrozenLayer result;
    const std::size_t pixels = in.shape.height * in.shape.width;
    for (std::size_t c = 0; c < in.shape.channels; ++c) {
        const double* from = in.at(c, 0, 0);
        double mean = 0, variance = 0;
        for (std::size_t p = 0; p < pixels; ++p)
            mean += from[p * lanes];
        mean /= static_cast<double>(pixels);
        for (std::size_t p = 0; p < pixels; ++p)
            variance += (from[p * lanes] - mean) * (from[p * lanes] - mean);
        variance /= static_cast<double>(pixels);
        const double factor = layer.weight[c] / std::sqrt(variance + layer.epsilon);
        result.factor.push_back(factor);
        result.constant.push_back(layer.bias[c] - mean * factor);
    }
    return result;
}

bool scales_channels(const ScopeLayer& layer)
{
    return layer.type == ScopeLayerType::scale_shift || layer.type == ScopeLayerType::instance_norm;
}

/// m of a unit.
double factor_at(const ScopeLayer& layer, const ScopeFrozenLayer& frozen, std::size_t channel,
                 std::size_t unit)
{
    if (layer.has_gates())
        return frozen.index[unit] ? 1 : layer.slope;
    return frozen.factor[scales_channels(layer) ? channel : unit];
}

double constant_at(const ScopeFrozenLayer& frozen, std::size_t channel)
{
    if (frozen.constant.empty())
        return 0;
    return frozen.constant.size() == 1 ? frozen.constant[0] : frozen.constant[channel];
}

/// to = m from + constant in the window of `from`; the same map in both directions.
void scale(const ScopeLayer& layer, const ScopeFrozenLayer& frozen, bool with_constants,
           const ScopeValues& from, ScopeValues& to)
{
    to.resize(from.shape, from.window);
    const ScopeWindow& w = from.window;
    for (std::size_t c = 0; c < from.shape.channels; ++c) {
        const double constant = with_constants ? constant_at(frozen, c) : 0;
        for (std::size_t i = w.top; i < w.bottom; ++i)
            for (std::size_t j = w.left; j < w.right; ++j) {
                const std::size_t unit = (c * from.shape.height + i) * from.shape.width + j;
                const double factor = factor_at(layer, frozen, c, unit);
                const double* z = from.values.data() + unit * lanes;
                double* y = to.values.data() + unit * lanes;
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    y[lane] = factor * z[lane] + constant;
            }
    }
}

void gather(const ScopeLayer& layer, const ScopeFrozenLayer& frozen, const ScopeValues& in,
            ScopeValues& out)
{
    const std::size_t size = layer.kernel;
    const ScopeWindow& w = in.window;
    const auto up = [size](std::size_t value) { return (value + size - 1) / size; };
    out.resize(layer.out, {w.top / size, w.left / size, up(w.bottom), up(w.right)});
    for (std::size_t c = 0; c < layer.out.channels; ++c)
        for (std::size_t i = out.window.top; i < out.window.bottom; ++i)
            for (std::size_t j = out.window.left; j < out.window.right; ++j) {
                const std::size_t place =
                    frozen.index[(c * layer.out.height + i) * layer.out.width + j];
                const std::size_t row = i * size + place / size, column = j * size + place % size;
                if (in.has(row, column))
                    std::copy_n(in.at(c, row, column), lanes, out.at(c, i, j));
                else
                    std::fill_n(out.at(c, i, j), lanes, 0.0);
            }
}

void scatter(const ScopeLayer& layer, const ScopeFrozenLayer& frozen, const ScopeValues& out,
             ScopeValues& in)
{
    const std::size_t size = layer.kernel;
    const ScopeWindow& w = out.window;
    in.resize(layer.in, {w.top * size, w.left * size, w.bottom * size, w.right * size});
    for (std::size_t c = 0; c < layer.in.channels; ++c)
        for (std::size_t i = in.window.top; i < in.window.bottom; ++i)
            for (std::size_t j = in.window.left; j < in.window.right; ++j) {
                const std::size_t a = i / size, b = j / size;
                const std::size_t place =
                    frozen.index[(c * layer.out.height + a) * layer.out.width + b];
                if (place == i % size * size + j % size)
                    std::copy_n(out.at(c, a, b), lanes, in.at(c, i, j));
                else
                    std::fill_n(in.at(c, i, j), lanes, 0.0);
            }
}

} // namespace

ScopeFrozenLayer decide(const ScopeLayer& layer, const ScopeValues& in)
{
    ScopeFrozenLayer result;
    switch (layer.type) {
    case ScopeLayerType::relu:
    case ScopeLayerType::leaky_relu:
        result.index =
            of_units<std::uint8_t>(in, [](double z) -> std::uint8_t { return z > 0 ? 1 : 0; });
        break;
    case ScopeLayerType::tanh:
        result.factor = of_units<double>(in, tanh_secant);
        break;
    case ScopeLayerType::sigmoid:
        result.factor = of_units<double>(in, sigmoid_secant);
        result.constant = {0.5};
        break;
    case ScopeLayerType::max:
        result.index = winners(layer, in);
        break;
    case ScopeLayerType::scale_shift:
        result.factor = layer.weight;
        result.constant = layer.bias;
        break;
    case ScopeLayerType::instance_norm:
        return normalisation(layer, in);
    default:
        break;
    }
    return result;
}

std::size_t decision_bytes(const ScopeLayer& layer)
{
    switch (layer.type) {
    case ScopeLayerType::relu:
    case ScopeLayerType::leaky_relu:
    case ScopeLayerType::max:
        return layer.out.size();
    case ScopeLayerType::tanh:
    case ScopeLayerType::sigmoid:
        return layer.out.size() * sizeof(double);
    default:
        return 0;
    }
}

double active_share(const ScopeLayer& layer, const ScopeFrozenLayer& frozen)
{
    const std::size_t units = layer.out.size();
    double sum = 0;
    if (layer.has_gates())
        for (std::size_t unit = 0; unit < units; ++unit)
            sum += factor_at(layer, frozen, 0, unit) > 0.999 ? 1 : 0;
    else
        sum = std::accumulate(frozen.factor.begin(), frozen.factor.end(), 0.0);
    return sum / static_cast<double>(units);
}

void apply_frozen(const ScopeLayer& layer, const ScopeFrozenLayer& frozen, bool with_constants,
                  const ScopeValues& in, ScopeValues& out)
{
    if (layer.type == ScopeLayerType::max)
        gather(layer, frozen, in, out);
    else
        scale(layer, frozen, with_constants, in, out);
}

void apply_frozen_transposed(const ScopeLayer& layer, const ScopeFrozenLayer& frozen,
                             const ScopeValues& out, ScopeValues& in)
{
    if (layer.type == ScopeLayerType::max)
        scatter(layer, frozen, out, in);
    else
        scale(layer, frozen, false, out, in);
}

} // namespace etalon
