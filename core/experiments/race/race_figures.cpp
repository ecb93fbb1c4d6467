// The figures of the race: names, captions and options. What each draws is in race_figure_*.cpp.
#include "core/experiments/race/race_figures.hpp"

#include "core/experiments/race/race.hpp"

namespace etalon {
namespace {

Option axis_option(std::vector<std::string> choices)
{
    return {.key = "axis", .label = "Axis", .choices = std::move(choices)};
}

Option span_option()
{
    return {.key = "span", .label = "Steps", .choices = {"race", "whole run"}};
}

std::vector<Figure> racing_figures()
{
    return {
        {.id = "loss",
         .title = "The loss stands still, then drops",
         .caption = "While the loss seems to wait, neurons turn (alignment) and grow (race). It "
                    "drops when the leaders have become large enough to matter.",
         .draw = draw_race_loss,
         .options = {axis_option({"linear", "log"}), span_option()}},
        {.id = "race",
         .title = "The race: every neuron's norm",
         .caption = "Straight lines on a logarithmic axis: exponential growth. Those that are "
                    "aligned early lead for ever. Dots mark the forecast, the highest scores group "
                    "by group; crossings among the leaders are overtakings.",
         .draw = draw_race_race,
         .options = {axis_option({"log", "linear"}),
                     race_colour_option(),
                     {.key = "theory", .label = "Theory", .choices = {"winners", "all", "off"}},
                     {.key = "leaders", .label = "Leaders", .choices = {"show", "hide"}},
                     span_option()}},
        {.id = "portrait",
         .title = "First they turn, then they grow",
         .caption = "Each dot is a neuron: how well it points at its target, and its norm. Dots "
                    "drift to the right, cos δ → 1, and then rise.",
         .draw = draw_race_portrait,
         .options = race_portrait_options()},
        {.id = "cosines",
         .title = "Neurons agree",
         .caption = "Cosine of every pair, sorted by group and then by norm; bars are the groups "
                    "with their share of all norms. Move the timeline: noise turns into blocks.",
         .draw = draw_race_cosines,
         .options = {{.key = "sort",
                      .label = "Sort by",
                      .choices = {"final groups", "current groups"}},
                     {.key = "show", .label = "Show", .choices = {"one moment", "four moments"}}}},
        {.id = "groups",
         .title = "Many neurons, few groups",
         .caption = "Neurons that point the same way count as one: their number falls from the "
                    "width of the network to the capacity that the task needs.",
         .draw = draw_race_groups,
         .options = {axis_option({"log", "linear"})}},
        {.id = "gates",
         .title = "Neurons unlock new samples",
         .caption = "Turning opens gates that were shut, until hardly a neuron is turned away from "
                    "its target. Below, the share of samples that each neuron sees.",
         .draw = draw_race_gates,
         .options = {span_option()}},
    };
}

std::vector<Figure> explaining_figures()
{
    return {
        {.id = "winners",
         .title = "Who wins was written early",
         .caption = "Score at a quarter of the drop time against final norm, a dot for each "
                    "neuron. Within a group the order hardly changes: its rank correlation ρ "
                    "stands beside its name. Rings are the forecast, stars the bets.",
         .draw = draw_race_winners,
         .options = {{.key = "x", .label = "Across", .choices = {"score", "alignment"}},
                     {.key = "when",
                      .label = "When, in drop times",
                      .minimum = 0,
                      .maximum = 1,
                      .fallback = 0.25,
                      .step = 0.05},
                     race_colour_option()}},
        {.id = "shares",
         .title = "Shares are settled before the drop",
         .caption = "Each neuron's share of its group: of the score at a quarter of the drop time, "
                    "and of the norm at the end. On the diagonal the prediction is exact.",
         .draw = draw_race_shares,
         .options = {axis_option({"linear", "log"}),
                     {.key = "when",
                      .label = "When, in drop times",
                      .minimum = 0,
                      .maximum = 1,
                      .fallback = 0.25,
                      .step = 0.05},
                     race_colour_option()}},
        {.id = "compress",
         .title = "A handful of neurons is enough",
         .caption = "What is left when neurons are removed, or when each group is merged into one "
                    "neuron. The star is merged first and then pruned.",
         .draw = draw_race_compress,
         .options = {{.key = "measure",
                      .label = "Measure",
                      .choices = {"loss", "accuracy", "test accuracy"}},
                     axis_option({"log", "linear"})}},
        {.id = "ticket",
         .title = "A race, not a lottery",
         .caption = "The neurons named at a quarter of the drop time, set back to their start and "
                    "trained alone. Losers learn as well, but late; random tickets may miss a "
                    "pole and fail.",
         .draw = draw_race_ticket,
         .options = {axis_option({"log", "linear"}), span_option()}},
        {.id = "plane",
         .title = "Arrows among the data",
         .caption = "Each arrow is a neuron, each cloud a pole of the data. Arrows gather in a few "
                    "directions before the boundary takes shape.",
         .draw = draw_race_plane,
         .options = race_plane_options()},
        {.id = "features",
         .title = "What the merged neurons look for",
         .caption = "The weights of the largest groups, each merged into one neuron, beside what "
                    "the data were made from.",
         .draw = draw_race_features,
         .options = race_features_options()},
    };
}

std::vector<Figure> checking_figures()
{
    return {
        {.id = "growth",
         .title = "Growth follows from alignment",
         .caption = "Growth of each neuron in one step. The exact identity holds to rounding; the "
                    "flow of continuous time misses by about the learning rate.",
         .draw = draw_race_growth,
         .options = {race_colour_option()}},
        {.id = "sweep-width",
         .title = "Capacity is set by the task",
         .caption = "The same data learned by networks of other widths: groups that carry the task "
                    "stay as few, however many neurons there are.",
         .draw = draw_race_sweep_width,
         .live = false},
        {.id = "sweep-scale",
         .title = "Each decade costs the same number of steps",
         .caption = "Smaller weights at the start delay the drop: by the same number of steps for "
                    "each decade, as exponential growth says.",
         .draw = draw_race_sweep_scale,
         .live = false},
    };
}

} // namespace

std::vector<Figure> race_figures()
{
    auto figures = racing_figures();
    for (auto* more : {&explaining_figures, &checking_figures})
        for (Figure& figure : more())
            figures.push_back(std::move(figure));
    return figures;
}

} // namespace etalon
