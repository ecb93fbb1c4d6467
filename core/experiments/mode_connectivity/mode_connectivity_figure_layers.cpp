// Layer by layer: how much it harms to move one layer towards the other network's, measured and
// predicted from slope and curvature alone.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"

#include <algorithm>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr double bar_width = 0.36;

Bars bars(std::span<const double> heights, double shift)
{
    Bars result{.heights = {heights.begin(), heights.end()}, .width = bar_width};
    for (std::size_t layer = 0; layer < heights.size(); ++layer)
        result.x.push_back(static_cast<double>(layer + 1) + shift);
    return result;
}

} // namespace

Drawing draw_layers(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = needs_networks("Moving one layer alone")};
    const auto measured = input.at_step("layer_barrier"),
               predicted = input.at_step("layer_barrier_taylor");
    if (measured.empty() || measured.size() != predicted.size())
        return {.empty = "The layers appear with the first sample."};
    const double end = static_cast<double>(measured.size()) + 0.6;
    auto panel = empty_panel({.label = "Layer that is moved", .low = 0.4, .high = end},
                             {.label = "Rise of the loss", .unit = "nats", .low = 0});
    panel.y.include = {0.01};
    for (std::size_t layer = 1; layer <= measured.size(); ++layer)
        panel.x.ticks.push_back(
            {static_cast<double>(layer),
             layer < measured.size() ? "layer " + std::to_string(layer) : "output"});
    Bars found = bars(measured, -bar_width / 2);
    found.ink = raw_ink;
    found.label = found.legend = "measured";
    Bars foretold = bars(predicted, bar_width / 2);
    foretold.fill = Fill::outlined;
    foretold.ink = {Hue::theory};
    foretold.label = "predicted";
    foretold.legend = "predicted from slope and curvature (derived for this laboratory)";
    panel.marks = {std::move(found), std::move(foretold)};
    return {.panels = {std::move(panel)}};
}

} // namespace etalon::mode_connectivity_drawings
