// What is seen of a network in training at one step, beyond its outputs.
#pragma once

#include "core/experiments/race/race_groups.hpp"
#include "core/experiments/race/race_training.hpp"

namespace etalon {

struct RaceLook {
    RaceGeometry geometry{};
    RaceGroups groups{};
    RaceVector open_share{};                     // of the training samples, a neuron each
    double gates_unlocked = 0, gates_locked = 0; // of the gates shut, open at step 0
    double negative_alignment_share = 0;
};

/// `initial_gates`: those at step 0.
RaceLook look_at_race(RaceTraining&, const RaceGates& initial_gates, double group_cosine);

/// The growth of ln a in one step, as the weights before it say (specification, section 8); 0 for a
/// neuron with a = 0.
struct RaceGrowth {
    RaceVector exact{}; // identity
    RaceVector flow{};  // law 3 times η
};
RaceGrowth race_growth(const RaceGeometry&, double learning_rate);

/// ln a(t+1) − ln a(t); 0 for a neuron with a = 0.
RaceVector race_measured_growth(const RaceVector& before, const RaceVector& after);

} // namespace etalon
