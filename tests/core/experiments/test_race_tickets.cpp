// Which neurons make a ticket, and what retraining them gives, against plain loops.
#include "core/experiments/race/race_retraining.hpp"
#include "core/experiments/race/race_tickets.hpp"
#include "tests/core/experiments/race_small_run.hpp"

#include <QtTest>

#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

using Neurons = std::vector<Eigen::Index>;

bool always(double)
{
    return true;
}

/// Plain gradient descent: losses of every step, and the weights at the end.
struct PlainRun {
    std::vector<double> losses{};
    RaceNetwork network{};
};

PlainRun plain_run(RaceNetwork network, const RaceSamples& samples, RaceLoss loss, bool frozen,
                   const std::vector<double>& learning_rates)
{
    const RaceNetwork start = network;
    const RaceNetwork* gates = frozen ? &start : nullptr;
    PlainRun run;
    for (const double learning_rate : learning_rates) {
        run.losses.push_back(plain_score(network, samples, loss, gates).loss);
        plain_step(network, samples, loss, learning_rate, gates);
    }
    run.losses.push_back(plain_score(network, samples, loss, gates).loss);
    run.network = std::move(network);
    return run;
}

double relative(double a, double b)
{
    return std::abs(a - b) / std::abs(b);
}

} // namespace

class TestRaceTickets : public QObject {
    Q_OBJECT

private slots:
    void large_groups_take_turns_by_falling_share()
    {
        // Groups of share 0.3, 0.5 and 0.2; neuron 6 is dead.
        const RaceGroups groups{.of_neuron = {0, 0, 1, 1, 1, 2, -1}, .share = {0.3, 0.5, 0.2}};
        const RaceVector merit{{5, 6, 1, 3, 2, 9, 100}};
        QCOMPARE(race_ticket(groups, merit, 0.0, 4), (Neurons{3, 1, 5, 4}));
        QCOMPARE(race_ticket(groups, merit, 0.3, 4), (Neurons{3, 1, 4, 0})); // share 0.3 is enough
        QCOMPARE(race_ticket(groups, merit, 0.4, 2), (Neurons{3, 4}));
    }

    void a_ticket_is_smaller_when_large_groups_run_out()
    {
        const RaceGroups groups{.of_neuron = {0, 0, 1, 1, 1, 2, -1}, .share = {0.3, 0.5, 0.2}};
        const RaceVector merit{{5, 6, 1, 3, 2, 9, 100}};
        QCOMPARE(race_ticket(groups, merit, 0.0, 20), (Neurons{3, 1, 5, 4, 0, 2}));
        QVERIFY(race_ticket(groups, merit, 0.6, 4).empty());
    }

    void ties_go_to_the_lower_index()
    {
        const RaceGroups groups{.of_neuron = {1, 0, 0, 1}, .share = {0.5, 0.5}};
        const RaceVector equal = RaceVector::Zero(4);
        const auto tickets = race_tickets(groups, equal, equal, 0.01, 3);
        QCOMPARE(tickets.winners, (Neurons{1, 0, 2})); // of equal shares the older group first
        QCOMPARE(tickets.losers, tickets.winners);
        QCOMPARE(tickets.top, tickets.winners);
    }

    void losers_have_the_lowest_score_and_top_the_largest_norm()
    {
        const RaceGroups groups{.of_neuron = {0, 0, 0, 1, 1, 1}, .share = {0.4, 0.6}};
        const RaceVector score{{0.1, 0, 0.3, 7, 9, 8}}, norm{{3, 2, 1, 4, 6, 5}};
        const auto tickets = race_tickets(groups, score, norm, 0.01, 2);
        QCOMPARE(tickets.winners, (Neurons{4, 2}));
        QCOMPARE(tickets.losers, (Neurons{3, 1}));
        QCOMPARE(tickets.top, (Neurons{4, 0}));
        QCOMPARE(race_common_neurons(tickets.winners, tickets.top), std::int64_t{1});
    }

    void a_ticket_of_all_neurons_repeats_the_full_run()
    {
        const SmallRun run(small_settings());
        Neurons everyone;
        for (Eigen::Index a = 0; a < run.initial.width(); ++a)
            everyone.push_back(a);
        const auto again =
            retrain_race(race_problem(run.finish()), race_subnetwork(run.initial, everyone),
                         race_plan(run.finish()), always);
        QCOMPARE(again->final_loss, run.final_loss);
        QCOMPARE(again->drop_step, run.moments.drop);
        QVERIFY(again->drop_step > 0);
        QVERIFY(again->network.input_weights == run.final.input_weights);
    }

