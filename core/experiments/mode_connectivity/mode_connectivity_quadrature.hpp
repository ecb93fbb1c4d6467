// Gauss and Legendre's rule on equal panels of 0 … 1.
#pragma once

#include <vector>

namespace etalon::mode_connectivity_drawings {

/// ∫₀¹ f ≈ Σ weights[i] f(places[i]); places rise.
struct Quadrature {
    std::vector<double> places{}, weights{};
};

/// Exact on each panel for polynomials of degree 2 points − 1.
Quadrature gauss_legendre_panels(int panels, int points);

} // namespace etalon::mode_connectivity_drawings
