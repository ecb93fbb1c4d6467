// Pruning, merging, controls and sweeps against plain loops; the threads that run them.
#include "core/experiments/race/race_analysis.hpp"
#include "core/experiments/race/race_compression.hpp"
#include "core/experiments/race/race_sweep.hpp"
#include "core/experiments/race/race_tasks.hpp"
#include "core/lab/error.hpp"
#include "tests/core/experiments/race_small_run.hpp"

#include <QtTest>

#include <atomic>
#include <set>
#include <thread>

using namespace etalon;
using namespace etalon::test;

namespace {

bool always(double)
{
    return true;
}

bool proceed_always(double, const std::string&)
{
    return true;
}

const RaceSeries& series_named(const RaceAnalysis& analysis, const std::string& channel)
{
    for (const RaceSeries& series : analysis.series)
        if (series.channel == channel)
            return series;
    throw std::runtime_error("no channel " + channel);
}

std::set<std::string> channels_of(const RaceAnalysis& analysis)
{
    std::set<std::string> names;
    for (const RaceSeries& series : analysis.series)
        names.insert(series.channel);
    return names;
}

bool equal(const RaceAnalysis& a, const RaceAnalysis& b)
{
    return a.scalars == b.scalars
        && std::ranges::equal(a.series, b.series, [](const RaceSeries& x, const RaceSeries& y) {
               return x.channel == y.channel && x.index == y.index && x.values == y.values;
           });
}

RaceSettings sweeping(const std::string& key, const std::string& values)
{
    RaceSettings settings = small_settings();
    settings.sweep = key;
    settings.sweep_values = values;
    return settings;
}

} // namespace

class TestRaceAnalysis : public QObject {
    Q_OBJECT

private slots:
    void pruning_curves_evaluate_the_smaller_networks_data()
    {
        QTest::addColumn<int>("samples");
        QTest::newRow("few samples") << 37;
        QTest::newRow("more samples than are held at a time") << 1029;
    }
    void pruning_curves_evaluate_the_smaller_networks()
    {
        QFETCH(int, samples);
        const Eigen::Index width = 7;
        const RaceSamples data = four_clouds(samples, 3, Random(1, 1));
        const RaceNetwork network = random_network(width, 3, 1, Random(1, 3));
        auto orders = race_norm_order(network);
        orders.insert(orders.end(), {4, 0, 6, 2, 1, 5, 3});
        for (const RaceLoss loss : {RaceLoss::logistic, RaceLoss::squared}) {
            const auto curves = prune_race(network, data, loss, orders, always);
            QCOMPARE(curves->loss.rows(), width + 1);
            QCOMPARE(curves->loss.cols(), Eigen::Index{2});
            for (Eigen::Index column = 0; column < 2; ++column)
                for (Eigen::Index kept = 0; kept <= width; ++kept) {
                    std::vector<Eigen::Index> rest;
                    for (Eigen::Index i = width - kept; i < width; ++i)
                        rest.push_back(orders[static_cast<std::size_t>(column * width + i)]);
                    const PlainScore score =
                        plain_score(race_subnetwork(network, rest), data, loss);
                    QVERIFY(std::abs(curves->loss(kept, column) - score.loss) < 1e-12);
                    QVERIFY(std::abs(curves->accuracy(kept, column) - score.accuracy) < 1e-12);
                }
            QCOMPARE(curves->accuracy(0, 0), 0.0); // f = 0 is on no side
        }
        const auto accuracies = prune_race(network, data, std::nullopt, orders, always);
        QCOMPARE(accuracies->loss.size(), Eigen::Index{0});
        QVERIFY(accuracies->accuracy(width, 0) > 0);
    }

    void the_smallest_neuron_goes_first()
    {
        const RaceNetwork network{RaceMatrix{{0, 2}, {3, 0}, {1, 0}, {0, 1}, {0, 0}},
                                  RaceVector{{-1, 1, 2, 1, 5}}}; // a = 2, 3, 2, 1, 0
        QCOMPARE(race_norm_order(network), (std::vector<std::int64_t>{4, 3, 0, 2, 1}));
    }

    void a_prunable_share_ends_before_the_first_removal_that_fails()
    {
        // kept:                        0     1      2      3      4
        const std::vector<double> loss{0.69, 0.109, 0.102, 0.100, 0.1};
        const std::vector<double> accuracy{0, 0.99, 0.98, 0.992, 0.995};
        const RacePrunable prunable = race_prunable(loss, accuracy);
        QCOMPARE(prunable.relative, 0.25); // 0.102 > 0.101
        QCOMPARE(prunable.absolute, 0.75); // 0.109 ≤ 0.11
        QCOMPARE(prunable.accuracy, 0.25); // though 0.99 comes again
        QCOMPARE(race_prunable(std::vector{0.1, 0.1, 0.1}, std::vector{1.0, 1.0, 1.0}).relative,
                 1.0);
        QCOMPARE(race_prunable(std::vector{0.7, 0.5, 0.1}, std::vector{0.0, 0.5, 1.0}).accuracy,
                 0.0);
    }

