// Commands do what they say, and no way of running a run changes a bit of it.
#include "core/lab/runner.hpp"

#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::unique_ptr<Runner> small_runner(const Setup& setup = small_setup(),
                                     std::vector<Change> planned = {})
{
    return std::make_unique<Runner>(std::make_unique<SmallSimulation>(setup),
                                    planned_steps(setup.values), std::move(planned));
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

/// A run far too long to end in a test: whatever ends was ended.
Setup endless()
{
    return small_setup({{"steps", std::int64_t{1'000'000'000}}});
}

/// The small simulation without its theory to the end of the run.
class Quiet : public SmallSimulation {
public:
    using SmallSimulation::SmallSimulation;
    void observe(Recording& recording, std::int64_t step) const override
    {
        recording.append(0, step, 1.0);
    }
};

std::unique_ptr<Runner> endless_runner()
{
    return std::make_unique<Runner>(std::make_unique<Quiet>(endless()),
                                    planned_steps(endless().values));
}

} // namespace

class TestRunner : public QObject {
    Q_OBJECT
private slots:
    void it_starts_paused_with_the_first_step_observed()
    {
        const auto runner = small_runner();
        QVERIFY(runner->status().state == RunState::paused);
        QCOMPARE(runner->status().step, std::int64_t{0});
        QCOMPARE(runner->status().steps, std::int64_t{200});
        QCOMPARE(runner->recording()->snapshot()[0].size(), std::size_t{1});
        QCOMPARE(std::get<std::vector<double>>(runner->initial().at(0).values).at(0), 1.0);
    }

    void weights_can_be_looked_at_while_it_trains()
    {
        const auto value = [](const ShownWeights& weights) {
            return std::get<std::vector<double>>(weights.tensors->front().values).front();
        };
        const Setup setup = small_setup({{"steps", std::int64_t{100'000}}});
        const auto runner = small_runner(setup);
        QCOMPARE(runner->recent_weights().step, std::int64_t{0});
        runner->run();
        std::map<std::int64_t, double> seen;
        while (!ended(*runner)) {
            const auto weights = runner->recent_weights();
            seen[weights.step] = value(weights);
        }
        QVERIFY(seen.size() > 2);
        // They are those of a plain run after as many steps, and nothing else was disturbed.
        SmallSimulation plain(setup);
        std::int64_t step = 0;
        for (const auto& [at, expected] : seen) {
            for (; step < at; ++step)
                plain.advance();
            QCOMPARE(std::get<std::vector<double>>(plain.weights()[0].values)[0], expected);
        }
        for (; step < 100'000; ++step)
            plain.advance();
        QVERIFY(runner->final_weights() == plain.weights());
        const auto before = runner->checkpoint_step_before(50'000);
        QVERIFY(before > 0 && before <= 50'000);
        QCOMPARE(runner->checkpoint_before(50'000).step, before);
        QCOMPARE(runner->checkpoint_before(-1).step, std::int64_t{-1});
    }

    void it_runs_to_the_end_and_knows_the_result()
    {
        const auto runner = small_runner();
        runner->run();
        QTRY_VERIFY(ended(*runner));
        const auto status = runner->status();
        QVERIFY(status.state == RunState::finished);
        QCOMPARE(status.step, std::int64_t{200});
        QVERIFY(status.timing.seconds > 0);
        const PlainRun plain(small_setup());
        QVERIFY(content(*runner->recording()) == content(plain.recording));
        QVERIFY(runner->summary() == plain.simulation.summary(plain.recording));
        QVERIFY(runner->final_weights() == plain.simulation.weights());
        const auto checkpoints = runner->checkpoints();
        QCOMPARE(checkpoints.size(), plain.outcome.checkpoints.size());
        for (std::size_t i = 0; i < checkpoints.size(); ++i) {
            QCOMPARE(checkpoints[i].step, plain.outcome.checkpoints[i].step);
            QVERIFY(checkpoints[i].tensors == plain.outcome.checkpoints[i].tensors);
        }
    }

    void it_steps_and_then_pauses()
    {
        const auto runner = small_runner();
        runner->step();
        QTRY_VERIFY(paused_at(*runner, 1));
        QCOMPARE(runner->recording()->snapshot()[0].steps().back(), std::int64_t{1});
        runner->step(10);
        QTRY_VERIFY(paused_at(*runner, 11));
        runner->step(2); // steps asked for in quick succession are all made
        runner->step(3);
        QTRY_VERIFY(paused_at(*runner, 16));
        QCOMPARE(runner->recording()->snapshot()[0].steps().back(), std::int64_t{16});
    }

    void it_runs_to_a_step_whatever_the_speed_and_then_pauses()
    {
        const auto runner = small_runner();
        runner->set_speed(0.01); // 150 steps would last four hours
        runner->run_to(150);
        QTRY_VERIFY(paused_at(*runner, 150));
        QCOMPARE(runner->recording()->snapshot()[0].steps().back(), std::int64_t{150});
        runner->run_to(20); // is behind it
        runner->step();
        QTRY_VERIFY(paused_at(*runner, 151));
    }

    void it_pauses_resumes_and_stops()
    {
        const auto runner = endless_runner();
        runner->run();
        QTRY_VERIFY(runner->status().step > 100);
        QVERIFY(runner->status().state == RunState::running);
        runner->pause();
        QTRY_VERIFY(runner->status().state == RunState::paused);
        const auto step = runner->status().step;
        QCOMPARE(runner->recording()->snapshot()[0].steps().back() <= step, true);
        runner->run();
        QTRY_VERIFY(runner->status().step > step);
        runner->stop();
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::stopped);
        QCOMPARE(runner->recording()->snapshot()[0].steps().back(), runner->status().step);
        QVERIFY(!runner->final_weights().empty());
    }

    void the_speed_is_measured_while_it_runs()
    {
        const auto runner = endless_runner();
        QCOMPARE(runner->status().steps_per_second, 0.0);
        runner->run();
        QTRY_VERIFY(runner->status().steps_per_second > 0);
    }

    void it_can_be_stopped_and_destroyed_while_it_waits_for_its_pace()
    {
        for (const bool stops : {true, false}) {
            const auto runner = endless_runner();
            runner->set_speed(0.001);
            runner->run();
            QTRY_COMPARE(runner->status().step, std::int64_t{1}); // the first one is due at once
            if (stops) {
                runner->stop();
                QTRY_VERIFY(ended(*runner));
                QCOMPARE(runner->status().step, std::int64_t{1});
            }
        }
    }

    void a_new_speed_acts_at_once()
    {
        const auto runner = small_runner();
        runner->set_speed(0.001);
        runner->run();
        QTRY_COMPARE(runner->status().step, std::int64_t{1});
        runner->set_speed(1e9);
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::finished);
    }

    void a_slower_speed_counts_from_the_steps_already_taken()
    {
        for (const double fast : {1e5, std::numeric_limits<double>::infinity()}) {
            const auto runner = endless_runner();
            runner->set_speed(100);
            runner->run();
            QTRY_VERIFY(runner->status().step > 1);
            runner->set_speed(fast);
            QTRY_VERIFY(runner->status().step > 5000);
            runner->set_speed(100); // at which these steps would have lasted 50 s
            const auto step = runner->status().step;
            QTRY_VERIFY(runner->status().step > step + 5);
        }
    }

    void it_can_be_destroyed_while_it_runs_and_its_recording_lives_on()
    {
        auto runner = endless_runner();
        runner->run();
        const auto recording = runner->recording();
        QTRY_VERIFY(runner->status().step > 10);
        runner.reset();
        QVERIFY(recording->snapshot()[0].steps().back() > 10);
        const auto never_run = small_runner();
    }

    void the_bytes_do_not_depend_on_speed_or_pauses()
    {
        const auto setup = small_setup({{"late_theory", true}});
        const auto expected = content(PlainRun(setup).recording);
        for (const double speed : {20000.0, 3000.0, 1e9}) {
            const auto runner = small_runner(setup);
            runner->set_speed(speed);
            runner->step(10); // late theory begins here
            QTRY_VERIFY(paused_at(*runner, 10));
            runner->run_to(60);
            QTRY_VERIFY(paused_at(*runner, 60));
            for (std::int64_t step = 61; step < 66; ++step) {
                runner->step();
                QTRY_VERIFY(paused_at(*runner, step));
            }
            runner->run();
            runner->pause();
            runner->run();
            QTRY_VERIFY(ended(*runner));
            QVERIFY(content(*runner->recording()) == expected);
            QVERIFY(runner->changes().empty());
        }
    }

    void a_change_while_paused_acts_at_once_and_the_last_value_counts()
    {
        const auto runner = small_runner();
        runner->run_to(8);
        QTRY_VERIFY(paused_at(*runner, 8));
        const auto shown_rate = [&] { return runner->recording()->snapshot()[1].values().back(); };
        QCOMPARE(shown_rate(), 0.01);
        for (const double rate : {0.3, 0.2, 0.1}) {
            runner->change("rate", rate);
            QTRY_COMPARE(shown_rate(), rate);
        }
        QVERIFY(runner->status().state == RunState::paused);
        const std::vector<Change> expected{{8, "rate", 0.1}};
        QTRY_VERIFY(runner->changes() == expected);
        runner->run();
        QTRY_VERIFY(ended(*runner));
        QVERIFY(content(*runner->recording())
                == content(PlainRun(small_setup(), expected).recording));
    }

    void changes_of_any_kind_at_any_time_can_be_replayed()
    {
        const auto setup = small_setup({{"late_theory", true}});
        const auto runner = small_runner(setup, {{0, "noise_scale", 0.002}, {50, "rate", 0.05}});
        runner->change("rate", 0.2); // at step 0: the theory to the end follows
        QTRY_COMPARE(runner->changes().size(), std::size_t{2});
        runner->run_to(10);
        QTRY_VERIFY(paused_at(*runner, 10));
        runner->change("rate", 0.03); // the late theory, just begun, follows
        QTRY_COMPARE(runner->changes().size(), std::size_t{3});
        runner->change("noise_scale", 0.1);
        QTRY_COMPARE(runner->changes().size(), std::size_t{4});
        runner->set_speed(2000);
        runner->run();
        QTRY_VERIFY(runner->status().step > 60);
        runner->change("rate", 0.02); // while it runs
        QTRY_VERIFY(ended(*runner));
        const auto changes = runner->changes();
        QVERIFY(changes.size() >= 5);
        QVERIFY(changes[4] == (Change{50, "rate", 0.05}));

        QVERIFY(content(*runner->recording()) == content(PlainRun(setup, changes).recording));
        const auto replay = small_runner(setup, changes);
        replay->run();
        QTRY_VERIFY(ended(*replay));
        QVERIFY(content(*replay->recording()) == content(*runner->recording()));
        QVERIFY(replay->changes() == changes);
    }

    void divergence_is_an_end_with_a_reason()
    {
        const auto setup = small_setup({{"diverge_at", std::int64_t{31}}});
        const auto runner = small_runner(setup);
        runner->run();
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::diverged);
        QCOMPARE(runner->status().step, std::int64_t{30});
        QCOMPARE(runner->status().message, std::string("The rate is too large."));
        QVERIFY(content(*runner->recording()) == content(PlainRun(setup).recording));
    }

    void an_exception_fails_the_run_with_its_message()
    {
        const auto runner = small_runner(small_setup({{"fail_at", std::int64_t{5}}}));
        runner->run();
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::failed);
        QCOMPARE(runner->status().message, std::string("The update failed."));
        QCOMPARE(runner->status().step, std::int64_t{4});
        const auto series = runner->recording()->snapshot();
        QCOMPARE(series[0].steps().back(), std::int64_t{4});
        QCOMPARE(series[3].steps().back(), std::int64_t{4}); // theory is cut there, too
    }

    void commands_after_the_end_are_ignored()
    {
        const auto runner = small_runner(small_setup({{"steps", std::int64_t{3}}}));
        runner->run();
        QTRY_VERIFY(ended(*runner));
        runner->pause();
        runner->run();
        runner->step();
        runner->change("rate", 0.5);
        runner->stop();
        QVERIFY(runner->status().state == RunState::finished);
        QVERIFY(runner->changes().empty());
    }

    void readers_and_commands_from_several_threads_are_safe()
    {
        const auto runner = endless_runner();
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&, i] {
                for (int round = 0; round < 200; ++round) {
                    runner->run();
                    runner->set_speed(round % 2 == 0 ? 1e5
                                                     : std::numeric_limits<double>::infinity());
                    runner->change("rate", 0.001 * i);
                    if (runner->recording()->snapshot()[0].size() > 0 && round % 3 == 0)
                        runner->pause();
                    runner->step();
                    (void)runner->status();
                    (void)runner->changes();
                    (void)runner->checkpoints();
                }
            });
        threads.clear();
        runner->stop();
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::stopped);
    }

    void states_have_the_names_of_the_file()
    {
        QCOMPARE(to_text(RunState::finished), std::string("finished"));
        QCOMPARE(to_text(RunState::stopped), std::string("stopped"));
        QCOMPARE(to_text(RunState::diverged), std::string("diverged"));
        QCOMPARE(to_text(RunState::failed), std::string("failed"));
        QCOMPARE(to_text(RunState::analysing), std::string("analysing")); // of no file
        QVERIFY(!has_ended(RunState::paused) && !has_ended(RunState::running));
        QVERIFY(!has_ended(RunState::analysing));
        QVERIFY(has_ended(RunState::failed) && has_ended(RunState::stopped));
    }
};

QTEST_APPLESS_MAIN(TestRunner)
#include "test_runner.moc"
