#include "core/experiments/race/race_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon {
namespace {

// In the order in which they are listed.
constexpr std::array prediction_scalars{"alignment_spearman", "score_spearman",
                                        "score_spearman_within_groups", "share_prediction_error",
                                        "share_freeze_error"};
constexpr std::array analysis_scalars{
    "prunable_relative",        "prunable_absolute",   "prunable_accuracy",
    "prune_random_excess",      "merge_loss_change",   "merged_core_size",
    "merged_core_loss_change",  "groups_frozen_gates", "ticket_overlap",
    "ticket_loss_ratio",        "ticket_drop_step",    "ticket_losers_drop_step",
    "ticket_random_loss_ratio", "drop_slope_measured"};

std::span<const double> entries(const RaceVector& values)
{
    return {values.data(), static_cast<std::size_t>(values.size())};
}

/// Largest |growth_measured − growth_exact| of all that was recorded.
double growth_identity_error(const RaceEnd& end)
{
    const auto series = end.recording.snapshot();
    const auto measured = series[end.channels.growth_measured].values();
    const auto exact = series[end.channels.growth_exact].values();
    double largest = 0;
    for (std::size_t i = 0; i < std::min(measured.size(), exact.size()); ++i)
        largest = std::max(largest, std::abs(measured[i] - exact[i]));
    return largest;
}

template <class Names>
void add_named(Summary& summary, const Names& names, const std::map<std::string, double>& scalars)
{
    for (const char* name : names)
        if (const auto found = scalars.find(name); found != scalars.end())
            summary.emplace_back(name, found->second);
}

void add_drop(Summary& summary, const RaceEnd& end, const RaceLook& last, RacePast& past)
{
    const auto at = [&](std::int64_t step) { return past.at(step, end.recording, end.rates); };
    const RaceMoment early = at(end.moments.early), dropped = at(end.moments.recorded_drop);
    summary.emplace_back("early_step", static_cast<double>(end.moments.early));
    summary.emplace_back("groups_at_drop", dropped.group_count);
    summary.emplace_back("gates_unlocked_at_drop", dropped.gates_unlocked);
    summary.emplace_back("negative_alignment_at_drop", dropped.negative_alignment_share);
    summary.emplace_back("flow_law_error",
                         past.flow_law_error(end.moments.drop, end.recording, end.rates));
    add_named(summary, prediction_scalars,
              race_prediction_scalars({.score_early = entries(early.geometry.score),
                                       .alignment_early = entries(early.geometry.alignment),
                                       .norm_at_drop = entries(dropped.geometry.neuron_norm),
                                       .norm_final = entries(last.geometry.neuron_norm)},
                                      last.groups));
    if (const auto slope = race_predicted_slope(at(end.moments.half).geometry,
                                                race_rate_at(end.rates, end.moments.half)))
        summary.emplace_back("drop_slope_predicted", *slope);
}

} // namespace

Summary race_summary(const RaceEnd& end, RacePast& past)
{
    const RaceLook last = look_at_race(end.training, end.initial_gates, end.settings.group_cosine);
    const RaceScore test = race_score(end.training.test_outputs(), end.test_labels, end.loss);
    Summary summary{
        {"initial_loss", end.initial_loss},
        {"final_loss", end.training.score().loss},
        {"final_accuracy", end.training.score().accuracy},
        {"test_loss", test.loss},
        {"test_accuracy", test.accuracy},
        {"drop_step", static_cast<double>(end.moments.drop)},
        {"growth_identity_error", growth_identity_error(end)},
        {"groups_initial", end.start.group_count},
        {"groups_final", static_cast<double>(last.groups.count())},
        {"capacity_final", static_cast<double>(last.groups.effective(end.settings.capacity_floor))},
        {"negative_alignment_initial", end.start.negative_alignment_share},
    };
    if (end.moments.drop >= 0)
        add_drop(summary, end, last, past);
    if (end.analysis)
        add_named(summary, analysis_scalars, end.analysis->scalars);
    return summary;
}

} // namespace etalon
