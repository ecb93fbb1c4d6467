// The layers that decide, as the network itself computes them.
#include "core/experiments/linear_scope/scope_layers.hpp"

#include <cmath>

namespace etalon {
namespace {

template <class Scalar, class Function>
void for_each_number(const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out, Function&& function)
{
    for (std::size_t i = 0; i < in.values.size(); ++i)
        out.values[i] = function(in.values[i]);
}

template <class Scalar>
void take_maximum(const ScopeLayer& layer, const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out)
{
    const std::size_t size = layer.kernel;
    for (std::size_t c = 0; c < layer.out.channels; ++c)
        for (std::size_t i = 0; i < layer.out.height; ++i)
            for (std::size_t j = 0; j < layer.out.width; ++j) {
                Scalar* to = out.at(c, i, j);
                std::copy_n(in.at(c, i * size, j * size), scope_lanes<Scalar>, to);
                for (std::size_t place = 1; place < size * size; ++place) {
                    const Scalar* from = in.at(c, i * size + place / size, j * size + place % size);
                    for (std::size_t lane = 0; lane < scope_lanes<Scalar>; ++lane)
                        to[lane] = from[lane] > to[lane] ? from[lane] : to[lane];
                }
            }
}

template <class Scalar>
void scale_channels(const ScopeLayer& layer, const ScopePlanes<Scalar>& in,
                    ScopePlanes<Scalar>& out)
{
    const std::size_t plane = in.plane();
    for (std::size_t c = 0; c < in.shape.channels; ++c)
        for (std::size_t i = c * plane; i < (c + 1) * plane; ++i)
            out.values[i] = static_cast<Scalar>(layer.weight[c]) * in.values[i]
                + static_cast<Scalar>(layer.bias[c]);
}

/// s (z - mean) / sqrt(variance + eps) + t over the pixels of each channel of each image.
template <class Scalar>
void normalise(const ScopeLayer& layer, const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out)
{
    constexpr std::size_t lanes = scope_lanes<Scalar>;
    const std::size_t pixels = in.shape.height * in.shape.width;
    for (std::size_t c = 0; c < in.shape.channels; ++c)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const Scalar* from = in.at(c, 0, 0) + lane;
            Scalar* to = out.at(c, 0, 0) + lane;
            Scalar mean = 0, variance = 0;
            for (std::size_t p = 0; p < pixels; ++p)
                mean += from[p * lanes];
            mean /= static_cast<Scalar>(pixels);
            for (std::size_t p = 0; p < pixels; ++p)
                variance += (from[p * lanes] - mean) * (from[p * lanes] - mean);
            variance /= static_cast<Scalar>(pixels);
            const Scalar deviation = std::sqrt(variance + static_cast<Scalar>(layer.epsilon));
            for (std::size_t p = 0; p < pixels; ++p)
                to[p * lanes] =
                    static_cast<Scalar>(layer.weight[c]) * ((from[p * lanes] - mean) / deviation)
                    + static_cast<Scalar>(layer.bias[c]);
        }
}

} // namespace

template <class Scalar>
void apply_nonlinear(const ScopeLayer& layer, const ScopePlanes<Scalar>& in,
                     ScopePlanes<Scalar>& out)
{
    out.resize(layer.out, whole_window(layer.out));
    const auto slope = static_cast<Scalar>(layer.slope);
    switch (layer.type) {
    case ScopeLayerType::relu:
        return for_each_number(in, out, [](Scalar z) { return z > 0 ? z : Scalar(0); });
    case ScopeLayerType::leaky_relu:
        return for_each_number(in, out, [slope](Scalar z) { return z > 0 ? z : slope * z; });
    case ScopeLayerType::tanh:
        return for_each_number(in, out, [](Scalar z) { return std::tanh(z); });
    case ScopeLayerType::sigmoid:
        return for_each_number(in, out, [](Scalar z) { return 1 / (1 + std::exp(-z)); });
    case ScopeLayerType::max:
        return take_maximum(layer, in, out);
    case ScopeLayerType::scale_shift:
        return scale_channels(layer, in, out);
    case ScopeLayerType::instance_norm:
        return normalise(layer, in, out);
    default:
        assert(false);
    }
}

template void apply_nonlinear(const ScopeLayer&, const ScopePlanes<double>&, ScopePlanes<double>&);
template void apply_nonlinear(const ScopeLayer&, const ScopePlanes<float>&, ScopePlanes<float>&);

} // namespace etalon
