// The decisions: how many flip from sample to sample, how many units are open in each layer, and
// which pixel of each window wins.
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr auto channel_key = "channel";

Panel flips_panel(const FigureInput& input)
{
    Panel panel =
        empty_panel(step_axis(input), {.label = "Share that changed", .include = {0, 0.1}},
                    "decisions that flipped");
    panel.brief = "flips";
    add_image_traces(panel, input, "scope_flips");
    return panel;
}

/// Share of open units (tanh, sigmoid: mean m) in every activation, for the chosen image.
Panel active_panel(const FigureInput& input)
{
    const auto channel = input.find("scope_active");
    const std::size_t layers = input.channels[*channel].shape.at(1),
                      images = input.channels[*channel].shape.at(0),
                      image = std::min(image_index(input), images - 1);
    Panel panel = empty_panel(step_axis(input), {.label = "Share open", .low = 0, .high = 1},
                              "open units, image " + std::to_string(image + 1));
    panel.brief = "open units";
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const std::string name = "layer " + std::to_string(layer + 1);
        panel.marks.emplace_back(
            Traces{.channel = *channel,
                   .traces = {{.entry = image * layers + layer,
                               .ink = {Hue::sequence, static_cast<int>((layer + 4) % 18)},
                               .label = name}},
                   .legend = layers <= 6 ? name : ""});
    }
    return panel;
}

/// From the centre of each window to the pixel that won, drawn over the image that `layer` sees.
Arrows winner_arrows(const Look& look, const Decided& winners, const Decided* gates,
                     std::size_t channel)
{
    const ScopeShape &in = winners.in, &out = winners.out;
    const std::size_t side = winners.kernel, width = in.width;
    const double cell_x = static_cast<double>(look.in().width) / static_cast<double>(width),
                 cell_y = static_cast<double>(look.in().height) / static_cast<double>(in.height),
                 top = static_cast<double>(look.in().height);
    const auto gate = [&](std::size_t row, std::size_t column) {
        return !gates || gates->index.size() != in.size()
            || gates->index[(channel * in.height + row) * width + column] != 0;
    };
    Arrows arrows{.head = 4, .ink = {Hue::theory}, .label = "winner"};
    for (std::size_t i = 0; i < out.height; ++i)
        for (std::size_t j = 0; j < out.width; ++j) {
            bool is_open = false; // a window of closed units has a winner that says nothing
            for (std::size_t u = 0; u < side * side; ++u)
                is_open = is_open || gate(i * side + u / side, j * side + u % side);
            if (!is_open)
                continue;
            const std::size_t won = winners.index[(channel * out.height + i) * out.width + j];
            const std::size_t row = i * side + won / side, column = j * side + won % side;
            const auto half = static_cast<double>(side) / 2;
            const double middle_x = static_cast<double>(j * side) + half,
                         middle_y = static_cast<double>(i * side) + half,
                         to_x = static_cast<double>(column) + 0.5,
                         to_y = static_cast<double>(row) + 0.5;
            arrows.x.push_back(cell_x * middle_x);
            arrows.y.push_back(top - cell_y * middle_y);
            arrows.dx.push_back(cell_x * (to_x - middle_x));
            arrows.dy.push_back(cell_y * (middle_y - to_y));
        }
    return arrows;
}

Panel winners_panel(const FigureInput& input, const Look& look, const Decided& winners,
                    const Decided* gates)
{
    const auto channel =
        std::min(static_cast<std::size_t>(std::max(1.0, chosen_number(input, channel_key, 1))) - 1,
                 winners.in.channels - 1);
    const ScopeShape in = look.in();
    const auto picture = grey(look.shown, in);
    HeatMap map = image_map(picture, in.height, in.width, sequential_scale({picture}));
    map.opacity = 0.35;
    Panel panel = image_panel("maxima of channel " + std::to_string(channel + 1), std::move(map));
    panel.brief = "maxima";
    auto arrows = winner_arrows(look, winners, gates, channel);
    if (!arrows.x.empty())
        panel.marks.emplace_back(std::move(arrows));
    return panel;
}

/// Share of the channels whose gate is open at each pixel.
Panel gates_panel(const Decided& gates)
{
    const ScopeShape shape = gates.out;
    const std::vector<double> open(gates.index.begin(), gates.index.end());
    Panel panel = image_panel("open gates",
                              image_map(grey(open, shape), shape.height, shape.width,
                                        {ColourMap::sequential, 0, 1}, "share of channels"));
    return panel;
}

} // namespace

std::vector<Option> scope_decisions_options(const Values& values)
{
    auto options = look_options(values);
    const auto settings = linear_scope_schema().settings(values);
    const bool pooled = settings.task == "classify" || settings.task == "fill";
    if (pooled && settings.pooling == "max" && settings.channels > 1)
        options.push_back({.key = channel_key,
                           .label = "Channel",
                           .minimum = 1,
                           .maximum = static_cast<double>(settings.channels),
                           .fallback = 1,
                           .step = 1});
    return options;
}

Drawing draw_scope_decisions(const FigureInput& input, const Look* seen)
{
    if (!recorded(input, "scope_flips") || !recorded(input, "scope_active"))
        return {.empty = "Decisions appear with the first sample."};
    Drawing drawing;
    drawing.panels = {flips_panel(input), active_panel(input)};
    place(drawing.panels[1], 0, 1);
    drawing.column_stretch = {1.2, 1.2};
    if (!seen)
        return drawing;
    const auto gates = seen->gates(), winners = seen->winners();
    if (winners && !winners->index.empty()) {
        const bool follows = gates && gates->layer + 1 == winners->layer && gates->is_relu;
        drawing.panels.push_back(
            winners_panel(input, *seen, *winners, follows ? &*gates : nullptr));
    } else if (gates && !gates->index.empty()) {
        drawing.panels.push_back(gates_panel(*gates));
    } else {
        drawing.note = "These units weigh rather than decide: the mean of m is drawn, and nothing "
                       "can flip.";
        return drawing;
    }
    place(drawing.panels.back(), 0, 2);
    drawing.column_stretch.push_back(1);
    drawing.note = weights_note(input);
    return drawing;
}

} // namespace etalon
