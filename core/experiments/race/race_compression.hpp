// The trained network with neurons taken away or groups made one, without further training.
#pragma once

#include "core/experiments/race/race_groups.hpp"
#include "core/experiments/race/race_network.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// The loss and the share of right samples as neurons go: kept 0 … m, a column an order.
struct RacePruning {
    RaceMatrix loss{}, accuracy{}; // (m + 1) × orders; no loss if none was asked for
};

/// Each row of `orders` (count × m) is a removal order, first removed first: point `kept` has the
/// last `kept` of it. O(N m) an order, by sums of the neurons' contributions. `goes_on(share)` is
/// asked now and then; nothing when it says no.
std::optional<RacePruning> prune_race(const RaceNetwork&, const RaceSamples&,
                                      std::optional<RaceLoss>, std::span<const std::int64_t> orders,
                                      const std::function<bool(double)>& goes_on);

/// The removal order by norm: smallest a first, ties by lower index.
std::vector<std::int64_t> race_norm_order(const RaceNetwork&);

/// Largest share of the neurons, smallest a first, that can go with the criterion met on the way.
struct RacePrunable {
    double relative = 0; // L ≤ 1.01 L_full
    double absolute = 0; // L ≤ L_full + 0.01
    double accuracy = 0; // ≥ full − 0.01
};
/// From the loss and accuracy with 0 … m neurons kept.
RacePrunable race_prunable(std::span<const double> loss, std::span<const double> accuracy);

/// Group thresholds of the merge curve.
std::span<const double> race_merge_thresholds();

/// One threshold's merged network.
struct RaceMergePoint {
    double cosine = 0, kept = 0, loss = 0, accuracy = 0, test_accuracy = 0;
};

std::optional<std::vector<RaceMergePoint>>
race_merge_curve(const RaceNetwork&, const RaceSamples& train, const RaceSamples& test, RaceLoss,
                 const std::function<bool(double)>& goes_on);

/// The ReLU network on these samples.
RaceScore race_score_of(const RaceNetwork&, const RaceSamples&, RaceLoss);

} // namespace etalon
