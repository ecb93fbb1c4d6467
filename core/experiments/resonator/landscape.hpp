// The objective of one target over the first two coordinates of the design.
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"

#include <cstddef>
#include <optional>

namespace etalon {

inline constexpr std::size_t landscape_side = 101;

/// [i, j]: x1 index i, x2 index j on axes −1 … 1, other coordinates 0. The mean squared error and
/// the Fourier part of the objective without its weight, each landscape_side squared.
struct Landscape {
    ResonatorMatrix signal{}, fourier{};
};

/// Of the exact model and row `target`. Nothing for one coordinate only, or when told to give up.
std::optional<Landscape> landscape_of(const DesignProblem&, std::size_t target, const Proceed&);

/// The same as the surrogate sees it.
std::optional<Landscape> surrogate_landscape(const DesignProblem&, const Surrogate&,
                                             std::size_t target, const Proceed&);

} // namespace etalon
