// Which neurons point the same way: the cosine of every pair, sorted by group.
#include "core/experiments/race/race_figure_neurons.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t most_rows = 500; // more than a screen's card resolves

/// The order of rows and the groups whose bars stand beside the map.
struct Sorting {
    NeuronGroups groups;
    std::vector<std::size_t> order{}; // of neurons, from the top
    std::vector<std::size_t> shown{}; // every stride-th of them
    std::size_t stride = 1;
};

std::optional<Sorting> sorting(const FigureInput& input, std::int64_t step)
{
    const bool current = input.text("sort") == "current groups";
    auto groups = current ? groups_at(input, step) : final_groups(input);
    if (!groups)
        return {};
    Sorting result{.groups = std::move(*groups)};
    result.order =
        grouped_order(result.groups, sample_at(input, "neuron_norm", result.groups.step));
    result.stride = 1 + (std::max<std::size_t>(result.order.size(), 1) - 1) / most_rows;
    for (std::size_t row = 0; row < result.order.size(); row += result.stride)
        result.shown.push_back(result.order[row]);
    return result;
}

HeatMap matrix(std::span<const double> cosines, const Sorting& sorted, bool colour_bar)
{
    const auto& shown = sorted.shown;
    const std::size_t width = sorted.order.size(), rows = shown.size();
    HeatMap map{.rows = rows,
                .columns = rows,
                .values = std::vector<double>(rows * rows),
                .right = static_cast<double>(width),
                .top = static_cast<double>(width),
                .colours = ColourMap::diverging,
                .limits = std::pair{-1.0, 1.0},
                .label = "cosine of v = c w",
                .colour_bar = colour_bar};
    for (std::size_t row = 0; row < rows; ++row) { // row 0 is at the bottom
        const double* from = cosines.data() + shown[rows - 1 - row] * width;
        double* to = map.values.data() + row * rows;
        for (std::size_t column = 0; column < rows; ++column)
            to[column] = from[shown[column]];
    }
    map.row_items.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row)
        map.row_items.push_back(neuron_item(shown[rows - 1 - row]));
    return map;
}

/// A bar of each group's colour along the left and the upper edge, with its share of Σ a.
void add_group_bars(Panel& panel, const Sorting& sorted)
{
    const auto width = static_cast<double>(sorted.order.size());
    const double near = 0.014 * width, far = 0.05 * width;
    std::size_t first = 0;
    while (first < sorted.order.size()) {
        const int group = sorted.groups.of_neuron[sorted.order[first]];
        std::size_t end = first;
        while (end < sorted.order.size() && sorted.groups.of_neuron[sorted.order[end]] == group)
            ++end;
        const auto from = static_cast<double>(first), to = static_cast<double>(end);
        std::string name = "no group";
        if (group >= 0)
            name = group_name(static_cast<std::size_t>(group)) + ": "
                + percent(sorted.groups.shares[static_cast<std::size_t>(group)]) + " of Σ a, "
                + std::to_string(end - first) + (end - first == 1 ? " neuron" : " neurons");
        const Ink ink = sorted.groups.ink(group);
        panel.marks.emplace_back(Bars{.x = {(from + to) / 2},
                                      .heights = {width + far},
                                      .width = to - from,
                                      .base = width + near,
                                      .ink = ink,
                                      .label = name});
        panel.marks.emplace_back(Bars{.x = {-(near + far) / 2},
                                      .heights = {width - from},
                                      .width = far - near,
                                      .base = width - to,
                                      .ink = ink,
                                      .label = name});
        if (group >= 0 && to - from >= 0.08 * width)
            panel.marks.emplace_back(
                Label{.text = percent(sorted.groups.shares[static_cast<std::size_t>(group)]),
                      .x = (from + to) / 2,
                      .y = width + far,
                      .ink = ink,
                      .bold = true});
        first = end;
    }
}

Panel map_panel(const FigureInput& input, std::int64_t step, const Sorting& sorted, bool alone)
{
    const auto width = static_cast<double>(sorted.order.size());
    Panel panel{.x = {.label = "Neuron", .low = -0.05 * width, .high = width, .hidden = true},
                .y = {.label = "Neuron", .low = 0, .high = 1.12 * width, .hidden = true},
                .square_cells = true};
    const Series& cosines = *recorded(input, "cosines");
    const std::size_t index = cosines.at_or_before(step);
    panel.title = "step " + std::to_string(cosines.steps()[index]);
    panel.marks.emplace_back(matrix(cosines.sample(index), sorted, alone));
    add_group_bars(panel, sorted);
    return panel;
}

} // namespace

Drawing draw_race_cosines(const FigureInput& input)
{
    const Series* cosines = recorded(input, "cosines");
    if (!cosines || cosines->steps().front() > input.step)
        return {.empty = "The cosine of every pair of neurons appears with the first snapshot."};
    const auto here = sorting(input, input.step);
    if (!here)
        return {.empty = "The cosine of every pair of neurons appears with the first snapshot."};
    Drawing drawing;
    const auto known = milestones(input);
    if (input.text("show") == "four moments" && !known.dropped())
        drawing.note = "The four moments are known once the loss has dropped.";
    if (input.text("show") == "four moments" && known.dropped()) {
        int column = 0;
        for (const std::int64_t step :
             {std::int64_t{0}, known.moments.early, known.moments.half, cosines->steps().back()}) {
            const auto sorted = sorting(input, step);
            if (!sorted)
                continue;
            drawing.panels.push_back(map_panel(input, step, *sorted, false));
            drawing.panels.back().column = column++;
        }
        return drawing;
    }
    drawing.panels.push_back(map_panel(input, input.step, *here, true));
    if (here->stride > 1)
        drawing.note = "One in " + std::to_string(here->stride) + " neurons is drawn.";
    return drawing;
}

} // namespace etalon
