// Where the training designs were: a surrogate is to be trusted only there.
#pragma once

#include "core/experiments/resonator/resonator_figure_parts.hpp"

#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// Training designs over the first two coordinates, smoothed, relative to an even spread (1: as
/// dense as that). Cells of equal size over [−1, 1]².
struct TrainingDensity {
    static constexpr std::size_t side = 25;
    static constexpr double sparse = 0.1; // of an even spread
    std::vector<double> values{};         // side × side, [i, j]: first coordinate i, second j
    double at(std::span<const double> x) const;
    /// Fewer than a tenth of an even spread: what is said there is extrapolated.
    bool is_sparse(std::span<const double> x) const { return at(x) < sparse; }
};

/// Nothing without training designs, or with one coordinate.
std::optional<TrainingDensity> training_density(const FigureInput&, const ResonatorModel&);

} // namespace etalon
