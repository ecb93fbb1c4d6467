// Heavy-ball descent of one branch, an update in two halves so that two branches move together or
// not at all.
#pragma once

#include "core/experiments/mode_connectivity/mode_gradient.hpp"

namespace etalon {

/// What one update needs beside the batch.
struct ModeRates {
    double learning_rate = 0; // η_s, the schedule included
    double momentum = 0;
    double weight_decay = 0;
};

/// θ and V of a branch.
struct ModeState {
    ModeVector theta{}, velocity{};
};

class ModeTraining {
public:
    /// The samples must outlive it.
    ModeTraining(const ModeShape&, const ModeSamples&, ModeState);

    /// V' = μV + G; whether the loss is finite and no weight of θ - ηV' passes the limit.
    bool prepare(std::span<const std::int64_t> batch, const ModeRates&);
    /// Takes the step that was prepared.
    void commit();

    const ModeState& state() const { return state_; }
    void set(const ModeState& state) { state_ = state; }

private:
    bool move_rows(const ModeRates&, Eigen::Index l, Eigen::Index first, Eigen::Index rows);

    ModeShape shape_;
    const ModeSamples* samples_;
    ModeGradient gradient_;
    ModeState state_;
    ModeVector next_velocity_;
    double learning_rate_ = 0; // of the step that was prepared
};

/// Weights beyond this are divergence.
inline constexpr double mode_largest_weight = 1e8;

} // namespace etalon
