// Draws a column table into an image: for each trace and pixel column one vertical span, from the
// least to the greatest value and on to the neighbouring columns. Far faster than stroking paths.
#pragma once

#include "ui/figure/column_table.hpp"

#include <QImage>

#include <vector>

namespace etalon {

struct SpanStyle {
    std::vector<QRgb> colours{};    // one a trace, not premultiplied
    std::vector<float> thickness{}; // in pixels of the image, one a trace
};

/// Draws the columns from `from_column` on; they must be transparent before. `image` is as wide as
/// the table has columns, its rows span the range `y` from top to bottom; format
/// ARGB32_Premultiplied.
void draw_spans(QImage& image, const ColumnTable&, const AxisRange& y, const SpanStyle&,
                int from_column = 0);

} // namespace etalon
