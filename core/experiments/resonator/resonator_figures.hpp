// One function for each figure of the resonator; resonator_figures.cpp names and describes them. All
// are pure functions of what was recorded and of the options.
#pragma once

#include "core/lab/figure.hpp"

#include <string>
#include <vector>

namespace etalon {

Drawing draw_resonator_spectrum(const FigureInput&);
Drawing draw_resonator_map(const FigureInput&);
Drawing draw_resonator_path_spectrum(const FigureInput&);
Drawing draw_resonator_loss(const FigureInput&);
Drawing draw_resonator_probes(const FigureInput&);
Drawing draw_resonator_frequency_bias(const FigureInput&);
Drawing draw_resonator_landscape(const FigureInput&);
Drawing draw_resonator_evaluations(const FigureInput&);
Drawing draw_resonator_success(const FigureInput&);
Drawing draw_resonator_design_result(const FigureInput&);
Drawing draw_resonator_reliability(const FigureInput&);

// Options that depend on the structure stand beside what reads them.
std::vector<Option> resonator_spectrum_options(const Values&);
std::vector<Option> resonator_map_options(const Values&);
std::vector<Option> resonator_path_options(const Values&);
std::vector<Option> resonator_landscape_options(const Values&);
std::vector<Option> resonator_evaluations_options(const Values&);
std::vector<Option> resonator_result_options(const Values&);

// What takes longer than a frame.
std::string resonator_map_subject(const FigureInput&);
void make_resonator_map(const FigureInput&, const ShowStudy&);
std::string resonator_landscape_subject(const FigureInput&);
void make_resonator_landscape(const FigureInput&, const ShowStudy&);
std::string resonator_drawn_subject(const FigureInput&);
void make_resonator_drawn(const FigureInput&, const ShowStudy&);
std::string resonator_reliability_subject(const FigureInput&);
void make_resonator_reliability(const FigureInput&, const ShowStudy&);

} // namespace etalon
