// The same data trained again with another width, start scale or learning rate.
#pragma once

#include "core/experiments/race/race_analysis.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// How one sweep value ended.
struct RaceSweepPoint {
    double value = 0;
    std::int64_t drop_step = -1;
    double group_count = 0, capacity = 0, final_loss = 0, test_accuracy = 0;
};

/// Where the run of a sweep value starts: the first v neurons, the tensors times v / init_scale, or
/// the same start.
RaceNetwork race_sweep_start(const RaceSettings&, const RaceNetwork& initial, double value);

/// Learning-rate changes of the main run are followed, except by a sweep of the learning rate. A
/// value that is the main run's own is not trained again. Nothing when `goes_on` says no.
std::optional<RaceSweepPoint> race_sweep_point(const RaceFinish&, double value,
                                               const std::function<bool(double)>& goes_on);

/// Steps that a decade less of start scale costs: least squares of t_drop on log10(1/w0) over the
/// points that dropped; nothing for fewer than two scales.
std::optional<double> race_measured_slope(std::span<const RaceSweepPoint>);

/// t_drop at every point on the line of this slope through the mean of the points that dropped;
/// empty if none did.
std::vector<double> race_drop_line(std::span<const RaceSweepPoint>, double slope);

/// Channels sweep_*, drop_line and drop_slope_measured.
void add_race_sweep(RaceAnalysis&, const RaceFinish&, std::span<const RaceSweepPoint>);

} // namespace etalon
