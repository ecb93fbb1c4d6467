#include "core/experiments/mode_connectivity/mode_connectivity_quadrature.hpp"

#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::mode_connectivity_drawings {
namespace {

/// Legendre's polynomial of this degree and its slope, by the three-term recurrence.
std::pair<double, double> legendre(int degree, double x)
{
    double before = 1, now = x;
    for (int n = 2; n <= degree; ++n)
        before = std::exchange(now, ((2 * n - 1) * x * now - (n - 1) * before) / n);
    return {now, degree * (x * now - before) / (x * x - 1)};
}

} // namespace

Quadrature gauss_legendre_panels(int panels, int points)
{
    assert(panels > 0 && points > 1);
    Quadrature rule;
    for (int panel = 0; panel < panels; ++panel)
        for (int i = points; i >= 1; --i) { // roots fall with i
            double x = std::cos(std::numbers::pi * (i - 0.25) / (points + 0.5));
            for (int iteration = 0; iteration < 8; ++iteration) { // Newton, quadratic
                const auto [value, slope] = legendre(points, x);
                x -= value / slope;
            }
            const double slope = legendre(points, x).second;
            rule.places.push_back((panel + 0.5 * (1 + x)) / panels);
            rule.weights.push_back(1 / ((1 - x * x) * slope * slope * panels));
        }
    return rule;
}

} // namespace etalon::mode_connectivity_drawings
