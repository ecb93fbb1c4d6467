// A moment of a run that goes on, from the checkpoint before it: what was not kept is trained again,
// to the same bits.
#pragma once

#include "core/experiments/mode_connectivity/mode_pair.hpp"

namespace etalon {

/// The live parameters before a checkpoint of this step; nothing if they never changed.
std::vector<ModeChange> mode_changes_from(std::span<const Tensor> checkpoint, std::int64_t step);

/// A checkpoint, or the first weights at step 0 with no velocity.
struct ModeCheckpoint {
    std::int64_t step = 0;
    std::span<const Tensor> tensors{};
};

class ModeRetrace {
public:
    /// `now`: the parameters in force from the checkpoint on. `data`: as /data holds them.
    ModeRetrace(const ModeConnectivitySettings& now, std::uint64_t seed,
                std::span<const Tensor> data, const ModeCheckpoint&);
    ModeRetrace(const ModeRetrace&) = delete; // the pair and its past look at the data
    ModeRetrace& operator=(const ModeRetrace&) = delete;

    /// Trains the pair up to `step`.
    void advance(std::int64_t step);

    const ModeShape& shape() const { return shape_; }
    const ModeSamples& train() const { return data_.examples.train; }
    const ModePair& pair() const { return pair_; }
    /// θ at the branching step, or the mean of both starts; the pair is there or beyond.
    const ModeVector& origin() { return past_.origin(changes_); }
    /// Calls `see` with the sampled steps before the pair's. False if told to give up.
    bool visit(const ModeProceed& proceed,
               const std::function<void(std::int64_t, const ModeVector&, const ModeVector&)>& see);

private:
    ModeConnectivitySettings settings_;
    ModeShape shape_;
    ModeData data_;
    ModeVector start_a_, start_b_;
    ModePair pair_;
    ModePast past_;
    std::vector<ModeChange> changes_;
};

} // namespace etalon
