// A small experiment for the window's tests: a damped oscillator, with a parameter of every kind.
#pragma once

#include "core/lab/experiment.hpp"

namespace etalon {

/// `note=fails` makes the constructor throw; with `note=analyses` a run that has made its last step
/// is at 43 % of its pruning curves until they are cancelled.
const Experiment& oscillator();

} // namespace etalon
