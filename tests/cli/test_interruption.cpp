// A run that is stopped, or killed at any moment, leaves a whole run or none.
#include "core/experiments/registry.hpp"
#include "core/lab/session.hpp"
#include "tests/cli/program.hpp"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <csignal>

#include <sys/types.h>

using namespace etalon;

class TestInterruption : public QObject {
    Q_OBJECT

private slots:
    void stop_signal_saves_a_stopped_run_data();
    void stop_signal_saves_a_stopped_run();
    void a_stopped_run_is_the_beginning_of_the_whole_one();
    void saving_meanwhile_changes_nothing();
    void kill_while_saving_leaves_a_whole_run();
    void a_killed_run_is_a_stopped_one_that_can_be_exported();
    void a_save_that_fails_is_told_once_and_the_run_goes_on();
    void kill_before_the_first_save_leaves_nothing_data();
    void kill_before_the_first_save_leaves_nothing();

private:
    QTemporaryDir folder_;
    QString path(const QString& name) const { return folder_.filePath(name); }

    static constexpr int endless = 1'000'000; // steps: more than a test waits for
    static inline const QStringList save_always = {"--save-every", "1e-9"};

    static QStringList run(const QString& directory, int steps)
    {
        return {"run",     "linear-cnn",           "--set", "samples=40", "--set", "test_samples=8",
                "--steps", QString::number(steps), "--out", directory};
    }

    // Starts, and waits until the directory holds a run that was saved on the way.
    static void start_and_wait_for_a_save(QProcess& process, const QString& directory)
    {
        start(process, run(directory, endless) + save_always + QStringList{"--force"});
        QVERIFY(process.waitForStarted());
        while (!QFileInfo::exists(directory + "/run.json"))
            QVERIFY2(!process.waitForFinished(1), process.readAllStandardError());
    }

    static RunRecord loaded(const QString& directory)
    {
        return load(directory.toStdString(), experiments());
    }
};

void TestInterruption::stop_signal_saves_a_stopped_run_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("request to end") << SIGTERM;
    QTest::newRow("closed terminal") << SIGHUP;
}

