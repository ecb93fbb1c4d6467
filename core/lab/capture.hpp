// A run that goes on, as it would be saved had it been stopped.
#pragma once

#include "core/lab/train.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// What saving a run needs of it and what the run will not touch any more.
struct Capture {
    RunState state = RunState::stopped;
    std::int64_t step = 0;
    std::string message{};
    Timing timing{};
    std::shared_ptr<const Recording> recording{};
    std::vector<Tensor> final{};
    std::vector<Checkpoint> checkpoints{};
    Summary summary{};
    std::vector<Change> changes{};
};

/// The recording as it would be if the run had been stopped at this step, before its last samples
/// were taken. May be called by any thread while the run goes on.
std::shared_ptr<Recording> recording_up_to(std::int64_t step, const Recording&);

/// The run as it stands before a step. By the thread that trains; neither simulation nor recording
/// notices. Where it stands follows the earlier checkpoints; the changes are left to the caller.
Capture capture(const Simulation&, const Recording&, const Outcome& so_far,
                std::span<const Checkpoint> earlier);

/// What only the simulation can tell, of a recording that is finished: asked for before the
/// analyses begin, because during them the simulation has no answers.
Capture outline(const Simulation&, const Recording&, const Outcome&);

/// The rest of it, while the analyses go on. Any thread.
Capture filled(Capture outline, const Recording&, std::span<const Checkpoint> all);

} // namespace etalon
