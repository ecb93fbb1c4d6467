#include "core/experiments/linear_cnn/linear_cnn_overlays.hpp"

namespace etalon {
namespace {

constexpr std::int64_t most_work_at_once = 10'000'000;

/// Calls use(t) for the sampling steps after `last` up to `horizon`, and for `step`, as the end of a
/// run is sampled wherever it falls.
template <class Use>
void for_missing(std::int64_t last, std::int64_t every, std::int64_t step, std::int64_t horizon,
                 Use&& use)
{
    std::int64_t t = last < 0 ? 0 : (last / every + 1) * every;
    for (; t <= step; t += every)
        use(t);
    if (step > last && step % every != 0)
        use(step);
    for (; t <= horizon; t += every)
        use(t);
}

std::vector<double> values_at(const std::vector<Sigmoid>& curves, std::int64_t step)
{
    std::vector<double> values;
    for (const Sigmoid& curve : curves)
        values.push_back(curve(static_cast<double>(step)));
    return values;
}

} // namespace

LinearCnnOverlays::LinearCnnOverlays(LinearCnnTheory theory, std::int64_t every,
                                     std::int64_t planned)
    : theory_(std::move(theory))
    , every_(every)
{
    const auto work =
        theory_.has_race() ? static_cast<std::int64_t>(theory_.race().reduced.work_per_step()) : 1;
    if (planned <= most_work_at_once / work)
        horizon_ = planned;
}

void LinearCnnOverlays::append(Recording& recording, std::int64_t step)
{
    if (theory_.has_companion())
        append_companion(recording, step);
    if (theory_.has_race())
        append_race(recording, step);
}

void LinearCnnOverlays::append_companion(Recording& recording, std::int64_t step) const
{
    const auto channel = recording.index("mode_strengths_fully_connected_sigmoid");
    for_missing(recording.last_step(channel), every_, step, horizon_, [&](std::int64_t t) {
        if (recording.wants(channel, t))
            recording.append(channel, t, values_at(theory_.companion(), t));
    });
}

void LinearCnnOverlays::append_race(Recording& recording, std::int64_t step)
{
    const auto last = recording.last_step(recording.index("mode_strengths_reduced"));
    for_missing(last, every_, step, horizon_,
                [&](std::int64_t t) { append_race_at(recording, t); });
}

void LinearCnnOverlays::append_race_at(Recording& recording, std::int64_t step)
{
    auto& race = theory_.race();
    const auto strengths = recording.index("mode_strengths_reduced");
    const auto early = recording.index("kernel_spectra_early");
    if (recording.wants(early, step) && early_holds(step))
        recording.append(early, step, race.early.powers(step));
    if (!recording.wants(strengths, step))
        return;
    race.reduced.go_to(step);
    recording.append(strengths, step, race.reduced.mode_strengths());
    recording.append(recording.index("dominance_reduced"), step, race.reduced.dominance());
    recording.append(recording.index("mode_strengths_sigmoid"), step,
                     values_at(race.closed_form, step));
}

/// The window ends where the first mode's reduced strength reaches its limit, between samples too;
/// sample 0 always belongs to it.
bool LinearCnnOverlays::early_holds(std::int64_t step)
{
    auto& race = theory_.race();
    const auto within = [&](std::int64_t t) {
        race.reduced.go_to(t);
        return race.reduced.mode_strengths()[0] < race.early_limit;
    };
    for (; !early_has_ended_ && searched_ < step; searched_ += every_)
        if (!within(searched_))
            early_has_ended_ = true;
    if (step == 0 || early_has_ended_)
        return step == 0;
    return within(step);
}

} // namespace etalon
