// The ridge in two parameters: the landscape with both runs, and the profile across it.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_landscape.hpp"
#include "core/experiments/mode_connectivity/mode_toy.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr std::size_t grid_points = 121;

/// The landscape with where the runs begin, a = b = start.
struct Toy : ModeToy {
    double start = 0;

    double middle() const { return 0.5 * sum; }                                 // c of both minima
    double half_distance() const { return std::sqrt(half_distance_squared()); } // D
    /// Loss at c = S/2 over d = (a − b)/2.
    double across(double d) const { return loss({middle() + d, middle() - d}); }
};

Toy toy_of(const FigureInput& input)
{
    const auto settings = settings_of(input);
    return {{settings.toy_sum, settings.toy_square, settings.toy_stiffness}, settings.toy_start};
}

/// The square that is shown: minima, start and all that was visited, in steps that keep still.
std::pair<double, double> square_of(const Toy& toy, const Series& position)
{
    double low = std::min(toy.middle() - toy.half_distance(), toy.start),
           high = std::max(toy.middle() + toy.half_distance(), toy.start);
    for (const double value : position.values())
        if (std::abs(value) < 20) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    return {std::floor(2 * (low - 0.3)) / 2, std::ceil(2 * (high + 0.3)) / 2};
}

Landscape landscape(const Toy& toy, double low, double high)
{
    Landscape result;
    for (std::size_t i = 0; i < grid_points; ++i)
        result.x.push_back(low + (high - low) * static_cast<double>(i) / (grid_points - 1));
    result.y = result.x;
    for (const double b : result.y)
        for (const double a : result.x)
            result.loss.push_back(toy.loss({a, b}));
    return result;
}

/// The way of one branch (0: A, 1: B) from step `from` to `to`.
Way way_of(const Series& position, std::size_t branch, std::int64_t from, std::int64_t to, Ink ink,
           const std::string& name)
{
    Way way{.ink = ink, .name = name, .in_legend = false};
    for (std::size_t i = 0; i < position.size(); ++i) {
        const std::int64_t step = position.steps()[i];
        if (step < from || step > to)
            continue;
        way.x.push_back(position.sample(i)[2 * branch]);
        way.y.push_back(position.sample(i)[2 * branch + 1]);
        way.strength.push_back(0.9);
    }
    return way;
}

/// The diagonal a = b: a valley above c = √(Q/2), a ridge below.
void add_diagonal(Panel& panel, const Toy& toy, double low, double high)
{
    const double begin = std::clamp(toy.ridge_start(), low, high), size = high - low;
    panel.marks.emplace_back(Curve{.x = {begin, high},
                                   .y = {begin, high},
                                   .ink = {Hue::theory, 0, 0.55},
                                   .line = Line::dashed,
                                   .label = "valley: noise is forgotten"});
    panel.marks.emplace_back(Curve{.x = {low, begin},
                                   .y = {low, begin},
                                   .ink = {Hue::warning},
                                   .line = Line::dashed,
                                   .weight = Weight::bold,
                                   .label = "ridge: noise is amplified"});
    panel.marks.emplace_back(Label{.text = "ridge",
                                   .x = low + 0.2 * size,
                                   .y = low + 0.12 * size,
                                   .anchor = Anchor::left,
                                   .above = false,
                                   .ink = {Hue::warning},
                                   .bold = true});
    if (begin < toy.ridge_start())
        return;
    panel.marks.emplace_back(Label{.text = "valley",
                                   .x = high - 0.14 * size,
                                   .y = high - 0.06 * size,
                                   .anchor = Anchor::right,
                                   .above = false,
                                   .ink = {Hue::theory},
                                   .bold = true});
    panel.marks.emplace_back(Points{.x = {begin},
                                    .y = {begin},
                                    .shape = Shape::ring,
                                    .size = 11,
                                    .ink = {Hue::warning},
                                    .label = "ridge begins",
                                    .legend = "ridge begins, c = √(Q/2) = " + rounded(begin, 4)});
}

void add_runs(Panel& panel, const FigureInput& input, const Series& position, double middle,
              double lift)
{
    const std::int64_t k = spawn_step(input);
    const auto now = input.at_step("position");
    if (k > 0)
        add_way(panel, way_of(position, 0, 0, std::min(k, input.step), trunk_ink, "trunk"));
    if (input.step <= k) {
        add_place(panel, now[0], now[1], trunk_ink, "A = B", Anchor::left, lift);
        return;
    }
    // Up to the sample before k the runs are one; the branches begin with the last shared sample.
    const std::int64_t from = position.steps()[position.at_or_before(k)];
    add_way(panel, way_of(position, 0, from, input.step, a_ink, "A"));
    add_way(panel, way_of(position, 1, from, input.step, b_ink, "B"));
    panel.marks.emplace_back(Curve{.x = {now[0], now[2]},
                                   .y = {now[1], now[3]},
                                   .ink = {Hue::theory},
                                   .line = Line::dashed,
                                   .weight = Weight::thin,
                                   .label = "line from A to B"});
    for (const std::size_t branch : {std::size_t{0}, std::size_t{1}})
        add_place(panel, now[2 * branch], now[2 * branch + 1], branch == 0 ? a_ink : b_ink,
                  branch == 0 ? "A" : "B", now[2 * branch] > middle ? Anchor::left : Anchor::right,
                  lift);
}

