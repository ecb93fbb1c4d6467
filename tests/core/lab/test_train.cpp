// The training loop against the same loop written out by hand.
#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<std::int64_t> checkpoint_steps(const Outcome& outcome)
{
    std::vector<std::int64_t> steps;
    for (const auto& checkpoint : outcome.checkpoints)
        steps.push_back(checkpoint.step);
    return steps;
}

double x(const std::vector<Tensor>& tensors)
{
    return std::get<std::vector<double>>(tensors.at(0).values).at(0);
}

} // namespace

class TestTrain : public QObject {
    Q_OBJECT
private slots:
    void the_recording_holds_the_state_before_each_update_and_after_the_last()
    {
        const PlainRun run(small_setup({{"steps", std::int64_t{50}}}));
        QVERIFY(run.outcome.state == RunState::finished);
        QCOMPARE(run.outcome.step, std::int64_t{50});
        const auto series = run.recording.snapshot()[0];
        QCOMPARE(series.size(), std::size_t{51});
        Random random(1, 1);
        double expected = 1;
        for (std::size_t step = 0; step <= 50; ++step) {
            QCOMPARE(series.steps()[step], static_cast<std::int64_t>(step));
            QCOMPARE(series.sample(step)[0], expected);
            expected = (1 - 0.01) * expected + 0.001 * random.uniform();
        }
    }

    void the_last_step_is_sampled_in_every_channel()
    {
        const PlainRun run(small_setup({{"steps", std::int64_t{50}}})); // 50 is no multiple of 4
        QCOMPARE(run.recording.snapshot()[1].steps().back(), std::int64_t{50});
    }

    void a_change_before_a_step_is_seen_in_its_sample()
    {
        const PlainRun run(small_setup(), {{8, "rate", 0.5}});
        const auto powers = run.recording.snapshot()[1]; // its third entry is the rate
        QCOMPARE(powers.sample(1)[2], 0.01);
        QCOMPARE(powers.sample(2)[2], 0.5);
    }

    void stopping_ends_at_the_step_that_was_refused()
    {
        const PlainRun run(small_setup(), {}, 17);
        QVERIFY(run.outcome.state == RunState::stopped);
        QCOMPARE(run.outcome.step, std::int64_t{17});
        for (const auto channel : {0, 1, 3})
            QCOMPARE(run.recording.snapshot()[static_cast<std::size_t>(channel)].steps().back(),
                     std::int64_t{17});
    }

    void divergence_keeps_the_last_finite_state()
    {
        const PlainRun run(small_setup({{"diverge_at", std::int64_t{31}}}));
        QVERIFY(run.outcome.state == RunState::diverged);
        QCOMPARE(run.outcome.step, std::int64_t{30});
        const auto series = run.recording.snapshot()[0];
        QCOMPARE(series.steps().back(), std::int64_t{30});
        const PlainRun sound(small_setup());
        QCOMPARE(series.values().back(), sound.recording.snapshot()[0].sample(30)[0]);
    }

    void convergence_ends_the_run_after_its_update()
    {
        const PlainRun run(small_setup({{"converge_at", std::int64_t{12}}}));
        QVERIFY(run.outcome.state == RunState::finished);
        QCOMPARE(run.outcome.step, std::int64_t{12});
        QCOMPARE(run.recording.snapshot()[0].steps().back(), std::int64_t{12});
    }

    void checkpoints_are_evenly_spaced_and_at_most_64_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("spacing");
        QTest::newRow("each step") << 63 << 1;
        QTest::newRow("every second") << 64 << 2; // 64 / 1 is not below 64
        QTest::newRow("with a remainder") << 127 << 2;
        QTest::newRow("a default run") << 2000 << 32; // 2000 / 16 = 125, 2000 / 32 = 62.5
    }

    void checkpoints_are_evenly_spaced_and_at_most_64()
    {
        QFETCH(int, steps);
        QFETCH(int, spacing);
        const PlainRun run(small_setup({{"steps", std::int64_t{steps}}}));
        std::vector<std::int64_t> expected;
        for (std::int64_t step = spacing; step < steps; step += spacing)
            expected.push_back(step);
        expected.push_back(steps);
        QVERIFY(expected.size() <= 64);
        QCOMPARE(checkpoint_steps(run.outcome), expected);
        for (const auto& checkpoint : run.outcome.checkpoints) {
            const auto series = run.recording.snapshot()[0];
            QCOMPARE(x(checkpoint.tensors),
                     series.sample(static_cast<std::size_t>(checkpoint.step))[0]);
        }
    }

    void a_simulation_may_ask_for_checkpoints_of_its_own()
    {
        const PlainRun run(
            small_setup({{"steps", std::int64_t{100}}, {"checkpoint_every", std::int64_t{30}}}));
        QCOMPARE(checkpoint_steps(run.outcome), (std::vector<std::int64_t>{0, 30, 60, 90, 100}));
        const PlainRun without(small_setup({{"steps", std::int64_t{100}}}));
        QVERIFY(content(run.recording) == content(without.recording));
    }

    void checkpoints_are_shown_as_they_are_taken()
    {
        SmallSimulation simulation(small_setup());
        Recording recording(simulation.channels());
        std::int64_t at = -1;
        std::vector<std::pair<std::int64_t, std::int64_t>> seen;
        Outcome outcome;
        train(simulation, recording, 0, 10,
              {.before_step = [&](std::int64_t step) { return (at = step, true); },
               .on_checkpoint =
                   [&](const Checkpoint& checkpoint) { seen.emplace_back(checkpoint.step, at); }},
              outcome);
        QCOMPARE(seen.size(), outcome.checkpoints.size());
        for (std::size_t i = 0; i + 1 < seen.size(); ++i)
            QCOMPARE(seen[i].first, seen[i].second);
        QCOMPARE(seen.back().first, std::int64_t{10});
    }

    void a_restored_run_goes_on_with_the_same_bits()
    {
        const PlainRun whole(small_setup());
        const auto& checkpoint = whole.outcome.checkpoints.at(20);
        SmallSimulation simulation(small_setup());
        simulation.restore(checkpoint.step, checkpoint.tensors);
        Recording recording(simulation.channels());
        const auto outcome =
            train(simulation, recording, checkpoint.step, 200, [](std::int64_t) { return true; });
        const auto tail = recording.snapshot()[0];
        const auto series = whole.recording.snapshot()[0];
        QCOMPARE(tail.size(), static_cast<std::size_t>(200 - checkpoint.step + 1));
        for (std::size_t i = 0; i < tail.size(); ++i)
            QCOMPARE(tail.sample(i)[0],
                     series.sample(static_cast<std::size_t>(tail.steps()[i]))[0]);
        // And its checkpoints are those of the whole run from there on.
        const auto all = checkpoint_steps(whole.outcome);
        QCOMPARE(checkpoint_steps(outcome),
                 (std::vector<std::int64_t>(all.begin() + 20, all.end())));
    }

    void training_and_sampling_are_timed()
    {
        const PlainRun run(small_setup());
        QVERIFY(run.outcome.timing.seconds > 0);
        QVERIFY(run.outcome.timing.sampling_seconds > 0);
    }
};

QTEST_APPLESS_MAIN(TestTrain)
#include "test_train.moc"
