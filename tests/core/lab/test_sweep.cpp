// A sweep gives what its runs give one by one, in the order of its grid.
#include "core/lab/sweep.hpp"

#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

class TestSweep : public QObject {
    Q_OBJECT
private slots:
    void results_equal_single_runs_in_grid_order()
    {
        const auto experiment = small_experiment();
        const std::vector<Value> rates{0.5, 0.01, 0.2};
        Sweep sweep(experiment, small_setup({}, 7), "rate", rates, 2, 3);
        QCOMPARE(sweep.total(), std::size_t{6});
        QCOMPARE(sweep.key(), std::string("rate"));
        QTRY_VERIFY(sweep.ended());
        QCOMPARE(sweep.done(), std::size_t{6});
        QVERIFY(sweep.message().empty());
        const auto results = sweep.results();
        QCOMPARE(results.size(), std::size_t{6});
        for (std::size_t i = 0; i < 6; ++i) {
            const PlainRun single(small_setup({{"rate", rates[i / 2]}}, 7 + i % 2));
            QVERIFY(results[i].parameters["rate"] == rates[i / 2]);
            QCOMPARE(results[i].seed, std::uint64_t{7 + i % 2});
            QVERIFY(results[i].summary == single.simulation.summary(single.recording));
        }
    }

    void a_diverged_run_counts()
    {
        Sweep sweep(small_experiment(), small_setup(), "diverge_at",
                    {std::int64_t{-1}, std::int64_t{51}}, 1);
        QTRY_VERIFY(sweep.ended());
        QCOMPARE(sweep.results().at(1).summary.at(1).second, std::optional(51.0)); // samples 0 … 50
    }

    void a_failed_run_is_named_and_the_others_go_on()
    {
        Sweep sweep(small_experiment(), small_setup({}, 3), "fail_at",
                    {std::int64_t{5}, std::int64_t{-1}}, 1);
        QTRY_VERIFY(sweep.ended());
        QCOMPARE(sweep.done(), std::size_t{2});
        QCOMPARE(sweep.results().size(), std::size_t{1});
        QCOMPARE(sweep.message(), std::string("fail_at=5, seed 3: The update failed."));
    }

    void all_wrong_values_are_named_before_anything_runs()
    {
        try {
            Sweep(small_experiment(), small_setup(), "noise_scale", {0.9, 2.0, 0.1}, 0);
            QFAIL("No error.");
        } catch (const UsageError& error) {
            QCOMPARE(QString(error.what()),
                     QString("A sweep needs at least 1 seed (0 given).\n"
                             "noise_scale=0.9: noise_scale may exceed rate by 0.5 at most.\n"
                             "noise_scale=2 is out of range (0 to 1)."));
        }
    }

    void cancelling_ends_a_run_that_would_last_for_hours()
    {
        const auto endless =
            small_setup({{"steps", std::int64_t{1'000'000'000}}, {"late_theory", false}});
        auto experiment = small_experiment();
        experiment.make = [](const Setup& setup) -> std::unique_ptr<Simulation> {
            struct Quiet : SmallSimulation {
                using SmallSimulation::SmallSimulation;
                void observe(Recording&, std::int64_t) const override {}
            };
            return std::make_unique<Quiet>(setup);
        };
        Sweep sweep(experiment, endless, "rate", {0.1, 0.2, 0.3}, 1);
        QVERIFY(!sweep.ended());
        sweep.cancel();
        QTRY_VERIFY(sweep.ended());
        QVERIFY(sweep.results().empty());
        const Sweep destroyed(experiment, endless, "rate", {0.1, 0.2, 0.3}, 1);
    }
};

QTEST_APPLESS_MAIN(TestSweep)
#include "test_sweep.moc"
