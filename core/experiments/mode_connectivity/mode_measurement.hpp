// All that a sample of a pair of networks shows.
#pragma once

#include "core/experiments/mode_connectivity/mode_alignment.hpp"
#include "core/experiments/mode_connectivity/mode_data.hpp"
#include "core/experiments/mode_connectivity/mode_jets.hpp"

#include <array>

namespace etalon {

/// Four curves over α: train loss, train error, test loss, test error; and their barriers.
struct ModeCurves {
    std::array<std::vector<double>, 4> curves{};
    std::array<double, 4> barriers{};
    double distance = 0; // |θ_B - θ_A|
};

ModeCurves mode_curves(const ModeShape&, const ModeVector& a, const ModeVector& b,
                       const ModeExamples&, Eigen::Index points);

struct ModeMeasurement {
    ModeCurves raw{};
    ModeEnd a{}, b{};                         // a along B - A, b along A - B
    std::array<double, 5> path_derivatives{}; // g_A, g_B, h_A, h_B, h_M along B - A
    std::array<double, 5> midpoint_rise{};    // measured, taylor, quintic, middle, trunk
    ModeLayerBarriers layers{};
    std::vector<double> hermite{};
    ModePermutations permutations{}; // empty without alignment
    ModeCurves aligned{};
};

/// `trunk`: θ_k, or null where there is none: the estimate from there is not a number.
ModeMeasurement mode_measure(const ModeConnectivitySettings&, const ModeShape&, const ModeExamples&,
                             const ModeVector& a, const ModeVector& b, const ModeVector* trunk);

/// σ of each hidden layer by the setting's rule; empty for "none".
ModePermutations mode_align(const std::string& alignment, const ModeShape&, const ModeVector& a,
                            const ModeVector& b, const ModeSamples& train);

} // namespace etalon
