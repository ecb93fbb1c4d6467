#include "core/experiments/resonator/adam.hpp"

#include <cassert>
#include <cmath>

namespace etalon {

Adam::Adam(std::size_t size, double beta1, double beta2, double epsilon)
    : beta1_(beta1)
    , beta2_(beta2)
    , epsilon_(epsilon)
    , first_(size, 0.0)
    , second_(size, 0.0)
{
}

void Adam::step(std::span<double> values, std::span<const double> gradient, double rate,
                std::int64_t t)
{
    assert(values.size() == first_.size() && gradient.size() == first_.size());
    const double beta1 = beta1_, beta2 = beta2_, epsilon = epsilon_;
    const double first_rest = 1 - beta1, second_rest = 1 - beta2;
    const auto count = static_cast<double>(t + 1);
    const double first_scale = rate / (1 - std::pow(beta1, count));
    const double second_scale = 1 / (1 - std::pow(beta2, count));
    const std::size_t size = first_.size();
    // Restricted pointers and no errno of sqrt (a compile option): one pass of vectors.
    double* __restrict theta = values.data();
    double* __restrict m = first_.data();
    double* __restrict v = second_.data();
    const double* __restrict g = gradient.data();
    for (std::size_t i = 0; i < size; ++i) {
        m[i] = beta1 * m[i] + first_rest * g[i];
        v[i] = beta2 * v[i] + second_rest * (g[i] * g[i]);
        theta[i] -= first_scale * m[i] / (std::sqrt(v[i] * second_scale) + epsilon);
    }
}

} // namespace etalon
