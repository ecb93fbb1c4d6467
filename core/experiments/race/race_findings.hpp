// The analyses of a finished run as independent tasks, and what they find.
#pragma once

#include "core/experiments/race/race_analysis.hpp"
#include "core/experiments/race/race_compression.hpp"
#include "core/experiments/race/race_sweep.hpp"
#include "core/experiments/race/race_tasks.hpp"
#include "core/experiments/race/race_tickets.hpp"

#include <optional>
#include <vector>

namespace etalon {

/// Each task writes to a place of its own, so results do not depend on their order.
struct RaceFindings {
    RacePruning pruning{}, test_pruning{}; // column 0: by norm, then the random orders
    std::vector<RaceMergePoint> merging{};
    double merged_loss = 0, core_loss = 0; // of the merged final groups; of their core
    Eigen::Index core_size = 0;
    RaceTickets tickets{};                // empty without a drop, as is the next
    std::vector<RaceOutcome> retrained{}; // winners, losers, random draws
    std::optional<int> groups_frozen_gates{};
    std::vector<RaceSweepPoint> sweep{};
};

/// All that the settings ask for, the longest first. Both arguments must outlive the tasks.
std::vector<RaceTask> race_analysis_tasks(const RaceFinish&, RaceFindings&);

} // namespace etalon
