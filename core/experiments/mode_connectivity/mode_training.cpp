#include "core/experiments/mode_connectivity/mode_training.hpp"

namespace etalon {

using Eigen::Index;

ModeTraining::ModeTraining(const ModeShape& shape, const ModeSamples& samples, ModeState state)
    : shape_(shape)
    , samples_(&samples)
    , gradient_(shape)
    , state_(std::move(state))
    , next_velocity_(ModeVector::Zero(shape.length()))
{
}

bool ModeTraining::prepare(std::span<const std::int64_t> batch, const ModeRates& rates)
{
    ModeVector& next = next_velocity_; // the gradient at first
    const bool is_finite = gradient_.compute(state_.theta, *samples_, batch, next);
    if (rates.weight_decay != 0)
        for (Index l = 1; l <= shape_.layers(); ++l)
            mode_weight(shape_, next, l) +=
                rates.weight_decay * mode_weight(shape_, state_.theta, l);
    learning_rate_ = rates.learning_rate;
    next += rates.momentum * state_.velocity;
    // Not a number is never <= the limit; a maximum alone could lose it.
    return is_finite
        && ((state_.theta - learning_rate_ * next).array().abs() <= mode_largest_weight).all();
}

void ModeTraining::commit()
{
    state_.velocity.swap(next_velocity_);
    state_.theta -= learning_rate_ * state_.velocity;
}

} // namespace etalon
