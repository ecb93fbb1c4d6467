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

/// What is measured at one end M of the path to N, all from one pass of M over the examples.
struct ModeEnd {
    ModeJet jet{}; // along N - M
    /// Per layer l = 1 … L: how much the loss rises at most where the layer alone goes from M's half way
    /// to N's, and what the jet along that layer alone predicts of it, max(0, g/2 + h/8).
    std::vector<double> harm{}, predicted_harm{};
};
ModeEnd mode_end(const ModeShape&, const ModeVector& m, const ModeVector& n, const ModeSamples&);

/// Per layer: the mean of both ends.
struct ModeLayerBarriers {
    std::vector<double> measured{}, predicted{};
};
ModeLayerBarriers mode_layer_barriers(const ModeEnd& a, const ModeEnd& b);

} // namespace etalon
