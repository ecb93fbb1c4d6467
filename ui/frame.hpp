// What the window shows at one instant: everything a figure is drawn from, owned.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/runner.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

/// An immutable snapshot of one run, made once a screen refresh and shared by all figures.
struct Frame {
    const Experiment* experiment = nullptr;
    Values parameters;
    std::uint64_t seed = 1;
    std::int64_t steps = 0;  // planned
    std::int64_t step = 0;   // shown: the newest, or where the timeline stands
    std::int64_t newest = 0; // last step recorded so far
    bool moving = false;     // training or playing: draw fast; else draw fine
    bool ended = false;
    std::uint64_t version = 0;                    // of the recording
    std::shared_ptr<const Recording> recording{}; // keeps channels alive
    std::vector<Series> series{};
    SharedTensors data{};
    SharedTensors final_weights{}; // null until the run has ended
    SharedTensors weights{};       // after `weights_step` updates; null unless they are looked at
    std::int64_t weights_step = -1;
    Summary summary{};
    NamedSeconds timing{}; // of the analyses, once the run has ended
    std::vector<std::pair<std::int64_t, std::string>> changes{};
    std::vector<KeptRun> kept{};
    std::vector<std::shared_ptr<const Frame>> ghosts{}; // other runs, drawn pale behind this one
};

using FramePointer = std::shared_ptr<const Frame>;

} // namespace etalon
