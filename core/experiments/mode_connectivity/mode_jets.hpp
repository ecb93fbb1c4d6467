// Slope and curvature of the loss along a direction, exact and without a backward pass; what they
// predict of a barrier. Derived for this laboratory.
#pragma once

#include "core/experiments/mode_connectivity/mode_landscape.hpp"

namespace etalon {

/// Of t -> ℓ(θ + t D) at t = 0 (specification, 2.2).
struct ModeJet {
    double loss = 0, slope = 0, curvature = 0;
};

ModeJet mode_jet(const ModeShape&, const ModeVector& theta, const ModeVector& direction,
                 const ModeSamples&);

/// At the blends (1-α) A + α B along B - A, for each α; empty if told to give up.
std::vector<ModeJet> mode_path_jets(const ModeShape&, const ModeVector& a, const ModeVector& b,
                                    std::span<const double> alphas, const ModeSamples&,
                                    const ModeProceed& proceed = {});

/// Midpoint rises that local quantities predict (specification, 2.3).
double mode_taylor_rise(const ModeJet& a, const ModeJet& b);
double mode_quintic_rise(const ModeJet& a, const ModeJet& b);
double mode_parabola_rise(double curvature);

/// The curve of degree 5 with the losses, slopes and curvatures of both ends.
double mode_hermite(const ModeJet& a, const ModeJet& b, double alpha);

/// Per layer l = 1 … L: M's layer replaced by blends with N's, both ways, and what jets predict.
struct ModeLayerBarriers {
    std::vector<double> measured{}, predicted{};
};
ModeLayerBarriers mode_layer_barriers(const ModeShape&, const ModeVector& a, const ModeVector& b,
                                      const ModeSamples&);

} // namespace etalon
