// One function for each figure of the race; race_figures.cpp names and describes them. All are pure
// functions of what was recorded.
#pragma once

#include "core/lab/figure.hpp"

#include <vector>

namespace etalon {

Drawing draw_race_loss(const FigureInput&);
Drawing draw_race_race(const FigureInput&);
Drawing draw_race_portrait(const FigureInput&);
Drawing draw_race_cosines(const FigureInput&);
Drawing draw_race_groups(const FigureInput&);
Drawing draw_race_gates(const FigureInput&);
Drawing draw_race_plane(const FigureInput&);
Drawing draw_race_winners(const FigureInput&);
Drawing draw_race_shares(const FigureInput&);
Drawing draw_race_compress(const FigureInput&);
Drawing draw_race_ticket(const FigureInput&);
Drawing draw_race_features(const FigureInput&);
Drawing draw_race_growth(const FigureInput&);
Drawing draw_race_sweep_width(const FigureInput&);
Drawing draw_race_sweep_scale(const FigureInput&);

/// The switch "Colour by" that figures with neurons have; read by `neuron_inks`.
Option race_colour_option();

// Switches that belong to one figure stand beside what reads them.
std::vector<Option> race_portrait_options();
std::vector<Option> race_plane_options();
std::vector<Option> race_features_options();

} // namespace etalon
