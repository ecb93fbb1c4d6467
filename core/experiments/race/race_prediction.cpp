#include "core/experiments/race/race_prediction.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace etalon {
namespace {

constexpr std::size_t smallest_group = 5; // neurons; fewer say nothing about ranks

/// 1 for the smallest; equal values share the mean of their places.
std::vector<double> average_ranks(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        for (std::size_t i = first; i < end; ++i)
            ranks[order[i]] = static_cast<double>(first + 1 + end) / 2;
        first = end;
    }
    return ranks;
}

std::vector<double> entries(std::span<const double> values, const std::vector<Eigen::Index>& places)
{
    std::vector<double> chosen;
    for (const Eigen::Index place : places)
        chosen.push_back(values[static_cast<std::size_t>(place)]);
    return chosen;
}

std::vector<double> shares(std::vector<double> values)
{
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    for (double& value : values)
        value = total > 0 ? value / total : 0;
    return values;
}

} // namespace

RaceMoments race_moments(std::int64_t drop, std::int64_t record_every, std::int64_t last_step)
{
    if (drop < 0)
        return {};
    return {.drop = drop,
            .early = record_every * (drop / (4 * record_every)),
            .half = record_every * (drop / (2 * record_every)),
            .recorded_drop =
                std::min(record_every * ((drop + record_every - 1) / record_every), last_step)};
}

double spearman(std::span<const double> a, std::span<const double> b)
{
    if (a.size() < 3)
        return 0;
    const auto a_ranks = average_ranks(a), b_ranks = average_ranks(b);
    const double mean = static_cast<double>(a.size() + 1) / 2; // of any ranks
    double aa = 0, ab = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a_ranks[i] - mean) * (a_ranks[i] - mean);
        ab += (a_ranks[i] - mean) * (b_ranks[i] - mean);
        bb += (b_ranks[i] - mean) * (b_ranks[i] - mean);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

std::map<std::string, double> race_prediction_scalars(const RaceEarly& early,
                                                      const RaceGroups& final)
{
    double neurons = 0, ranks = 0, prediction = 0, freeze = 0;
    for (const auto& members : final.members()) {
        if (members.size() < smallest_group)
            continue;
        const auto score = entries(early.score_early, members);
        const auto norm = entries(early.norm_final, members);
        const auto size = static_cast<double>(members.size());
        neurons += size;
        ranks += size * spearman(score, norm);
        const auto foretold = shares(score), reached = shares(norm);
        const auto at_drop = shares(entries(early.norm_at_drop, members));
        for (std::size_t i = 0; i < members.size(); ++i) {
            prediction += std::abs(foretold[i] - reached[i]);
            freeze = std::max(freeze, std::abs(at_drop[i] - reached[i]));
        }
    }
    return {{"alignment_spearman", spearman(early.alignment_early, early.norm_final)},
            {"score_spearman", spearman(early.score_early, early.norm_final)},
            {"score_spearman_within_groups", neurons > 0 ? ranks / neurons : 0},
            {"share_prediction_error", neurons > 0 ? prediction / neurons : 0},
            {"share_freeze_error", freeze}};
}

std::optional<double> race_predicted_slope(const RaceGeometry& at_half, double learning_rate)
{
    double slopes = 0;
    int signs = 0;
    for (const int sign : {+1, -1}) {
        double norms = 0, growth = 0;
        for (Eigen::Index a = 0; a < at_half.neuron_norm.size(); ++a) {
            if (race_sign(at_half.output_weight(a)) != sign)
                continue;
            norms += at_half.neuron_norm(a);
            growth += at_half.neuron_norm(a) * at_half.pull_norm(a) * at_half.alignment(a);
        }
        if (!(growth > 0)) // then norms > 0 too
            continue;
        slopes += std::numbers::ln10 / std::log1p(learning_rate * growth / norms);
        ++signs;
    }
    return signs > 0 ? std::optional(slopes / signs) : std::nullopt;
}

} // namespace etalon
