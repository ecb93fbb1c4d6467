// Loss and error on the straight line from A to B, with the barrier as a bracket.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::mode_connectivity_drawings {
namespace {

/// What one of the two figures shows; the channels of curves over α.
struct Quantity {
    std::string train{}, test{}, aligned{}, aligned_name{};
    double factor = 1; // 100: shares in per cent
    Axis axis{};
    std::string unit{}; // behind a barrier
};

Quantity loss()
{
    return {"path_train_loss",
            "path_test_loss",
            "aligned_path_train_loss",
            "aligned, training",
            1,
            {.label = "Loss", .unit = "nats", .include = {0}},
            ""};
}

Quantity error()
{
    return {"path_train_error",
            "path_test_error",
            "aligned_path_test_error",
            "aligned, test",
            100,
            {.label = "Error", .unit = "%", .include = {0}},
            "\u00a0%"};
}

std::vector<double> scaled(std::span<const double> values, double factor)
{
    std::vector<double> result(values.begin(), values.end());
    for (double& value : result)
        value *= factor;
    return result;
}

std::string named_height(const std::string& name, double height, const Quantity& quantity)
{
    return name + " " + (height < 0.0005 ? "0" : rounded(height, 2)) + quantity.unit;
}

Curve curve(std::span<const double> path, const Quantity& quantity, Ink ink, Weight weight,
            const std::string& name)
{
    return {.x = alphas(path.size()),
            .y = scaled(path, quantity.factor),
            .ink = ink,
            .weight = weight,
            .label = name,
            .legend = name};
}

/// The straight line between the ends' values: what there would be without a ridge.
Curve chord(std::span<const double> path, const Quantity& quantity)
{
    return {.x = {0, 1},
            .y = {quantity.factor * path.front(), quantity.factor * path.back()},
            .ink = {Hue::neutral},
            .line = Line::dotted,
            .label = "chord"};
}

/// Degree-5 Hermite curve from values, slopes and curvatures of both ends, cut where it leaves what
/// was measured far behind.
Curve quintic(std::span<const double> hermite, double highest)
{
    Curve result{.x = alphas(hermite.size()),
                 .y = {hermite.begin(), hermite.end()},
                 .ink = {Hue::theory, 0, 0.75},
                 .line = Line::dashed,
                 .weight = Weight::thin,
                 .label = "quintic from both ends (derived)",
                 .legend = "quintic from both ends (derived for this laboratory)"};
    for (double& value : result.y)
        if (!(value >= 0 && value <= 1.4 * highest))
            value = std::numeric_limits<double>::quiet_NaN();
    return result;
}

/// A vertical bracket from the chord to the curve, with its height above it.
void add_bracket(Panel& panel, std::span<const double> path, const Quantity& quantity, Ink ink,
                 const std::string& name, double highest)
{
    const Peak peak = highest_over_chord(path);
    const double low = quantity.factor * peak.chord, high = quantity.factor * peak.value;
    const bool flat = peak.height() < 0.01 * highest; // too low for a bracket
    if (!flat) {
        const double cap = 0.012;
        panel.marks.emplace_back(Segments{.x0 = {peak.alpha, peak.alpha - cap, peak.alpha - cap},
                                          .y0 = {low, low, high},
                                          .x1 = {peak.alpha, peak.alpha + cap, peak.alpha + cap},
                                          .y1 = {high, low, high},
                                          .ink = ink,
                                          .weight = Weight::normal,
                                          .label = name});
    }
    const double middle = quantity.factor * path[path.size() / 2],
                 chord = 0.5 * quantity.factor * (path.front() + path.back());
    panel.marks.emplace_back(
        Label{.text = named_height(name, quantity.factor * peak.height(), quantity),
              .x = flat ? 0.5 : peak.alpha,
              .y = flat ? std::max(middle, chord) : high,
              .ink = ink,
              .bold = true});
}

Drawing draw_line(const FigureInput& input, const Quantity& quantity)
{
    const auto train = input.at_step(quantity.train);
    if (train.empty())
        return {.empty = "The line from A to B appears with the first sample."};
    const auto test = input.at_step(quantity.test), aligned = input.at_step(quantity.aligned),
               hermite =
                   quantity.factor == 1 ? input.at_step("hermite_path") : std::span<const double>();
    const double highest = *std::max_element(train.begin(), train.end());
    const bool raw = shows_raw(input), renamed = shows_aligned(input) && !aligned.empty();

    Axis height = quantity.axis;
    if (is_toy(input))
        height.unit = "1";
    height.include.push_back(1.12 * quantity.factor * highest); // room for the barrier's number
    auto panel = empty_panel({.label = "Place on the straight line α",
                              .low = 0,
                              .high = 1,
                              .ticks = {{0, "A"}, {0.5, "½"}, {1, "B"}}},
                             height);
    if (raw) {
        panel.marks.emplace_back(chord(train, quantity));
        if (!test.empty())
            panel.marks.emplace_back(
                curve(test, quantity, faded(raw_ink, 0.7), Weight::thin, "raw, test"));
        panel.marks.emplace_back(curve(train, quantity, raw_ink, Weight::bold,
                                       is_toy(input) ? "on the line" : "raw, training"));
    }
    if (renamed) {
        if (!raw || quantity.factor != 1)
            panel.marks.emplace_back(chord(aligned, quantity));
        panel.marks.emplace_back(
            curve(aligned, quantity, aligned_ink, Weight::normal, quantity.aligned_name));
    }
    if (raw && !hermite.empty())
        panel.marks.emplace_back(quintic(hermite, highest));
    if (raw)
        add_bracket(panel, train, quantity, raw_ink, "barrier", highest);
    if (renamed)
        add_bracket(panel, aligned, quantity, aligned_ink, "aligned", highest);

    Drawing drawing{.panels = {std::move(panel)}};
    if (is_shared(input) && input.step <= spawn_step(input) && !input.ended)
        drawing.note = "Until step " + std::to_string(spawn_step(input))
            + " A and B are one network: the line has no length.";
    return drawing;
}

} // namespace

Drawing draw_path(const FigureInput& input)
{
    return draw_line(input, loss());
}

Drawing draw_path_error(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = needs_networks("The error on the line")};
    return draw_line(input, error());
}

} // namespace etalon::mode_connectivity_drawings
