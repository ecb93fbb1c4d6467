// Curves over steps: the loss with its stages, the number of groups, and the gates.
#include "core/experiments/race/race_figure_neurons.hpp"
#include "core/experiments/race/race_figure_rules.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr auto waiting = "The curves appear with the first sample.";
constexpr std::size_t most_rows = 400, most_columns = 200; // of the map of gates

Scale chosen_scale(const FigureInput& input)
{
    return input.text("axis") == "log" ? Scale::logarithmic : Scale::linear;
}

/// A scalar channel, if the run has samples of it.
void add_scalar(Panel& panel, const FigureInput& input, const std::string& channel,
                const std::string& name, Ink ink, Weight weight, Side side = Side::left)
{
    if (const auto index = input.find(channel); index && !input.series[*index].empty())
        panel.marks.emplace_back(Traces{.channel = *index,
                                        .traces = {{.ink = ink, .label = name}},
                                        .weight = weight,
                                        .legend = name,
                                        .side = side});
}

/// The name of a curve where it begins to be seen; `room` times its value.
void name_curve(Panel& panel, const FigureInput& input, const std::string& channel,
                const std::string& name, Ink ink, double room)
{
    const Series* series = recorded(input, channel);
    for (std::size_t i = 0; series && i < series->size(); ++i) {
        const auto step = static_cast<double>(series->steps()[i]);
        const double value = series->values()[i];
        if (step < *panel.x.low || !(value >= *panel.y.low))
            continue;
        panel.marks.emplace_back(Label{.text = name,
                                       .x = std::min(step, *panel.x.high),
                                       .y = room * value,
                                       .anchor = Anchor::left,
                                       .above = room >= 1,
                                       .ink = ink,
                                       .bold = true});
        return;
    }
}

/// The span of all shares, in steps of 0.05 so that colours keep still.
std::pair<double, double> share_limits(std::span<const double> values)
{
    const auto [least, largest] = std::minmax_element(values.begin(), values.end());
    const double low = std::floor(20 * *least + 1e-9) / 20,
                 high = std::ceil(20 * *largest - 1e-9) / 20;
    return {low, std::max(high, low + 0.05)};
}

/// How many of the training samples each neuron sees, over the steps: one row a neuron.
Panel gate_map(const FigureInput& input, const Series& series, const Axis& steps)
{
    const auto groups = final_groups(input);
    auto order = groups && groups->width() == series.width()
        ? grouped_order(*groups, newest_sample(input, "neuron_norm"))
        : falling_order(series.sample(0));
    const std::size_t stride = 1 + (order.size() - 1) / most_rows;
    std::vector<std::size_t> shown;
    for (std::size_t row = 0; row < order.size(); row += stride)
        shown.push_back(order[row]);
    std::reverse(shown.begin(), shown.end()); // the largest group on top

    const double reach = std::min(static_cast<double>(input.step), *steps.high);
    const std::size_t last = series.at_or_before(static_cast<std::int64_t>(reach));
    const double spacing = series.size() > 1
        ? std::max(1.0, static_cast<double>(series.steps()[1] - series.steps()[0]))
        : 1;
    // Cells are centred on the samples they show, at even distances.
    const double width = spacing * static_cast<double>(1 + last / most_columns);
    const auto columns = static_cast<std::size_t>(reach / width + 0.5) + 1;
    HeatMap map{.rows = shown.size(),
                .columns = columns,
                .values = std::vector<double>(shown.size() * columns),
                .left = -width / 2,
                .right = (static_cast<double>(columns) - 0.5) * width,
                .bottom = 0,
                .top = static_cast<double>(order.size()),
                .limits = share_limits(series.values()),
                .label = "share of samples"};
    for (std::size_t column = 0; column < columns; ++column) {
        const auto step =
            static_cast<std::int64_t>(static_cast<double>(column) * width + 0.5 * spacing);
        const auto sample = series.sample(std::min(series.at_or_before(step), last));
        for (std::size_t row = 0; row < shown.size(); ++row)
            map.values[row * columns + column] = sample[shown[row]];
    }
    for (const std::size_t neuron : shown)
        map.row_items.push_back(neuron_item(neuron));

    Panel panel{
        .title = "what each neuron sees",
        .x = steps,
        .y = {.label = "Neurons, by group", .low = 0, .high = static_cast<double>(order.size())}};
    double from_top = static_cast<double>(order.size());
    for (std::size_t group = 0; groups && group < groups->large; ++group) {
        const auto size = static_cast<double>(groups->sizes[group]);
        if (size >= 0.06 * static_cast<double>(order.size()))
            panel.y.ticks.push_back({from_top - size / 2, std::to_string(group + 1)});
        from_top -= size;
    }
    if (panel.y.ticks.empty())
        panel.y.ticks = {{0, std::to_string(order.size())}, {*panel.y.high, "1"}};
    panel.marks.emplace_back(std::move(map));
    return panel;
}

} // namespace

