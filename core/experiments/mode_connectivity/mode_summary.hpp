// The scalars of run.json, and what a run has to say about itself.
#pragma once

#include "core/experiments/mode_connectivity/mode_channels.hpp"
#include "core/lab/figure.hpp"

namespace etalon {

/// Specification, section 10: the last rows of the channels.
Summary mode_summary(const Recording&, const ModeChannels&);
Summary mode_toy_summary(const Recording&, const ModeToyChannels&);

/// Why a run ended before its last step.
std::string mode_divergence_message(std::int64_t step, double learning_rate);

/// That samples are further apart than asked; empty if they are not.
std::string mode_spacing_message(const ModeConnectivitySettings&);

} // namespace etalon
