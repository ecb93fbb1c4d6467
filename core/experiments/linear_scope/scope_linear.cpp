// Weights packed for passes in both directions.
#include "core/experiments/linear_scope/scope_layers.hpp"

namespace etalon {

template <class Scalar>
ScopeLinear<Scalar>::ScopeLinear(const ScopeLayer& layer)
{
    if (!layer.has_weights())
        return;
    const std::vector<Scalar> weight(layer.weight.begin(), layer.weight.end());
    const std::vector<Scalar> given(layer.bias.begin(), layer.bias.end());
    const std::size_t inputs = layer.in.channels, outputs = layer.out.channels;
    filters = {outputs, inputs, layer.kernel, [](auto...) { return Scalar(0); }};
    transposed = {inputs, outputs, layer.kernel, [](auto...) { return Scalar(0); }};
    load(weight, given, layer);
}

template <class Scalar>
void ScopeLinear<Scalar>::load(std::span<const Scalar> weight, std::span<const Scalar> new_bias,
                               const ScopeLayer& layer)
{
    const std::size_t k = layer.kernel, inputs = layer.in.channels;
    const auto tap = [&](std::size_t o, std::size_t c, std::size_t u, std::size_t v) {
        return weight[((o * inputs + c) * k + u) * k + v];
    };
    filters.fill(tap);
    transposed.fill([&](std::size_t c, std::size_t o, std::size_t u, std::size_t v) {
        return tap(o, c, k - 1 - u, k - 1 - v);
    });
    bias.assign(new_bias.begin(), new_bias.end());
}

template struct ScopeLinear<double>;
template struct ScopeLinear<float>;

} // namespace etalon
