// The race itself: every neuron's norm over the steps, the forecast, and the ten that lead.
#include "core/experiments/race/race_figure_leaders.hpp"
#include "core/experiments/race/race_figure_rules.hpp"
#include "core/experiments/race/race_figures.hpp"
#include "core/experiments/race/race_forecast.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// Everything that the marks of this figure are made from.
struct Field {
    const FigureInput& input;
    Milestones known;
    NeuronGroups groups;
    std::vector<Ink> inks;
    std::span<const double> norm{};      // at the shown step
    std::vector<std::size_t> forecast{}; // at the shown step
};

/// Traces of a channel, the grey ones below those with a colour. The order within is that of the
/// neurons, which stays the same from frame to frame.
Traces bundle(const Field& field, std::size_t channel)
{
    Traces traces{.channel = channel,
                  .weight = field.inks.size() > 150 ? Weight::hairline : Weight::thin};
    traces.traces.reserve(field.inks.size());
    for (const bool with_colour : {false, true})
        for (std::size_t neuron = 0; neuron < field.inks.size(); ++neuron)
            if ((field.inks[neuron].hue != Hue::neutral) == with_colour)
                traces.traces.push_back({.entry = neuron,
                                         .ink = field.inks[neuron],
                                         .label = neuron_name(neuron),
                                         .item = neuron_item(neuron)});
    return traces;
}

/// score_race: the scores of t_q carried on to the drop. The named winners, or everyone.
void add_theory(Panel& panel, const Field& field, const std::string& choice)
{
    const auto channel = field.input.find("score_race");
    if (choice == "off" || !channel || field.input.series[*channel].empty() || field.norm.empty())
        return;
    Traces theory{.channel = *channel,
                  .line = Line::dashed,
                  .weight = Weight::thin,
                  .whole = true,
                  .legend = "theory (derived)"};
    std::vector<std::size_t> neurons;
    if (choice == "all")
        neurons = falling_order(field.norm);
    else
        neurons = forecast(field.groups, sample_at(field.input, "score", field.known.moments.early),
                           static_cast<std::size_t>(race_settings_of(field.input).ticket_size));
    for (const std::size_t neuron : neurons)
        theory.traces.push_back({.entry = neuron,
                                 .ink = {Hue::theory, 0, 0.85},
                                 .label = neuron_name(neuron) + ", theory",
                                 .item = neuron_item(neuron)});
    if (!theory.traces.empty())
        panel.marks.emplace_back(std::move(theory));
}

/// Where law 5 takes the neurons of the forecast from the shown step on: S (1 + η s)^(2 (t' − t)),
/// as far as a norm of 1.
void add_prospect(Panel& panel, const Field& field)
{
    const auto score = field.input.at_step("score"), pull = field.input.at_step("pull");
    const double rate = race_settings_of(field.input).learning_rate, end = *panel.x.high;
    const auto from = static_cast<double>(field.input.step);
    if (score.size() != field.inks.size() || pull.size() != field.inks.size())
        return;
    for (const std::size_t neuron : field.forecast) {
        const double growth = 2 * std::log1p(rate * pull[neuron]);
        if (!(score[neuron] > 0) || !(score[neuron] < 1) || !(growth > 0) || from >= end)
            continue;
        const double to = std::min(end, from - std::log(score[neuron]) / growth);
        panel.marks.emplace_back(
            Curve{.x = {from, to},
                  .y = {score[neuron], score[neuron] * std::exp(growth * (to - from))},
                  .ink = {Hue::theory, 0, 0.6},
                  .line = Line::dotted,
                  .weight = Weight::thin,
                  .label = neuron_name(neuron) + ", forecast",
                  .item = neuron_item(neuron),
                  .legend = "theory (derived), from now on"});
    }
}

