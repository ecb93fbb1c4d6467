// A run without a window, in this process: its analyses are shown, saved, and given up on Ctrl-C.
#include "app/run_command.hpp"
#include "tests/core/lab/analysed_experiment.hpp"

#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

using namespace etalon;
using namespace etalon::test;

namespace {

Arrangement& arrangement()
{
    static Arrangement only;
    return only;
}

const std::vector<Experiment>& experiments()
{
    static const auto all = [] {
        auto experiment = small_experiment();
        experiment.make = [](const Setup& setup) -> std::unique_ptr<Simulation> {
            return std::make_unique<AnalysedSimulation>(setup, arrangement());
        };
        return std::vector{experiment};
    }();
    return all;
}

/// What is said on standard error while this lives.
class Listener {
public:
    Listener()
        : before_(std::cerr.rdbuf(heard_.rdbuf()))
    {
    }
    ~Listener() { std::cerr.rdbuf(before_); }
    std::string text() const { return heard_.str(); }

private:
    std::ostringstream heard_;
    std::streambuf* before_;
};

} // namespace

class TestHeadlessRun : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path path(const char* name) const
    {
        return folder_.filePath(name).toStdString();
    }

    static FinishedRun run(const std::filesystem::path& directory, double save_every = 0)
    {
        RunRequest request;
        request.experiment = &experiments().front();
        request.preset = "default";
        request.setup = small_setup({{"steps", std::int64_t{20}}});
        return run_headless(request, {directory, true, std::chrono::duration<double>(save_every)});
    }

    // What another thread writes, once it holds this step; nothing if it never does.
    static std::optional<RunRecord> written(const std::filesystem::path& directory,
                                            std::int64_t step)
    {
        for (const QDeadlineTimer deadline(30'000); !deadline.hasExpired();
             std::this_thread::yield()) {
            try {
                if (auto record = load(directory, experiments()); record.step == step)
                    return record;
            } catch (const Error&) { // between two files, or none yet
            }
        }
        return {};
    }

    static bool is_analysed(const RunRecord& record)
    {
        const auto& channels = record.recording->channels();
        return std::any_of(channels.begin(), channels.end(),
                           [](const Channel& channel) { return channel.name == "pruning"; });
    }

private slots:
    void analyses_are_shown_and_saved()
    {
        const Listener listener;
        const auto finished = run(path("whole"));
        QCOMPARE(finished.exit_code, exit_done);
        QVERIFY2(QByteArray::fromStdString(listener.text()).contains("pruning curves · 50 %"),
                 listener.text().c_str());
        const auto record = load(path("whole"), experiments());
        QVERIFY(record.state == RunState::finished);
        QVERIFY(is_analysed(record));
    }

    void meanwhile_the_trained_run_is_saved()
    {
        const Listener listener;
        std::optional<RunRecord> meanwhile;
        arrangement().half_way = [&] { meanwhile = written(path("meanwhile"), 20); };
        const auto finished = run(path("meanwhile"), 1e-9);
        arrangement().half_way = {};
        QVERIFY(meanwhile && meanwhile->state == RunState::stopped);
        QCOMPARE(meanwhile->step, std::int64_t{20});
        QVERIFY(!is_analysed(*meanwhile));
        QVERIFY(meanwhile->final == finished.record.final);
        QVERIFY(meanwhile->summary == finished.record.summary);
        QVERIFY(load(path("meanwhile"), experiments()).state == RunState::finished);
    }

    void ctrl_c_gives_them_up() // the last: this process stays stopped
    {
        const Listener listener;
        arrangement().half_way = [] { std::raise(SIGINT); };
        const auto stopped = run(path("stopped"));
        QCOMPARE(stopped.exit_code, exit_done);
        const auto record = load(path("stopped"), experiments());
        QVERIFY(record.state == RunState::stopped);
        QCOMPARE(record.step, std::int64_t{20});
        QCOMPARE(record.message, std::string("The analyses were cancelled."));
        QVERIFY(!is_analysed(record));
        QVERIFY2(QByteArray::fromStdString(listener.text()).contains("stopped at step 20"),
                 listener.text().c_str());
    }
};

QTEST_APPLESS_MAIN(TestHeadlessRun)
#include "test_headless_run.moc"
