// What a run looked like at earlier steps: from its recording, or by training again where that has
// thinned the samples away.
#pragma once

#include "core/experiments/race/race_channels.hpp"
#include "core/experiments/race/race_look.hpp"
#include "core/experiments/race/race_retraining.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>

namespace etalon {

struct RaceMoment {
    RaceGeometry geometry{};
    double group_count = 0, gates_unlocked = 0, negative_alignment_share = 0;
};

/// Remembers what it found. One thread at a time.
class RacePast {
public:
    /// The references must outlive it.
    RacePast(const RaceSettings&, const RaceChannels&, const RaceProblem&,
             const RaceNetwork& initial, const RaceGates& initial_gates);

    /// At a step of R that the run has passed.
    const RaceMoment& at(std::int64_t step, const Recording&, std::span<const RaceRate>);

    /// Median over growth samples before the drop with cosδ > 0.5 of |flow − measured|/|measured|;
    /// 0 without any.
    double flow_law_error(std::int64_t drop, const Recording&, std::span<const RaceRate>);

    /// The steps may become others from here on.
    void forget();

private:
    std::optional<RaceMoment> recorded(std::int64_t step, const Recording&) const;
    std::optional<std::vector<double>> recorded_flow_errors(std::int64_t drop,
                                                            const Recording&) const;
    void train_again(std::int64_t last, std::span<const RaceRate>,
                     const std::function<void(std::int64_t, RaceTraining&, double)>& before_step);

    const RaceSettings& settings_;
    const RaceChannels& channels_;
    RaceProblem problem_;
    const RaceNetwork& initial_;
    const RaceGates& initial_gates_;
    std::map<std::int64_t, RaceMoment> moments_{};
    std::map<std::int64_t, double> flow_law_errors_{}; // by step of the drop
};

/// In force at a step.
double race_rate_at(std::span<const RaceRate>, std::int64_t step);

} // namespace etalon
