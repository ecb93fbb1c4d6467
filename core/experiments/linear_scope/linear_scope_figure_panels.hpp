// Small panels that the figures of linear-scope share: images, their scales and marks on them.
#pragma once

#include "core/experiments/drawing_parts.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace etalon::linear_scope_figures_detail {

/// Colours of one or several images: from low to high, or symmetric about 0.
struct ColourScale {
    ColourMap colours = ColourMap::sequential;
    double low = 0, high = 1;
};

/// From the least to the largest of all finite values.
ColourScale sequential_scale(std::initializer_list<std::span<const double>>);
/// Symmetric about 0.
ColourScale diverging_scale(std::initializer_list<std::span<const double>>);
ColourScale diverging_scale(const std::vector<std::vector<double>>&);
/// Widened to a round end, so that colours and their bar keep still while the image changes a little.
ColourScale steady(ColourScale);

/// An image of rows × columns, first row on top, at x = 0 … columns, y = 0 … rows. With a label there
/// is a colour bar.
HeatMap image_map(std::span<const double> values, std::size_t rows, std::size_t columns,
                  ColourScale, std::string bar_label = {});
Panel image_panel(std::string title, HeatMap);

/// Where pixel (row, column) has its centre on the axes of such an image.
double centre_x(std::size_t column);
double centre_y(std::size_t row, std::size_t rows);

/// A cross-hair through the centre of a pixel that leaves the pixel itself free.
Segments cross_hair(std::size_t row, std::size_t column, std::size_t rows, std::size_t columns,
                    Ink);
/// A frame around `size` × `size` pixels, the first of them (row, column).
Curve pixel_frame(std::size_t row, std::size_t column, std::size_t rows, std::size_t size, Ink,
                  std::string label);
/// A frame around the whole image.
Curve image_frame(std::size_t rows, std::size_t columns, Ink, Weight, std::string label);

/// A handle at a pixel that sets two options to its column and its row.
Handle pixel_handle(std::size_t row, std::size_t column, std::size_t rows, std::size_t columns,
                    const std::string& x_option, const std::string& y_option, Grip,
                    std::string label, Ink);

/// The line of one scope image.
Ink image_ink(std::size_t image);
/// Of what is pointed at: seen on dark and bright pixels alike.
inline constexpr Ink pointed_ink{Hue::sequence, 1};

/// The index-th run of `size` values; empty if there are not that many.
std::span<const double> part(std::span<const double> values, std::size_t index, std::size_t size);

/// With a true minus sign: "−4.02".
std::string signed_text(const std::string& number);

/// "(3, 7)": row and column.
std::string pixel_name(std::size_t row, std::size_t column);

} // namespace etalon::linear_scope_figures_detail
