// A captured run is the run that was stopped there, and the run that was captured does not notice.
#include "core/lab/branch.hpp"
#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::unique_ptr<Runner> small_runner(const Setup& setup = small_setup())
{
    return std::make_unique<Runner>(std::make_unique<SmallSimulation>(setup),
                                    planned_steps(setup.values));
}

bool ended(const Runner& runner)
{
    return has_ended(runner.status().state);
}

bool paused_at(const Runner& runner, std::int64_t step)
{
    const auto status = runner.status();
    return status.state == RunState::paused && status.step == step;
}

/// Has no summary to give before its last step.
class Shy : public SmallSimulation {
public:
    using SmallSimulation::SmallSimulation;
    Summary summary(const Recording& recording) const override
    {
        if (recording.snapshot()[0].steps().back() < 200)
            throw Error("Too early.");
        return SmallSimulation::summary(recording);
    }
};

} // namespace

class TestCapture : public QObject {
    Q_OBJECT

    /// Bit by bit the run that was stopped before the captured step.
    void compare(const Capture& captured, const Setup& setup,
                 const std::vector<Change>& changes = {})
    {
        const PlainRun stopped(setup, changes, captured.step);
        QVERIFY(captured.state == RunState::stopped);
        QCOMPARE(captured.step, stopped.outcome.step);
        QVERIFY(captured.changes == changes);
        QVERIFY(content(*captured.recording) == content(stopped.recording));
        QVERIFY(captured.final == stopped.simulation.weights());
        QVERIFY(captured.summary == stopped.simulation.summary(stopped.recording));
        QCOMPARE(captured.checkpoints.size(), stopped.outcome.checkpoints.size());
        for (std::size_t i = 0; i < captured.checkpoints.size(); ++i) {
            QCOMPARE(captured.checkpoints[i].step, stopped.outcome.checkpoints[i].step);
            QVERIFY(captured.checkpoints[i].tensors == stopped.outcome.checkpoints[i].tensors);
        }
    }

private slots:
    void a_paused_run_is_captured_where_it_stands_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("at the start") << 0;
        QTest::newRow("off the grid of a channel") << 77;
        QTest::newRow("where a checkpoint would be taken next") << 64;
        QTest::newRow("before the last step") << 199;
    }

    void a_paused_run_is_captured_where_it_stands()
    {
        QFETCH(int, step);
        for (const bool late_theory : {false, true}) {
            const auto setup = small_setup({{"late_theory", late_theory}});
            const auto runner = small_runner(setup);
            runner->run_to(step);
            QTRY_VERIFY(paused_at(*runner, step));
            const auto captured = runner->capture().get();
            QVERIFY(paused_at(*runner, step));
            QCOMPARE(captured.step, std::int64_t{step});
            compare(captured, setup);
        }
    }

    void live_changes_are_captured_with_it()
    {
        const auto runner = small_runner();
        runner->run_to(40);
        QTRY_VERIFY(paused_at(*runner, 40));
        runner->change("rate", 0.2);
        QTRY_COMPARE(runner->changes().size(), std::size_t{1});
        runner->run_to(60);
        QTRY_VERIFY(paused_at(*runner, 60));
        compare(runner->capture().get(), small_setup(), {{40, "rate", 0.2}});
    }

    void a_run_that_goes_on_is_captured_between_two_steps_and_does_not_notice()
    {
        const auto setup =
            small_setup({{"steps", std::int64_t{100'000}}}); // longer than a channel: thinned
        const auto runner = small_runner(setup);
        auto early = runner->capture();
        runner->run_to(70'000);
        QTRY_VERIFY(paused_at(*runner, 70'000));
        runner->run();
        auto late = runner->capture();
        QTRY_VERIFY(ended(*runner));
        compare(early.get(), setup);
        const auto captured = late.get();
        if (captured.state == RunState::stopped)
            compare(captured, setup);

        const PlainRun plain(setup);
        QVERIFY(content(*runner->recording()) == content(plain.recording));
        QVERIFY(runner->final_weights() == plain.simulation.weights());
        QVERIFY(runner->summary() == plain.simulation.summary(plain.recording));
        QCOMPARE(runner->checkpoints().size(), plain.outcome.checkpoints.size());
        QVERIFY(runner->changes().empty());
    }

    void a_run_that_waits_for_its_pace_is_captured_at_once()
    {
        const auto runner = small_runner();
        runner->set_speed(0.001);
        runner->run();
        QTRY_COMPARE(runner->status().step, std::int64_t{1});
        compare(runner->capture().get(), small_setup());
        QVERIFY(runner->status().state == RunState::running);
    }

    void a_captured_run_can_be_continued_where_it_stands()
    {
        const auto experiment = small_experiment();
        const auto setup = small_setup();
        const auto runner = small_runner();
        runner->run_to(77);
        QTRY_VERIFY(paused_at(*runner, 77));
        const auto captured = runner->capture().get();
        QCOMPARE(captured.checkpoints.back().step, std::int64_t{77});
        const auto continued =
            branch({experiment, setup, {}, captured.checkpoints, *captured.recording}, 77);
        continued->run();
        QTRY_VERIFY(ended(*continued));
        QVERIFY(content(*continued->recording()) == content(PlainRun(setup).recording));
    }

    void after_the_end_the_captured_run_is_the_one_that_ended()
    {
        const auto runner = small_runner(small_setup({{"diverge_at", std::int64_t{31}}}));
        runner->run();
        QTRY_VERIFY(ended(*runner));
        const auto captured = runner->capture().get();
        QVERIFY(captured.state == RunState::diverged);
        QCOMPARE(captured.step, std::int64_t{30});
        QCOMPARE(captured.message, std::string("The rate is too large."));
        QVERIFY(captured.recording == runner->recording());
        QVERIFY(captured.final == runner->final_weights());
        QVERIFY(captured.summary == runner->summary());
        QCOMPARE(captured.checkpoints.back().step, std::int64_t{30});
    }

    void whoever_asked_is_answered_even_if_the_run_is_stopped_or_destroyed()
    {
        for (const bool destroyed : {false, true}) {
            auto runner = small_runner(small_setup({{"steps", std::int64_t{1'000'000}}}));
            runner->run();
            auto future = runner->capture();
            if (destroyed)
                runner.reset();
            else
                runner->stop();
            const auto captured = future.get();
            QVERIFY(captured.state == RunState::stopped);
            QVERIFY(!captured.final.empty());
            QVERIFY(!captured.summary.empty());
        }
    }

    void what_keeps_a_capture_from_being_made_does_not_keep_the_run_from_going_on()
    {
        const auto setup = small_setup();
        Runner runner(std::make_unique<Shy>(setup), 200);
        auto future = runner.capture();
        QVERIFY_EXCEPTION_THROWN(future.get(), Error);
        runner.run();
        QTRY_VERIFY(ended(runner));
        QVERIFY(runner.status().state == RunState::finished);
        QVERIFY(content(*runner.recording()) == content(PlainRun(setup).recording));
    }
};

QTEST_APPLESS_MAIN(TestCapture)
#include "test_capture.moc"
