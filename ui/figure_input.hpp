// A frame as the experiment's readings, events and explanation see it.
#pragma once

#include "ui/frame.hpp"

namespace etalon {

/// Sees `frame`, which must outlive it.
inline FigureInput inputOf(const Frame& frame)
{
    static const Options none;
    return {.parameters = frame.parameters,
            .seed = frame.seed,
            .steps = frame.steps,
            .step = frame.step,
            .ended = frame.ended,
            .channels = frame.recording->channels(),
            .series = frame.series,
            .data = frame.data ? std::span<const Tensor>(*frame.data) : std::span<const Tensor>(),
            .summary = frame.summary,
            .changes = frame.changes,
            .kept = frame.kept,
            .options = none};
}

} // namespace etalon
