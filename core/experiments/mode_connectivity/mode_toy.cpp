#include "core/experiments/mode_connectivity/mode_toy.hpp"

#include <cmath>

namespace etalon {
namespace {

double square_of(double value)
{
    return value * value;
}

} // namespace

double ModeToy::loss(const Point& point) const
{
    const auto [a, b] = point;
    return 0.5 * square_of(a + b - sum) + 0.5 * stiffness * square_of(a * a + b * b - square);
}

ModeToy::Point ModeToy::gradient(const Point& point) const
{
    const auto [a, b] = point;
    const double pull = a + b - sum, excess = a * a + b * b - square;
    return {pull + 2 * stiffness * a * excess, pull + 2 * stiffness * b * excess};
}

double ModeToy::half_distance_squared() const
{
    return square / 2 - sum * sum / 4;
}

double ModeToy::barrier() const
{
    return 2 * stiffness * square_of(half_distance_squared());
}

double ModeToy::ridge_start() const
{
    return std::sqrt(square / 2);
}

double ModeToy::ridge_curvature(const Point& point) const
{
    const double c = (point[0] + point[1]) / 2;
    return 4 * stiffness * (2 * c * c - square);
}

} // namespace etalon
