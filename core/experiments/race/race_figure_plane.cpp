// The lecture view: neurons as arrows among the data, the function they make, and on a unit circle
// the directions they take and the targets that pull them there.
#include "core/experiments/race/race_figure_neurons.hpp"
#include "core/experiments/race/race_figures.hpp"
#include "core/experiments/race/race_plane.hpp"
#include "core/lab/contour.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr std::size_t grid_cells = 200;
constexpr double most_target_work = 3e7; // multiplications; more would be felt while scrubbing
constexpr std::size_t most_fine_arrows = 60;

Ink class_ink(double sign, double opacity = 1)
{
    return {Hue::sequence, sign < 0 ? 1 : 0, opacity};
}

/// Where an arrow ends between 0 and 1: logarithmic in a, from two decades below a usual start to a
/// usual end. Known beforehand, so that nothing is rescaled while the race goes on.
class ArrowScale {
public:
    explicit ArrowScale(const RaceSettings& settings)
        : low_(2 * std::log10(settings.init_scale) - 2)
        , high_(std::max(1.0, 2 * std::log10(settings.init_scale) + 1))
    {
    }
    double operator()(double neuron_norm) const
    {
        if (!(neuron_norm > 0))
            return 0;
        return std::clamp((std::log10(neuron_norm) - low_) / (high_ - low_), 0.02, 1.0);
    }

private:
    double low_, high_;
};

/// Half the side of the square that is shown: all samples, and a little room.
double half_width(const RacePlane& plane)
{
    double farthest = 0;
    for (const auto* places : {&plane.x, &plane.y})
        for (const double place : *places)
            if (std::isfinite(place))
                farthest = std::max(farthest, std::abs(place));
    return farthest > 0 ? std::ceil(4.2 * farthest) / 4 : 1;
}

std::string arrow_reading(const FigureInput& input, const RacePlane& plane, std::size_t neuron)
{
    const auto alignment = input.at_step("alignment");
    return "norm " + rounded(plane.neuron_norm[neuron])
        + (neuron < alignment.size() ? " · cos δ " + rounded(alignment[neuron]) : "");
}

HeatMap background(const FigureInput& input, const RacePlane& plane, double half)
{
    HeatMap map{.rows = grid_cells,
                .columns = grid_cells,
                .values = race_plane_values(plane, half, grid_cells),
                .left = -half,
                .right = half,
                .bottom = -half,
                .top = half,
                .colours = ColourMap::diverging,
                .reversed = true, // blue is class +1, as everywhere in the race
                .label = "f",
                .colour_bar = false,
                .smooth = true,
                .opacity = 0.75};
    // By default colours mean the same at all times: none while the network says nothing.
    if (input.text("background") == "absolute") {
        const double sure = race_settings_of(input).loss == "squared" ? 2.5 : 9;
        map.limits = std::pair{-sure, sure};
    }
    return map;
}

Segments hinges(const RacePlane& plane)
{
    Segments rays{.endless = true, .ink = {Hue::neutral, 0, 0.6}, .legend = "hinge w·x = 0"};
    const double largest = plane.neuron_norm.empty()
        ? 0
        : *std::max_element(plane.neuron_norm.begin(), plane.neuron_norm.end());
    for (std::size_t a = 0; a < plane.width(); ++a) {
        const double share = largest > 0 ? plane.neuron_norm[a] / largest : 0;
        if (share < 0.02 || (plane.first[a] == 0 && plane.second[a] == 0))
            continue;
        rays.x0.push_back(0);
        rays.y0.push_back(0);
        rays.x1.push_back(-plane.second[a] / plane.input_norm[a]);
        rays.y1.push_back(plane.first[a] / plane.input_norm[a]);
        rays.inks.push_back(class_ink(plane.output_weight[a], 0.5 * share));
        rays.items.push_back(neuron_item(a));
        rays.names.push_back(neuron_name(a) + ", hinge");
    }
    return rays;
}

/// Arrows along ŵ, `length(a)` long.
template <class Length>
Arrows arrows(const FigureInput& input, const RacePlane& plane, Length&& length)
{
    Arrows result{.head = 8,
                  .weight = plane.width() > most_fine_arrows ? Weight::thin : Weight::normal,
                  .label = "neurons"};
    for (std::size_t a = 0; a < plane.width(); ++a) {
        const double size = plane.input_norm[a] > 0 ? length(a) / plane.input_norm[a] : 0;
        result.x.push_back(0);
        result.y.push_back(0);
        result.dx.push_back(size * plane.first[a]);
        result.dy.push_back(size * plane.second[a]);
        result.inks.push_back(class_ink(plane.output_weight[a], 0.9));
        result.items.push_back(neuron_item(a));
        result.names.push_back(neuron_name(a));
        result.readings.push_back(arrow_reading(input, plane, a));
    }
    return result;
}

Points samples_of(const RacePlane& plane, const RaceSamples& samples, double label)
{
    Points points{.size = 5,
                  .ink = class_ink(label),
                  .label = label > 0 ? "class +1" : "class −1",
                  .legend = label > 0 ? "class +1" : "class −1"};
    for (std::size_t i = 0; i < plane.x.size(); ++i)
        if (samples.labels(static_cast<Eigen::Index>(i)) == label) {
            points.x.push_back(plane.x[i]);
            points.y.push_back(plane.y[i]);
        }
    return points;
}

