#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"

#include <cassert>
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

std::string shown_of(std::size_t shown, std::size_t all, const std::string& things)
{
    if (shown == all)
        return {};
    return "The first " + std::to_string(shown) + " of " + std::to_string(all) + " " + things
        + " are drawn.";
}

} // namespace etalon::linear_cnn_figures_detail
