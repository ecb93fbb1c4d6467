#include "core/experiments/linear_cnn/linear_cnn_figure_overlays.hpp"

#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"

#include <algorithm>
#include <utility>

namespace etalon::linear_cnn_figures_detail {
namespace {

/// One mode's theory between two steps as an explicit curve of at most some 400 points.
Curve theory_part(const Series& series, std::size_t mode, double factor, double from, double to)
{
    Curve part;
    const auto steps = series.steps();
    const std::size_t stride = 1 + series.size() / 400;
    for (std::size_t i = 0; i < series.size(); i += stride) {
        const double step = static_cast<double>(steps[i]);
        if (step < from || step > to)
            continue;
        part.x.push_back(step);
        part.y.push_back(factor * series.sample(i)[mode]);
    }
    return part;
}

} // namespace

Look network_look(const FigureInput& input, std::string channel)
{
    return {.channel = std::move(channel), .legend = network_name(input), .weight = Weight::bold};
}

Look companion_look(std::string channel)
{
    return {.channel = std::move(channel) + "_fully_connected",
            .legend = "fully connected",
            .line = Line::dashed,
            .opacity = 0.75};
}

Look theory_look(std::string channel, std::string legend, Weight weight, double opacity)
{
    return {.channel = std::move(channel),
            .legend = std::move(legend),
            .line = Line::dotted,
            .weight = weight,
            .opacity = opacity,
            .is_theory = true};
}

void add_modes(Panel& panel, const FigureInput& input, const Look& look,
               const std::vector<double>& factors)
{
    const auto index = input.find(look.channel);
    if (!index || input.series[*index].empty())
        return;
    const Series& series = input.series[*index];
    const auto ink = [&](std::size_t mode, double strength) {
        return look.is_theory ? Ink{Hue::theory, 0, strength} : mode_ink(mode, strength);
    };
    const auto label = [&](std::size_t mode) {
        return mode_name(mode) + ", " + (look.legend.empty() ? "closed form" : look.legend);
    };
    const auto modes = std::min(factors.size(), series.width());
    const auto change = look.is_theory ? first_rate_change(input) : std::nullopt;
    if (!change) {
        Traces traces{.channel = *index,
                      .line = look.line,
                      .weight = look.weight,
                      .whole = look.is_theory,
                      .legend = look.legend};
        for (std::size_t mode = 0; mode < modes; ++mode)
            traces.traces.push_back(
                {mode, factors[mode], ink(mode, look.opacity), label(mode), mode_item(mode)});
        panel.marks.emplace_back(std::move(traces));
        return;
    }
    const double at = static_cast<double>(*change);
    const double end = static_cast<double>(series.steps().back());
    for (std::size_t mode = 0; mode < modes; ++mode)
        for (const bool holds : {true, false}) {
            auto part = theory_part(series, mode, factors[mode], holds ? 0 : at, holds ? at : end);
            if (part.x.empty())
                continue;
            part.ink = ink(mode, holds ? look.opacity : pale * look.opacity);
            part.line = look.line;
            part.weight = look.weight;
            part.label = label(mode) + (holds ? "" : " (at the start's learning rate)");
            part.item = mode_item(mode);
            part.legend = holds && mode == 0 ? look.legend : "";
            panel.marks.emplace_back(std::move(part));
        }
}

std::string overlay_note(const FigureInput& input, const ModeTable& table)
{
    if (const auto change = first_rate_change(input))
        return "The learning rate changed at step " + std::to_string(*change)
            + ": the overlays hold up to there and are pale after it.";
    if (!table.separable())
        return "Modes share frequencies (overlap " + rounded(table.overlap(), 2)
            + "): overlays that follow one mode at a time do not hold and are drawn pale.";
    return {};
}

bool wants_theory(const FigureInput& input)
{
    return input.text("theory") == "on" && !is_relu(input);
}

double theory_opacity(const ModeTable& table)
{
    return table.separable() ? 1 : pale;
}

} // namespace etalon::linear_cnn_figures_detail
