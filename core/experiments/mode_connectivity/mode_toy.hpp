// The toy ridge: L = (a+b-S)²/2 + κ(a²+b²-Q)²/2, two minima mirrored in the diagonal. Derived for this
// laboratory.
#pragma once

#include <array>

namespace etalon {

struct ModeToy {
    double sum = 2;         // S
    double square = 6;      // Q > S²/2
    double stiffness = 0.1; // κ

    using Point = std::array<double, 2>; // (a, b)

    double loss(const Point&) const;
    Point gradient(const Point&) const;
    /// D² = Q/2 - S²/4: the minima are at c = S/2, d = ±D, with c = (a+b)/2, d = (a-b)/2.
    double half_distance_squared() const;
    /// 2κD⁴, of the loss between the minima.
    double barrier() const;
    /// √(Q/2): the value of c below which noise across the diagonal is amplified.
    double ridge_start() const;
    /// d²L/dd² at d = 0: 4κ(2c² - Q).
    double ridge_curvature(const Point&) const;
};

} // namespace etalon
