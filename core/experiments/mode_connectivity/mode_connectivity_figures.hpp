// One function for each figure of mode connectivity; mode_connectivity_figures.cpp names and
// describes them. All are pure functions of what was recorded and of what their studies found.
#pragma once

#include "core/lab/figure.hpp"

#include <string>
#include <vector>

namespace etalon::mode_connectivity_drawings {

Drawing draw_path(const FigureInput&);
Drawing draw_path_error(const FigureInput&);
Drawing draw_barrier_over_training(const FigureInput&);
Drawing draw_plane(const FigureInput&);
Drawing draw_plane_profile(const FigureInput&);
Drawing draw_layers(const FigureInput&);
Drawing draw_prediction(const FigureInput&);
Drawing draw_barrier_sweep(const FigureInput&);
Drawing draw_curvature(const FigureInput&);
Drawing draw_permutation(const FigureInput&);
Drawing draw_toy(const FigureInput&);

/// The values of a parameter that sweeps under the figures run through.
SweepAxis mode_sweep(const std::string& key);

// Studies and switches that belong to one figure stand beside what reads them.
std::vector<Option> plane_options();
Study curvature_study();
std::vector<Option> permutation_options(const Values&);
Study permutation_study();
std::vector<Option> prediction_options();

} // namespace etalon::mode_connectivity_drawings
