// The same race again with other widths, start scales or learning rates.
#include "core/experiments/race/race_figure_parts.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// Of a run with the sweep that the figure shows, before there are values.
std::string waiting(const FigureInput& input)
{
    if (input.ended)
        return "This run has none: the sweep follows a run that went to its end.";
    return "Appears after the main run: the same data are learned again for each value of "
        + race_settings_of(input).sweep + ".";
}

/// A scalar channel of the sweep, one value a run.
std::span<const double> swept(const FigureInput& input, std::string_view channel)
{
    const Series* series = recorded(input, channel);
    return series ? series->values() : std::span<const double>();
}

/// Points joined by a line, in rising order of x.
void add_curve(Panel& panel, std::span<const double> x, std::span<const double> y,
               const std::string& name, Ink ink, Side side = Side::left)
{
    if (x.size() != y.size() || x.empty())
        return;
    std::vector<std::size_t> order(x.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    Curve line{.ink = ink, .weight = Weight::bold, .label = name, .legend = name, .side = side};
    Points points{.size = 8, .ink = ink, .label = name, .side = side};
    for (const std::size_t i : order) {
        line.x.push_back(x[i]);
        line.y.push_back(y[i]);
    }
    points.x = line.x;
    points.y = line.y;
    panel.marks.emplace_back(std::move(line));
    panel.marks.emplace_back(std::move(points));
}

std::string slopes(const FigureInput& input)
{
    const auto measured = scalar(input, "drop_slope_measured"),
               predicted = scalar(input, "drop_slope_predicted");
    std::string text;
    if (measured)
        text = "measured " + rounded(*measured, 4);
    if (predicted)
        text += (text.empty() ? "predicted " : ", predicted ") + rounded(*predicted, 4);
    return text.empty() ? "" : "Steps for a decade of w₀: " + text + ".";
}

} // namespace

Drawing draw_race_sweep_width(const FigureInput& input)
{
    const auto widths = swept(input, "sweep_value");
    if (race_settings_of(input).sweep != "width")
        return {.empty = "Capacity against width: choose the preset width-sweep, or set sweep to "
                         "width."};
    if (widths.empty())
        return {.empty = waiting(input)};
    const auto [least, largest] = std::minmax_element(widths.begin(), widths.end());
    Panel panel{.x = {.label = "Neurons m", .scale = Scale::logarithmic},
                .y = {.label = "Groups", .scale = Scale::logarithmic, .low = 1},
                .right = Axis{.label = "Test accuracy", .low = 0, .high = 1}};
    panel.marks.emplace_back(Curve{.x = {*least, *largest},
                                   .y = {*least, *largest},
                                   .ink = {Hue::neutral, 0, 0.7},
                                   .line = Line::dotted,
                                   .weight = Weight::thin,
                                   .label = "as many as neurons",
                                   .legend = "y = m"});
    add_curve(panel, widths, swept(input, "sweep_test_accuracy"), "test accuracy (right)",
              {Hue::sequence, 2}, Side::right);
    add_curve(panel, widths, swept(input, "sweep_group_count"), "groups", {Hue::sequence, 0});
    add_curve(panel, widths, swept(input, "sweep_capacity"), "effective capacity",
              {Hue::sequence, 1});
    return {.panels = {std::move(panel)}};
}

Drawing draw_race_sweep_scale(const FigureInput& input)
{
    const RaceSettings settings = race_settings_of(input);
    const auto values = swept(input, "sweep_value"), drops = swept(input, "sweep_drop_step");
    const bool by_rate = settings.sweep == "learning_rate";
    if (settings.sweep != "init_scale" && !by_rate)
        return {.empty = "The drop's delay against the start scale: choose the preset scale-sweep, "
                         "or set sweep to init_scale or learning_rate."};
    if (values.empty() || drops.size() != values.size())
        return {.empty = waiting(input)};
    Panel panel{
        .x = {.label = by_rate ? "Learning rate, log₁₀ η" : "Decades of start scale, log₁₀(1/w₀)"},
        .y = {.label = "Drop of the loss", .unit = "steps", .include = {0}}};
    std::vector<double> places(values.size());
    std::transform(values.begin(), values.end(), places.begin(),
                   [&](double value) { return std::log10(by_rate ? value : 1 / value); });

    if (const Series* line = recorded(input, "drop_line"); line && !by_rate) {
        Curve theory{.ink = {Hue::theory, 0, 0.85},
                     .line = Line::dashed,
                     .weight = Weight::normal,
                     .label = "theory (derived)",
                     .legend = "theory (derived): predicted slope"};
        for (std::size_t i = 0; i < line->size(); ++i) {
            const auto run = static_cast<std::size_t>(line->steps()[i]);
            if (run >= places.size())
                continue;
            theory.x.push_back(places[run]);
            theory.y.push_back(line->values()[i]);
        }
        if (!theory.x.empty())
            panel.marks.emplace_back(std::move(theory));
    }
    Points dropped{.size = 10, .ink = {Hue::accent}, .label = "measured", .legend = "measured"};
    Points never{.shape = Shape::cross,
                 .size = 9,
                 .ink = {Hue::warning},
                 .label = "no drop",
                 .legend = "no drop within the run"};
    for (std::size_t i = 0; i < places.size(); ++i) {
        Points& points = drops[i] >= 0 ? dropped : never;
        points.x.push_back(places[i]);
        points.y.push_back(std::max(drops[i], 0.0));
        points.names.push_back((by_rate ? "η = " : "w₀ = ") + rounded(values[i]));
    }
    for (Points* points : {&dropped, &never})
        if (!points->x.empty())
            panel.marks.emplace_back(std::move(*points));
    return {.panels = {std::move(panel)}, .note = by_rate ? "" : slopes(input)};
}

} // namespace etalon