    void retraining_is_plain_gradient_descent_data()
    {
        QTest::addColumn<QString>("loss");
        QTest::addColumn<bool>("frozen");
        for (const char* loss : {"logistic", "squared"})
            for (const bool frozen : {false, true})
                QTest::addRow("%s %s", loss, frozen ? "frozen" : "live") << QString(loss) << frozen;
    }
    void retraining_is_plain_gradient_descent()
    {
        QFETCH(QString, loss);
        QFETCH(bool, frozen);
        RaceSettings settings = small_settings();
        settings.loss = loss.toStdString();
        settings.gate_mode = frozen ? "frozen" : "live";
        settings.init_scale = 0.3;
        const RaceSamples samples = four_clouds(40, 3, Random(2, 1));
        // A ticket's frozen gates are those of its own neurons.
        const RaceNetwork ticket =
            race_subnetwork(random_network(12, 3, 0.3, Random(2, 3)), {7, 2, 11});
        const RaceRate changes[] = {{10, 0.05}, {60, 0.3}};
        const RacePlan plan{.last_step = 95,
                            .record_every = 10,
                            .drop_fraction = 0.9,
                            .learning_rate = 0.1,
                            .rates = changes};
        std::vector<double> learning_rates;
        for (int step = 0; step < 95; ++step)
            learning_rates.push_back(step < 10 ? 0.1 : step < 60 ? 0.05 : 0.3);
        const RaceProblem problem{.samples = samples,
                                  .loss = settings.loss == "squared" ? RaceLoss::squared
                                                                     : RaceLoss::logistic,
                                  .frozen_gates = frozen};
        const auto outcome = retrain_race(problem, ticket, plan, always);
        const PlainRun plain = plain_run(ticket, samples, problem.loss, frozen, learning_rates);

        const auto recorded = race_recorded_steps(95, 10);
        QCOMPARE(recorded.size(), std::size_t{11});
        QCOMPARE(recorded.back(), std::int64_t{95});
        for (std::size_t i = 0; i < recorded.size(); ++i)
            QVERIFY(
                relative(outcome->losses[i], plain.losses[static_cast<std::size_t>(recorded[i])])
                < 1e-11);
        QVERIFY(relative(outcome->final_loss, plain.losses.back()) < 1e-11);
        QVERIFY((outcome->network.input_weights - plain.network.input_weights).norm() < 1e-11);
        std::int64_t drop = 0;
        while (plain.losses[static_cast<std::size_t>(drop)] >= 0.9 * plain.losses[0])
            ++drop;
        QVERIFY(drop > 1 && drop < 95);
        QCOMPARE(outcome->drop_step, drop);
    }

    void a_loss_that_never_falls_far_enough_has_no_drop()
    {
        const SmallRun run(small_settings());
        RacePlan plan = race_plan(run.finish());
        plan.drop_fraction = 1e-6;
        const auto outcome = retrain_race(race_problem(run.finish()), run.initial, plan, always);
        QCOMPARE(outcome->drop_step, std::int64_t{-1});
    }

    void a_ticket_without_neurons_stays_at_its_first_loss()
    {
        const SmallRun run(small_settings());
        const auto outcome =
            retrain_race(race_problem(run.finish()), race_subnetwork(run.initial, {}),
                         race_plan(run.finish()), always);
        QCOMPARE(outcome->drop_step, std::int64_t{-1});
        QCOMPARE(outcome->losses.size(), race_recorded_steps(205, 10).size());
        for (const double loss : outcome->losses)
            QVERIFY(std::abs(loss - std::numbers::ln2) < 1e-15);
    }

    void divergence_ends_at_the_last_step_that_passed()
    {
        RaceSettings settings = small_settings();
        settings.loss = "squared";
        settings.learning_rate = 40;
        const RaceSamples samples = four_clouds(40, 3, Random(2, 1));
        const RaceNetwork start = random_network(12, 3, 0.5, Random(2, 3));
        const auto outcome =
            retrain_race({.samples = samples, .loss = RaceLoss::squared}, start,
                         {.last_step = 100, .record_every = 1, .learning_rate = 40}, always);
        const PlainRun plain =
            plain_run(start, samples, RaceLoss::squared, false, std::vector<double>(100, 40.0));
        std::size_t failing = 1; // L > 1e6 max(1, L(0))
        while (plain.losses[failing] <= 1e6 * std::max(1.0, plain.losses[0]))
            ++failing;
        QVERIFY(failing < 100);
        QCOMPARE(outcome->last_step, static_cast<std::int64_t>(failing) - 1);
        QVERIFY(relative(outcome->final_loss, plain.losses[failing - 1]) < 1e-9);
        QVERIFY(outcome->network.input_weights.allFinite());
        QVERIFY(relative(plain_score(outcome->network, samples, RaceLoss::squared).loss,
                         outcome->final_loss)
                < 1e-9);
        QVERIFY(std::isfinite(outcome->losses[failing - 1]));
        QVERIFY(std::isnan(outcome->losses[failing]));
        QVERIFY(std::isnan(outcome->losses.back()));
    }

    void giving_up_leaves_nothing()
    {
        const SmallRun run(small_settings());
        int asked = 0;
        const auto outcome = retrain_race(race_problem(run.finish()), run.initial,
                                          race_plan(run.finish()), [&](double share) {
                                              ++asked;
                                              return share < 0.5;
                                          });
        QVERIFY(!outcome.has_value());
        QVERIFY(asked > 100 && asked < 106); // at half of 205 steps, not at the end
    }
};

QTEST_APPLESS_MAIN(TestRaceTickets)
#include "test_race_tickets.moc"
