// What the figures of the race read from a run: samples, and the moments at which something happens.
#pragma once

#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_prediction.hpp"
#include "core/lab/figure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// ---- Samples ------------------------------------------------------------------------------------

/// The parameters now in force.
RaceSettings race_settings_of(const FigureInput&);

/// A channel's series, or nothing if the run lacks it or nothing was recorded.
const Series* recorded(const FigureInput&, std::string_view channel);

/// The last sample not after `step`, else empty.
std::span<const double> sample_at(const FigureInput&, std::string_view channel, std::int64_t step);
std::span<const double> newest_sample(const FigureInput&, std::string_view channel);

/// A scalar of the summary once the run has ended.
std::optional<double> scalar(const FigureInput&, std::string_view name);

/// "No drop yet: …", for what depends on the drop of the loss.
std::string no_drop_text(const FigureInput&);

/// Why there is nothing to see of an analysis yet, or ever; `what` "appears …".
std::string no_analysis_text(const FigureInput&, const std::string& what);

// ---- Moments ------------------------------------------------------------------------------------

/// Steps at which the loss says something; −1 and nothing where it has not.
struct Milestones {
    RaceMoments moments{};           // t_drop, t_q, t_h, t_D
    std::optional<double> leaving{}; // first step with L < 0.9 L(0)
    std::optional<double> settled{}; // first step with L < 0.1 L(0)
    double newest = 0;               // last recorded step
    bool dropped() const { return moments.drop >= 0; }
};
Milestones milestones(const FigureInput&);

/// One of "alignment", "race", "drop", "settle"; empty ones are left out.
struct Stage {
    std::string name{};
    double from = 0, to = 0;
};
std::vector<Stage> stages(const Milestones&);

/// The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not below a
/// positive value.
double round_above(double value);

/// Where an axis over steps should end to show `times` the drop time: known in advance from the
/// pull at the start, so that the axis keeps still while the race goes on.
Axis race_step_axis(const FigureInput&, const Milestones&, double times);

} // namespace etalon
