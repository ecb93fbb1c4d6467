// Status line and timeline of the race.
#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_forecast.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// The one value of a scalar channel at the shown step.
std::optional<double> shown(const FigureInput& input, std::string_view channel)
{
    const auto sample = input.at_step(channel);
    if (sample.empty())
        return {};
    return sample[0];
}

std::string counted(double number, const std::string& thing)
{
    return rounded(number, 6) + " " + thing + (number == 1 ? "" : "s");
}

void add_groups(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto groups = shown(input, "group_count"), carry = shown(input, "effective_capacity");
    const auto norm = input.at_step("neuron_norm");
    if (groups && carry && !norm.empty())
        readings.push_back({counted(static_cast<double>(norm.size()), "neuron") + " in "
                            + counted(*groups, "group") + ", " + rounded(*carry) + " effective"});
}

void add_accuracies(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto train = shown(input, "accuracy"), test = shown(input, "test_accuracy");
    if (train)
        readings.push_back(
            {"accuracy " + percent(*train) + (test ? ", test " + percent(*test) : "")});
}

void add_forecast(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto known = milestones(input);
    if (known.dropped()) {
        if (const auto groups = final_groups(input))
            if (const auto quality = forecast_quality(input, known, *groups))
                readings.push_back({quality->right_from < 0 ? "forecast not right before the drop"
                                                            : "forecast right from step "
                                            + std::to_string(quality->right_from),
                                    quality->right_from < 0 ? Level::caution : Level::good});
    } else if (input.ended && recorded(input, "loss")) {
        readings.push_back(
            {"no drop yet: run longer, raise learning_rate or init_scale", Level::caution});
    }
    if (const auto bets = bets_sentence(input, newest_sample(input, "neuron_norm")); !bets.empty())
        readings.push_back({bets});
}

/// A neuron that no sample opens has no pull and stands still for ever.
void add_dead(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto open = input.at_step("gate_open_share");
    const auto dead = std::count(open.begin(), open.end(), 0.0);
    if (dead > 0)
        readings.push_back({counted(static_cast<double>(dead), "dead neuron"), Level::caution});
}

/// η times the strongest pull: what a neuron can gain in one step, and how far steps are from flow.
void add_rate(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto pull = input.at_step("pull");
    if (pull.empty())
        return;
    const double product =
        race_settings_of(input).learning_rate * *std::max_element(pull.begin(), pull.end());
    const Level level = product < 0.1 ? Level::good : product < 0.5 ? Level::caution : Level::bad;
    readings.push_back({"η·s " + rounded(product, 2), level, "learning_rate"});
}

} // namespace

std::vector<Reading> race_readings(const FigureInput& input)
{
    std::vector<Reading> readings;
    add_groups(readings, input);
    add_accuracies(readings, input);
    add_forecast(readings, input);
    add_dead(readings, input);
    add_rate(readings, input);
    return readings;
}

std::vector<Event> race_events(const FigureInput& input)
{
    const auto known = milestones(input);
    std::vector<Event> events;
    if (!known.dropped())
        return events;
    if (known.moments.early > 0)
        events.push_back(
            {static_cast<double>(known.moments.early), "winners named", {Hue::neutral}, {}});
    events.push_back(
        {static_cast<double>(known.moments.drop), "loss drops", {Hue::sequence, 4}, {}});
    if (known.settled)
        events.push_back({*known.settled, "settled", {Hue::neutral}, {}});
    return events;
}

} // namespace etalon
