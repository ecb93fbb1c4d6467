// Curves over steps: strength, loss, dominance and participation of the modes, with their theory.
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_overlays.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::linear_cnn_figures_detail {
namespace {

constexpr auto waiting = "The curves appear with the first sample.";

Scale chosen_scale(const FigureInput& input)
{
    return input.text("axis") == "log" ? Scale::logarithmic : Scale::linear;
}

void add_stage_ticks(Panel& panel, const std::vector<std::optional<double>>& times, double y,
                     Shape shape, const std::string& legend)
{
    Points ticks{.shape = shape,
                 .size = shape == Shape::ring ? 12.0 : 7.0,
                 .label = legend,
                 .legend = legend};
    for (std::size_t mode = 0; mode < times.size(); ++mode) {
        if (!times[mode])
            continue;
        ticks.x.push_back(*times[mode]);
        ticks.y.push_back(y);
        ticks.inks.push_back(mode_ink(mode));
        ticks.items.push_back(mode_item(mode));
        ticks.names.push_back(mode_name(mode) + " at step " + rounded(*times[mode], 4) + ", "
                              + legend);
    }
    if (!ticks.x.empty())
        panel.marks.emplace_back(std::move(ticks));
}

/// The mode's name over its own curve of `channel`, where its stage is.
void add_names(Panel& panel, const FigureInput& input, const StageTimes& times,
               const std::string& channel)
{
    const auto index = input.find(channel);
    for (std::size_t mode = 0; index && mode < times.measured.size(); ++mode) {
        const Series& series = input.series[*index];
        const auto x = times.place(mode);
        if (!x || mode >= series.width())
            continue;
        const auto step = static_cast<std::int64_t>(std::llround(*x));
        const double y = series.sample(series.at_or_before(step))[mode];
        if (std::isfinite(y))
            panel.marks.emplace_back(Label{.text = mode_name(mode),
                                           .x = *x,
                                           .y = y,
                                           .ink = mode_ink(mode),
                                           .bold = true,
                                           .item = mode_item(mode),
                                           .brief = mode_number(mode)});
    }
}

} // namespace

Drawing draw_mode_strengths(const FigureInput& input)
{
    const auto table = mode_table(input);
    if (!table)
        return {.empty = waiting};
    const bool normalised = input.text("scale") == "normalised" && !table->powers.empty();
    std::vector<double> factors(table->size(), 1.0);
    if (normalised)
        for (std::size_t mode = 0; mode < table->size(); ++mode)
            factors[mode] = table->powers[mode] / table->singular_values[mode];

    auto panel = empty_panel(
        step_axis(input),
        {.label = normalised ? "Strength over that of a perfect fit" : "Strength of the mode",
         .scale = chosen_scale(input),
         .brief = "Strength"});
    const bool is_log = panel.y.scale == Scale::logarithmic;
    if (normalised && !is_log)
        panel.y.include = {0, 1.15};
    // From small weights strengths hardly fall below zero: the axis ends just below its stage marks.
    if (normalised && !is_log && real_number(input, "init_scale") < 0.05)
        panel.y.low = -0.06;
    add_modes(panel, input, companion_look("mode_strengths"), factors);
    add_modes(panel, input, network_look(input, "mode_strengths"), factors);
    if (wants_theory(input)) {
        const double opacity = theory_opacity(*table);
        add_modes(panel, input,
                  theory_look("mode_strengths_fully_connected_sigmoid", "", Weight::hairline,
                              0.6 * opacity),
                  factors);
        add_modes(panel, input,
                  theory_look("mode_strengths_sigmoid", "", Weight::hairline, opacity), factors);
        add_modes(panel, input,
                  theory_look("mode_strengths_reduced", "theory", Weight::normal, opacity),
                  factors);
    }

    const auto times = stage_times(input, *table);
    const double floor = is_log ? 1e-6 : 0;
    if (is_log)
        panel.y.low = floor;
    if (wants_theory(input) && table->separable())
        add_stage_ticks(panel, times.predicted, floor, Shape::ring, "predicted stage");
    add_stage_ticks(panel, times.measured, floor, Shape::disc, "measured stage");
    for (std::size_t mode = 0; mode < table->size(); ++mode)
        if (const auto x = times.place(mode)) {
            const double top =
                table->powers.empty() ? 1 : table->singular_values[mode] / table->powers[mode];
            panel.marks.emplace_back(Label{.text = mode_name(mode),
                                           .x = *x,
                                           .y = normalised ? 1.02 : 1.02 * top,
                                           .ink = mode_ink(mode),
                                           .bold = true,
                                           .item = mode_item(mode),
                                           .brief = mode_number(mode)});
        }
    return {.panels = {std::move(panel)},
            .note = wants_theory(input) ? overlay_note(input, *table) : "",
            .note_level = Level::caution};
}

Drawing draw_loss(const FigureInput& input)
{
    const auto loss = input.find("loss");
    if (!loss || input.series[*loss].empty())
        return {.empty = waiting};
    auto panel = empty_panel(step_axis(input), {.label = "Loss", .scale = chosen_scale(input)});
    if (panel.y.scale == Scale::linear)
        panel.y.include = {0};
    if (const auto table = mode_table(input)) {
        const auto times = stage_times(input, *table);
        for (std::size_t mode = 0; mode < table->size(); ++mode)
            if (const auto step = times.measured[mode])
                panel.marks.emplace_back(Rule{.at = *step,
                                              .ink = mode_ink(mode),
                                              .label = mode_name(mode),
                                              .item = mode_item(mode),
                                              .brief = mode_number(mode)});
    }
    const auto add = [&](const std::string& channel, const std::string& name, Ink ink, Line line,
                         Weight weight) {
        if (const auto index = input.find(channel); index && !input.series[*index].empty())
            panel.marks.emplace_back(Traces{.channel = *index,
                                            .traces = {{.ink = ink, .label = name}},
                                            .line = line,
                                            .weight = weight,
                                            .legend = name});
    };
    add("loss_fully_connected", "fully connected", {Hue::neutral}, Line::dashed, Weight::normal);
    add("loss", network_name(input), {Hue::accent}, Line::solid, Weight::bold);
    return {.panels = {std::move(panel)}};
}

Drawing draw_dominance(const FigureInput& input)
{
    const auto table = mode_table(input);
    if (!table || input.at_step("dominance").empty())
        return {.empty = waiting};
    auto panel = empty_panel(step_axis(input),
                             {.label = "Share of power at the dominant frequency",
                              .low = 0,
                              .high = 1.1,
                              .brief = "Share of power"});
    std::vector<double> drawn; // equal shares are one line
    for (std::size_t mode = 0; mode < table->size(); ++mode) {
        const double share = table->shares[mode];
        if (std::any_of(drawn.begin(), drawn.end(),
                        [&](double other) { return std::abs(other - share) < 0.01; }))
            continue;
        drawn.push_back(share);
        panel.marks.emplace_back(Rule{.direction = Direction::horizontal,
                                      .at = share,
                                      .ink = {Hue::neutral, 0, 0.5},
                                      .label = drawn.size() == 1 ? "in the data" : "",
                                      .item = mode_item(mode)});
    }
    const std::vector<double> factors(table->size(), 1.0);
    add_modes(panel, input, companion_look("dominance"), factors);
    add_modes(panel, input, network_look(input, "dominance"), factors);
    if (wants_theory(input))
        add_modes(
            panel, input,
            theory_look("dominance_reduced", "theory", Weight::normal, theory_opacity(*table)),
            factors);
    add_names(panel, input, stage_times(input, *table), "dominance");
    return {.panels = {std::move(panel)},
            .note = wants_theory(input) ? overlay_note(input, *table) : "",
            .note_level = Level::caution};
}

Drawing draw_participation(const FigureInput& input)
{
    const auto table = mode_table(input);
    if (!table || input.at_step("participation").empty())
        return {.empty = waiting};
    auto panel = empty_panel(step_axis(input),
                             {.label = "Effective number of frequencies",
                              .scale = chosen_scale(input),
                              .include = {1, 10},
                              .brief = "Frequencies"});
    const std::vector<double> factors(table->size(), 1.0);
    add_modes(panel, input, companion_look("participation"), factors);
    add_modes(panel, input, network_look(input, "participation"), factors);
    add_names(panel, input, stage_times(input, *table), "participation");
    return {.panels = {std::move(panel)}};
}

} // namespace etalon::linear_cnn_figures_detail
