// Loss and error at sums of a few weight sets: lines, planes, single points.
#pragma once

#include "core/experiments/mode_connectivity/mode_network.hpp"

namespace etalon {

/// At θ = Σ_i coefficients(p, i) bases[i] for each row p. A line from A to B: bases {A, B}, rows
/// (1-α, α); a plane: bases {o, e1, e2}, rows (1, x, y). The first layer is linear in the coefficients
/// and is computed once for each base. Empty if told to give up. Same bits at any number of threads.
std::vector<ModeScore> mode_scores(const ModeShape&, std::span<const ModeVector* const> bases,
                                   const ModeMatrix& coefficients, const ModeSamples&,
                                   const ModeProceed& proceed = {});

/// (P, 2): 1-α and α for α = i/(P-1).
ModeMatrix mode_path_coefficients(Eigen::Index points);

/// On the line from A to B at P points.
std::vector<ModeScore> mode_path(const ModeShape&, const ModeVector& a, const ModeVector& b,
                                 Eigen::Index points, const ModeSamples&,
                                 const ModeProceed& proceed = {});

/// max_i [ℓ_i - (1-α_i) ℓ_0 - α_i ℓ_{P-1}], not negative.
double mode_barrier(std::span<const double> curve);

/// Origin and orthonormal directions of the plane through o, A and B: e1 along A - o, e2 along what is
/// left of B - o. A direction that is missing is replaced by any unit vector orthogonal to the other.
struct ModePlane {
    ModeVector origin{}, e1{}, e2{};
};
ModePlane mode_plane(const ModeShape&, const ModeVector& origin, const ModeVector& a,
                     const ModeVector& b);

/// Coordinates along e1 and e2, and the distance from the plane.
struct ModePlanePoint {
    double x = 0, y = 0, distance = 0;
};
ModePlanePoint mode_project(const ModePlane&, const ModeVector& theta);

/// The rectangle around o, A and B, widened by `margin` of its extent on each side.
struct ModeRectangle {
    double left = 0, right = 0, bottom = 0, top = 0;
};
ModeRectangle mode_rectangle(const ModePlane&, const ModeVector& a, const ModeVector& b,
                             double margin);

/// `count` equally spaced values, the ends included.
ModeVector mode_axis(double from, double to, Eigen::Index count);

/// (rows y, columns x) losses; empty (0 × 0) if told to give up.
ModeMatrix mode_plane_losses(const ModeShape&, const ModePlane&, const ModeVector& x,
                             const ModeVector& y, const ModeSamples&,
                             const ModeProceed& proceed = {});

} // namespace etalon
