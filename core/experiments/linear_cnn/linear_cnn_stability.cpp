#include "core/experiments/linear_cnn/linear_cnn_stability.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

std::vector<DominantFrequency> dominant_frequencies(const HalfSpectrum& spectrum,
                                                    std::span<const double> strengths,
                                                    std::span<const double> powers,
                                                    std::span<const double> spectra,
                                                    std::span<const std::size_t> bins)
{
    std::vector<DominantFrequency> result;
    const auto pixels = static_cast<double>(spectrum.pixels());
    for (std::size_t mode = 0; mode < powers.size(); ++mode)
        result.push_back(
            {.strength = strengths[mode],
             .power = powers[mode],
             .amplitude = std::sqrt(pixels * spectra[mode * spectrum.bins() + bins[mode]]),
             .weight = spectrum.fold_weight(bins[mode])});
    return result;
}

double stable_drive(std::size_t conv_layers, std::size_t pixels, double top_drive,
                    std::span<const DominantFrequency> modes)
{
    double stable = 1;
    if (conv_layers < 2) // the largest drive of all frequencies, of a mode or not, decides
        return stable;
    const auto layers = static_cast<double>(conv_layers + 1);
    for (const auto& [strength, power, amplitude, weight] : modes) {
        const double map = strength / power * static_cast<double>(pixels) / (weight * amplitude);
        const double steepness =
            layers / 2 * std::pow(map, 1 - 2 / layers) * strength * amplitude / top_drive;
        if (std::isfinite(steepness) && steepness > 0)
            stable = std::min(stable, 1 / steepness);
    }
    return stable;
}

} // namespace etalon
