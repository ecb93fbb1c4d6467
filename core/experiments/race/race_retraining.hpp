// A whole training from a given start, as tickets, the control and sweeps need it.
#pragma once

#include "core/experiments/race/race_training.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// Learning rate from this step on; ascending, the first at step 0.
struct RaceRate {
    std::int64_t from = 0;
    double learning_rate = 0;
};

struct RacePlan {
    std::int64_t last_step = 0;
    std::int64_t record_every = 1;
    double drop_fraction = 0.5;
    double learning_rate = 0; // until the first of `rates`
    std::span<const RaceRate> rates{};
};

/// The steps R at which channels are sampled: the multiples of `record_every`, and the last.
std::vector<std::int64_t> race_recorded_steps(std::int64_t last_step, std::int64_t record_every);

struct RaceOutcome {
    std::vector<double> losses{}; // at the recorded steps; not a number after divergence
    std::int64_t last_step = 0;   // T, or the last step before divergence
    std::int64_t drop_step = -1;  // first t with L(t) < drop_fraction · L(0)
    double final_loss = 0;        // at last_step
    RaceNetwork network{};        // at last_step
};

/// `goes_on(share)` is asked between steps; nothing when it says no.
std::optional<RaceOutcome> retrain_race(const RaceProblem&, const RaceNetwork& start,
                                        const RacePlan&,
                                        const std::function<bool(double)>& goes_on);

} // namespace etalon
