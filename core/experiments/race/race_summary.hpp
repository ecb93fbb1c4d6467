// The scalars of run.json.
#pragma once

#include "core/experiments/race/race_analysis.hpp"
#include "core/experiments/race/race_past.hpp"
#include "core/lab/figure.hpp"

namespace etalon {

/// A run at its last step.
struct RaceEnd {
    const RaceSettings& settings;
    const RaceChannels& channels;
    const Recording& recording;
    RaceTraining& training;
    const RaceVector& test_labels;
    RaceLoss loss = RaceLoss::logistic;
    const RaceGates& initial_gates;
    const RaceMoment& start; // at step 0
    double initial_loss = 0;
    RaceMoments moments{};
    std::span<const RaceRate> rates{};
    const RaceAnalysis* analysis = nullptr; // null: not made
};

/// Specification, section 10; only what exists in this run.
Summary race_summary(const RaceEnd&, RacePast&);

} // namespace etalon
