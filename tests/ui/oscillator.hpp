// A small experiment for the window's tests: a damped oscillator, with a parameter of every kind.
#pragma once

#include "core/lab/experiment.hpp"

namespace etalon {

/// `note=fails` makes the constructor throw.
const Experiment& oscillator();

} // namespace etalon