Drawing draw_race_loss(const FigureInput& input)
{
    if (!recorded(input, "loss"))
        return {.empty = waiting};
    const auto known = milestones(input);
    const bool whole = input.text("span") == "whole run";
    auto panel = empty_panel(whole ? step_axis(input) : race_step_axis(input, known, 2.5),
                             {.label = "Loss", .scale = chosen_scale(input)});
    // Room above the plateau and above an accuracy of 1, where the stages are named.
    panel.right = Axis{.label = "Accuracy", .low = 0, .high = 1.15};
    const double start = recorded(input, "loss")->sample(0)[0];
    if (panel.y.scale == Scale::linear)
        panel.y.include = {0, 1.25 * start};
    else
        panel.y.include = {2 * start};
    add_stages(panel, known);
    add_moments(panel, known, Moments::all);
    add_scalar(panel, input, "accuracy", "accuracy (right)", {Hue::sequence, 2, 0.9}, Weight::thin,
               Side::right);
    add_scalar(panel, input, "test_loss", "test loss", {Hue::neutral}, Weight::thin);
    add_scalar(panel, input, "loss", "loss", {Hue::accent}, Weight::bold);
    Drawing drawing{.panels = {std::move(panel)}};
    if (input.ended && !known.dropped()) {
        drawing.note = no_drop_text(input);
        drawing.note_level = Level::caution;
    }
    return drawing;
}

Drawing draw_race_groups(const FigureInput& input)
{
    const Series* groups = recorded(input, "group_count");
    if (!groups)
        return {.empty = waiting};
    const auto known = milestones(input);
    const bool is_log = chosen_scale(input) == Scale::logarithmic;
    Axis steps = step_axis(input);
    if (is_log) {
        steps.scale = Scale::logarithmic;
        steps.low = static_cast<double>(race_settings_of(input).record_every);
        steps.high = std::max(*steps.high, 2 * *steps.low);
    }
    const double neurons = static_cast<double>(race_settings_of(input).hidden_width);
    auto panel = empty_panel(steps,
                             {.label = "Number",
                              .scale = Scale::logarithmic,
                              .low = 0.9,
                              .include = {std::max(10.0, 1.2 * neurons)}});
    add_moments(panel, known, Moments::drop);
    struct Count {
        std::string channel, name;
        Ink ink;
        Weight weight;
        double room; // for its name: above the upper curve, below the lower one
    };
    const auto at_start = [&](std::string_view channel) {
        const auto sample = sample_at(input, channel, static_cast<std::int64_t>(*steps.low));
        return sample.empty() ? 0 : sample[0];
    };
    const bool is_upper = at_start("group_participation") > at_start("effective_capacity");
    const std::vector<Count> counts{
        {"group_participation",
         "participation",
         {Hue::sequence, 2},
         Weight::thin,
         is_upper ? 1.03 : 0.66},
        {"effective_capacity",
         "effective capacity",
         {Hue::sequence, 1},
         Weight::bold,
         is_upper ? 0.66 : 1.03},
        {"group_count", "groups", {Hue::sequence, 0}, Weight::bold, 1.03}};
    for (const Count& count : counts) {
        add_scalar(panel, input, count.channel, count.name, count.ink, count.weight);
        std::get<Traces>(panel.marks.back()).legend.clear(); // named beside the curve
        name_curve(panel, input, count.channel, count.name, count.ink, count.room);
    }
    if (const auto frozen = scalar(input, "groups_frozen_gates"); frozen && *frozen > 0) {
        panel.marks.emplace_back(
            Points{.x = {*steps.high},
                   .y = {*frozen},
                   .shape = Shape::triangle_left,
                   .size = 10,
                   .ink = {Hue::neutral},
                   .label = "with frozen gates",
                   .names = {"groups at the end with frozen gates: " + rounded(*frozen)}});
        panel.marks.emplace_back(Label{.text = "with frozen gates",
                                       .x = *steps.high,
                                       .y = 1.03 * *frozen,
                                       .anchor = Anchor::right});
    }
    return {.panels = {std::move(panel)}};
}

Drawing draw_race_gates(const FigureInput& input)
{
    if (!recorded(input, "gates_unlocked"))
        return {.empty = waiting};
    const auto known = milestones(input);
    const Axis steps =
        input.text("span") == "whole run" ? step_axis(input) : race_step_axis(input, known, 1.4);
    auto panel = empty_panel(steps, {.label = "Share", .low = 0, .include = {0.5}});
    panel.title = "gates and targets";
    add_moments(panel, known, Moments::drop);
    add_scalar(panel, input, "negative_alignment_share", "neurons turned away", {Hue::sequence, 1},
               Weight::normal);
    add_scalar(panel, input, "gates_locked", "gates locked", {Hue::sequence, 3}, Weight::normal);
    add_scalar(panel, input, "gates_unlocked", "gates unlocked", {Hue::sequence, 0}, Weight::bold);
    Drawing drawing{.panels = {std::move(panel)}};
    if (const Series* open = recorded(input, "gate_open_share");
        open && open->steps().front() <= input.step) {
        drawing.panels.push_back(gate_map(input, *open, steps));
        place(drawing.panels.back(), 1, 0);
        drawing.row_stretch = {1, 1.2};
    }
    return drawing;
}

} // namespace etalon
