// The ten neurons that lead: their places over the steps, where a crossing is an overtaking.
#pragma once

#include "core/experiments/race/race_figure_neurons.hpp"

namespace etalon {

/// From the start to the shown step, but not beyond `until`; `forecast` is ringed.
Panel leaders_panel(const FigureInput&, const Milestones&, const std::vector<Ink>& inks,
                    const std::vector<std::size_t>& forecast, double until);

/// "▲2", "▼1" or nothing: places won or lost.
std::string places_won(std::size_t before, std::size_t now);

} // namespace etalon
