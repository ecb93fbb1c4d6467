// What follows the last step: once, whole or not at all, and kept as it is.
#include "core/lab/branch.hpp"
#include "core/lab/h5_file.hpp"
#include "core/lab/recording_h5.hpp"
#include "core/lab/session.hpp"
#include "tests/core/lab/analysed_experiment.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Trained in this thread; `gives_up`: the analyses are told to.
struct AnalysedRun {
    explicit AnalysedRun(const Setup& setup, bool gives_up = false, std::int64_t stop_at = -1,
                         bool fails = false)
        : simulation(setup, arrangement)
        , recording(simulation.channels())
    {
        arrangement.fails = fails;
        const TrainingHooks hooks{.before_step = [&](std::int64_t step) { return step != stop_at; },
                                  .proceed =
                                      [&](double share, const std::string& doing) {
                                          heard.emplace_back(share, doing);
                                          return !gives_up;
                                      }};
        train(simulation, recording, 0, planned_steps(setup.values), hooks, outcome);
    }

    Series series(const std::string& name) const
    {
        return recording.snapshot()[recording.index(name)];
    }

    Arrangement arrangement;
    AnalysedSimulation simulation;
    Recording recording;
    Outcome outcome;
    std::vector<std::pair<double, std::string>> heard;
};

std::unique_ptr<Runner> runner_of(const Setup& setup, Arrangement& arrangement)
{
    auto result = std::make_unique<Runner>(std::make_unique<AnalysedSimulation>(setup, arrangement),
                                           planned_steps(setup.values));
    result->run();
    return result;
}

bool ended(const Runner& runner)
{
    return has_ended(runner.status().state);
}

/// An experiment whose runs are analysed, for branches and files.
Experiment analysed_experiment()
{
    auto experiment = small_experiment();
    experiment.make = [](const Setup& setup) -> std::unique_ptr<Simulation> {
        static Arrangement arrangement;
        return std::make_unique<AnalysedSimulation>(setup, arrangement);
    };
    return experiment;
}

RunRecord record_of(const AnalysedRun& run, const Setup& setup)
{
    RunRecord record;
    record.experiment = "small";
    record.preset = "default";
    record.setup = setup;
    record.state = run.outcome.state;
    record.step = run.outcome.step;
    record.message = run.outcome.message;
    record.checkpoints = run.outcome.checkpoints;
    record.recording = recording_up_to(run.outcome.step, run.recording);
    return record;
}

} // namespace

class TestAnalyses : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    RunRecord reloaded(const RunRecord& record, const QString& name) const
    {
        const std::filesystem::path directory = folder_.filePath(name).toStdString();
        save(record, directory);
        const std::vector experiments{analysed_experiment()};
        return load(directory, experiments);
    }

