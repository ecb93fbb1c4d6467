// How well the early steps foretold the end: moments, rank correlations, shares, the drop's delay.
#pragma once

#include "core/experiments/race/race_groups.hpp"
#include "core/experiments/race/race_network.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace etalon {

/// The moments that the analyses refer to (section 7); −1 each without a drop.
struct RaceMoments {
    std::int64_t drop = -1;          // t_drop
    std::int64_t early = -1;         // t_q
    std::int64_t half = -1;          // t_h
    std::int64_t recorded_drop = -1; // t_D
};
RaceMoments race_moments(std::int64_t drop, std::int64_t record_every, std::int64_t last_step);

/// Rank correlation with average ranks for ties; 0 for fewer than 3 points or a constant list.
double spearman(std::span<const double>, std::span<const double>);

/// Scalars of section 10 about groups and early steps that need final groups, S(t_q), cosδ(t_q),
/// a(t_D), a(T): alignment_spearman, score_spearman, …, share_freeze_error.
struct RaceEarly {
    std::span<const double> score_early{}, alignment_early{}, norm_at_drop{}, norm_final{};
};
std::map<std::string, double> race_prediction_scalars(const RaceEarly&, const RaceGroups& final);

/// Mean over the signs of c of ln 10 / ln(1 + η s*), where s* is the a-weighted mean of s cosδ at
/// t_h; nothing if no sign has s* > 0.
std::optional<double> race_predicted_slope(const RaceGeometry& at_half, double learning_rate);

} // namespace etalon