/// The forecast's neurons and the bets, where they are now.
void add_runners(Panel& panel, const Field& field)
{
    const double at = std::min(static_cast<double>(field.input.step), *panel.x.high);
    const auto norm =
        sample_at(field.input, "neuron_norm", static_cast<std::int64_t>(std::llround(at)));
    if (norm.size() != field.inks.size())
        return;
    const auto places = ranks(norm);
    const auto add = [&](Points points, const std::vector<std::size_t>& neurons,
                         const std::string& role) {
        for (const std::size_t neuron : neurons) {
            points.x.push_back(at);
            points.y.push_back(norm[neuron]);
            points.inks.push_back(field.inks[neuron]);
            points.items.push_back(neuron_item(neuron));
            points.names.push_back(neuron_name(neuron) + ", " + role + ": place "
                                   + std::to_string(places[neuron]) + " of "
                                   + std::to_string(norm.size()));
        }
        if (!points.x.empty())
            panel.marks.emplace_back(std::move(points));
    };
    add({.size = 8, .ink = {Hue::neutral}, .label = "forecast", .legend = "forecast winners"},
        field.forecast, "forecast");
    const auto bets = pinned_neurons(field.input, norm.size());
    add({.shape = Shape::star, .size = 14, .ink = {Hue::neutral}, .label = "bet", .legend = "bets"},
        bets, "your bet");
    for (const std::size_t neuron : bets)
        if (norm[neuron] > 0)
            panel.marks.emplace_back(Label{.text = std::to_string(neuron) + "\u2003",
                                           .x = at,
                                           .y = norm[neuron],
                                           .anchor = Anchor::right,
                                           .ink = field.inks[neuron],
                                           .bold = true,
                                           .item = neuron_item(neuron)});
}

/// As far as norms reach: theory, which knows of no saturation, may leave the panel.
Axis norm_axis(const FigureInput& input)
{
    Axis axis{.label = "Norm |w||c|"};
    const auto norm = newest_sample(input, "neuron_norm");
    const double largest = norm.empty() ? 0 : *std::max_element(norm.begin(), norm.end());
    const bool is_known = largest > 0 && std::isfinite(largest);
    if (input.text("axis") == "log") {
        // Neurons that change the sign of c pass through zero; the axis ends two decades below
        // where the race starts, and does not move before norms exceed 1.
        const double start = std::pow(race_settings_of(input).init_scale, 2);
        axis.scale = Scale::logarithmic;
        axis.low = std::pow(10, std::floor(std::log10(start) - 2));
        axis.high = std::pow(10, std::ceil(std::log10(is_known ? std::max(largest, 1.0) : 1)));
    } else {
        axis.low = 0;
        if (is_known)
            axis.high = round_above(1.02 * largest);
    }
    return axis;
}

Panel race_panel(const Field& field, std::size_t channel)
{
    const FigureInput& input = field.input;
    const bool is_log = input.text("axis") == "log";
    auto panel =
        empty_panel(input.text("span") == "whole run" ? step_axis(input)
                                                      : race_step_axis(input, field.known, 1.4),
                    norm_axis(input));
    panel.title = "every neuron";
    add_moments(panel, field.known, Moments::early_and_drop);
    panel.marks.emplace_back(bundle(field, channel));
    const std::string theory = input.text("theory");
    const bool is_early = !field.known.dropped() || input.step < field.known.moments.early;
    add_theory(panel, field, theory);
    if (is_early && is_log && theory != "off")
        add_prospect(panel, field);
    add_runners(panel, field);
    return panel;
}

} // namespace

Drawing draw_race_race(const FigureInput& input)
{
    const auto channel = input.find("neuron_norm");
    const auto groups = final_groups(input);
    const auto norm = input.at_step("neuron_norm");
    if (!channel || !groups || norm.size() != groups->width())
        return {.empty = "Every neuron's curve appears with the first sample."};
    Field field{.input = input,
                .known = milestones(input),
                .groups = *groups,
                .inks = neuron_inks(input, *groups),
                .norm = norm};
    field.forecast = shown_forecast(input, field.known, field.groups);

    Drawing drawing{.panels = {race_panel(field, *channel)}, .note = colour_note(input)};
    if (input.text("leaders") == "show") {
        drawing.panels.push_back(leaders_panel(input, field.known, field.inks, field.forecast,
                                               *drawing.panels.front().x.high));
        place(drawing.panels.back(), 0, 1);
        drawing.column_stretch = {2.6, 1};
    }
    return drawing;
}

} // namespace etalon
