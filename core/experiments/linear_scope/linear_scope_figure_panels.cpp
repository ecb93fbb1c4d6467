#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace etalon::linear_scope_figures_detail {
namespace {

double largest_magnitude(std::span<const double> values, double largest)
{
    for (const double value : values)
        if (std::isfinite(value))
            largest = std::max(largest, std::abs(value));
    return largest;
}

ColourScale about_zero(double largest)
{
    if (!(largest > 0))
        largest = 1;
    return {ColourMap::diverging, -largest, largest};
}

} // namespace

ColourScale sequential_scale(std::initializer_list<std::span<const double>> images)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto values : images)
        for (const double value : values)
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
    if (!(low <= high))
        return {};
    if (low == high) // a constant image
        return {ColourMap::sequential, low - 0.5, high + 0.5};
    return {ColourMap::sequential, low, high};
}

ColourScale diverging_scale(std::initializer_list<std::span<const double>> images)
{
    double largest = 0;
    for (const auto values : images)
        largest = largest_magnitude(values, largest);
    return about_zero(largest);
}

ColourScale diverging_scale(const std::vector<std::vector<double>>& images)
{
    double largest = 0;
    for (const auto& values : images)
        largest = largest_magnitude(values, largest);
    return about_zero(largest);
}

ColourScale steady(ColourScale scale)
{
    const double decade = std::pow(10, std::floor(std::log10(scale.high)));
    for (const double factor : {1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0})
        if (scale.high <= factor * decade)
            return about_zero(factor * decade);
    return scale;
}

HeatMap image_map(std::span<const double> values, std::size_t rows, std::size_t columns,
                  ColourScale scale, std::string bar_label)
{
    assert(values.size() == rows * columns);
    HeatMap map{.rows = rows,
                .columns = columns,
                .right = static_cast<double>(columns),
                .top = static_cast<double>(rows),
                .colours = scale.colours,
                .limits = std::pair{scale.low, scale.high},
                .label = std::move(bar_label)};
    map.colour_bar = !map.label.empty();
    map.values.reserve(values.size());
    for (std::size_t row = rows; row-- > 0;) // the first row on top
        for (std::size_t column = 0; column < columns; ++column)
            map.values.push_back(values[row * columns + column]);
    return map;
}

Panel image_panel(std::string title, HeatMap map)
{
    Panel panel{
        .title = std::move(title),
        .x = {.label = "column", .unit = "px", .low = map.left, .high = map.right, .hidden = true},
        .y = {.label = "row", .unit = "px", .low = map.bottom, .high = map.top, .hidden = true},
        .square_cells = true};
    panel.marks.emplace_back(std::move(map));
    return panel;
}

double centre_x(std::size_t column)
{
    return static_cast<double>(column) + 0.5;
}

double centre_y(std::size_t row, std::size_t rows)
{
    return static_cast<double>(rows) - static_cast<double>(row) - 0.5;
}

Segments cross_hair(std::size_t row, std::size_t column, std::size_t rows, std::size_t columns,
                    Ink ink)
{
    const double x = centre_x(column), y = centre_y(row, rows);
    const auto width = static_cast<double>(columns), height = static_cast<double>(rows);
    Segments lines{.x0 = {0, x + 0.5, x, x},
                   .y0 = {y, y, 0, y + 0.5},
                   .x1 = {x - 0.5, width, x, x},
                   .y1 = {y, y, y - 0.5, height},
                   .ink = ink,
                   .weight = Weight::normal,
                   .label = "cross-hair"};
    return lines;
}

Curve pixel_frame(std::size_t row, std::size_t column, std::size_t rows, std::size_t size, Ink ink,
                  std::string label)
{
    const auto left = static_cast<double>(column), right = left + static_cast<double>(size),
               top = static_cast<double>(rows) - static_cast<double>(row),
               bottom = top - static_cast<double>(size);
    return {.x = {left, right, right, left, left},
            .y = {bottom, bottom, top, top, bottom},
            .ink = ink,
            .weight = Weight::normal,
            .label = std::move(label)};
}

Curve image_frame(std::size_t rows, std::size_t columns, Ink ink, Weight weight, std::string label)
{
    const auto right = static_cast<double>(columns), top = static_cast<double>(rows);
    return {.x = {0, right, right, 0, 0},
            .y = {0, 0, top, top, 0},
            .ink = ink,
            .weight = weight,
            .label = std::move(label)};
}

Handle pixel_handle(std::size_t row, std::size_t column, std::size_t rows, std::size_t columns,
                    const std::string& x_option, const std::string& y_option, Grip grip,
                    std::string label, Ink ink)
{
    const auto width = static_cast<double>(columns), height = static_cast<double>(rows);
    const auto cell = [](double at, double cells) {
        return std::clamp(std::floor(at), 0.0, cells - 1);
    };
    return {.x = centre_x(column),
            .y = centre_y(row, rows),
            .across = {.option = x_option,
                       .low = 0.5,
                       .high = width - 0.5,
                       .value = [=](double at) { return cell(at, width); }},
            .up = {.option = y_option,
                   .low = 0.5,
                   .high = height - 0.5,
                   .value = [=](double at) { return cell(height - at, height); }},
            .ink = ink,
            .label = std::move(label),
            .grip = grip};
}

Ink image_ink(std::size_t image)
{
    return {Hue::sequence, static_cast<int>(image % 18)};
}

std::span<const double> part(std::span<const double> values, std::size_t index, std::size_t size)
{
    if (size == 0 || values.size() < (index + 1) * size)
        return {};
    return values.subspan(index * size, size);
}

std::string signed_text(const std::string& number)
{
    return number.starts_with('-') ? "−" + number.substr(1) : number;
}

std::string pixel_name(std::size_t row, std::size_t column)
{
    return "(" + std::to_string(row) + ", " + std::to_string(column) + ")";
}

} // namespace etalon::linear_scope_figures_detail
