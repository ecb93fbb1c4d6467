#include "core/experiments/resonator/activation.hpp"

#include <bit>
#include <cstdint>

namespace etalon {
namespace {

// e^x = 2^k e^r with k the nearest whole number to x / ln 2; |r| ≤ ln 2 / 2, where the Taylor
// polynomial of degree 13 is exact to 4e-18. No branches: compilers turn loops over it to vectors.
[[gnu::always_inline]] inline double exponential(double x)
{
    constexpr double largest = 708, inverse_ln2 = 0x1.71547652b82fep0;
    constexpr double ln2_high = 0x1.62e42fefa0000p-1, ln2_low = 0x1.cf79abc9e3b3ap-40;
    constexpr double shift = 0x1.8p52; // adding it rounds to a whole number in the low bits
    x = x < -largest ? -largest : x;
    x = x > largest ? largest : x;
    const double shifted = x * inverse_ln2 + shift;
    const double k = shifted - shift;
    const double r = (x - k * ln2_high) - k * ln2_low;
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r * r + r + 1;
    const auto power = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;
    return p * std::bit_cast<double>(power);
}

} // namespace

void exponentials(const double* x, double* out, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i)
        out[i] = exponential(x[i]);
}

void activate(Activation kind, const double* z, double* h, double* slope, std::size_t size)
{
    switch (kind) {
    case Activation::swish: // z σ(z), with σ' = σ(1 − σ)
        for (std::size_t i = 0; i < size; ++i) {
            const double value = z[i], sigma = 1 / (1 + exponential(-value));
            h[i] = value * sigma;
            slope[i] = sigma * (1 + value * (1 - sigma));
        }
        break;
    case Activation::relu:
        for (std::size_t i = 0; i < size; ++i) {
            const double value = z[i];
            h[i] = value < 0 ? 0 : value; // not-a-number stays one
            slope[i] = value > 0 ? 1 : 0;
        }
        break;
    case Activation::tanh:
        for (std::size_t i = 0; i < size; ++i) {
            const double value = 1 - 2 / (1 + exponential(2 * z[i]));
            h[i] = value;
            slope[i] = 1 - value * value;
        }
        break;
    }
}

} // namespace etalon
