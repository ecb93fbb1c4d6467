#include "core/experiments/race/race_findings.hpp"

#include <algorithm>
#include <functional>

namespace etalon {
namespace {

using Tasks = std::vector<RaceTask>;

/// Multiply-adds of a training, roughly: shares of progress need no more.
double training_cost(const RaceFinish& finish, Eigen::Index width)
{
    const auto samples = static_cast<double>(finish.train.inputs.rows());
    const auto inputs = static_cast<double>(finish.train.inputs.cols());
    const double entry = 2 + std::min(2 * inputs, samples);
    return static_cast<double>(finish.last_step + 1) * samples
        * (static_cast<double>(width) * entry + 20);
}

void merge(const RaceFinish& finish, RaceFindings& findings, RaceTicker& ticker)
{
    const RaceLoss loss = race_problem(finish).loss;
    auto points = race_merge_curve(finish.final, finish.train, finish.test, loss, std::ref(ticker));
    if (!points)
        return;
    findings.merging = std::move(*points);
    const RaceNetwork merged =
        race_merge(finish.final, race_groups(finish.final, finish.settings.group_cosine));
    const RaceNetwork core = race_core(merged, finish.settings.capacity_floor);
    findings.merged_loss = race_score_of(merged, finish.train, loss).loss;
    findings.core_loss = race_score_of(core, finish.train, loss).loss;
    findings.core_size = core.width();
}

Tasks compression(const RaceFinish& finish, RaceFindings& findings)
{
    const RaceLoss loss = race_problem(finish).loss;
    auto orders = race_norm_order(finish.final);
    orders.insert(orders.end(), finish.random_orders.begin(), finish.random_orders.end());
    const double terms = static_cast<double>(orders.size());
    Tasks tasks;
    tasks.push_back({"pruning curves", // 30 for the exponentials of the loss
                     30 * terms * static_cast<double>(finish.train.labels.size()),
                     [=, &finish, &findings](RaceTicker& ticker) {
                         if (auto curves = prune_race(finish.final, finish.train, loss, orders,
                                                      std::ref(ticker)))
                             findings.pruning = std::move(*curves);
                     }});
    tasks.push_back({"pruning curves", 2 * terms * static_cast<double>(finish.test.labels.size()),
                     [=, &finish, &findings](RaceTicker& ticker) {
                         if (auto curves = prune_race(finish.final, finish.test, std::nullopt,
                                                      orders, std::ref(ticker)))
                             findings.test_pruning = std::move(*curves);
                     }});
    tasks.push_back(
        {"merging groups",
         training_cost(finish, finish.final.width()) / static_cast<double>(finish.last_step + 1),
         [&finish, &findings](RaceTicker& ticker) { merge(finish, findings, ticker); }});
    return tasks;
}

/// Neurons of the winners, the losers and each random draw.
std::vector<std::vector<Eigen::Index>> chosen_neurons(const RaceFinish& finish,
                                                      const RaceTickets& tickets)
{
    std::vector<std::vector<Eigen::Index>> chosen{tickets.winners, tickets.losers};
    const auto size = static_cast<std::size_t>(finish.settings.ticket_size);
    for (std::size_t first = 0; first < finish.ticket_random.size(); first += size) {
        const auto draw = finish.ticket_random.subspan(first, size);
        chosen.emplace_back(draw.begin(), draw.end());
    }
    return chosen;
}

Tasks tickets(const RaceFinish& finish, RaceFindings& findings)
{
    const RaceSettings& settings = finish.settings;
    const Eigen::Map<const RaceVector> score(finish.early_score.data(),
                                             std::ssize(finish.early_score));
    findings.tickets = race_tickets(race_groups(finish.final, settings.group_cosine), score,
                                    race_neuron_norms(finish.final), settings.capacity_floor,
                                    settings.ticket_size);
    const auto chosen = chosen_neurons(finish, findings.tickets);
    findings.retrained.resize(chosen.size());
    Tasks tasks;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        tasks.push_back({"retraining tickets", training_cost(finish, std::ssize(chosen[i])),
                         [&finish, &findings, i, neurons = chosen[i]](RaceTicker& ticker) {
                             if (auto outcome = retrain_race(
                                     race_problem(finish), race_subnetwork(finish.initial, neurons),
                                     race_plan(finish), std::ref(ticker)))
                                 findings.retrained[i] = std::move(*outcome);
                         }});
    return tasks;
}

RaceTask control(const RaceFinish& finish, RaceFindings& findings)
{
    return {"training with frozen gates", training_cost(finish, finish.initial.width()),
            [&finish, &findings](RaceTicker& ticker) {
                const double group_cosine = finish.settings.group_cosine;
                RaceProblem problem = race_problem(finish);
                if (problem.frozen_gates) { // the run is its own control
                    findings.groups_frozen_gates = race_groups(finish.final, group_cosine).count();
                    return;
                }
                problem.frozen_gates = true;
                if (const auto outcome =
                        retrain_race(problem, finish.initial, race_plan(finish), std::ref(ticker)))
                    findings.groups_frozen_gates =
                        race_groups(outcome->network, group_cosine).count();
            }};
}

Tasks sweep(const RaceFinish& finish, RaceFindings& findings)
{
    const auto values = race_sweep_values(finish.settings);
    findings.sweep.resize(values.size());
    Tasks tasks;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool widths = finish.settings.sweep == "width";
        const Eigen::Index width =
            widths ? static_cast<Eigen::Index>(values[i]) : finish.initial.width();
        tasks.push_back({"sweeping " + finish.settings.sweep, training_cost(finish, width),
                         [&finish, &findings, i, value = values[i]](RaceTicker& ticker) {
                             if (auto point = race_sweep_point(finish, value, std::ref(ticker)))
                                 findings.sweep[i] = *point;
                         }});
    }
    return tasks;
}

} // namespace

std::vector<RaceTask> race_analysis_tasks(const RaceFinish& finish, RaceFindings& findings)
{
    Tasks tasks;
    const auto add = [&](Tasks&& more) { std::ranges::move(more, std::back_inserter(tasks)); };
    if (finish.settings.analyse) {
        add(compression(finish, findings));
        if (finish.moments.drop >= 0)
            add(tickets(finish, findings));
        if (finish.settings.control_frozen)
            tasks.push_back(control(finish, findings));
    }
    if (finish.settings.sweep != "none")
        add(sweep(finish, findings));
    std::ranges::stable_sort(tasks, std::ranges::greater(), &RaceTask::weight);
    return tasks;
}

} // namespace etalon
