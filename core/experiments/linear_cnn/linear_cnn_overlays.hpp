// The theory channels of a run, filled in as far as they are needed.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_theory.hpp"
#include "core/lab/recording.hpp"

#include <limits>

namespace etalon {

class LinearCnnOverlays {
public:
    /// Short runs (`planned` steps) get all their theory at once, long ones as they go on.
    LinearCnnOverlays(LinearCnnTheory, std::int64_t every, std::int64_t planned);

    /// Appends what is missing up to `step`, each sample once.
    void append(Recording&, std::int64_t step);

private:
    void append_companion(Recording&, std::int64_t step) const;
    void append_race(Recording&, std::int64_t step);
    void append_race_at(Recording&, std::int64_t step);
    bool early_holds(std::int64_t step);

    LinearCnnTheory theory_;
    std::int64_t every_, horizon_ = 0; // theory is appended up to here at least
    std::int64_t searched_ = 0;    // sampled steps below this one lie within the early window …
    bool early_has_ended_ = false; // … and whether the window ends there
};

} // namespace etalon
