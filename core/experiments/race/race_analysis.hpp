// What is computed once a run has ended: pruning, merging, tickets, controls, sweeps (section 7).
#pragma once

#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_groups.hpp"
#include "core/experiments/race/race_prediction.hpp"
#include "core/experiments/race/race_retraining.hpp"
#include "core/experiments/race/race_series.hpp"
#include "core/experiments/race/race_training.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// All that the analyses start from.
struct RaceFinish {
    const RaceSettings& settings;
    const RaceSamples& train;
    const RaceSamples& test;
    const RaceNetwork& initial;
    const RaceNetwork& final;
    std::int64_t last_step = 0;
    double final_loss = 0;             // L(T) of the training network
    std::span<const RaceRate> rates{}; // before the first: settings.learning_rate
    RaceMoments moments{};
    std::span<const double> early_score{}; // S(t_q), m; empty without a drop
    std::span<const std::int64_t> random_orders{}, ticket_random{};
    double predicted_slope = 0; // 0: none
    bool has_predicted_slope = false;
};

/// How tickets and sweeps are trained: as the run was, with its gate_mode.
RaceProblem race_problem(const RaceFinish&);
RacePlan race_plan(const RaceFinish&);

struct RaceAnalysis {
    std::vector<RaceSeries> series{}; // prune_*, merge_*, ticket_*, sweep_*, drop_line
    std::map<std::string, double>
        scalars{}; // section 10, "from the analyses", and drop_slope_measured
};

/// Runs on a few threads (0: as many as the machine has, eight at most) with equal results for any
/// number; nothing when told to give up. The analyses only if `settings.analyse`, sweeps in any
/// case.
std::optional<RaceAnalysis> analyse_race(const RaceFinish&, const Proceed&, int threads = 0);

} // namespace etalon
