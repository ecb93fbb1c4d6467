// Numbers in words, axes and small pieces that the figures of every experiment share.
#pragma once

#include "core/lab/figure.hpp"

#include <cstddef>
#include <string>

namespace etalon {

std::string rounded(double value, int significant_digits = 3); // "0.12"
std::string with_decimals(double value, int decimals);         // "1.00"
std::string percent(double share);                             // "58 %"

/// The shared axis of all figures over time, as long as the run is planned.
Axis step_axis(const FigureInput&);

/// The next of 1, 2, 5 times a power of ten that is not below a positive value.
double step_above(double value);

/// A panel without marks.
Panel empty_panel(Axis x, Axis y, std::string title = {});

/// A straight line from corner to corner: where prediction equals measurement.
Curve diagonal(double low, double high);

void place(Panel&, std::size_t row, std::size_t column, std::size_t row_span = 1,
           std::size_t column_span = 1);

} // namespace etalon
