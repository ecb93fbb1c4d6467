#include "core/experiments/race/race_analysis.hpp"

#include "core/experiments/race/race_findings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {
namespace {

std::vector<std::int64_t> count_from_zero(Eigen::Index count)
{
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    return numbers;
}

/// Columns [first, first + count) of a curve per order, row by row.
std::vector<double> columns(const RaceMatrix& curves, Eigen::Index first, Eigen::Index count)
{
    std::vector<double> values(static_cast<std::size_t>(curves.rows() * count));
    Eigen::Map<RaceMatrix>(values.data(), curves.rows(), count) = curves.middleCols(first, count);
    return values;
}

void add_pruning(RaceAnalysis& analysis, const RaceFindings& findings)
{
    const RaceMatrix& loss = findings.pruning.loss;
    const RaceMatrix& accuracy = findings.pruning.accuracy;
    const Eigen::Index draws = loss.cols() - 1;
    const auto kept = count_from_zero(loss.rows());
    const auto add = [&](const std::string& kind, Eigen::Index first, Eigen::Index count) {
        const auto values_of = [&](const RaceMatrix& curves) {
            return columns(curves, first, count);
        };
        analysis.series.push_back({kind + "_loss", kept, values_of(loss)});
        analysis.series.push_back({kind + "_accuracy", kept, values_of(accuracy)});
        analysis.series.push_back(
            {kind + "_test_accuracy", kept, values_of(findings.test_pruning.accuracy)});
    };
    add("prune_norm", 0, 1);
    const auto prunable = race_prunable(columns(loss, 0, 1), columns(accuracy, 0, 1));
    analysis.scalars["prunable_relative"] = prunable.relative;
    analysis.scalars["prunable_absolute"] = prunable.absolute;
    analysis.scalars["prunable_accuracy"] = prunable.accuracy;
    if (draws == 0)
        return;
    add("prune_random", 1, draws);
    analysis.scalars["prune_random_excess"] =
        (loss.rightCols(draws).rowwise().mean() - loss.col(0)).mean();
}

void add_merging(RaceAnalysis& analysis, const RaceFinish& finish, const RaceFindings& findings)
{
    const auto& points = findings.merging;
    const auto add = [&](const std::string& channel, double RaceMergePoint::*entry) {
        std::vector<double> values;
        for (const RaceMergePoint& point : points)
            values.push_back(point.*entry);
        analysis.series.push_back({channel, count_from_zero(std::ssize(points)), values});
    };
    add("merge_cosine", &RaceMergePoint::cosine);
    add("merge_kept", &RaceMergePoint::kept);
    add("merge_loss", &RaceMergePoint::loss);
    add("merge_accuracy", &RaceMergePoint::accuracy);
    add("merge_test_accuracy", &RaceMergePoint::test_accuracy);

    const double full = findings.pruning.loss(finish.final.width(), 0); // the ReLU network's
    analysis.scalars["merge_loss_change"] = std::abs(findings.merged_loss / full - 1);
    analysis.scalars["merged_core_size"] = static_cast<double>(findings.core_size);
    analysis.scalars["merged_core_loss_change"] = findings.core_loss / full - 1;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void add_tickets(RaceAnalysis& analysis, const RaceFinish& finish, const RaceFindings& findings)
{
    if (findings.retrained.empty())
        return;
    const auto steps = race_recorded_steps(finish.last_step, finish.settings.record_every);
    const RaceOutcome& winners = findings.retrained[0];
    const RaceOutcome& losers = findings.retrained[1];
    const std::span random = std::span(findings.retrained).subspan(2);
    analysis.series.push_back({"ticket_winners_loss", steps, winners.losses});
    analysis.series.push_back({"ticket_losers_loss", steps, losers.losses});
    auto& scalars = analysis.scalars;
    scalars["ticket_overlap"] =
        static_cast<double>(race_common_neurons(findings.tickets.winners, findings.tickets.top))
        / static_cast<double>(finish.settings.ticket_size);
    scalars["ticket_loss_ratio"] = winners.final_loss / finish.final_loss;
    scalars["ticket_drop_step"] = static_cast<double>(winners.drop_step);
    scalars["ticket_losers_drop_step"] = static_cast<double>(losers.drop_step);
    if (random.empty())
        return;
    std::vector<double> values, ratios;
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (const RaceOutcome& draw : random)
            values.push_back(draw.losses[i]);
    for (const RaceOutcome& draw : random)
        ratios.push_back(draw.final_loss / finish.final_loss);
    analysis.series.push_back({"ticket_random_loss", steps, std::move(values)});
    scalars["ticket_random_loss_ratio"] = median(std::move(ratios));
}

} // namespace

RaceProblem race_problem(const RaceFinish& finish)
{
    return {.samples = finish.train,
            .loss = finish.settings.loss == "squared" ? RaceLoss::squared : RaceLoss::logistic,
            .frozen_gates = finish.settings.gate_mode == "frozen",
            .single_precision = finish.settings.precision == "float32"};
}

RacePlan race_plan(const RaceFinish& finish)
{
    return {.last_step = finish.last_step,
            .record_every = finish.settings.record_every,
            .drop_fraction = finish.settings.drop_fraction,
            .learning_rate = finish.settings.learning_rate,
            .rates = finish.rates};
}

std::optional<RaceAnalysis> analyse_race(const RaceFinish& finish, const Proceed& proceed,
                                         int threads)
{
    RaceFindings findings;
    if (!run_race_tasks(race_analysis_tasks(finish, findings), proceed, threads))
        return std::nullopt;
    RaceAnalysis analysis;
    if (finish.settings.analyse) {
        add_pruning(analysis, findings);
        add_merging(analysis, finish, findings);
        add_tickets(analysis, finish, findings);
    }
    if (findings.groups_frozen_gates)
        analysis.scalars["groups_frozen_gates"] = *findings.groups_frozen_gates;
    add_race_sweep(analysis, finish, findings.sweep);
    return analysis;
}

} // namespace etalon
