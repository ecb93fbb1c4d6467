// How well slopes and curvatures foretell a barrier: one dot for each sampled step, layer or run.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace etalon::mode_connectivity_drawings {
namespace {

/// An estimate of the midpoint rise: its entry of the channel and its name in summaries.
struct Estimate {
    std::string choice{};
    std::size_t entry = 0;
    std::string summary{}; // empty: summaries do not hold it
};

const std::array<Estimate, 4>& estimates()
{
    static const std::array<Estimate, 4> all{{
        {"rise: quintic", 2, "midpoint_rise_quintic"},
        {"rise: Taylor", 1, "midpoint_rise_taylor"},
        {"rise: middle curvature", 3, ""},
        {"rise: trunk curvature", 4, ""},
    }};
    return all;
}

/// The layers of the run; of a sweep, of which no layers are kept, the rises of all its runs.
constexpr const char* automatic = "automatic";

/// Pairs that a log-log plot can show, as dots; the others are counted.
struct Pairs {
    std::vector<Points> dots{};
    std::vector<double> predicted{}, measured{};
    std::size_t left_out = 0;

    void add(Points& to, double x, double y, const std::string& name)
    {
        if (!std::isfinite(x) || !std::isfinite(y))
            return;
        if (!(x > 0) || !(y > 0)) {
            ++left_out;
            return;
        }
        to.x.push_back(x);
        to.y.push_back(y);
        to.names.push_back(name);
        predicted.push_back(x);
        measured.push_back(y);
    }
    void keep(Points points)
    {
        if (!points.x.empty())
            dots.push_back(std::move(points));
    }
};

/// Calls `each(step, sample index)` for the samples up to the shown step in which A and B differ.
template <class Each>
void for_samples(const FigureInput& input, const Series& series, Each&& each)
{
    const Series* distance = recorded(input, "distance");
    for (std::size_t i = 0; i < series.size() && series.steps()[i] <= input.step; ++i) {
        const std::int64_t step = series.steps()[i];
        if (!distance || distance->sample(distance->at_or_before(step))[0] > 0)
            each(step, i);
    }
}

std::string layer_name(std::size_t layer, std::size_t layers)
{
    return layer + 1 == layers ? "output layer" : "layer " + std::to_string(layer + 1);
}

Pairs layer_pairs(const FigureInput& input)
{
    Pairs pairs;
    const Series *measured = recorded(input, "layer_barrier"),
                 *predicted = recorded(input, "layer_barrier_taylor");
    if (!measured || !predicted)
        return pairs;
    const std::size_t layers = measured->width();
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const std::string name = layer_name(layer, layers);
        // Neither end of the map: both are to be seen on light and on dark.
        const int colour = static_cast<int>(30 + 50 * layer / std::max<std::size_t>(1, layers - 1));
        Points points{
            .size = 6.5, .ink = {Hue::sequential, colour, 0.8}, .label = name, .legend = name};
        for_samples(input, *measured, [&](std::int64_t step, std::size_t i) {
            pairs.add(points, predicted->sample(i)[layer], measured->sample(i)[layer],
                      name + ", step " + std::to_string(step));
        });
        pairs.keep(std::move(points));
    }
    return pairs;
}

void add_runs(Pairs& pairs, std::span<const KeptRun> runs, const Estimate& estimate,
              const FigureInput& input, Shape shape, const std::string& name)
{
    if (estimate.summary.empty())
        return;
    Points points{
        .shape = shape, .size = 9, .ink = {Hue::sequence, 3}, .label = name, .legend = name};
    for (const KeptRun& run : runs) {
        const auto x = scalar(run.summary, estimate.summary),
                   y = scalar(run.summary, "midpoint_rise");
        if (!x || !y)
            continue;
        const std::string varied = &runs.front() == input.sweep.data()
            ? input.sweep_key + " " + to_text(run.parameters[input.sweep_key]) + ", "
            : "";
        pairs.add(points, *x, *y, varied + "seed " + std::to_string(run.seed));
    }
    pairs.keep(std::move(points));
}