    void the_merge_curve_regroups_at_each_threshold()
    {
        const SmallRun run(small_settings());
        const auto points =
            race_merge_curve(run.final, run.train, run.test, RaceLoss::logistic, always);
        QCOMPARE(points->size(), std::size_t{9});
        std::set<double> kept;
        for (const RaceMergePoint& point : *points) {
            const RaceNetwork merged = race_merge(run.final, race_groups(run.final, point.cosine));
            QCOMPARE(point.kept, static_cast<double>(merged.width()));
            const PlainScore train = plain_score(merged, run.train, RaceLoss::logistic);
            QVERIFY(std::abs(point.loss - train.loss) < 1e-13);
            QVERIFY(std::abs(point.accuracy - train.accuracy) < 1e-13);
            QVERIFY(std::abs(point.test_accuracy
                             - plain_score(merged, run.test, RaceLoss::logistic).accuracy)
                    < 1e-13);
            kept.insert(point.kept);
        }
        QVERIFY(kept.size() > 1);
        QCOMPARE(points->front().cosine, 0.9999);
        QCOMPARE(points->back().cosine, 0.5);
    }

    void a_sweep_value_starts_from_the_initial_tensors()
    {
        const RaceNetwork initial = random_network(12, 3, 1, Random(1, 3));
        const RaceNetwork narrow = race_sweep_start(sweeping("width", "5"), initial, 5);
        QVERIFY(narrow.input_weights == initial.input_weights.topRows(5));
        QVERIFY(narrow.output_weights == initial.output_weights.head(5));
        const RaceNetwork scaled =
            race_sweep_start(sweeping("init_scale", "0.1"), initial, 0.1); // from 0.05
        QVERIFY(scaled.input_weights == 2 * initial.input_weights);
        QVERIFY(scaled.output_weights == 2 * initial.output_weights);
        const RaceNetwork same = race_sweep_start(sweeping("learning_rate", "1"), initial, 1);
        QVERIFY(same.input_weights == initial.input_weights);
    }

