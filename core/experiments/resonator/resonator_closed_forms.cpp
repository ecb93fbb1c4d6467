#include "core/experiments/resonator/resonator_closed_forms.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace etalon {
namespace {

constexpr double pi = std::numbers::pi;

/// Where the line from the peak outwards first falls to a level, between samples; `step` is ±1.
std::optional<double> crossing(std::span<const double> wavelengths, std::span<const double> values,
                               std::size_t peak, std::ptrdiff_t step, double level)
{
    auto i = static_cast<std::ptrdiff_t>(peak);
    for (;;) {
        const auto next = i + step;
        if (next < 0 || next >= static_cast<std::ptrdiff_t>(values.size()))
            return std::nullopt;
        const auto from = static_cast<std::size_t>(i), to = static_cast<std::size_t>(next);
        if (values[to] <= level) {
            const double share = (values[from] - level) / (values[from] - values[to]);
            return wavelengths[from] + share * (wavelengths[to] - wavelengths[from]);
        }
        i = next;
    }
}

} // namespace

std::vector<ResonanceOrder> resonance_orders(double delta0, double lowest, double highest)
{
    std::vector<ResonanceOrder> result;
    if (!(delta0 > 0 && lowest > 0 && highest >= lowest))
        return result;
    const double path = delta0 / (2 * pi);
    const int last = static_cast<int>(std::floor(path / lowest * (1 + 1e-12)));
    for (int m = std::max(1, static_cast<int>(std::ceil(path / highest * (1 - 1e-12)))); m <= last;
         ++m)
        result.push_back({m, path / m});
    return result;
}

double free_spectral_range_in_wavenumber(double delta0)
{
    return 2 * pi / delta0;
}

double free_spectral_range(double delta0, double wavelength)
{
    return 2 * pi * wavelength * wavelength / delta0;
}

std::optional<double> finesse_of(double coefficient)
{
    if (!(coefficient >= 1))
        return std::nullopt;
    return pi / (2 * std::asin(1 / std::sqrt(coefficient)));
}

std::optional<double> phase_width(double coefficient)
{
    if (!(coefficient >= 1))
        return std::nullopt;
    return 4 * std::asin(1 / std::sqrt(coefficient));
}

std::optional<double> line_width(double coefficient, double delta0, double wavelength)
{
    const auto finesse = finesse_of(coefficient);
    if (!finesse)
        return std::nullopt;
    return free_spectral_range(delta0, wavelength) / *finesse;
}

std::optional<double> quality_factor(double coefficient, double delta0, double wavelength)
{
    const auto width = line_width(coefficient, delta0, wavelength);
    if (!width)
        return std::nullopt;
    return wavelength / *width;
}

double fringe_contrast(double coefficient)
{
    return coefficient / (2 + coefficient);
}

double least_transmission(double coefficient)
{
    return 1 / (1 + coefficient);
}

double quarter_wave_reflectance(double n_in, double n_low, double n_high, double n_out, int pairs)
{
    const double ratio = n_out / n_in * std::pow(n_high / n_low, 2 * pairs); // no overflow to NaN
    const double amplitude = std::isfinite(ratio) ? (1 - ratio) / (1 + ratio) : -1;
    return amplitude * amplitude;
}

double relative_stop_band(double n_low, double n_high)
{
    return 4 / pi * std::asin(std::abs(n_high - n_low) / (n_high + n_low));
}

double false_valley_spacing(double mean_wavelength)
{
    return 2 * pi * mean_wavelength;
}

double false_valley_count(double width_of_box, double mean_wavelength)
{
    return width_of_box / false_valley_spacing(mean_wavelength);
}

std::vector<SpectrumPeak> measured_peaks(std::span<const double> wavelengths,
                                         std::span<const double> values, double threshold)
{
    std::vector<SpectrumPeak> peaks;
    for (std::size_t i = 1; i + 1 < values.size(); ++i) {
        const double before = values[i - 1], here = values[i], after = values[i + 1];
        if (!(here > before && here >= after && here > threshold))
            continue;
        const double step = wavelengths[i + 1] - wavelengths[i];
        const double bend = before - 2 * here + after; // < 0, as here > before
        const double shift = 0.5 * (before - after) / bend;
        SpectrumPeak peak{.wavelength = wavelengths[i] + shift * step,
                          .height = here - 0.25 * (before - after) * shift};
        const auto left = crossing(wavelengths, values, i, -1, peak.height / 2);
        const auto right = crossing(wavelengths, values, i, +1, peak.height / 2);
        if (left && right) {
            peak.width = *right - *left;
            peak.under_resolved = *peak.width < 2 * step;
        }
        peaks.push_back(peak);
    }
    return peaks;
}

} // namespace etalon
