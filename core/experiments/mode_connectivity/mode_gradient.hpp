// The gradient of the mean cross-entropy over a mini-batch.
#pragma once

#include "core/experiments/mode_connectivity/mode_forward.hpp"

namespace etalon {

/// Keeps its working memory from call to call. One thread at a time.
class ModeGradient {
public:
    explicit ModeGradient(const ModeShape&);

    /// Told of rows first … first + rows - 1 of layer l when they are done, while they are at hand.
    using OnRows = std::function<void(Eigen::Index l, Eigen::Index first, Eigen::Index rows)>;

    /// Mean gradient over these examples, as θ is laid out. False if the loss is not finite.
    bool compute(const ModeVector& theta, const ModeSamples&, std::span<const std::int64_t> batch,
                 ModeVector& gradient, const OnRows& on_rows = {});

private:
    void gather(const ModeSamples&, std::span<const std::int64_t> examples);
    bool score_errors(const ModeSamples&, std::span<const std::int64_t> examples, double share);

    ModeShape shape_;
    ModeForward forward_;
    ModeVector input_rows_, input_; // (panel, stride), (stride, panel)
    ModeVector errors_, next_errors_, transposed_;
};

} // namespace etalon