    void sweep_runs_are_trainings_of_their_own_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("values");
        QTest::newRow("width") << "width"
                               << "4,12";
        QTest::newRow("init_scale") << "init_scale"
                                    << "0.1,0.05";
        QTest::newRow("learning_rate") << "learning_rate"
                                       << "0.1,0.15";
    }
    void sweep_runs_are_trainings_of_their_own()
    {
        QFETCH(QString, key);
        QFETCH(QString, values);
        RaceSettings settings = sweeping(key.toStdString(), values.toStdString());
        settings.analyse = false;
        const SmallRun run(settings);
        const auto analysis = analyse_race(run.finish(), proceed_always);
        const bool scales = key == "init_scale";
        QCOMPARE(channels_of(*analysis).size(), std::size_t(scales ? 7 : 6));
        QCOMPARE(analysis->scalars.size(), std::size_t(scales ? 1 : 0));
        const auto sweep_values = race_sweep_values(settings);
        QCOMPARE(series_named(*analysis, "sweep_value").values, sweep_values);
        for (std::size_t i = 0; i < 2; ++i) {
            RacePlan plan = race_plan(run.finish());
            if (key == "learning_rate")
                plan.learning_rate = sweep_values[i];
            // The second value is that of the run itself.
            const auto outcome = retrain_race(
                race_problem(run.finish()),
                race_sweep_start(settings, run.initial, sweep_values[i]), plan, always);
            const RaceGroups groups = race_groups(outcome->network, settings.group_cosine);
            const auto value = [&](const char* channel) {
                return series_named(*analysis, channel).values[i];
            };
            QCOMPARE(value("sweep_drop_step"), static_cast<double>(outcome->drop_step));
            QCOMPARE(value("sweep_group_count"), static_cast<double>(groups.count()));
            QCOMPARE(value("sweep_capacity"),
                     static_cast<double>(groups.effective(settings.capacity_floor)));
            QCOMPARE(value("sweep_final_loss"), outcome->final_loss);
            QVERIFY(std::abs(value("sweep_test_accuracy")
                             - plain_score(outcome->network, run.test, RaceLoss::logistic).accuracy)
                    < 1e-12);
        }
    }

    void learning_rate_changes_are_followed_except_by_a_sweep_of_it()
    {
        const RaceRate changes[] = {{0, 0.15}, {20, 0.02}};
        for (const char* key : {"init_scale", "learning_rate"}) {
            const SmallRun run(
                sweeping(key, std::string_view(key) == "init_scale" ? "0.02" : "0.15"));
            RaceFinish finish = run.finish();
            const double value = race_sweep_values(run.settings)[0];
            const auto steady = race_sweep_point(finish, value, always);
            finish.rates = changes;
            finish.final_loss = -1; // not the main run's
            const auto changed = race_sweep_point(finish, value, always);
            if (std::string_view(key) == "init_scale")
                QVERIFY(changed->final_loss > 1.1 * steady->final_loss);
            else
                QCOMPARE(changed->final_loss, steady->final_loss);
        }
    }

    void the_frozen_control_counts_the_groups_of_a_gated_training()
    {
        const SmallRun run(small_settings());
        RaceNetwork network = run.initial;
        for (int step = 0; step < 205; ++step)
            plain_step(network, run.train, RaceLoss::logistic, 0.15, &run.initial);
        const auto analysis = analyse_race(run.finish(), proceed_always);
        const double expected = race_groups(network, 0.99).count();
        QCOMPARE(analysis->scalars.at("groups_frozen_gates"), expected);
        QVERIFY(expected != race_groups(run.final, 0.99).count());
    }

    void what_is_switched_off_is_absent()
    {
        RaceSettings settings = small_settings();
        settings.prune_random_draws = settings.ticket_random_draws = 0;
        settings.control_frozen = false;
        const SmallRun no_draws(settings);
        const auto analysis = analyse_race(no_draws.finish(), proceed_always);
        for (const std::string& name : channels_of(*analysis))
            QVERIFY2(name.find("random") == std::string::npos, name.c_str());
        QVERIFY(!analysis->scalars.contains("prune_random_excess"));
        QVERIFY(!analysis->scalars.contains("ticket_random_loss_ratio"));
        QVERIFY(!analysis->scalars.contains("groups_frozen_gates"));
        QVERIFY(analysis->scalars.contains("ticket_loss_ratio"));

        settings.analyse = false;
        const SmallRun nothing(settings);
        const auto empty = analyse_race(nothing.finish(), proceed_always);
        QVERIFY(empty->series.empty() && empty->scalars.empty());
    }

    void random_excess_and_ratio_follow_from_the_channels()
    {
        const SmallRun run(small_settings());
        const auto analysis = analyse_race(run.finish(), proceed_always);
        const auto& norm = series_named(*analysis, "prune_norm_loss").values;
        const auto& random = series_named(*analysis, "prune_random_loss").values;
        QCOMPARE(random.size(), 3 * norm.size());
        double excess = 0;
        for (std::size_t kept = 0; kept < 13; ++kept)
            excess +=
                ((random[3 * kept] + random[3 * kept + 1] + random[3 * kept + 2]) / 3 - norm[kept])
                / 13;
        QVERIFY(std::abs(analysis->scalars.at("prune_random_excess") - excess) < 1e-14);
        const auto& tickets = series_named(*analysis, "ticket_random_loss");
        const double two = tickets.values[tickets.values.size() - 2]; // of two: the mean
        const double ratio = (two + tickets.values.back()) / 2 / run.final_loss;
        QVERIFY(std::abs(analysis->scalars.at("ticket_random_loss_ratio") - ratio) < 1e-12);
        const auto draw = race_subnetwork(run.initial, {4, 5, 6, 7}); // the second row
        const auto outcome =
            retrain_race(race_problem(run.finish()), draw, race_plan(run.finish()), always);
        QCOMPARE(tickets.values.back(), outcome->final_loss);
    }

    void any_number_of_threads_finds_the_same()
    {
        const SmallRun run(sweeping("width", "3,6,9"));
        const auto one = analyse_race(run.finish(), proceed_always, 1);
        for (const int threads : {2, 5})
            QVERIFY(equal(*analyse_race(run.finish(), proceed_always, threads), *one));
    }

    void giving_up_leaves_no_analysis()
    {
        RaceSettings settings = sweeping("width", "3,6,9");
        settings.steps = 20000; // some tenths of a second, if nobody stopped it
        settings.init_scale = 1;
        RaceSettings quick = settings;
        quick.steps = 20;
        SmallRun run(quick);
        run.settings = settings;
        for (const int patience : {0, 1, 3}) {
            int asked = 0;
            const auto analysis = analyse_race(
                run.finish(), [&](double, const std::string&) { return asked++ < patience; });
            QVERIFY(!analysis.has_value());
            QCOMPARE(asked, patience + 1); // never again after "no"
        }
    }

    void progress_rises_and_is_told_by_the_caller()
    {
        const SmallRun run(sweeping("width", "3,6,9"));
        double last = 0;
        std::set<std::string> doings;
        const auto caller = std::this_thread::get_id();
        bool rises = true, here = true;
        const auto analysis =
            analyse_race(run.finish(), [&](double share, const std::string& doing) {
                rises = rises && share >= last && share <= 1;
                here = here && std::this_thread::get_id() == caller;
                last = share;
                doings.insert(doing);
                return true;
            });
        QVERIFY(analysis.has_value());
        QVERIFY(rises);
        QVERIFY(here);
        QVERIFY(last > 1 - 1e-12);
        QVERIFY(!doings.contains(""));
    }

    void a_task_that_fails_is_an_error_of_the_caller()
    {
        std::atomic<int> started = 0;
        std::vector<RaceTask> tasks(3);
        for (RaceTask& task : tasks)
            task.run = [&](RaceTicker&) { ++started; };
        tasks[1].run = [](RaceTicker&) { throw Error("no memory"); };
        QVERIFY_EXCEPTION_THROWN(run_race_tasks(tasks, proceed_always, 1), Error);
        QCOMPARE(started.load(), 1); // those behind it are not begun
        QVERIFY(run_race_tasks({}, proceed_always));
    }
};

QTEST_APPLESS_MAIN(TestRaceAnalysis)
#include "test_race_analysis.moc"
