// A frame as an experiment's figures, readings, events and explanation see it.
#pragma once

#include "ui/frame.hpp"

namespace etalon {

inline const Options no_options{};

/// Sees `frame` and `options`, which must outlive it. The frame has a recording.
inline FigureInput inputOf(const Frame& frame, const Options& options = no_options)
{
    return {.parameters = frame.parameters,
            .seed = frame.seed,
            .steps = frame.steps,
            .step = frame.step,
            .ended = frame.ended,
            .channels = frame.recording->channels(),
            .series = frame.series,
            .data = frame.data ? std::span<const Tensor>(*frame.data) : std::span<const Tensor>(),
            .final_weights = frame.final_weights ? std::span<const Tensor>(*frame.final_weights)
                                                 : std::span<const Tensor>(),
            .weights =
                frame.weights ? std::span<const Tensor>(*frame.weights) : std::span<const Tensor>(),
            .weights_step = frame.weights_step,
            .summary = frame.summary,
            .timing = frame.timing,
            .changes = frame.changes,
            .kept = frame.kept,
            .options = options};
}

} // namespace etalon
