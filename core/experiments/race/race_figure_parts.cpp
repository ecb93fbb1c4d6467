#include "core/experiments/race/race_figure_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {
namespace {

/// First step with a loss below the level.
std::optional<double> first_below(const Series& loss, double level)
{
    const auto values = loss.values();
    const auto found =
        std::find_if(values.begin(), values.end(), [&](double value) { return value < level; });
    if (found == values.end())
        return {};
    return static_cast<double>(loss.steps()[static_cast<std::size_t>(found - values.begin())]);
}

/// The drop as the mean pull of the first step lets expect it: from w0 to 1 at ln(1 + η s) a step.
std::optional<double> expected_drop(const FigureInput& input)
{
    const auto pull = sample_at(input, "pull", 0);
    const RaceSettings settings = race_settings_of(input);
    if (pull.empty())
        return {};
    const double mean =
        std::accumulate(pull.begin(), pull.end(), 0.0) / static_cast<double>(pull.size());
    const double rate = std::log1p(settings.learning_rate * mean);
    if (!(rate > 0) || !std::isfinite(rate))
        return {};
    return std::max(1.0, std::log(1 / settings.init_scale)) / rate;
}

} // namespace

double round_above(double value)
{
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0})
        if (value <= factor * decade * (1 + 1e-9))
            return factor * decade;
    return 10 * decade;
}

RaceSettings race_settings_of(const FigureInput& input)
{
    return race_schema().settings(input.parameters);
}

const Series* recorded(const FigureInput& input, std::string_view channel)
{
    const auto index = input.find(channel);
    return index && !input.series[*index].empty() ? &input.series[*index] : nullptr;
}

std::span<const double> sample_at(const FigureInput& input, std::string_view channel,
                                  std::int64_t step)
{
    const Series* series = recorded(input, channel);
    if (!series || series->steps().front() > step)
        return {};
    return series->sample(series->at_or_before(step));
}

std::span<const double> newest_sample(const FigureInput& input, std::string_view channel)
{
    const Series* series = recorded(input, channel);
    return series ? series->sample(series->size() - 1) : std::span<const double>();
}

std::optional<double> scalar(const FigureInput& input, std::string_view name)
{
    for (const auto& [key, value] : input.summary)
        if (key == name)
            return value;
    return {};
}

std::string no_drop_text(const FigureInput& input)
{
    const std::string advice = "run longer, raise learning_rate or init_scale.";
    if (input.ended)
        return "No drop yet: " + advice;
    return "No drop yet: this appears once the loss has fallen to "
        + percent(race_settings_of(input).drop_fraction)
        + " of its start. If that takes too long: " + advice;
}

std::string no_analysis_text(const FigureInput& input, const std::string& what)
{
    if (!race_settings_of(input).analyse)
        return "Needs the analyses after training: set analyse on.";
    if (input.ended)
        return "This run has none: the analyses follow a run that went to its end.";
    return what + " when the run has ended.";
}

Milestones milestones(const FigureInput& input)
{
    Milestones found;
    const Series* loss = recorded(input, "loss");
    if (!loss)
        return found;
    const RaceSettings settings = race_settings_of(input);
    const double start = loss->sample(0)[0];
    found.newest = static_cast<double>(loss->steps().back());
    found.leaving = first_below(*loss, 0.9 * start);
    found.settled = first_below(*loss, 0.1 * start);
    std::int64_t drop = -1;
    if (const auto known = scalar(input, "drop_step"))
        drop = std::llround(*known);
    else if (const auto below = first_below(*loss, settings.drop_fraction * start))
        drop = std::llround(*below);
    if (drop >= 0)
        found.moments = race_moments(drop, settings.record_every,
                                     input.ended ? loss->steps().back() : input.steps);
    return found;
}

std::vector<Stage> stages(const Milestones& known)
{
    std::vector<Stage> result;
    if (!known.dropped())
        return result;
    double from = 0;
    const auto until = [&](const std::string& name, double to) {
        if (to > from)
            result.push_back({name, from, to});
        from = std::max(from, to);
    };
    until("alignment", static_cast<double>(known.moments.half));
    until("race", known.leaving.value_or(known.newest));
    until("drop", known.settled.value_or(known.newest));
    until("settle", known.newest);
    return result;
}

Axis race_step_axis(const FigureInput& input, const Milestones& known, double times)
{
    Axis axis = step_axis(input);
    const double planned = *axis.high;
    const auto expected = expected_drop(input);
    const double drop = static_cast<double>(known.moments.recorded_drop);
    double high = expected ? round_above(times * *expected) : planned;
    while (high < planned && high < (known.dropped() ? drop : known.newest))
        high = round_above(2 * high); // later than expected
    // Left as it was while the race went on, unless that is far too much or too little.
    if (const double needed = times * std::max(drop, 1.0);
        known.dropped() && (high < 0.75 * needed || high > 2 * needed))
        high = round_above(needed);
    // A curve of fewer samples is none.
    high = std::max(high, 20 * static_cast<double>(race_settings_of(input).record_every));
    axis.high = std::min(high, planned);
    return axis;
}

} // namespace etalon
