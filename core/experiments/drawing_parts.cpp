#include "core/experiments/drawing_parts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace etalon {

std::string rounded(double value, int significant_digits)
{
    char text[40];
    // Plain notation where it stays short: 1234 rather than 1.23e+03.
    const double magnitude = std::abs(value);
    const bool is_long = magnitude >= std::pow(10, significant_digits) && magnitude < 1e6;
    const auto result = is_long
        ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 0)
        : std::to_chars(text, text + sizeof text, value, std::chars_format::general,
                        significant_digits);
    return {text, result.ptr};
}

std::string with_decimals(double value, int decimals)
{
    char text[340];
    const auto result =
        std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
    return {text, result.ptr};
}

std::string percent(double share)
{
    if (!std::isfinite(share))
        return "– %";
    return std::to_string(std::lround(100 * share)) + "\u00a0%";
}

Axis step_axis(const FigureInput& input)
{
    return {.label = "Step",
            .low = 0,
            .high = static_cast<double>(std::max<std::int64_t>(input.steps, 1)),
            .is_step = true};
}

double step_above(double value)
{
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (value <= factor * decade)
            return factor * decade;
    return 10 * decade;
}

Panel empty_panel(Axis x, Axis y, std::string title)
{
    Panel panel;
    panel.title = std::move(title);
    panel.x = std::move(x);
    panel.y = std::move(y);
    return panel;
}

Curve diagonal(double low, double high)
{
    return {.x = {low, high},
            .y = {low, high},
            .ink = {Hue::theory, 0, 0.6},
            .line = Line::dotted,
            .weight = Weight::thin,
            .label = "equal"};
}

void place(Panel& panel, std::size_t row, std::size_t column, std::size_t row_span,
           std::size_t column_span)
{
    panel.row = static_cast<int>(row);
    panel.column = static_cast<int>(column);
    panel.row_span = static_cast<int>(row_span);
    panel.column_span = static_cast<int>(column_span);
}

} // namespace etalon
