// Rewind and branch: a second run that shares the first steps of a first one.
#pragma once

#include "core/lab/runner.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace etalon {

/// What is known of the run that is branched from; it may still be going on.
struct Trunk {
    const Experiment& experiment;
    const Setup& setup;
    std::span<const Change> changes{};
    std::span<const Checkpoint> checkpoints{};
    const Recording& recording;
};

/// The last checkpoint not after `step`; null if all are.
const Checkpoint* nearest_checkpoint(std::span<const Checkpoint>, std::int64_t step);

/// A run on its way to `step`, where it pauses. It goes on from the nearest checkpoint if the
/// recording still has every sample up to it, else from the start; either way it keeps and records,
/// bit for bit, what a fresh run with the changes before `step` would.
std::unique_ptr<Runner> branch(const Trunk&, std::int64_t step);

/// A run that an experiment begins anew from a state of the trunk.
struct BranchedOff {
    std::unique_ptr<Runner> runner{};
    Setup setup;
    std::int64_t step =
        0; // of the checkpoint that it set out from, the last not after the one asked for
};

/// Where the experiment has branches of its own. Error if the trunk has no checkpoint up to `step`.
BranchedOff branch_off(const Trunk&, std::int64_t step);

} // namespace etalon
