// Cuts through the landscape parallel to the line from A to B, from the branching point down to the
// line itself: a ridge, or none, rises.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr double reach = 0.5; // beyond A and B, as a share of their distance
constexpr int points = 160;

struct Cut {
    double share = 0; // of the way from the origin to the middle of A and B
    std::string name{};
};

double lowest_shown(const Surface& surface, double top)
{
    double least = top;
    for (const double loss : surface.landscape.loss)
        least = std::min(least, loss);
    return std::pow(10, std::floor(2 * std::log10(std::max(least, 1e-3 * top))) / 2);
}

} // namespace

Drawing draw_plane_profile(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = "The toy's own figure shows the profile across its ridge."};
    const auto surface = surface_of(input);
    if (!surface || (surface->a.x == surface->b.x && surface->a.y == surface->b.y))
        return {.empty = "The cuts appear once A and B differ."};
    static const std::array<Cut, 5> cuts{{{0, "at the origin"},
                                          {0.25, "¼ of the way"},
                                          {0.5, "½"},
                                          {0.75, "¾"},
                                          {1, "on the line A–B"}}};
    const double along_x = surface->b.x - surface->a.x, along_y = surface->b.y - surface->a.y;
    const double middle_x = 0.5 * (surface->a.x + surface->b.x),
                 middle_y = 0.5 * (surface->a.y + surface->b.y);
    auto panel =
        empty_panel({.label = "Place along A to B",
                     .low = -reach,
                     .high = 1 + reach,
                     .ticks = {{0, "A"}, {0.5, "½"}, {1, "B"}}},
                    {.label = "Training loss", .unit = "nats", .scale = chosen_scale(input)});
    double top = 0;
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        const bool last = i + 1 == cuts.size();
        Curve curve{.ink = last ? raw_ink : Ink{Hue::sequential, static_cast<int>(25 + 13 * i)},
                    .weight = last ? Weight::bold : Weight::normal,
                    .label = cuts[i].name,
                    .legend = cuts[i].name};
        bool seen = false;
        for (int point = 0; point <= points; ++point) {
            const double s = -reach + (1 + 2 * reach) * point / points;
            const double loss =
                surface->landscape.at(cuts[i].share * middle_x + (s - 0.5) * along_x,
                                      cuts[i].share * middle_y + (s - 0.5) * along_y);
            curve.x.push_back(s);
            curve.y.push_back(loss);
            if (std::isfinite(loss)) {
                seen = true;
                top = std::max(top, loss);
            }
        }
        if (seen)
            panel.marks.emplace_back(std::move(curve));
    }
    // Far below the top, a linear cut through few points has steps of its own.
    panel.y.low = panel.y.scale == Scale::linear ? 0 : lowest_shown(*surface, top);
    for (const double end : {0.0, 1.0})
        panel.marks.emplace_back(
            Rule{.at = end, .ink = end == 0 ? a_ink : b_ink, .line = Line::dotted});
    Drawing drawing{.panels = {std::move(panel)}};
    if (!surface->recorded)
        drawing.note = moment_name(*surface);
    return drawing;
}

} // namespace etalon::mode_connectivity_drawings
