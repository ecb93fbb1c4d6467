#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

namespace etalon::linear_cnn_figures_detail {

Ink mode_ink(std::size_t mode, double opacity)
{
    return {Hue::sequence, static_cast<int>(mode), opacity};
}

Item mode_item(std::size_t mode)
{
    return {"mode", static_cast<std::int64_t>(mode) + 1};
}

Item frequency_item(std::size_t bin)
{
    return {"frequency", static_cast<std::int64_t>(bin)};
}

std::string mode_name(std::size_t mode)
{
    return "mode " + std::to_string(mode + 1);
}

std::string mode_number(std::size_t mode)
{
    return std::to_string(mode + 1);
}

std::string frequency_name(const HalfSpectrum& grid, std::size_t bin)
{
    return (grid.height() == 1 ? "frequency " : "") + grid.label(bin);
}

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

Panel image_panel(std::span<const double> pixels, std::size_t height, std::size_t width,
                  std::string title, Ink title_ink, Item item)
{
    assert(pixels.size() == height * width);
    HeatMap image{.rows = height,
                  .columns = width,
                  .right = static_cast<double>(width),
                  .top = static_cast<double>(height),
                  .colours = ColourMap::diverging,
                  .colour_bar = false};
    image.values.reserve(pixels.size());
    for (std::size_t row = height; row-- > 0;)
        image.values.insert(image.values.end(),
                            pixels.begin() + static_cast<std::ptrdiff_t>(row * width),
                            pixels.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
    return {.title = std::move(title),
            .title_ink = title_ink,
            .item = std::move(item),
            .x = {.label = "x", .unit = "px", .hidden = true},
            .y = {.label = "y", .unit = "px", .hidden = true},
            .marks = {std::move(image)},
            .square_cells = true};
}

std::size_t half_plane_row(const HalfSpectrum& grid, std::size_t bin)
{
    return (grid.row(bin) + (grid.height() - 1) / 2) % grid.height();
}

HeatMap half_plane(const HalfSpectrum& grid, const std::vector<double>& folded)
{
    const auto below = static_cast<double>((grid.height() - 1) / 2);
    HeatMap map{.rows = grid.height(),
                .columns = grid.columns(),
                .values = std::vector<double>(grid.bins()),
                .left = -0.5,
                .right = static_cast<double>(grid.columns()) - 0.5,
                .bottom = -below - 0.5,
                .top = static_cast<double>(grid.height() / 2) + 0.5,
                .colour_bar = false};
    for (std::size_t bin = 0; bin < grid.bins(); ++bin)
        map.values[half_plane_row(grid, bin) * grid.columns() + grid.column(bin)] =
            std::isfinite(folded[bin]) ? folded[bin] : 0; // counted with its partner
    return map;
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

std::span<const double> part(std::span<const double> values, std::size_t index, std::size_t size)
{
    if (values.size() < (index + 1) * size)
        return {};
    return values.subspan(index * size, size);
}

Curve signal(std::span<const double> values, Length length, Ink ink, std::string label)
{
    double squares = 0;
    for (const double value : values)
        squares += value * value;
    const double factor = length == Length::unit && squares > 0 ? 1 / std::sqrt(squares) : 1;
    Curve curve{.ink = ink, .label = std::move(label)};
    for (std::size_t i = 0; i < values.size(); ++i) {
        curve.x.push_back(static_cast<double>(i));
        curve.y.push_back(factor * values[i]);
    }
    return curve;
}

Panel signal_panel(std::string title, Ink ink, Item item, std::size_t width)
{
    return {
        .title = std::move(title),
        .title_ink = ink,
        .item = std::move(item),
        .x = {.label = "Position", .unit = "px", .low = 0, .high = static_cast<double>(width - 1)},
        .y = {.include = {0}, .ticks = {{0, "0"}}}};
}

Panel picture(const HalfSpectrum& grid, std::span<const double> pixels, const std::string& title,
              Ink ink, Item item)
{
    if (grid.height() > 1)
        return image_panel(pixels, grid.height(), grid.width(), title, ink, std::move(item));
    auto panel = signal_panel(title, ink, item, grid.width());
    auto curve = signal(pixels, Length::own, ink, title);
    curve.item = std::move(item);
    panel.marks.emplace_back(std::move(curve));
    return panel;
}

void place(Panel& panel, std::size_t row, std::size_t column, std::size_t row_span,
           std::size_t column_span)
{
    panel.row = static_cast<int>(row);
    panel.column = static_cast<int>(column);
    panel.row_span = static_cast<int>(row_span);
    panel.column_span = static_cast<int>(column_span);
}

std::string shown_of(std::size_t shown, std::size_t all, const std::string& things)
{
    if (shown == all)
        return {};
    return "The first " + std::to_string(shown) + " of " + std::to_string(all) + " " + things
        + " are drawn.";
}

} // namespace etalon::linear_cnn_figures_detail
