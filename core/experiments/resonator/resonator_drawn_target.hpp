// A spectrum that the user paints: held in a text option, read by the study that looks for its
// design.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace etalon {

/// Heights (0 … 1) at equal steps from the shortest to the longest wavelength, as whole per cent
/// with spaces between; empty: nothing painted.
std::string drawn_text(std::span<const double> heights);
/// Without entries where the text is not such a list.
std::vector<double> drawn_heights(const std::string& text);

/// The text after a stroke from (x0, y0) to (x1, y1); `fallback` is what was there before the first.
std::string drawn_stroke(const std::string& text, std::span<const double> fallback, double lowest,
                         double highest, double x0, double y0, double x1, double y1);

/// On a grid, linear between the painted places.
std::vector<double> drawn_on_grid(std::span<const double> heights,
                                  std::span<const double> wavelengths);

/// A spectrum at the painted places.
std::vector<double> sampled_for_drawing(std::span<const double> spectrum,
                                        std::span<const double> wavelengths);

} // namespace etalon