private slots:
    void analyses_follow_the_last_step_once_and_are_kept_whole()
    {
        const AnalysedRun run(small_setup());
        QVERIFY(run.outcome.state == RunState::finished);
        QVERIFY(run.outcome.message.empty());
        QCOMPARE(run.arrangement.begun.load(), 1);
        QCOMPARE(run.heard.size(), std::size_t{1});
        QCOMPARE(run.heard[0].second, std::string("pruning curves"));
        const auto pruning = run.series("pruning"), theory = run.series("pruning_theory");
        QCOMPARE(pruning.size(), std::size_t{AnalysedSimulation::neurons + 1});
        for (std::size_t kept = 0; kept < pruning.size(); ++kept) {
            QCOMPARE(pruning.steps()[kept], static_cast<std::int64_t>(kept));
            QCOMPARE(pruning.sample(kept)[0], -pruning.sample(kept)[1] * double(kept));
        }
        QCOMPARE(theory.size(), pruning.size()); // not cut at step 200
        QCOMPARE(run.series("control").size(), std::size_t{201});
        QCOMPARE(run.series("decay").steps().back(), std::int64_t{200});
    }

    void a_run_that_converged_is_analysed()
    {
        const AnalysedRun run(small_setup({{"converge_at", std::int64_t{31}}}));
        QVERIFY(run.outcome.state == RunState::finished);
        QCOMPARE(run.outcome.step, std::int64_t{31});
        QCOMPARE(run.arrangement.begun.load(), 1);
        QVERIFY(!run.series("pruning").empty());
    }

    void a_run_that_stopped_or_diverged_is_not()
    {
        const AnalysedRun stopped(small_setup(), false, 77);
        QVERIFY(stopped.outcome.state == RunState::stopped);
        QCOMPARE(stopped.arrangement.begun.load(), 0);
        QVERIFY(stopped.outcome.message.empty());
        const AnalysedRun diverged(small_setup({{"diverge_at", std::int64_t{31}}}));
        QVERIFY(diverged.outcome.state == RunState::diverged);
        QCOMPARE(diverged.arrangement.begun.load(), 0);
        QCOMPARE(diverged.outcome.message, std::string("The rate is too large."));
    }

    void given_up_they_leave_the_trained_run_and_nothing_else()
    {
        const AnalysedRun run(small_setup(), true);
        QVERIFY(run.outcome.state == RunState::stopped);
        QCOMPARE(run.outcome.step, std::int64_t{200});
        QCOMPARE(run.outcome.message, std::string("The analyses were cancelled."));
        QVERIFY(content(run.recording) == content(PlainRun(small_setup()).recording));
    }

    void if_they_fail_the_trained_run_stays()
    {
        const AnalysedRun run(small_setup(), false, -1, true);
        QVERIFY(run.outcome.state == RunState::failed);
        QCOMPARE(run.outcome.message, std::string("The analyses failed: No neuron is left."));
        QCOMPARE(run.outcome.checkpoints.back().step, std::int64_t{200});
        QVERIFY(content(run.recording) == content(PlainRun(small_setup()).recording));
    }

    void the_runner_tells_how_far_they_are()
    {
        Arrangement arrangement;
        arrangement.waits = true;
        const auto runner = runner_of(small_setup(), arrangement);
        QTRY_VERIFY(runner->status().state == RunState::analysing);
        const auto status = runner->status();
        QVERIFY(!has_ended(status.state));
        QCOMPARE(status.step, std::int64_t{200});
        QCOMPARE(status.share, 0.5);
        QCOMPARE(status.doing, std::string("pruning curves"));
        QCOMPARE(status.steps_per_second, 0.0);
        runner->pause(); // there is no step to pause before
        runner->run();
        QVERIFY(runner->recording()->snapshot()[5].empty());
        arrangement.waits = false;
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::finished);
        QVERIFY(content(*runner->recording()) == content(AnalysedRun(small_setup()).recording));
    }

    void stopping_the_runner_gives_them_up()
    {
        Arrangement arrangement;
        arrangement.waits = true;
        const auto runner = runner_of(small_setup(), arrangement);
        QTRY_VERIFY(runner->status().state == RunState::analysing);
        runner->stop();
        QTRY_VERIFY(ended(*runner));
        QVERIFY(runner->status().state == RunState::stopped);
        QCOMPARE(runner->status().step, std::int64_t{200});
        QCOMPARE(runner->status().message, std::string("The analyses were cancelled."));
        QVERIFY(content(*runner->recording()) == content(PlainRun(small_setup()).recording));
        QVERIFY(runner->final_weights() == PlainRun(small_setup()).simulation.weights());
    }

    void a_runner_can_be_destroyed_while_it_analyses()
    {
        Arrangement arrangement;
        arrangement.waits = true;
        const auto runner = runner_of(small_setup(), arrangement);
        QTRY_VERIFY(runner->status().state == RunState::analysing);
    }

    void captured_while_it_analyses_a_run_is_the_trained_one()
    {
        Arrangement arrangement;
        arrangement.waits = true;
        const auto runner = runner_of(small_setup(), arrangement);
        QTRY_VERIFY(runner->status().state == RunState::analysing);
        const auto captured = runner->capture().get();
        QVERIFY(runner->status().state == RunState::analysing);
        const PlainRun plain(small_setup());
        QVERIFY(captured.state == RunState::stopped);
        QCOMPARE(captured.step, std::int64_t{200});
        QVERIFY(content(*captured.recording) == content(plain.recording));
        QVERIFY(captured.final == plain.simulation.weights());
        QVERIFY(captured.summary == plain.simulation.summary(plain.recording));
        QCOMPARE(captured.checkpoints.size(), plain.outcome.checkpoints.size());
        QVERIFY(captured.timing.seconds > 0);
        arrangement.waits = false;
        QTRY_VERIFY(ended(*runner));
        QVERIFY(content(*runner->recording()) == content(AnalysedRun(small_setup()).recording));
    }

    void they_are_saved_and_loaded_whole_whatever_the_last_step()
    {
        const auto setup = small_setup();
        const AnalysedRun run(setup);
        const auto record = reloaded(record_of(run, setup), "whole");
        QVERIFY(record.state == RunState::finished);
        QVERIFY(content(*record.recording).size() > 1000);
        const auto& channels = record.recording->channels();
        const auto series = record.recording->snapshot();
        for (const auto& written : run.recording.channels()) {
            const auto expected = run.series(written.name);
            if (expected.empty())
                continue;
            const auto index = record.recording->index(written.name);
            QCOMPARE(channels[index].index, written.index);
            QVERIFY(std::ranges::equal(series[index].steps(), expected.steps()));
            QVERIFY(std::ranges::equal(series[index].values(), expected.values()));
        }
        QCOMPARE(channels[record.recording->index("pruning")].index, std::string("neurons kept"));
    }

    void a_channel_of_a_file_that_does_not_say_is_over_steps()
    {
        H5Writer file("by hand");
        const std::vector<std::int64_t> steps{0, 1, 2};
        const std::vector<double> values{1, 0.5, 0.25};
        file.write("/channels/loss/steps", {3}, steps);
        file.write("/channels/loss/values", {3}, values);
        for (const char* group : {"/state/initial", "/state/final", "/data"})
            file.group(group);
        const std::filesystem::path path = folder_.filePath("by-hand.h5").toStdString();
        const auto bytes = file.image();
        std::ofstream(path, std::ios::binary).write(bytes.data(), std::ssize(bytes));
        RunRecord record;
        record.step = 2;
        read_recording(path, Trust::digest, record, "");
        QCOMPARE(record.recording->channels().at(0).index, std::string("step"));
        QVERIFY(is_over_steps(record.recording->channels().at(0)));
    }

    void a_branch_makes_them_anew_data()
    {
        QTest::addColumn<bool>("from_file");
        QTest::addColumn<int>("stopped_at");
        QTest::newRow("of a finished run") << false << -1;
        QTest::newRow("of a finished run from a file") << true << -1;
        QTest::newRow("of a stopped run") << false << 101;
        QTest::newRow("of a stopped run from a file, which has no channel for them") << true << 101;
    }

    void a_branch_makes_them_anew()
    {
        QFETCH(bool, from_file);
        QFETCH(int, stopped_at);
        const auto setup = small_setup();
        const AnalysedRun trunk(setup, false, stopped_at);
        auto record = record_of(trunk, setup);
        if (from_file)
            record = reloaded(record, QString("branch%1").arg(stopped_at));
        const auto experiment = analysed_experiment();
        const auto branched =
            branch({experiment, setup, {}, record.checkpoints, *record.recording}, 66);
        QTRY_VERIFY(branched->status().state == RunState::paused && branched->status().step == 66);
        const auto series = branched->recording()->snapshot();
        for (const char* name : {"pruning", "pruning_theory", "control"})
            QVERIFY(series[branched->recording()->index(name)].empty());
        branched->run();
        QTRY_VERIFY(ended(*branched));
        QVERIFY(content(*branched->recording()) == content(AnalysedRun(setup).recording));
        QCOMPARE(branched->checkpoints().size(), AnalysedRun(setup).outcome.checkpoints.size());
    }
};

QTEST_APPLESS_MAIN(TestAnalyses)
#include "test_analyses.moc"