Panel input_plane(const FigureInput& input, const RacePlane& plane, const RaceSamples& samples,
                  const RacePlaneAxes& axes)
{
    const double half = half_width(plane);
    Panel panel{.title = "Inputs",
                .x = {.label = axes.names[0], .low = -half, .high = half},
                .y = {.label = axes.names[1], .low = -half, .high = half},
                .square_cells = true};
    HeatMap map = background(input, plane, half);
    Segments boundary = contour_line(map, 0);
    boundary.ink = {Hue::theory};
    boundary.weight = Weight::normal;
    boundary.label = boundary.legend = "f = 0";
    panel.marks.emplace_back(std::move(map));
    if (input.text("hinges") == "show")
        panel.marks.emplace_back(hinges(plane));
    for (const double label : {+1.0, -1.0})
        panel.marks.emplace_back(samples_of(plane, samples, label));
    panel.marks.emplace_back(std::move(boundary));
    const ArrowScale scale(race_settings_of(input));
    Arrows directions = arrows(
        input, plane, [&](std::size_t a) { return 0.95 * half * scale(plane.neuron_norm[a]); });
    std::vector<Mark> names;
    for (const Item& item : input.pinned)
        if (const auto a = static_cast<std::size_t>(item.index);
            item.kind == neuron_item(0).kind && a < plane.width())
            names.emplace_back(Label{.text = neuron_name(a),
                                     .x = directions.dx[a],
                                     .y = directions.dy[a],
                                     .ink = class_ink(plane.output_weight[a]),
                                     .bold = true,
                                     .item = item});
    panel.marks.emplace_back(std::move(directions));
    std::move(names.begin(), names.end(), std::back_inserter(panel.marks));
    return panel;
}

Panel unit_circle(const FigureInput& input, const RacePlane& plane, const RaceTargets& targets)
{
    Panel panel{.title = "Directions",
                .x = {.low = -1.25, .high = 1.25, .hidden = true},
                .y = {.low = -1.25, .high = 1.25, .hidden = true},
                .square_cells = true,
                .column = 1};
    Curve circle{.ink = {Hue::neutral}, .weight = Weight::hairline, .label = "unit circle"};
    constexpr int corners = 180;
    for (int i = 0; i <= corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners;
        circle.x.push_back(std::cos(angle));
        circle.y.push_back(std::sin(angle));
    }
    panel.marks.emplace_back(std::move(circle));
    Segments ticks{.weight = Weight::bold, .label = "targets"};
    ticks.ink = {Hue::neutral};
    for (std::size_t a = 0; a < targets.first.size(); ++a) {
        const double x = targets.first[a], y = targets.second[a], size = std::hypot(x, y);
        if (!(size > 0))
            continue;
        ticks.x0.push_back(x + 0.05 * x / size);
        ticks.y0.push_back(y + 0.05 * y / size);
        ticks.x1.push_back(x + 0.17 * x / size);
        ticks.y1.push_back(y + 0.17 * y / size);
        ticks.inks.push_back(class_ink(plane.output_weight[a], 0.6));
        ticks.items.push_back(neuron_item(a));
        ticks.names.push_back(neuron_name(a) + ", target");
    }
    if (!ticks.x0.empty())
        ticks.legend = "target ±M/|M|";
    panel.marks.emplace_back(std::move(ticks));
    panel.marks.emplace_back(arrows(input, plane, [](std::size_t) { return 1.0; }));
    return panel;
}

} // namespace

std::vector<Option> race_plane_options()
{
    return {{.key = "background", .label = "Background", .choices = {"absolute", "relative"}},
            {.key = "hinges", .label = "Hinges", .choices = {"show", "hide"}}};
}

Drawing draw_race_plane(const FigureInput& input)
{
    const RaceSamples samples = race_samples(input);
    const auto state = race_state(input);
    if (samples.labels.size() == 0 || !state)
        return {.empty = "The arrows need the weights of every neuron, which are recorded only "
                         "where they are few (record_weights=on: always). They appear when the run "
                         "has ended."};
    if (samples.inputs.cols() != state->network.input_weights.cols() || samples.inputs.cols() < 2)
        return {.empty = "A plane needs inputs with two coordinates or more."};

    const RaceSettings settings = race_settings_of(input);
    const RacePlaneAxes axes = race_plane_axes(input, samples);
    const RacePlane plane = race_plane(state->network, samples, axes);
    RaceTargets targets;
    const bool frozen = settings.gate_mode == "frozen";
    const double work =
        static_cast<double>(samples.inputs.size()) * static_cast<double>(state->network.width());
    if (const auto gates = frozen ? race_initial_network(input) : std::optional(state->network);
        gates && work <= most_target_work)
        targets = race_targets(state->network, *gates, samples,
                               settings.loss == "squared" ? RaceLoss::squared : RaceLoss::logistic,
                               axes, frozen);

    Drawing drawing{
        .panels = {input_plane(input, plane, samples, axes), unit_circle(input, plane, targets)},
        .column_stretch = {2, 1}};
    if (axes.projected)
        drawing.note = "Projection of " + std::to_string(samples.inputs.cols())
            + " coordinates: arrows are seen from the side, f is a slice through 0.";
    if (state->step > input.step)
        drawing.note += std::string(drawing.note.empty() ? "" : " ") + "Weights of the last step.";
    return drawing;
}

} // namespace etalon
