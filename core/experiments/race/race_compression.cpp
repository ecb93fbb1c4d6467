#include "core/experiments/race/race_compression.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace etalon {
namespace {

constexpr Eigen::Index block = 1024; // samples whose contributions are held at a time

double right_samples(const RaceVector& outputs, const RaceVector& labels)
{
    Eigen::Index right = 0;
    for (Eigen::Index i = 0; i < outputs.size(); ++i)
        right += outputs(i) * labels(i) > 0 ? 1 : 0;
    return static_cast<double>(right);
}

} // namespace

std::optional<RacePruning> prune_race(const RaceNetwork& network, const RaceSamples& samples,
                                      std::optional<RaceLoss> loss,
                                      std::span<const std::int64_t> orders,
                                      const std::function<bool(double)>& goes_on)
{
    const Eigen::Index width = network.width(), count = samples.labels.size();
    const Eigen::Index columns = static_cast<Eigen::Index>(orders.size()) / width;
    RacePruning curves{.accuracy = RaceMatrix::Zero(width + 1, columns)};
    if (loss)
        curves.loss = RaceMatrix::Zero(width + 1, columns);
    for (Eigen::Index first = 0; first < count; first += block) {
        const Eigen::Index size = std::min(block, count - first);
        const RaceVector labels = samples.labels.segment(first, size);
        const RaceMatrix contributions = // a row a neuron
            race_contributions(network, samples.inputs.middleRows(first, size)).transpose();
        for (Eigen::Index column = 0; column < columns; ++column) {
            const auto done = static_cast<double>(first * columns + size * column);
            if (!goes_on(done / static_cast<double>(count * columns)))
                return std::nullopt;
            const auto order = orders.subspan(static_cast<std::size_t>(column * width),
                                              static_cast<std::size_t>(width));
            RaceVector outputs = RaceVector::Zero(size);
            for (Eigen::Index kept = 0; kept <= width; ++kept) {
                if (kept > 0)
                    outputs += contributions.row(order[static_cast<std::size_t>(width - kept)])
                                   .transpose();
                curves.accuracy(kept, column) += right_samples(outputs, labels);
                if (loss)
                    curves.loss(kept, column) +=
                        race_score(outputs, labels, *loss).loss * static_cast<double>(size);
            }
        }
    }
    curves.accuracy /= static_cast<double>(count);
    curves.loss /= static_cast<double>(count);
    return curves;
}

std::vector<std::int64_t> race_norm_order(const RaceNetwork& network)
{
    const auto rising = race_falling_order(-race_neuron_norms(network));
    return {rising.begin(), rising.end()};
}

RacePrunable race_prunable(std::span<const double> loss, std::span<const double> accuracy)
{
    const std::size_t width = loss.size() - 1;
    const double full_loss = loss[width], full_accuracy = accuracy[width];
    const auto largest = [&](auto&& meets) {
        std::size_t removed = 0;
        while (removed < width && meets(width - removed - 1))
            ++removed;
        return static_cast<double>(removed) / static_cast<double>(width);
    };
    return {.relative = largest([&](std::size_t kept) { return loss[kept] <= 1.01 * full_loss; }),
            .absolute = largest([&](std::size_t kept) { return loss[kept] <= full_loss + 0.01; }),
            .accuracy =
                largest([&](std::size_t kept) { return accuracy[kept] >= full_accuracy - 0.01; })};
}

std::span<const double> race_merge_thresholds()
{
    static constexpr std::array thresholds{0.9999, 0.999, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5};
    return thresholds;
}

std::optional<std::vector<RaceMergePoint>>
race_merge_curve(const RaceNetwork& network, const RaceSamples& train, const RaceSamples& test,
                 RaceLoss loss, const std::function<bool(double)>& goes_on)
{
    const RaceVector norms = race_neuron_norms(network);
    const RaceMatrix cosines = race_cosines(network);
    const auto thresholds = race_merge_thresholds();
    std::vector<RaceMergePoint> points;
    for (const double threshold : thresholds) {
        if (!goes_on(static_cast<double>(points.size()) / static_cast<double>(thresholds.size())))
            return std::nullopt;
        const RaceNetwork merged = race_merge(
            network, race_groups(norms, network.output_weights, cosines.data(), threshold));
        const RaceScore score = race_score_of(merged, train, loss);
        points.push_back({.cosine = threshold,
                          .kept = static_cast<double>(merged.width()),
                          .loss = score.loss,
                          .accuracy = score.accuracy,
                          .test_accuracy = race_score_of(merged, test, loss).accuracy});
    }
    return points;
}

RaceScore race_score_of(const RaceNetwork& network, const RaceSamples& samples, RaceLoss loss)
{
    return race_score(race_outputs(network, samples.inputs), samples.labels, loss);
}

} // namespace etalon
