#include "core/experiments/linear_scope/linear_scope_painting.hpp"

#include "core/experiments/drawing_parts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace etalon {
namespace {

/// Reads one number and the character behind it; false if either is not there.
template <class Number>
bool take(const char*& at, const char* end, Number& number, char behind)
{
    const auto [rest, error] = std::from_chars(at, end, number);
    if (error != std::errc{})
        return false;
    at = rest;
    if (behind == '\0')
        return at == end;
    return at != end && *at++ == behind;
}

std::optional<PaintedPixel> painted_pixel(const std::string& word)
{
    PaintedPixel pixel;
    const char* at = word.data();
    const char* const end = at + word.size();
    if (take(at, end, pixel.image, ':') && take(at, end, pixel.row, ',')
        && take(at, end, pixel.column, '=') && take(at, end, pixel.value, '\0')
        && std::isfinite(pixel.value))
        return pixel;
    return {};
}

/// From the point (x, y) to the nearest one of the segment.
double distance_to_segment(double x, double y, double x0, double y0, double x1, double y1)
{
    const double dx = x1 - x0, dy = y1 - y0, squared = dx * dx + dy * dy;
    const double along =
        squared > 0 ? std::clamp(((x - x0) * dx + (y - y0) * dy) / squared, 0.0, 1.0) : 0;
    return std::hypot(x - x0 - along * dx, y - y0 - along * dy);
}

} // namespace

std::vector<PaintedPixel> painted_pixels(const std::string& text)
{
    std::vector<PaintedPixel> pixels;
    std::istringstream words(text);
    for (std::string word; words >> word;)
        if (const auto pixel = painted_pixel(word))
            pixels.push_back(*pixel);
    return pixels;
}

std::string painted_text(std::span<const PaintedPixel> pixels)
{
    std::string text;
    for (const PaintedPixel& pixel : pixels)
        text += (text.empty() ? "" : " ") + std::to_string(pixel.image) + ":"
            + std::to_string(pixel.row) + "," + std::to_string(pixel.column) + "="
            + rounded(pixel.value, 6);
    return text;
}

std::string paint_stroke(const std::string& text, const PaintBrush& brush, double x0, double y0,
                         double x1, double y1)
{
    auto pixels = painted_pixels(text);
    for (std::size_t row = 0; row < brush.rows; ++row)
        for (std::size_t column = 0; column < brush.columns; ++column) {
            const double x = static_cast<double>(column) + 0.5,
                         y = static_cast<double>(brush.rows - row) - 0.5;
            if (distance_to_segment(x, y, x0, y0, x1, y1) > brush.radius)
                continue;
            std::erase_if(pixels, [&](const PaintedPixel& pixel) {
                return pixel.image == brush.image && pixel.row == row && pixel.column == column;
            });
            if (brush.value)
                pixels.push_back({brush.image, row, column, *brush.value});
        }
    return painted_text(pixels);
}

std::size_t apply_paint(const std::string& text, std::size_t image, std::size_t rows,
                        std::size_t columns, std::span<double> values)
{
    std::size_t painted = 0;
    for (const PaintedPixel& pixel : painted_pixels(text)) {
        if (pixel.image != image || pixel.row >= rows || pixel.column >= columns)
            continue;
        ++painted;
        for (std::size_t at = pixel.row * columns + pixel.column; at < values.size();
             at += rows * columns)
            values[at] = pixel.value;
    }
    return painted;
}

} // namespace etalon
