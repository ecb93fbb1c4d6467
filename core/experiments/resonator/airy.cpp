#include "core/experiments/resonator/airy.hpp"

#include "core/experiments/resonator/lane_functions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr double pi = std::numbers::pi;

/// sin² of the phase, which is (1 − sin²) of what is left of it after an odd number of quarters.
[[gnu::always_inline]] inline void squared_sine(const QuarterWave& wave, Lane& result)
{
    const Lane square = wave.sine * wave.sine;
    result = (wave.quarters & 1) == 1 ? 1 - square : square;
}

[[gnu::always_inline]] inline void put(std::span<double> values, std::size_t at, const Lane& lanes)
{
    if (at + lane <= values.size())
        store(values.data() + at, lanes);
    else
        std::memcpy(values.data() + at, &lanes, (values.size() - at) * sizeof(double));
}

} // namespace

AirySpectrum::AirySpectrum(const std::vector<double>& wavelengths)
    : wavelengths_(wavelengths.size())
{
    for (std::size_t i = 0; i < round_up(wavelengths_, lane); ++i)
        turns_.push_back(1 / (4 * pi * wavelengths[std::min(i, wavelengths_ - 1)]));
}

void AirySpectrum::spectrum(double finesse, double delta0, std::span<double> transmission) const
{
    for (std::size_t at = 0; at < wavelengths_; at += lane) {
        Lane per_delta0, square;
        load(per_delta0, turns_.data() + at);
        QuarterWave wave;
        reduce_turns(delta0 * per_delta0, wave);
        squared_sine(wave, square);
        put(transmission, at, 1 / (1 + finesse * square));
    }
}

// With a = δ0/(2λ): ∂T/∂F = −T² sin² a, ∂T/∂δ0 = −T² F sin(2a)/(2λ).
void AirySpectrum::gradient(double finesse, double delta0, std::span<double> transmission,
                            std::span<double> by_finesse, std::span<double> by_delta0) const
{
    for (std::size_t at = 0; at < wavelengths_; at += lane) {
        Lane per_delta0, square;
        load(per_delta0, turns_.data() + at);
        QuarterWave wave;
        reduce_turns(delta0 * per_delta0, wave);
        squared_sine(wave, square);
        const Lane value = 1 / (1 + finesse * square);
        Lane double_sine = wave.sine * wave.cosine; // sin(2a)/2 but for its sign
        flip_sign(double_sine, wave.quarters);
        put(transmission, at, value);
        put(by_finesse, at, -(value * value * square));
        put(by_delta0, at,
            -(value * value * double_sine) * (4 * pi * finesse * per_delta0)); // 1/λ = 4π turns
    }
}

AiryDesign airy_design_of(const AirySlab& slab)
{
    const double sine = std::sin(slab.angle * pi / 180), cosine = std::cos(slab.angle * pi / 180);
    const double kappa = std::sqrt(slab.index * slab.index - sine * sine);
    const double ratio = kappa / cosine;
    return {.finesse = 0.25 * (ratio - 1 / ratio) * (ratio - 1 / ratio),
            .delta0 = 4 * pi * kappa * slab.thickness};
}

AirySlab airy_slab_of(const AiryDesign& design, double angle)
{
    const double sine = std::sin(angle * pi / 180), cosine = std::cos(angle * pi / 180);
    const double kappa = cosine * std::exp(std::asinh(std::sqrt(design.finesse)));
    return {.index = std::sqrt(kappa * kappa + sine * sine),
            .thickness = design.delta0 / (4 * pi * kappa),
            .angle = angle};
}

bool is_usual(const AirySlab& slab)
{
    return slab.index >= 1.05 && slab.index <= 3.5 && slab.thickness >= 100
        && slab.thickness <= 1000;
}

} // namespace etalon
