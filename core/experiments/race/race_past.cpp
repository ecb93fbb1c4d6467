#include "core/experiments/race/race_past.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// The sample at exactly this step; empty if there is none.
std::span<const double> sample_at(const Series& series, std::int64_t step)
{
    if (series.empty())
        return {};
    const auto index = series.at_or_before(step);
    return series.steps()[index] == step ? series.sample(index) : std::span<const double>();
}

RaceVector vector_of(std::span<const double> values)
{
    return Eigen::Map<const RaceVector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

void add_flow_errors(std::vector<double>& errors, std::span<const double> alignment,
                     std::span<const double> flow, std::span<const double> measured)
{
    for (std::size_t a = 0; a < alignment.size(); ++a)
        if (alignment[a] > 0.5)
            errors.push_back(std::abs(flow[a] - measured[a]) / std::abs(measured[a]));
}

std::span<const double> entries(const RaceVector& values)
{
    return {values.data(), static_cast<std::size_t>(values.size())};
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace

double race_rate_at(std::span<const RaceRate> rates, std::int64_t step)
{
    double rate = rates.front().learning_rate;
    for (const RaceRate& change : rates)
        if (change.from <= step)
            rate = change.learning_rate;
    return rate;
}

RacePast::RacePast(const RaceSettings& settings, const RaceChannels& channels,
                   const RaceProblem& problem, const RaceNetwork& initial,
                   const RaceGates& initial_gates)
    : settings_(settings)
    , channels_(channels)
    , problem_(problem)
    , initial_(initial)
    , initial_gates_(initial_gates)
{
}

void RacePast::forget()
{
    moments_.clear();
    flow_law_errors_.clear();
}

const RaceMoment& RacePast::at(std::int64_t step, const Recording& recording,
                               std::span<const RaceRate> rates)
{
    if (const auto known = moments_.find(step); known != moments_.end())
        return known->second;
    if (auto found = recorded(step, recording))
        return moments_[step] = std::move(*found);
    RaceMoment& moment = moments_[step];
    const auto look_at_last = [&](std::int64_t now, RaceTraining& training, double) {
        if (now != step)
            return;
        auto look = look_at_race(training, initial_gates_, settings_.group_cosine);
        moment = {.geometry = std::move(look.geometry),
                  .group_count = static_cast<double>(look.groups.count()),
                  .gates_unlocked = look.gates_unlocked,
                  .negative_alignment_share = look.negative_alignment_share};
    };
    train_again(step, rates, look_at_last);
    return moment;
}

/// Nothing unless all of it was recorded.
std::optional<RaceMoment> RacePast::recorded(std::int64_t step, const Recording& recording) const
{
    const auto series = recording.snapshot();
    const auto of = [&](std::size_t channel) { return sample_at(series[channel], step); };
    for (const auto channel :
         {channels_.neuron_norm, channels_.input_norm, channels_.output_weight, channels_.pull,
          channels_.alignment, channels_.score, channels_.group_count, channels_.gates_unlocked,
          channels_.negative_alignment_share})
        if (of(channel).empty())
            return std::nullopt;
    return RaceMoment{.geometry = {.neuron_norm = vector_of(of(channels_.neuron_norm)),
                                   .input_norm = vector_of(of(channels_.input_norm)),
                                   .output_weight = vector_of(of(channels_.output_weight)),
                                   .pull_norm = vector_of(of(channels_.pull)),
                                   .alignment = vector_of(of(channels_.alignment)),
                                   .score = vector_of(of(channels_.score))},
                      .group_count = of(channels_.group_count)[0],
                      .gates_unlocked = of(channels_.gates_unlocked)[0],
                      .negative_alignment_share = of(channels_.negative_alignment_share)[0]};
}

double RacePast::flow_law_error(std::int64_t drop, const Recording& recording,
                                std::span<const RaceRate> rates)
{
    if (const auto known = flow_law_errors_.find(drop); known != flow_law_errors_.end())
        return known->second;
    auto errors = recorded_flow_errors(drop, recording);
    if (!errors) {
        errors.emplace();
        RaceGeometry before;
        RaceGrowth growth;
        std::int64_t sampled = -1;
        train_again(drop, rates, [&](std::int64_t step, RaceTraining& training, double rate) {
            if (sampled >= 0 && sampled == step - 1) {
                const RaceVector measured =
                    race_measured_growth(before.neuron_norm, training.neuron_norms());
                add_flow_errors(*errors, entries(before.alignment), entries(growth.flow),
                                entries(measured));
            }
            if (step % settings_.record_every != 0)
                return;
            before = training.geometry();
            growth = race_growth(before, rate);
            sampled = step;
        });
    }
    return flow_law_errors_[drop] = median(std::move(*errors));
}

/// Nothing if the recording lacks a sample before the drop.
std::optional<std::vector<double>> RacePast::recorded_flow_errors(std::int64_t drop,
                                                                  const Recording& recording) const
{
    const auto series = recording.snapshot();
    std::vector<double> errors;
    for (std::int64_t step = 0; step < drop; step += settings_.record_every) {
        const auto alignment = sample_at(series[channels_.alignment], step);
        const auto flow = sample_at(series[channels_.growth_flow], step);
        const auto measured = sample_at(series[channels_.growth_measured], step);
        if (alignment.empty() || flow.empty() || measured.empty())
            return std::nullopt;
        add_flow_errors(errors, alignment, flow, measured);
    }
    return errors;
}

void RacePast::train_again(
    std::int64_t last, std::span<const RaceRate> rates,
    const std::function<void(std::int64_t, RaceTraining&, double)>& before_step)
{
    const auto training =
        train_race(problem_, initial_, RaceMatrix(0, initial_.input_weights.cols()));
    for (std::int64_t step = 0;; ++step) {
        const double rate = race_rate_at(rates, step);
        before_step(step, *training, rate);
        if (step == last)
            return;
        training->step(rate);
    }
}

} // namespace etalon
