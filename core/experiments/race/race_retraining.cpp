#include "core/experiments/race/race_retraining.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {
namespace {

/// Walks through the learning rates as steps rise.
class Rates {
public:
    explicit Rates(const RacePlan& plan)
        : changes_(plan.rates)
        , now_(plan.learning_rate)
    {
    }

    double at(std::int64_t step)
    {
        for (; next_ < changes_.size() && changes_[next_].from <= step; ++next_)
            now_ = changes_[next_].learning_rate;
        return now_;
    }

private:
    std::span<const RaceRate> changes_;
    std::size_t next_ = 0;
    double now_;
};

/// Without neurons the output stays 0 for ever.
RaceOutcome empty_outcome(const RaceProblem& problem, const RaceNetwork& start,
                          const RacePlan& plan)
{
    const RaceVector outputs = RaceVector::Zero(problem.samples.labels.size());
    const double loss = race_score(outputs, problem.samples.labels, problem.loss).loss;
    const auto recorded = race_recorded_steps(plan.last_step, plan.record_every);
    return {.losses = std::vector<double>(recorded.size(), loss),
            .last_step = plan.last_step,
            .final_loss = loss,
            .network = start};
}

} // namespace

std::vector<std::int64_t> race_recorded_steps(std::int64_t last_step, std::int64_t record_every)
{
    std::vector<std::int64_t> steps;
    for (std::int64_t step = 0; step <= last_step; step += record_every)
        steps.push_back(step);
    if (steps.back() != last_step)
        steps.push_back(last_step);
    return steps;
}

std::optional<RaceOutcome> retrain_race(const RaceProblem& problem, const RaceNetwork& start,
                                        const RacePlan& plan,
                                        const std::function<bool(double)>& goes_on)
{
    if (start.width() == 0)
        return empty_outcome(problem, start, plan);
    const RaceMatrix no_inputs(0, start.input_weights.cols());
    const auto training = train_race(problem, start, no_inputs);
    const auto recorded = race_recorded_steps(plan.last_step, plan.record_every);
    Rates rates(plan);
    RaceOutcome outcome;
    outcome.losses.assign(recorded.size(), std::numeric_limits<double>::quiet_NaN());
    const double initial_loss = training->score().loss;
    std::size_t next = 0; // recorded step that comes next
    for (std::int64_t step = 0;; ++step) {
        const double loss = training->score().loss;
        if (step > 0 && (!(loss <= 1e6 * std::max(1.0, initial_loss)) || !training->finite())) {
            training->undo(); // the step before was the last that passed
            break;
        }
        outcome.last_step = step;
        outcome.final_loss = loss;
        if (outcome.drop_step < 0 && loss < plan.drop_fraction * initial_loss)
            outcome.drop_step = step;
        if (step == recorded[next]) {
            outcome.losses[next] = loss;
            ++next;
        }
        if (step == plan.last_step)
            break;
        if (!goes_on(static_cast<double>(step) / static_cast<double>(plan.last_step)))
            return std::nullopt;
        training->step(rates.at(step));
    }
    outcome.network = training->network();
    return outcome;
}

} // namespace etalon
