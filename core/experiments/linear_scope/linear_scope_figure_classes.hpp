// Scores of classes as bars: the output of a network that names things.
#pragma once

#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <span>
#include <string>
#include <vector>

namespace etalon::linear_scope_figures_detail {

/// "disc"; its number where it has no name.
std::string class_name(const FigureInput&, std::size_t entry);

/// An empty panel with a place for each of `classes`, at x = 0, 1, … in their order.
Panel class_panel(std::string title, const FigureInput&, const std::vector<std::size_t>& classes,
                  std::string label);

/// One bar for each of `classes`, from a value for every entry of the output.
Bars class_bars(const std::vector<std::size_t>& classes, std::span<const double> values, Ink,
                std::string label);

/// The entry with the largest score, the first at a tie.
std::size_t winner(std::span<const double> scores);

} // namespace etalon::linear_scope_figures_detail
