// The scalars that stand for a whole run.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "core/lab/figure.hpp"
#include "core/lab/recording.hpp"

#include <optional>

namespace etalon {

/// The step at which one entry of a sampled curve first reaches `level`, linear between samples;
/// 0 if it starts there, nothing if it never does.
std::optional<double> first_crossing(const Series&, std::size_t entry, double level);

Summary linear_cnn_summary(const Recording&, const LinearCnnModes&);

} // namespace etalon
