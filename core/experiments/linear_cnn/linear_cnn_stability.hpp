// How large a learning rate the fitted modes bear.
#pragma once

#include <cstddef>
#include <span>

namespace etalon {

/// What a mode's dominant frequency w* looks like to gradient descent.
struct DominantFrequency {
    double strength;  // s_a
    double power;     // d_a
    double amplitude; // |V_a(w*)|
    int weight;       // 2 for a pair of conjugate bins, else 1
};

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