Panel landscape_panel(const FigureInput& input, const Toy& toy, const Series& position)
{
    const auto [low, high] = square_of(toy, position);
    const Landscape surface = landscape(toy, low, high);
    const auto limits =
        std::pair{0.01, std::max(2 * toy.barrier(), toy.loss({toy.start, toy.start}))};
    Panel panel{.title = "Both runs in the plane",
                .x = {.label = "a", .low = low, .high = high},
                .y = {.label = "b", .low = low, .high = high},
                .square_cells = true};
    HeatMap map = loss_map(surface, limits);
    map.label = "log₁₀ loss";
    Segments lines = loss_contours(map, limits, 12);
    panel.marks.emplace_back(std::move(map));
    panel.marks.emplace_back(std::move(lines));
    add_diagonal(panel, toy, low, high);
    const double d = toy.half_distance();
    panel.marks.emplace_back(Points{.x = {toy.middle() + d, toy.middle() - d},
                                    .y = {toy.middle() - d, toy.middle() + d},
                                    .shape = Shape::star,
                                    .size = 12,
                                    .ink = {Hue::theory},
                                    .label = "minimum"});
    add_runs(panel, input, position, toy.middle(), 0.015 * (high - low));
    panel.handles.push_back({.x = toy.start,
                             .y = toy.start,
                             .across = {.key = "toy_start", .low = low, .high = high},
                             .label = "start a = b of both runs"});
    return panel;
}

/// Loss over d = (a − b)/2: exact at c = S/2, and as measured on the line from A to B.
Panel profile_panel(const FigureInput& input, const Toy& toy)
{
    const double d = toy.half_distance(), reach = 1.45 * d, barrier = toy.barrier();
    auto panel = empty_panel({.label = "Across, d = (a − b)/2", .low = -reach, .high = reach},
                             {.label = "Loss", .unit = "1", .low = 0, .high = 1.45 * barrier},
                             "The ridge from A to B");
    Curve exact{.ink = {Hue::theory, 0, 0.75},
                .line = Line::dashed,
                .weight = Weight::normal,
                .label = "2κ(d² − D²)²",
                .legend = "exact (derived for this laboratory)"};
    constexpr int points = 120;
    for (int i = 0; i <= points; ++i) {
        exact.x.push_back(reach * (2.0 * i / points - 1));
        exact.y.push_back(toy.across(exact.x.back()));
    }
    panel.marks.emplace_back(std::move(exact));
    panel.marks.emplace_back(Segments{.x0 = {0, -0.04 * d, -0.04 * d},
                                      .y0 = {0, 0, barrier},
                                      .x1 = {0, 0.04 * d, 0.04 * d},
                                      .y1 = {barrier, 0, barrier},
                                      .ink = {Hue::theory},
                                      .weight = Weight::normal,
                                      .label = "barrier"});
    panel.marks.emplace_back(Label{.text = "2κD⁴ = " + rounded(barrier),
                                   .x = 0,
                                   .y = 1.06 * barrier,
                                   .ink = {Hue::theory},
                                   .bold = true});
    const auto now = input.at_step("position"), path = input.at_step("path_train_loss");
    if (path.empty())
        return panel;
    Curve line{.ink = raw_ink, .weight = Weight::bold, .label = "measured"};
    const double from = 0.5 * (now[0] - now[1]), to = 0.5 * (now[2] - now[3]);
    const auto places = alphas(path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        line.x.push_back(from + places[i] * (to - from));
        line.y.push_back(path[i]);
    }
    panel.marks.emplace_back(std::move(line));
    for (const bool first : {true, false})
        panel.marks.emplace_back(Points{.x = {first ? from : to},
                                        .y = {first ? path.front() : path.back()},
                                        .size = 9,
                                        .ink = first ? a_ink : b_ink,
                                        .label = first ? "A" : "B"});
    return panel;
}

/// What the profile says of the two runs.
std::string verdict(const FigureInput& input)
{
    if (input.step <= spawn_step(input))
        return "One run until step " + std::to_string(spawn_step(input));
    const auto now = input.at_step("position");
    const bool one_side = (now[0] - now[1]) * (now[2] - now[3]) > 0;
    const auto barrier = barrier_now(input);
    return std::string(one_side ? "One side" : "Two sides")
        + (barrier ? ": barrier " + with_decimals(*barrier, 2) : "");
}

} // namespace

Drawing draw_toy(const FigureInput& input)
{
    if (!is_toy(input))
        return {.empty = "The ridge in two parameters: choose the preset toy-ridge, or set dataset "
                         "to toy."};
    const Series* position = recorded(input, "position");
    if (!position || input.at_step("position").size() != 4)
        return {.empty = "The two runs appear with the first sample."};
    const Toy toy = toy_of(input);
    Panel profile = profile_panel(input, toy);
    profile.title = verdict(input);
    profile.brief = profile.title.substr(0, profile.title.find(':'));
    place(profile, 0, 1);
    return {.panels = {landscape_panel(input, toy, *position), std::move(profile)},
            .column_stretch = {1.25, 1}};
}

} // namespace etalon::mode_connectivity_drawings
