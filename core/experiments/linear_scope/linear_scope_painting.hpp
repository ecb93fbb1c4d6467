// Painting on the image under the scope: which pixels were painted with what, kept as a text option.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

struct PaintedPixel {
    std::size_t image = 0, row = 0, column = 0; // row 0 on top
    double value = 0;
    bool operator==(const PaintedPixel&) const = default;
};

/// "2:5,7=0.85 …": image, row, column and value of every painted pixel. Anything else is skipped.
std::vector<PaintedPixel> painted_pixels(const std::string& text);
std::string painted_text(std::span<const PaintedPixel>);

/// What the brush does to which image, on axes x = 0 … columns and y = 0 … rows, row 0 on top.
struct PaintBrush {
    std::size_t image = 0, rows = 0, columns = 0;
    double radius = 0.8;           // pixels whose centre is no further from the stroke are painted
    std::optional<double> value{}; // nothing: takes the paint off
};

/// The text after a stroke from (x0, y0) to (x1, y1).
std::string paint_stroke(const std::string& text, const PaintBrush&, double x0, double y0,
                         double x1, double y1);

/// Writes the pixels painted on image `image` into `values` (channels × rows × columns), all channels
/// alike; how many there are.
std::size_t apply_paint(const std::string& text, std::size_t image, std::size_t rows,
                        std::size_t columns, std::span<double> values);

} // namespace etalon
