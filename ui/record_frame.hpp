// A frame of a run that was saved.
#pragma once

#include "core/lab/session.hpp"
#include "ui/frame.hpp"

#include <span>

namespace etalon {

/// The changes of a run, and its parameters as those up to `frame.step` left them: over `setup`, with
/// `known` below them.
void setParameters(Frame& frame, const Values& setup, Overrides known,
                   std::span<const Change> changes);

/// The run as it stood at `step`, 0 … record.step: parameters with the live changes up to there,
/// and, if the experiment shows weights, those of the last checkpoint up to there. The frame keeps
/// the record. No other runs are in it.
Frame frameOf(const std::shared_ptr<const RunRecord>& record, const Experiment& experiment,
              std::int64_t step);

} // namespace etalon
