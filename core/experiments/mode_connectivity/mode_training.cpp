#include "core/experiments/mode_connectivity/mode_training.hpp"

#include <algorithm>
#include <array>

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

/// Gradient to V' = μV + G in some rows of a layer, whose numbers stand side by side; whether no
/// weight passes the limit.
bool ModeTraining::move_rows(const ModeRates& rates, Index l, Index first, Index rows)
{
    using namespace Eigen::internal;
    if (rates.weight_decay != 0)
        mode_weight(shape_, next_velocity_, l).middleRows(first, rows) +=
            rates.weight_decay * mode_weight(shape_, state_.theta, l).middleRows(first, rows);
    const Index begin = shape_.offset(l) + first * shape_.stride(l),
                end = begin + rows * shape_.stride(l);
    const ModePacket momentum = mode_all(rates.momentum), step = mode_all(-rates.learning_rate),
                     limit = mode_all(mode_largest_weight);
    ModePacket is_within = pcmp_eq(limit, limit);
    for (Index i = begin; i < end; i += mode_lanes) {
        const ModePacket velocity = pmadd(momentum, mode_load(state_.velocity.data() + i),
                                          mode_load(next_velocity_.data() + i));
        mode_store(next_velocity_.data() + i, velocity);
        const ModePacket weight = pmadd(step, velocity, mode_load(state_.theta.data() + i));
        is_within = pand(is_within, pcmp_le(pabs(weight), limit)); // never for not a number
    }
    std::array<double, mode_lanes> lanes;
    mode_store(lanes.data(), pand(is_within, mode_all(1)));
    return std::all_of(lanes.begin(), lanes.end(), [](double one) { return one == 1; });
}

bool ModeTraining::prepare(std::span<const std::int64_t> batch, const ModeRates& rates)
{
    learning_rate_ = rates.learning_rate;
    bool is_within = true;
    const bool is_finite = gradient_.compute(
        state_.theta, *samples_, batch, next_velocity_, [&](Index l, Index first, Index rows) {
            is_within = move_rows(rates, l, first, rows) && is_within;
        });
    return is_finite && is_within;
}

void ModeTraining::commit()
{
    state_.velocity.swap(next_velocity_);
    state_.theta -= learning_rate_ * state_.velocity;
}

} // namespace etalon
