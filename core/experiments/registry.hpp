// The list of experiments: the one place that names them all.
#pragma once

#include "core/lab/experiment.hpp"

#include <span>

namespace etalon {

std::span<const Experiment> experiments();

} // namespace etalon
