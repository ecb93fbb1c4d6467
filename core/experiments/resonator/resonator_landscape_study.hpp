// What the landscape figure needs beyond the recording: landscapes before the run has ended, the
// network's own, a section, and the descents from the user's start.
#pragma once

#include "core/experiments/resonator/design_search.hpp"
#include "core/experiments/resonator/resonator_explorer.hpp"

#include <string>
#include <vector>

namespace etalon {

/// Which objective the figure shows.
enum class LandscapeKind { exact, fourier, network };
LandscapeKind landscape_kind(const FigureInput&);

/// Side × side values, [i, j]: first coordinate i, second j, as `landscape_of` has them.
struct ShownLandscape {
    std::size_t side = 0;
    std::vector<double> values{};
};
/// Recorded, or studied; a side of 0 before there is any.
ShownLandscape shown_landscape(const FigureInput&, LandscapeKind);

/// Objectives along the tuning coordinate, the others as the explorer has them; empty before the study
/// has shown them.
struct LandscapeSection {
    std::vector<double> quantity{}; // physical
    std::vector<double> exact{}, fourier{}, network{};
};
LandscapeSection studied_section(const FigureInput&, const Explorer&);

/// Designs that a descent passed, (N + 1) × d; empty before the study has shown it.
ResonatorMatrix studied_descent(const FigureInput&, const std::string& name,
                                std::size_t parameters);

} // namespace etalon
