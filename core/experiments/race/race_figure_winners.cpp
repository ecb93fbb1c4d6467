// Who wins was written early: the score at a quarter of the drop time against the norm at the end.
#include "core/experiments/race/race_figure_neurons.hpp"
#include "core/experiments/race/race_figures.hpp"
#include "core/experiments/race/race_forecast.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// What both figures compare: something early with the norms at the end (now, while it runs).
struct Comparison {
    NeuronGroups groups;
    Milestones known;
    std::vector<Ink> inks{};
    std::span<const double> early{}, final{};
    std::int64_t early_step = 0;
};

/// The early step that the figure's slider chooses: t_q at a quarter, as the specification has it.
std::int64_t chosen_step(const FigureInput& input, const Milestones& known)
{
    const auto every = static_cast<double>(race_settings_of(input).record_every);
    const double share = std::clamp(input.number("when"), 0.0, 1.0);
    return static_cast<std::int64_t>(
        every * std::floor(share * static_cast<double>(known.moments.drop) / every + 1e-9));
}

std::optional<Comparison> comparison(const FigureInput& input, const Milestones& known,
                                     std::string_view channel)
{
    auto groups = final_groups(input);
    if (!groups || !known.dropped())
        return {};
    Comparison result{.groups = std::move(*groups), .known = known};
    result.early_step = chosen_step(input, known);
    result.early = sample_at(input, channel, result.early_step);
    result.final = newest_sample(input, "neuron_norm");
    const std::size_t width = result.groups.width();
    if (result.early.size() != width || result.final.size() != width)
        return {};
    result.inks = neuron_inks(input, result.groups);
    return result;
}

double correlation(const Comparison& compared, const std::vector<std::size_t>& neurons)
{
    std::vector<double> x, y;
    for (const std::size_t neuron : neurons) {
        x.push_back(compared.early[neuron]);
        y.push_back(compared.final[neuron]);
    }
    return spearman(x, y);
}

void append(Points& points, const Comparison& compared, std::size_t neuron, double x, double y,
            const std::string& name)
{
    points.x.push_back(x);
    points.y.push_back(y);
    points.inks.push_back(compared.inks[neuron]);
    points.items.push_back(neuron_item(neuron));
    points.names.push_back(name);
}

void add_if_any(Panel& panel, Points points)
{
    if (!points.x.empty())
        panel.marks.emplace_back(std::move(points));
}

/// Dots of one group after the other, each with its rank correlation; small groups are together.
/// Those that a logarithmic axis cannot show are left out and counted.
std::size_t add_groups(Panel& panel, const Comparison& compared)
{
    std::size_t hidden = 0;
    const bool x_is_log = panel.x.scale == Scale::logarithmic;
    std::vector<std::size_t> everyone(compared.groups.width());
    for (std::size_t neuron = 0; neuron < everyone.size(); ++neuron)
        everyone[neuron] = neuron;
    const std::string overall =
        "ρ of ranks: all " + with_decimals(correlation(compared, everyone), 2);

    const auto add = [&](Points& points, std::size_t neuron, const std::string& name) {
        const double x = compared.early[neuron], y = compared.final[neuron];
        if (y > 0 && (!x_is_log || x > 0))
            append(points, compared, neuron, x, y, neuron_name(neuron) + ", " + name);
        else
            ++hidden;
    };
    Points others{.ink = {Hue::neutral, 0, 0.45}, .label = "small groups"};
    std::vector<Points> ranked;
    const auto members = compared.groups.members();
    for (std::size_t group = 0; group < members.size(); ++group) {
        const std::string name = group_name(group);
        if (members[group].size() < least_members || compared.groups.colours[group] < 0) {
            for (const std::size_t neuron : members[group])
                add(others, neuron, name);
            continue;
        }
        Points points{.ink = compared.groups.ink(static_cast<int>(group)),
                      .label = name,
                      .legend =
                          name + " " + with_decimals(correlation(compared, members[group]), 2)};
        for (const std::size_t neuron : members[group])
            add(points, neuron, name);
        if (!points.x.empty())
            ranked.push_back(std::move(points));
    }
    // The figure over all neurons stands first, on whichever marks are there.
    if (!others.x.empty())
        others.legend = overall;
    else if (!ranked.empty())
        ranked.front().legend = overall + ", " + ranked.front().legend;
    add_if_any(panel, std::move(others));
    for (Points& points : ranked)
        add_if_any(panel, std::move(points));
    return hidden;
}

/// Rings around the forecast's neurons, stars on the bets.
void add_chosen(Panel& panel, const FigureInput& input, const Comparison& compared)
{
    const auto places = ranks(compared.final);
    const auto name = [&](std::size_t neuron, const std::string& role) {
        return neuron_name(neuron) + ", " + role + ": place " + std::to_string(places[neuron])
            + " of " + std::to_string(places.size());
    };
    const auto can_be_seen = [&](std::size_t neuron) {
        return compared.final[neuron] > 0
            && (panel.x.scale == Scale::linear || compared.early[neuron] > 0);
    };
    Points rings{.shape = Shape::ring,
                 .size = 13,
                 .ink = {Hue::theory, 0, 0.8},
                 .label = "forecast winners",
                 .legend = "forecast winners"};
    const auto score = sample_at(input, "score", compared.early_step);
    for (const std::size_t neuron : forecast(
             compared.groups, score, static_cast<std::size_t>(race_settings_of(input).ticket_size)))
        if (can_be_seen(neuron))
            append(rings, compared, neuron, compared.early[neuron], compared.final[neuron],
                   name(neuron, "forecast"));
    rings.inks.clear(); // all alike: the colour is the dot's
    add_if_any(panel, std::move(rings));

    Points stars{
        .shape = Shape::star, .size = 15, .ink = {Hue::neutral}, .label = "bets", .legend = "bets"};
    for (const std::size_t neuron : pinned_neurons(input, compared.final.size()))
        if (can_be_seen(neuron)) {
            append(stars, compared, neuron, compared.early[neuron], compared.final[neuron],
                   name(neuron, "your bet"));
            panel.marks.emplace_back(Label{.text = std::to_string(neuron) + ": place "
                                               + std::to_string(places[neuron]) + "\u2003",
                                           .x = compared.early[neuron],
                                           .y = compared.final[neuron],
                                           .anchor = Anchor::right,
                                           .ink = compared.inks[neuron],
                                           .bold = true,
                                           .item = neuron_item(neuron)});
        }
    add_if_any(panel, std::move(stars));
}

