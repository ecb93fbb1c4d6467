#include "core/experiments/race/race_figure_leaders.hpp"

#include "core/experiments/race/race_forecast.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t leaders = 10, most_columns = 48;

/// 1 for the largest; of equal ones the lower index goes first.
std::size_t place_of(std::size_t neuron, std::span<const double> norm)
{
    std::size_t before = 0;
    const double own = norm[neuron];
    for (std::size_t other = 0; other < norm.size(); ++other)
        before += norm[other] > own || (norm[other] == own && other < neuron);
    return before + 1;
}

} // namespace

std::string places_won(std::size_t before, std::size_t now)
{
    if (before == now)
        return {};
    return before > now ? " ▲" + std::to_string(before - now) : " ▼" + std::to_string(now - before);
}

Panel leaders_panel(const FigureInput& input, const Milestones& known, const std::vector<Ink>& inks,
                    const std::vector<std::size_t>& forecast, double until)
{
    // From the start to now, with room for the names: there is no axis that could jump.
    const Series& norm = *recorded(input, "neuron_norm");
    const auto at = static_cast<std::int64_t>(std::min(static_cast<double>(input.step), until));
    const double end = std::max(1.0, static_cast<double>(at));
    Panel panel{.title = "leaders so far",
                .x = {.label = "Step", .low = 0, .high = 2.2 * end, .hidden = true},
                .y = {.label = "Place"},
                .brief = "leaders"};
    const std::size_t last = norm.at_or_before(at);
    const auto order = falling_order(norm.sample(last));
    const std::size_t count = std::min(leaders, order.size());
    for (std::size_t place = 1; place <= count; ++place)
        panel.y.ticks.push_back({-static_cast<double>(place), std::to_string(place)});
    panel.y.low = -static_cast<double>(count) - 0.6;
    panel.y.high = -0.4;

    // Places are won and lost since the winners were named, before that since half the way.
    const bool named = known.dropped() && at > known.moments.early;
    const auto reference = norm.sample(norm.at_or_before(named ? known.moments.early : at / 2));
    const std::size_t stride = 1 + last / most_columns;
    Points heads{.size = 7, .label = "leaders"};
    Points rings{.shape = Shape::ring, .size = 12, .label = "forecast winners"};
    const auto x = static_cast<double>(norm.steps()[last]);
    for (std::size_t i = count; i-- > 0;) { // the first on top
        const std::size_t neuron = order[i];
        Curve curve{.ink = inks[neuron],
                    .weight = i == 0 ? Weight::bold : Weight::normal,
                    .label = neuron_name(neuron),
                    .item = neuron_item(neuron)};
        for (std::size_t sample = last % stride; sample <= last; sample += stride) {
            curve.x.push_back(static_cast<double>(norm.steps()[sample]));
            curve.y.push_back(-static_cast<double>(place_of(neuron, norm.sample(sample))));
        }
        const double y = -static_cast<double>(i + 1);
        panel.marks.emplace_back(std::move(curve));
        heads.x.push_back(x);
        heads.y.push_back(y);
        heads.inks.push_back(inks[neuron]);
        heads.items.push_back(neuron_item(neuron));
        heads.names.push_back(neuron_name(neuron));
        if (std::find(forecast.begin(), forecast.end(), neuron) != forecast.end()) {
            rings.x.push_back(x);
            rings.y.push_back(y);
            rings.inks.push_back(inks[neuron]);
            rings.items.push_back(neuron_item(neuron));
            rings.names.push_back(neuron_name(neuron) + ", in the forecast");
        }
        panel.marks.emplace_back(
            Label{.text = std::to_string(neuron) + places_won(place_of(neuron, reference), i + 1),
                  .x = x + 0.1 * end,
                  .y = y,
                  .anchor = Anchor::left,
                  .above = false,
                  .ink = inks[neuron],
                  .bold = true,
                  .item = neuron_item(neuron),
                  .brief = std::to_string(neuron)});
    }
    if (!rings.x.empty())
        panel.marks.emplace_back(std::move(rings));
    panel.marks.emplace_back(std::move(heads));
    return panel;
}

} // namespace etalon
