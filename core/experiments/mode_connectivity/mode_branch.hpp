// "Branch here": a new pair of runs from a state that another pair passed.
#pragma once

#include "core/experiments/mode_connectivity/mode_connectivity.hpp"

#include <span>

namespace etalon {

/// A's weights and velocity of the parent's checkpoint at `step` become trunk and origin; data, T and
/// schedule stay, and the new orders are those of seed + 1, from a fresh epoch (of seed + 2 where the
/// parent was branched off itself, and so on).
/// The setup is the parent's, with spawn_step at the branching step and a shared start: on its own it
/// stands for another run, as the trunk here is the way that the parent's A took.
Offshoot branch_mode_connectivity(const Setup& parent, std::int64_t step,
                                  std::span<const Tensor> checkpoint);

} // namespace etalon
