// A lesson: steps of text, each with a run to look at. Written as JSON, so without compiling.
#pragma once

#include "core/lab/experiment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct LessonStep {
    std::string title{}, text{};
    std::string preset{};                 // empty: the experiment's first
    std::optional<std::uint64_t> seed{};  // missing: the step before's
    Overrides set{};                      // on top of the preset
    std::vector<std::string> figures{};   // shown; empty: as they are
    std::string focus{};                  // the figure that is enlarged; empty: none
    std::optional<std::int64_t> run_to{}; // plays up to here; missing: to the end
    std::optional<double> speed{};        // ×1 is the preset's natural length; missing: as it is
    bool wait = false;                    // the run stands at step 0 until it is started
    std::string question{}, reveal{};     // asked first; the answer waits to be asked for
};

struct Lesson {
    std::string experiment{}, title{};
    std::vector<LessonStep> steps{};
};

/// Checks every preset, parameter and figure against the experiments; UsageError names the place.
Lesson parse_lesson(std::string_view text, const std::string& document,
                    std::span<const Experiment>);

} // namespace etalon
