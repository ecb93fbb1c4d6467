#include "core/experiments/resonator/coupled_mode.hpp"

#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr double pi = std::numbers::pi;

/// S(z) = Σ z^k/(2k+1)!, whose closed forms lose digits near z = 0.
struct Sinc {
    double value = 1, slope = 1.0 / 6; // S, dS/dz
};

constexpr double small = 0.5; // |z| up to which the series is as good as the closed forms

Sinc sinc_of_small(double z)
{
    double value = 0, slope = 0;
    for (int k = 9; k > 0; --k) { // S = 1 + z/(2·3) (1 + z/(4·5) (1 + …))
        const double factor = 1.0 / (2 * k * (2 * k + 1));
        slope = factor * (1 + value + z * slope);
        value = factor * z * (1 + value);
    }
    return {1 + value, slope};
}

double value_of(double z)
{
    if (std::abs(z) < small)
        return sinc_of_small(z).value;
    const double root = std::sqrt(std::abs(z));
    return (z > 0 ? std::sinh(root) : std::sin(root)) / root;
}

Sinc sinc_of(double z)
{
    if (std::abs(z) < small)
        return sinc_of_small(z);
    const double value = value_of(z), root = std::sqrt(std::abs(z));
    const double cosine = z > 0 ? std::cosh(root) : std::cos(root);
    return {value, (cosine - value) / (2 * z)};
}

} // namespace

void coupled_mode_reflection(const CoupledModeDesign& design,
                             const std::vector<double>& wavelengths, std::span<double> reflection)
{
    const double length = design.pairs * design.period;
    for (std::size_t i = 0; i < wavelengths.size(); ++i) {
        const double kappa = 2 * design.n_contrast / wavelengths[i];
        const double delta = 2 * pi * design.n_mean / wavelengths[i] - pi / design.period;
        const double z = (kappa * kappa - delta * delta) * (length * length);
        const double amplitude = kappa * length * value_of(z);
        const double u = amplitude * amplitude;
        reflection[i] = u / (1 + u);
    }
}

void coupled_mode_gradient(const CoupledModeDesign& design, const std::vector<double>& wavelengths,
                           std::span<double> reflection, std::span<double> derivatives)
{
    const std::size_t size = wavelengths.size();
    const double length = design.pairs * design.period;
    for (std::size_t i = 0; i < size; ++i) {
        const double kappa = 2 * design.n_contrast / wavelengths[i];
        const double delta = 2 * pi * design.n_mean / wavelengths[i] - pi / design.period;
        const double difference = kappa * kappa - delta * delta;
        const Sinc s = sinc_of(difference * (length * length));
        const double amplitude = kappa * length * s.value; // √u
        const double u = amplitude * amplitude;
        reflection[i] = u / (1 + u);

        // ∂√u/∂(κ, δ, l) through √u = κ l S(z)
        const double by_z = kappa * length * s.slope;
        const double by_kappa = length * s.value + by_z * 2 * kappa * length * length;
        const double by_delta = -by_z * 2 * delta * length * length;
        const double by_length = kappa * s.value + by_z * 2 * difference * length;
        const double scale = 2 * (amplitude / (1 + u)) / (1 + u); // ∂R/∂√u
        derivatives[i] = scale * by_delta * 2 * pi / wavelengths[i];
        derivatives[size + i] = scale * by_kappa * 2 / wavelengths[i];
        derivatives[2 * size + i] =
            scale * (by_delta * pi / (design.period * design.period) + by_length * design.pairs);
        derivatives[3 * size + i] = scale * by_length * design.period;
    }
}

} // namespace etalon