void TestInterruption::stop_signal_saves_a_stopped_run()
{
    QFETCH(int, signal);
    const QString directory = path(QString("stopped-%1").arg(signal));
    QProcess process;
    start(process, run(directory, endless) + QStringList{"--verbose"});
    QVERIFY(process.waitForStarted());
    process.setReadChannel(QProcess::StandardError);
    while (!process.canReadLine()) // the first line of progress: it trains
        QVERIFY(process.waitForReadyRead(30'000));
    QCOMPARE(kill(static_cast<pid_t>(process.processId()), signal), 0);

    const Ended ended = wait_for(process);
    QVERIFY2(ended.exit_code == 0, ended.text());
    QVERIFY2(ended.errors.contains("stopped at step"), ended.errors);
    const RunRecord record = loaded(directory);
    QCOMPARE(record.state, RunState::stopped);
    const auto loss = record.recording->snapshot()[record.recording->index("loss")];
    QCOMPARE(loss.steps().back(), record.step); // sampled once more where it stopped
}

void TestInterruption::a_stopped_run_is_the_beginning_of_the_whole_one()
{
    QProcess process;
    start_and_wait_for_a_save(process, path("part"));
    QCOMPARE(kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QCOMPARE(wait_for(process).exit_code, 0);
    const RunRecord part = loaded(path("part"));
    QCOMPARE(part.state, RunState::stopped);
    QVERIFY(part.step < endless);

    const auto length = static_cast<int>(std::max<std::int64_t>(part.step, 1));
    QCOMPARE(run_program(run(path("whole"), length)).exit_code, 0);
    const RunRecord whole = loaded(path("whole"));
    QCOMPARE(whole.state, RunState::finished);
    if (part.step == whole.step)
        QVERIFY(part.final == whole.final);
    QVERIFY(part.initial == whole.initial);
    const auto seen = part.recording->snapshot(), expected = whole.recording->snapshot();
    QCOMPARE(seen.size(), expected.size());
    for (std::size_t channel = 0; channel < seen.size(); ++channel) {
        if (part.recording->channels()[channel].role == Role::theory)
            continue; // runs ahead of a longer run
        QVERIFY(seen[channel].size() <= expected[channel].size());
        const auto values = seen[channel].values();
        QVERIFY2(std::equal(values.begin(), values.end(), expected[channel].values().begin()),
                 part.recording->channels()[channel].name.c_str());
    }
}

void TestInterruption::saving_meanwhile_changes_nothing()
{
    QCOMPARE(run_program(run(path("calm"), 30)).exit_code, 0);
    QCOMPARE(run_program(run(path("busy"), 30) + save_always).exit_code, 0);
    const QByteArray calm = contents(path("calm/recording.h5"));
    QVERIFY(!calm.isEmpty());
    QVERIFY(calm == contents(path("busy/recording.h5")));
}

void TestInterruption::kill_while_saving_leaves_a_whole_run()
{
    const QString directory = path("killed");
    for (int round = 0; round < 12; ++round) {
        QProcess process;
        start_and_wait_for_a_save(process, directory);
        process.waitForFinished(
            7 * round); // it saves after every step: killed at another moment each time
        QCOMPARE(kill(static_cast<pid_t>(process.processId()), SIGKILL), 0);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);

        try {
            const RunRecord record = loaded(directory);
            QCOMPARE(record.state, RunState::stopped);
            const auto loss = record.recording->snapshot()[record.recording->index("loss")];
            QCOMPARE(loss.steps().back(), record.step);
        } catch (const std::exception& error) {
            QFAIL(error.what());
        }
        if (round % 2 == 1) // else the next one saves over what is left
            QVERIFY(QDir(directory).removeRecursively());
    }
}

void TestInterruption::a_killed_run_is_a_stopped_one_that_can_be_exported()
{
    const QString directory = path("exported");
    QProcess process;
    start_and_wait_for_a_save(process, directory);
    QCOMPARE(kill(static_cast<pid_t>(process.processId()), SIGKILL), 0);
    QVERIFY(process.waitForFinished());

    const RunRecord record = loaded(directory);
    QCOMPARE(record.state, RunState::stopped);
    QVERIFY(!record.final.empty());
    QVERIFY(!record.summary.empty());
    QVERIFY(record.step == 0 || record.timing.seconds > 0);
    QCOMPARE(record.checkpoints.back().step, record.step);
    const Ended exported = run_program({"export", directory, "loss", "--format", "csv"});
    QVERIFY2(exported.exit_code == 0, exported.text());
    QVERIFY(!contents(directory + "/figures/loss.csv").isEmpty());
}

void TestInterruption::a_save_that_fails_is_told_once_and_the_run_goes_on()
{
    const QString directory = path("blocked");
    const QString in_the_way = directory + "/recording.h5.part"; // where a save begins to write
    QVERIFY(QDir().mkpath(in_the_way + "/full"));
    QProcess process;
    start(process, run(directory, endless) + save_always + QStringList{"--force"});
    QVERIFY(process.waitForStarted());
    process.setReadChannel(QProcess::StandardError);
    while (!process.canReadLine())
        QVERIFY(process.waitForReadyRead(30'000));
    QVERIFY(QDir(in_the_way).rmdir("full"));            // what is empty, a save removes by itself
    while (!QFileInfo::exists(directory + "/run.json")) // a later save is made
        QVERIFY(!process.waitForFinished(1));
    QCOMPARE(kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    const Ended ended = wait_for(process);
    QCOMPARE(ended.exit_code, 0);
    QCOMPARE(ended.errors.count('\n'), 1);
    QVERIFY2(ended.errors.contains("recording.h5.part cannot be created"), ended.errors);
    QVERIFY2(ended.errors.contains("The run goes on"), ended.errors);
    QVERIFY(loaded(directory).step > 1);
}

void TestInterruption::kill_before_the_first_save_leaves_nothing_data()
{
    QTest::addColumn<QStringList>("interval");
    QTest::newRow("as it is") << QStringList{};
    QTest::newRow("only at the end") << QStringList{"--save-every", "0"};
}

void TestInterruption::kill_before_the_first_save_leaves_nothing()
{
    QFETCH(QStringList, interval);
    const QString directory = path("early");
    QProcess process;
    start(process, run(directory, endless) + QStringList{"--verbose"} + interval);
    QVERIFY(process.waitForStarted());
    process.setReadChannel(QProcess::StandardError);
    while (!process.canReadLine())
        QVERIFY(process.waitForReadyRead(30'000));
    QCOMPARE(kill(static_cast<pid_t>(process.processId()), SIGKILL), 0);
    QVERIFY(process.waitForFinished());
    QVERIFY(!QFileInfo::exists(directory));
}

QTEST_GUILESS_MAIN(TestInterruption)
#include "test_interruption.moc"
