// A Bragg reflector by coupled-mode theory: the weak-coupling formula of section 2.5.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace etalon {

/// A grating of index n̄ ± Δn/2, period Λ (nm), and a number of periods that need not be whole.
struct CoupledModeDesign {
    double n_mean = 1.5, n_contrast = 0.1, period = 200, pairs = 5;
};

/// R(λ) = u/(1+u), u = (κ l S)², with κ = 2Δn/λ, δ = 2πn̄/λ − π/Λ, l = pΛ, z = (κ²−δ²) l² and
/// S = sinh(√z)/√z, or sin(√−z)/√−z: no overflow and no case distinction at the band edge.
void coupled_mode_reflection(const CoupledModeDesign&, const std::vector<double>& wavelengths,
                             std::span<double> reflection);

/// Also the derivatives with respect to n_mean, n_contrast, period and pairs, 4 × M.
void coupled_mode_gradient(const CoupledModeDesign&, const std::vector<double>& wavelengths,
                           std::span<double> reflection, std::span<double> derivatives);

} // namespace etalon