std::string winners_note(const FigureInput& input, const Comparison& compared, std::size_t hidden)
{
    std::vector<std::string> sentences;
    if (const auto quality = forecast_quality(input, compared.known, compared.groups))
        sentences.push_back(forecast_sentence(*quality, compared.known));
    if (const auto bets = bets_sentence(input, compared.final); !bets.empty())
        sentences.push_back("B" + bets.substr(1) + ".");
    sentences.push_back(colour_note(input));
    if (hidden > 0)
        sentences.push_back(std::to_string(hidden) + (hidden == 1 ? " neuron" : " neurons")
                            + " at 0 cannot be shown on a logarithmic axis.");
    std::string note;
    for (const std::string& sentence : sentences)
        if (!sentence.empty())
            note += (note.empty() ? "" : " ") + sentence;
    return note;
}

} // namespace

Drawing draw_race_winners(const FigureInput& input)
{
    const bool by_score = input.text("x") == "score";
    const auto known = milestones(input);
    const auto compared = comparison(input, known, by_score ? "score" : "alignment");
    if (!known.dropped())
        return {.empty = no_drop_text(input)};
    if (!compared)
        return {.empty = "A dot for each neuron appears with the first snapshot of the cosines."};
    const std::string at = " at step " + std::to_string(compared->early_step);
    Panel panel{.x = {.label = (by_score ? "Score S" : "Alignment cos δ") + at},
                .y = {.label = input.ended ? "Final norm |w||c|" : "Norm |w||c| now",
                      .scale = Scale::logarithmic}};
    if (by_score) {
        panel.x.scale = Scale::logarithmic;
    } else {
        panel.x.low = -1.02;
        panel.x.high = 1.02;
    }
    const std::size_t hidden = add_groups(panel, *compared);
    if (panel.marks.empty())
        return {.empty = "All norms are 0: there is nothing to compare."};
    add_chosen(panel, input, *compared);
    return {.panels = {std::move(panel)}, .note = winners_note(input, *compared, hidden)};
}

Drawing draw_race_shares(const FigureInput& input)
{
    const auto known = milestones(input);
    const auto compared = comparison(input, known, "score");
    if (!known.dropped())
        return {.empty = no_drop_text(input)};
    if (!compared)
        return {.empty = "A dot for each neuron appears with the first snapshot of the cosines."};
    const bool is_log = input.text("axis") == "log";
    Panel panel{
        .x = {.label = "Share of its group's score at step " + std::to_string(compared->early_step),
              .brief = "Share of score"},
        .y = {.label =
                  input.ended ? "Final share of its group's norm" : "Share of its group's norm now",
              .brief = "Share of norm"}};
    panel.x.scale = panel.y.scale = is_log ? Scale::logarithmic : Scale::linear;

    double largest = 0, smallest = 1, error = 0, neurons = 0;
    std::vector<Mark> dots;
    const auto members = compared->groups.members();
    for (std::size_t group = 0; group < members.size(); ++group) {
        double score = 0, norm = 0;
        for (const std::size_t neuron : members[group]) {
            score += compared->early[neuron];
            norm += compared->final[neuron];
        }
        if (members[group].size() < 2 || !(score > 0) || !(norm > 0))
            continue; // alone, a neuron's share is 1 by definition
        const std::string name = group_name(group);
        const bool is_ranked = members[group].size() >= least_members;
        Points points{.ink = compared->groups.ink(static_cast<int>(group)),
                      .label = name,
                      .legend = is_ranked ? name : ""};
        for (const std::size_t neuron : members[group]) {
            const double x = compared->early[neuron] / score, y = compared->final[neuron] / norm;
            if (is_ranked) {
                error += std::abs(x - y);
                ++neurons;
            }
            if (is_log && (!(x > 0) || !(y > 0)))
                continue;
            append(points, *compared, neuron, x, y, neuron_name(neuron) + ", " + name);
            largest = std::max({largest, x, y});
            smallest = std::min({smallest, x, y});
        }
        if (!points.x.empty())
            dots.emplace_back(std::move(points));
    }
    if (dots.empty())
        return {.empty = "No group has two neurons: there are no shares to compare. With frozen "
                         "gates or a large start, groups do not form."};
    const double low = is_log ? std::max(smallest, 1e-12) : 0;
    panel.marks.emplace_back(diagonal(low, largest));
    panel.marks.insert(panel.marks.end(), std::make_move_iterator(dots.begin()),
                       std::make_move_iterator(dots.end()));
    std::string note = colour_note(input);
    if (neurons > 0)
        note = "Mean distance from the diagonal " + rounded(error / neurons, 2)
            + " (groups of 5 and more)." + (note.empty() ? "" : " ") + note;
    return {.panels = {std::move(panel)}, .note = std::move(note)};
}

} // namespace etalon
