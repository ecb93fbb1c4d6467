#include "core/experiments/mode_connectivity/mode_retrace.hpp"

#include "core/experiments/mode_connectivity/mode_channels.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"

#include <algorithm>

namespace etalon {
namespace {

ModeState state_from(const ModeShape& shape, std::span<const Tensor> tensors,
                     const std::string& branch)
{
    const std::string velocity = "velocity_" + branch;
    return {mode_weights_from(shape, tensors, branch),
            has_mode_weights(tensors, velocity) ? mode_weights_from(shape, tensors, velocity)
                                                : ModeVector::Zero(shape.length())};
}

ModeVector start_of(const ModeConnectivitySettings& settings, const ModeShape& shape,
                    std::uint64_t seed, ModeStream own)
{
    return draw_mode_weights(shape, settings.init_scale, seed,
                             settings.is_shared() ? mode_stream_initial_a : own);
}

} // namespace

std::vector<ModeChange> mode_changes_from(std::span<const Tensor> checkpoint, std::int64_t step)
{
    std::vector<ModeChange> changes;
    if (!has_mode_tensor(checkpoint, "changes"))
        return changes;
    const auto& rows = mode_reals(mode_tensor(checkpoint, "changes"));
    for (std::size_t i = 0; i + 3 < rows.size(); i += 4)
        if (const auto from = static_cast<std::int64_t>(rows[i]); from < step || from == 0)
            changes.push_back({from, rows[i + 1], rows[i + 2], rows[i + 3]});
    return changes;
}

ModeRetrace::ModeRetrace(const ModeConnectivitySettings& now, std::uint64_t seed,
                         std::span<const Tensor> data, const ModeCheckpoint& checkpoint)
    : settings_(now)
    , shape_(mode_shape_from(checkpoint.tensors, now))
    , data_(mode_data_from(data, shape_.classes()))
    , start_a_(start_of(now, shape_, seed, mode_stream_initial_a))
    , start_b_(start_of(now, shape_, seed, mode_stream_initial_b))
    , pair_(settings_, shape_, data_, start_a_, start_b_)
    , past_(settings_, shape_, data_, start_a_, start_b_, mode_sample_spacing(settings_))
    , changes_(mode_changes_from(checkpoint.tensors, checkpoint.step))
{
    if (changes_.empty())
        changes_.push_back({0, now.learning_rate, now.momentum, now.weight_decay});
    pair_.restore(checkpoint.step, state_from(shape_, checkpoint.tensors, "a"),
                  state_from(shape_, checkpoint.tensors, "b"));
}

void ModeRetrace::advance(std::int64_t step)
{
    const ModeChange now{pair_.step(), settings_.learning_rate, settings_.momentum,
                         settings_.weight_decay};
    while (pair_.step() < step) {
        past_.keep(pair_);
        if (!pair_.advance(now))
            throw Error("The run cannot be trained again up to step " + std::to_string(step) + ".");
    }
}

bool ModeRetrace::visit(
    const ModeProceed& proceed,
    const std::function<void(std::int64_t, const ModeVector&, const ModeVector&)>& see)
{
    return past_.visit(pair_.step(), changes_, proceed, see);
}

} // namespace etalon
