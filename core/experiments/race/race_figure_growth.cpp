// Each neuron's growth in one step: measured, by the exact step identity, and by the flow.
#include "core/experiments/race/race_figure_neurons.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr double smallest_shown = 1e-18; // below it lies nothing but exact agreement

void append(Points& points, std::size_t neuron, double x, double y, const std::string& law)
{
    points.x.push_back(x);
    points.y.push_back(y);
    points.items.push_back(neuron_item(neuron));
    points.names.push_back(neuron_name(neuron) + ", " + law);
}

} // namespace

Drawing draw_race_growth(const FigureInput& input)
{
    const auto measured = input.at_step("growth_measured"), exact = input.at_step("growth_exact"),
               flow = input.at_step("growth_flow");
    if (measured.empty() || exact.size() != measured.size() || flow.size() != measured.size())
        return {.empty = "A dot for each neuron appears one step after the first sample: growth is "
                         "known from two steps."};
    const Series& series = *recorded(input, "growth_measured");
    const auto step = series.steps()[series.at_or_before(input.step)];
    const auto groups = final_groups(input);

    Points on_identity{.size = 7, .label = "exact identity", .legend = "exact identity"};
    Points on_flow{.shape = Shape::ring,
                   .size = 8,
                   .ink = {Hue::neutral},
                   .label = "flow",
                   .legend = "flow, η s cos δ (k + 1/k)"};
    Points identity_residuals = on_identity, flow_residuals = on_flow;
    const std::vector<Ink> inks = groups && groups->width() == measured.size()
        ? neuron_inks(input, *groups)
        : std::vector<Ink>(measured.size(), Ink{Hue::accent});
    double low = 0, high = 0, worst = 0;
    for (std::size_t neuron = 0; neuron < measured.size(); ++neuron) {
        const double value = measured[neuron];
        if ((value == 0 && exact[neuron] == 0) || !std::isfinite(value)
            || !std::isfinite(exact[neuron]) || !std::isfinite(flow[neuron]))
            continue; // it stands still, or its norm has just been 0
        const double off = std::abs(value - exact[neuron]),
                     off_flow = std::abs(value - flow[neuron]);
        append(on_flow, neuron, flow[neuron], value, "flow");
        append(flow_residuals, neuron, value, std::max(off_flow, smallest_shown), "flow");
        append(on_identity, neuron, exact[neuron], value, "exact identity");
        append(identity_residuals, neuron, value, std::max(off, smallest_shown), "exact identity");
        on_identity.inks.push_back(inks[neuron]);
        identity_residuals.inks.push_back(inks[neuron]);
        low = std::min(low, value);
        high = std::max(high, value);
        worst = std::max(worst, off);
    }
    if (on_identity.x.empty())
        return {.empty = "No neuron grows at this step."};

    const std::string at = " at step " + std::to_string(step);
    Panel growth{
        .title = "growth of ln a" + at, .x = {.label = "Predicted"}, .y = {.label = "Measured"}};
    growth.marks.emplace_back(diagonal(low, high));
    growth.marks.emplace_back(std::move(on_flow));
    growth.marks.emplace_back(std::move(on_identity));
    Panel residuals{.title = "residuals",
                    .x = {.label = "Measured"},
                    .y = {.label = "|measured − predicted|",
                          .scale = Scale::logarithmic,
                          .low = smallest_shown,
                          .include = {1e-3}},
                    .column = 1};
    flow_residuals.legend.clear();
    identity_residuals.legend.clear();
    residuals.marks.emplace_back(std::move(flow_residuals));
    residuals.marks.emplace_back(std::move(identity_residuals));
    return {.panels = {std::move(growth), std::move(residuals)},
            .note = "Largest distance from the exact identity here: " + rounded(worst, 2) + "."};
}

} // namespace etalon
