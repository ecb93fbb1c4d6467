// How large a learning rate the fitted modes bear.
#pragma once

#include "core/spectral/spectrum.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace etalon {

/// What a mode's dominant frequency w* looks like to gradient descent.
struct DominantFrequency {
    double strength;  // s_a
    double power;     // d_a
    double amplitude; // |V_a(w*)|
    int weight;       // 2 for a pair of conjugate bins, else 1
};

/// Those of all modes. `strengths`, `powers` and `bins` (w*_a) have one entry a mode, `spectra` is
/// modes × bins: S_a(w).
std::vector<DominantFrequency> dominant_frequencies(const HalfSpectrum&,
                                                    std::span<const double> strengths,
                                                    std::span<const double> powers,
                                                    std::span<const double> spectra,
                                                    std::span<const std::size_t> bins);

/// The eta·(top drive) below which every fitted mode attracts; at most 1. All quantities
/// dimensionless.
///
/// L = conv_layers + 1 balanced layers of amplitude m make B = m^L, with eta m^(L-1) g |V| added to
/// m in a step. At the fit, a = s/d and B = (s/d) n/(weight |V|), a small error shrinks by the
/// factor 1 - eta L B^(1 - 2/L) s |V|, of which the size must be below 1. Two layers: 1 - 2 eta s
/// |V|, the specification's condition eta·drive < 1.
double stable_drive(std::size_t conv_layers, std::size_t pixels, double top_drive,
                    std::span<const DominantFrequency> modes);

} // namespace etalon
