// What the winners are worth when they are set back to their start and trained alone.
#include "core/experiments/race/race_figure_parts.hpp"
#include "core/experiments/race/race_figures.hpp"

namespace etalon {
namespace {

struct TicketLook {
    std::string channel, name;
    Ink ink{};
    Weight weight = Weight::normal;
    std::optional<double> drop{}; // as the summary has it, else from the samples
};

/// First sampled step with a loss below the share of the start.
std::optional<double> first_drop(const Series& series, std::size_t entry, double share)
{
    const double start = series.sample(0)[entry];
    for (std::size_t i = 0; i < series.size(); ++i)
        if (series.sample(i)[entry] < share * start)
            return static_cast<double>(series.steps()[i]);
    return {};
}

void add_ticket(Panel& panel, Points& drops, const FigureInput& input, const TicketLook& look,
                double share)
{
    const auto channel = input.find(look.channel);
    const Series* series = recorded(input, look.channel);
    if (!channel || !series)
        return;
    Traces traces{.channel = *channel, .weight = look.weight, .whole = true, .legend = look.name};
    for (std::size_t entry = 0; entry < series->width(); ++entry) {
        const std::string name =
            series->width() > 1 ? look.name + " " + std::to_string(entry + 1) : look.name;
        traces.traces.push_back({.entry = entry, .ink = look.ink, .label = name});
        auto drop = look.drop ? look.drop : first_drop(*series, entry, share);
        if (drop && *drop < 0)
            drop.reset();
        if (drop) {
            drops.x.push_back(*drop);
            drops.y.push_back(share * series->sample(0)[entry]);
            drops.inks.push_back(look.ink);
            drops.names.push_back(name + ": drop at step " + rounded(*drop, 5));
        }
    }
    panel.marks.emplace_back(std::move(traces));
}

} // namespace

Drawing draw_race_ticket(const FigureInput& input)
{
    const auto known = milestones(input);
    if (!known.dropped())
        return {.empty = no_drop_text(input)};
    if (!recorded(input, "ticket_winners_loss"))
        return {.empty = no_analysis_text(input,
                                          "Winners, losers and random tickets trained alone "
                                          "appear")};
    const double share = race_settings_of(input).drop_fraction;
    auto panel = empty_panel(input.text("span") == "whole run" ? step_axis(input)
                                                               : race_step_axis(input, known, 3),
                             {.label = "Loss"});
    if (input.text("axis") == "log")
        panel.y.scale = Scale::logarithmic;
    else
        panel.y.include = {0};
    Points drops{.size = 8, .ink = {Hue::neutral}, .label = "drops", .legend = "drop"};
    const std::vector<TicketLook> looks{
        {"ticket_random_loss", "random ticket", {Hue::neutral, 0, 0.6}, Weight::hairline, {}},
        {"ticket_losers_loss",
         "losers alone",
         {Hue::sequence, 1},
         Weight::normal,
         scalar(input, "ticket_losers_drop_step")},
        {"loss",
         "all neurons",
         {Hue::theory, 0, 0.8},
         Weight::bold,
         static_cast<double>(known.moments.drop)},
        {"ticket_winners_loss",
         "winners alone",
         {Hue::sequence, 0},
         Weight::bold,
         scalar(input, "ticket_drop_step")}};
    panel.marks.emplace_back(Rule{.direction = Direction::horizontal,
                                  .at = share * recorded(input, "loss")->sample(0)[0],
                                  .ink = {Hue::neutral, 0, 0.5},
                                  .line = Line::dotted});
    for (const TicketLook& look : looks)
        add_ticket(panel, drops, input, look, share);
    if (!drops.x.empty())
        panel.marks.emplace_back(std::move(drops));
    std::string note;
    const auto winners = scalar(input, "ticket_drop_step"),
               losers = scalar(input, "ticket_losers_drop_step");
    const auto drop = static_cast<double>(known.moments.drop);
    if (winners && losers && *winners > 0 && *losers > 0 && drop > 0)
        note = "Alone, winners drop after " + rounded(*winners / drop, 3) + ", losers after "
            + rounded(*losers / drop, 3) + " times as many steps as the whole network.";
    return {.panels = {std::move(panel)}, .note = std::move(note)};
}

} // namespace etalon