Pairs rise_pairs(const FigureInput& input, const Estimate& estimate)
{
    Pairs pairs;
    if (const Series* rise = recorded(input, "midpoint_rise"); rise && rise->width() == 5) {
        Points points{.size = 6.5,
                      .ink = faded(raw_ink, 0.8),
                      .label = "sampled step",
                      .legend = "steps of this run"};
        for_samples(input, *rise, [&](std::int64_t step, std::size_t i) {
            pairs.add(points, rise->sample(i)[estimate.entry], rise->sample(i)[0],
                      "step " + std::to_string(step));
        });
        pairs.keep(std::move(points));
    }
    add_runs(pairs, input.kept, estimate, input, Shape::ring, "kept runs");
    add_runs(pairs, input.sweep, estimate, input, Shape::triangle_down, "runs of the sweep");
    return pairs;
}

/// Rank correlation and typical ratio, in the upper left corner.
void add_corner(Panel& panel, const Pairs& pairs, double low, double high)
{
    std::vector<double> ratios(pairs.predicted.size());
    for (std::size_t i = 0; i < ratios.size(); ++i)
        ratios[i] = pairs.predicted[i] / pairs.measured[i];
    const auto rank = spearman(pairs.predicted, pairs.measured);
    const auto write = [&](const std::string& text, double height, bool bold) {
        panel.marks.emplace_back(Label{.text = text,
                                       .x = low * std::pow(high / low, 0.03),
                                       .y = low * std::pow(high / low, height),
                                       .anchor = Anchor::left,
                                       .above = false,
                                       .bold = bold});
    };
    write("Spearman " + (rank ? with_decimals(*rank, 2) : "–"), 0.94, true);
    write("median ratio " + rounded(quantile(ratios, 0.5), 2), 0.87, false);
}

std::string note_of(const Pairs& pairs, bool trunk)
{
    std::string note;
    if (pairs.left_out > 0)
        note = std::to_string(pairs.left_out) + (pairs.left_out == 1 ? " pair" : " pairs")
            + " with a value ≤ 0 left out.";
    if (trunk)
        note += (note.empty() ? "" : " ")
            + std::string("The trunk's curvature is no predictor: over 60 runs its Spearman is "
                          "−0.18. The ridge is not yet visible at the branching point.");
    return note;
}

} // namespace

std::vector<Option> prediction_options()
{
    Option option{.key = "quantity", .label = "What", .choices = {automatic, "layers"}};
    for (const Estimate& estimate : estimates())
        option.choices.push_back(estimate.choice);
    return {option};
}

Drawing draw_prediction(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = needs_networks("Prediction over layers and steps")};
    const std::string chosen = input.text("quantity");
    const auto estimate = chosen == automatic && !input.sweep.empty()
        ? estimates().begin()
        : std::find_if(estimates().begin(), estimates().end(),
                       [&](const Estimate& each) { return each.choice == chosen; });
    const bool by_layer = estimate == estimates().end();
    Pairs pairs = by_layer ? layer_pairs(input) : rise_pairs(input, *estimate);
    const bool trunk = !by_layer && estimate->entry == 4;
    if (pairs.dots.empty())
        return {.note = note_of(pairs, trunk),
                .empty = "Dots appear once A and B differ and both numbers are positive."};

    double least = std::numeric_limits<double>::infinity(), largest = 0;
    for (const auto* values : {&pairs.predicted, &pairs.measured})
        for (const double value : *values) {
            least = std::min(least, value);
            largest = std::max(largest, value);
        }
    const double low = std::pow(10, std::floor(std::log10(least) + 1e-9)),
                 high = std::pow(10, std::floor(std::log10(largest)) + 1);
    const std::string what = by_layer ? "rise of the loss" : "midpoint rise";
    auto panel = empty_panel({.label = "Predicted " + what,
                              .unit = "nats",
                              .scale = Scale::logarithmic,
                              .low = low,
                              .high = high},
                             {.label = "Measured " + what,
                              .unit = "nats",
                              .scale = Scale::logarithmic,
                              .low = low,
                              .high = high});
    panel.marks.emplace_back(diagonal(low, high));
    for (Points& points : pairs.dots)
        panel.marks.emplace_back(std::move(points));
    add_corner(panel, pairs, low, high);
    return {.panels = {std::move(panel)}, .note = note_of(pairs, trunk)};
}

} // namespace etalon::mode_connectivity_drawings
