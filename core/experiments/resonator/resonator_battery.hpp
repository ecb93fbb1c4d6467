// The physics battery: seventeen stacks that every run computes, so that anyone can check the
// optics from a recording (section 7).
#pragma once

#include "core/experiments/resonator/layer_stack.hpp"

#include <cstddef>
#include <vector>

namespace etalon {

inline constexpr std::size_t battery_stack_count = 17;
inline constexpr std::size_t battery_layers = 33; // room in the arrays; beyond a stack's own: NaN
inline constexpr std::size_t battery_media = battery_layers + 2;

/// Row-major arrays, as /data and the channels hold them; M wavelengths.
struct ResonatorBattery {
    std::vector<double> index{};        // 17 × 35 × 2: re (NaN padded), im (0 padded)
    std::vector<double> thickness{};    // 17 × 33, nm
    std::vector<double> angle{};        // 17, degrees
    std::vector<double> polarization{}; // 17: 0 = s, 1 = p

    std::vector<double> reflection{}, transmission{}, absorption{}; // 17 × M
    std::vector<double> reflection_thickness{}, reflection_index{}; // 17 × 33 × M: ∂R/∂d, ∂R/∂n
    std::vector<double> transmission_thickness{}, transmission_index{}; // 17 × 33 × M
};

std::vector<LayerStack> battery_stacks();

ResonatorBattery run_battery(const std::vector<double>& wavelengths);

/// Quarter-wave mirrors 4 … 7 of the battery in closed form, at 600 nm.
std::vector<double> battery_quarter_wave_reflectances();

} // namespace etalon
