#include "core/experiments/race/race_forecast.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr double right_above = 0.95; // rank correlation within groups

/// Neurons of each group that is large enough to be ranked.
std::vector<std::vector<std::size_t>> ranked_groups(const NeuronGroups& groups)
{
    auto members = groups.members();
    std::erase_if(members, [](const auto& group) { return group.size() < least_members; });
    return members;
}

double mean_correlation(const std::vector<std::vector<std::size_t>>& ranked,
                        std::span<const double> early, std::span<const double> final)
{
    double sum = 0, neurons = 0;
    std::vector<double> x, y;
    for (const auto& group : ranked) {
        x.clear();
        y.clear();
        for (const std::size_t neuron : group) {
            x.push_back(early[neuron]);
            y.push_back(final[neuron]);
        }
        const auto size = static_cast<double>(group.size());
        sum += size * spearman(x, y);
        neurons += size;
    }
    return neurons > 0 ? sum / neurons : 0;
}

} // namespace

std::vector<std::size_t> forecast(const NeuronGroups& groups, std::span<const double> score,
                                  std::size_t size)
{
    std::vector<std::vector<std::size_t>> best(groups.large); // of each large group, best first
    std::size_t available = 0;
    if (score.size() == groups.width())
        for (const std::size_t neuron : falling_order(score))
            if (const int group = groups.of_neuron[neuron];
                group >= 0 && static_cast<std::size_t>(group) < groups.large) {
                best[static_cast<std::size_t>(group)].push_back(neuron);
                ++available;
            }
    std::vector<std::size_t> chosen;
    for (std::size_t round = 0; chosen.size() < std::min(size, available); ++round)
        for (const auto& group : best)
            if (round < group.size() && chosen.size() < size)
                chosen.push_back(group[round]);
    return chosen;
}

std::vector<std::size_t> shown_forecast(const FigureInput& input, const Milestones& known,
                                        const NeuronGroups& groups)
{
    const bool after_drop = known.dropped() && input.step > known.moments.recorded_drop;
    const auto score = sample_at(input, "score", after_drop ? known.moments.early : input.step);
    return forecast(groups, score, static_cast<std::size_t>(race_settings_of(input).ticket_size));
}

std::optional<double> within_groups(const NeuronGroups& groups, std::span<const double> early,
                                    std::span<const double> final)
{
    const auto ranked = ranked_groups(groups);
    if (ranked.empty() || early.size() != groups.width() || final.size() != groups.width())
        return {};
    return mean_correlation(ranked, early, final);
}

std::optional<ForecastQuality> forecast_quality(const FigureInput& input, const Milestones& known,
                                                const NeuronGroups& groups)
{
    const Series* score = recorded(input, "score");
    const auto final = newest_sample(input, "neuron_norm");
    const auto ranked = ranked_groups(groups);
    if (!score || !known.dropped() || ranked.empty() || score->width() != groups.width()
        || final.size() != groups.width())
        return {};
    const auto correlation = [&](std::size_t sample) {
        return mean_correlation(ranked, score->sample(sample), final);
    };
    ForecastQuality quality{.at_quarter = correlation(score->at_or_before(known.moments.early))};
    // Backwards from the drop, at so many samples that it costs about a millisecond.
    const std::size_t last = score->at_or_before(known.moments.recorded_drop);
    const std::size_t looks = std::clamp<std::size_t>(10'000 / groups.width(), 8, 60);
    const std::size_t stride = 1 + last / looks;
    for (std::size_t back = 0; back <= last; back += stride) {
        if (!(correlation(last - back) >= right_above))
            break;
        quality.right_from = score->steps()[last - back];
    }
    return quality;
}

std::string forecast_sentence(const ForecastQuality& quality, const Milestones& known)
{
    const std::string at_quarter = with_decimals(quality.at_quarter, 2)
        + " at a quarter of the drop time, step " + std::to_string(known.moments.early);
    if (quality.right_from < 0)
        return "Forecast: not right before the drop (rank correlation within groups " + at_quarter
            + ").";
    return "Forecast: right from step " + std::to_string(quality.right_from)
        + " on (rank correlation within groups ≥ 0.95; " + at_quarter + ").";
}

std::vector<std::size_t> pinned_neurons(const FigureInput& input, std::size_t width)
{
    std::vector<std::size_t> neurons;
    for (const Item& item : input.pinned) {
        const auto neuron = static_cast<std::size_t>(item.index);
        if (item.kind == "neuron" && item.index >= 0 && neuron < width
            && std::find(neurons.begin(), neurons.end(), neuron) == neurons.end())
            neurons.push_back(neuron);
    }
    return neurons;
}

std::vector<std::size_t> ranks(std::span<const double> norm)
{
    std::vector<std::size_t> places(norm.size());
    const auto order = falling_order(norm);
    for (std::size_t place = 0; place < order.size(); ++place)
        places[order[place]] = place + 1;
    return places;
}

std::string bets_sentence(const FigureInput& input, std::span<const double> norm)
{
    const auto bets = pinned_neurons(input, norm.size());
    if (bets.empty())
        return {};
    const auto places = ranks(norm);
    const auto top = static_cast<std::size_t>(race_settings_of(input).ticket_size);
    const auto won = std::count_if(bets.begin(), bets.end(),
                                   [&](std::size_t neuron) { return places[neuron] <= top; });
    return "bets: " + std::to_string(won) + " of " + std::to_string(bets.size()) + " in the top "
        + std::to_string(top);
}

} // namespace etalon
