// Curves of all modes of a channel, and when theory's may be trusted.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <string>
#include <vector>

namespace etalon::linear_cnn_figures_detail {

/// How one channel's modes are drawn.
struct Look {
    std::string channel, legend; // no legend: one of several kinds of theory
    Line line = Line::solid;
    Weight weight = Weight::normal;
    double opacity = 1;
    bool is_theory = false;
};

Look network_look(const FigureInput&, std::string channel);
Look companion_look(std::string channel); // channel's name without its suffix
Look theory_look(std::string channel, std::string legend, Weight, double opacity = 1);

/// Every mode of a channel, times its factor, if the run has it. Theory assumes the learning rate of
/// the start: from a live change on it is pale.
void add_modes(Panel&, const FigureInput&, const Look&, const std::vector<double>& factors);

/// What to beware of when reading the overlays.
std::string overlay_note(const FigureInput&, const ModeTable&);

/// Whether the figure's switch is on and the network is one that theory is for.
bool wants_theory(const FigureInput&);

/// Overlays that follow one mode at a time are pale where modes share frequencies.
double theory_opacity(const ModeTable&);

} // namespace etalon::linear_cnn_figures_detail
