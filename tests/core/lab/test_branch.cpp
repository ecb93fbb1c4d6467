// A branch is, bit for bit, the fresh run with the same changes.
#include "core/lab/branch.hpp"

#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

/// The small simulation, counting its updates: how far did a branch have to go?
class Counting : public SmallSimulation {
public:
    using SmallSimulation::SmallSimulation;
    Progress advance() override
    {
        ++updates();
        return SmallSimulation::advance();
    }
    static std::atomic<int>& updates()
    {
        static std::atomic<int> count = 0;
        return count;
    }
};

Experiment counting_experiment()
{
    auto experiment = small_experiment();
    experiment.make = [](const Setup& setup) -> std::unique_ptr<Simulation> {
        return std::make_unique<Counting>(setup);
    };
    return experiment;
}

std::vector<Change> before(const std::vector<Change>& changes, std::int64_t step)
{
    std::vector<Change> result;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(result),
                 [&](const Change& change) { return change.step < step; });
    return result;
}

const std::vector<Change> changes{{0, "rate", 0.02},         {30, "noise_scale", 0.01},
                                  {64, "rate", 0.1},         {65, "rate", 0.05},
                                  {120, "noise_scale", 0.0}, {150, "noise_scale", 0.02}};

} // namespace

class TestBranch : public QObject {
    Q_OBJECT

    /// Branches at a step, changes the rate there and runs to the end; compares with the fresh run.
    void check(const Setup& setup, const PlainRun& trunk, const Recording& recording,
               std::int64_t step, int updates)
    {
        const auto experiment = counting_experiment();
        Counting::updates() = 0;
        const auto runner =
            branch({experiment, setup, changes, trunk.outcome.checkpoints, recording}, step);
        QTRY_VERIFY(runner->status().state == RunState::paused && runner->status().step == step);
        QCOMPARE(Counting::updates().load(), updates);
        QVERIFY(runner->changes() == before(changes, step));

        runner->change("rate", 0.3);
        runner->run();
        QTRY_VERIFY(has_ended(runner->status().state));
        auto expected_changes = before(changes, step);
        expected_changes.push_back({step, "rate", 0.3});
        QVERIFY(runner->changes() == expected_changes);
        const PlainRun fresh(setup, expected_changes);
        QVERIFY(content(*runner->recording()) == content(fresh.recording));
        QVERIFY(runner->final_weights() == fresh.simulation.weights());
        QVERIFY(runner->initial() == SmallSimulation(setup).weights());
        const auto checkpoints = runner->checkpoints();
        QCOMPARE(checkpoints.size(), fresh.outcome.checkpoints.size());
        for (std::size_t i = 0; i < checkpoints.size(); ++i) {
            QCOMPARE(checkpoints[i].step, fresh.outcome.checkpoints[i].step);
            QVERIFY(checkpoints[i].tensors == fresh.outcome.checkpoints[i].tensors);
        }
    }

private slots:
    void a_branch_equals_the_fresh_run_with_the_same_changes_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("updates"); // checkpoints are 4 steps apart
        QTest::newRow("at the start") << 0 << 0;
        QTest::newRow("before the first checkpoint") << 3 << 3;
        QTest::newRow("at a checkpoint") << 64 << 0;
        QTest::newRow("after a change at a checkpoint") << 65 << 1;
        QTest::newRow("between checkpoints") << 151 << 3;
        QTest::newRow("near the end") << 199 << 3;
    }

    void a_branch_equals_the_fresh_run_with_the_same_changes()
    {
        QFETCH(int, step);
        QFETCH(int, updates);
        const auto setup = small_setup();
        const PlainRun trunk(setup, changes);
        check(setup, trunk, trunk.recording, step, updates);
    }

    void a_run_that_was_stopped_can_be_continued()
    {
        const auto setup = small_setup();
        const PlainRun trunk(setup, changes,
                             77); // its last samples and checkpoint are off the grid
        check(setup, trunk, trunk.recording, 77, 0);
        check(setup, trunk, trunk.recording, 70, 2);
    }

    void what_a_thinned_recording_has_lost_is_computed_again()
    {
        const auto setup = small_setup();
        PlainRun trunk(setup, changes);
        const Recording& full = trunk.recording;
        Recording thinned(full.channels(), 1); // room for 64 samples
        const auto series = full.snapshot();
        for (std::size_t channel = 0; channel < series.size(); ++channel)
            for (std::size_t i = 0; i < series[channel].size(); ++i)
                thinned.append(channel, series[channel].steps()[i], series[channel].sample(i));
        thinned.publish();
        check(setup, trunk, thinned, 151, 151);
    }

    void theory_that_became_known_on_the_way_is_computed_again()
    {
        const auto setup = small_setup({{"late_theory", true}});
        const PlainRun trunk(setup, changes);
        check(setup, trunk, trunk.recording, 151, 151);
    }

    void a_branch_of_a_branch_equals_the_fresh_run()
    {
        const auto experiment = small_experiment();
        const auto setup = small_setup();
        const PlainRun trunk(setup);
        const auto first =
            branch({experiment, setup, {}, trunk.outcome.checkpoints, trunk.recording}, 101);
        first->change("rate", 0.2);
        first->run();
        QTRY_VERIFY(has_ended(first->status().state));
        const auto known = first->changes();
        const auto checkpoints = first->checkpoints();
        const auto second =
            branch({experiment, setup, known, checkpoints, *first->recording()}, 42);
        second->run();
        QTRY_VERIFY(has_ended(second->status().state));
        QVERIFY(content(*second->recording()) == content(trunk.recording)); // its change came later
    }

    void a_run_can_be_branched_from_while_it_goes_on()
    {
        const auto experiment = small_experiment();
        const auto setup = small_setup({{"steps", std::int64_t{5000}}});
        Runner trunk(experiment.make(setup), 5000);
        trunk.set_speed(20000);
        trunk.run();
        QTRY_VERIFY(trunk.status().step > 300);
        const auto checkpoints = trunk.checkpoints();
        const auto runner = branch({experiment, setup, {}, checkpoints, *trunk.recording()}, 250);
        runner->run();
        QTRY_VERIFY(has_ended(runner->status().state));
        QVERIFY(content(*runner->recording()) == content(PlainRun(setup).recording));
    }
};

QTEST_APPLESS_MAIN(TestBranch)
#include "test_branch.moc"
