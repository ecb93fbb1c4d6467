// Recordings of an independent implementation, replayed from their stored data and first weights.
#include "core/experiments/race/race_simulation.hpp"
#include "core/experiments/race/race_tensors.hpp"
#include "core/experiments/registry.hpp"
#include "core/lab/runner.hpp"
#include "core/lab/session.hpp"

#include <QDir>
#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using namespace etalon;

namespace {

const std::set<std::string> delicate{"growth_measured", "growth_exact", "growth_flow",
                                     "alignment",       "score",        "score_race"};

struct Replay {
    explicit Replay(const std::string& folder)
        : golden(load(std::filesystem::path(ETALON_GOLDEN_DIR) / folder, experiments()))
        , simulation(make_race(race_schema().settings(golden.setup.values),
                               race_data_from(*golden.data), race_network_from(golden.initial)))
        , recording(simulation->channels())
    {
        outcome = train(*simulation, recording, 0, golden.step, [](std::int64_t) { return true; });
    }

    RunRecord golden;
    std::unique_ptr<Simulation> simulation;
    Recording recording;
    Outcome outcome;
};

/// One replay of each recording serves all tests.
const Replay& replay_of(const QString& folder)
{
    static std::map<QString, std::unique_ptr<Replay>> replays;
    auto& replay = replays[folder];
    if (!replay)
        replay = std::make_unique<Replay>(folder.toStdString());
    return *replay;
}

void add_recordings()
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"race-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

/// Largest difference of a row over its largest magnitude, or `floor` if that is larger.
double row_difference(std::span<const double> a, std::span<const double> b, double floor)
{
    double difference = 0, largest = floor;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference = std::max(difference, std::abs(a[i] - b[i]));
        largest = std::max(largest, std::abs(b[i]));
    }
    return largest > 0 ? difference / largest : difference;
}

QString differs(const std::string& name, double difference)
{
    return QString::fromStdString(name) + QString(" differs by %1").arg(difference);
}

void check_tensor(const Tensor& ours, const Tensor& golden)
{
    QVERIFY2(ours.shape == golden.shape, golden.name.c_str());
    if (const auto* values = std::get_if<std::vector<double>>(&golden.values)) {
        const double difference =
            row_difference(std::get<std::vector<double>>(ours.values), *values, 0);
        QVERIFY2(difference <= 1e-8, qPrintable(differs(golden.name, difference)));
    } else
        QVERIFY2(ours.values == golden.values, golden.name.c_str());
}

} // namespace

class TestRaceGolden : public QObject {
    Q_OBJECT

private slots:
    void there_are_recordings()
    {
        QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"race-*"}, QDir::Dirs).size(), 8);
    }

    void channels_and_theory_agree_with_the_recording_data() { add_recordings(); }
    void channels_and_theory_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        QCOMPARE(replay.outcome.state, RunState::finished);
        const auto ours = replay.recording.snapshot();
        const auto theirs = replay.golden.recording->snapshot();
        const auto& channels = replay.golden.recording->channels();
        QVERIFY(channels.size() > 20);
        for (std::size_t i = 0; i < channels.size(); ++i) {
            const std::string& name = channels[i].name;
            const std::size_t index = replay.recording.index(name);
            const Series& a = ours[index];
            const Series& b = theirs[i];
            QVERIFY2(replay.recording.channels()[index].role == channels[i].role, name.c_str());
            QVERIFY2(replay.recording.channels()[index].shape == channels[i].shape, name.c_str());
            QVERIFY2(std::ranges::equal(a.steps(), b.steps()), name.c_str());
            const double floor = name.starts_with("growth_") ? 0.01 : 0;
            const double bound = delicate.contains(name) ? 1e-7 : 1e-8;
            for (std::size_t row = 0; row < a.size(); ++row) {
                const double difference = row_difference(a.sample(row), b.sample(row), floor);
                QVERIFY2(difference <= bound, qPrintable(differs(name, difference)));
            }
        }
    }

    void no_channel_of_the_specification_is_missing_or_added_data() { add_recordings(); }
    void no_channel_of_the_specification_is_missing_or_added()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        std::set<std::string> golden, ours;
        for (const Channel& channel : replay.golden.recording->channels())
            golden.insert(channel.name);
        const auto series = replay.recording.snapshot();
        for (std::size_t i = 0; i < series.size(); ++i)
            if (!series[i].empty())
                ours.insert(replay.recording.channels()[i].name);
        for (const auto& name : golden)
            QVERIFY2(ours.contains(name), name.c_str());
        for (const auto& name : ours)
            QVERIFY2(golden.contains(name), name.c_str());
    }

    void final_weights_and_data_agree_with_the_recording_data() { add_recordings(); }
    void final_weights_and_data_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        QCOMPARE(replay.outcome.state, RunState::finished);
        const auto ours = replay.simulation->weights();
        QCOMPARE(ours.size(), replay.golden.final.size());
        for (const Tensor& golden : replay.golden.final)
            check_tensor(race_tensor(ours, golden.name), golden);
        const auto data = replay.simulation->data();
        for (const Tensor& golden : *replay.golden.data)
            if (golden.name != "prototypes") // a replay need not know them
                check_tensor(race_tensor(*data, golden.name), golden);
    }

    void summary_agrees_with_the_recording_data() { add_recordings(); }
    void summary_agrees_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        const Summary ours = replay.simulation->summary(replay.recording);
        std::map<std::string, double> golden;
        for (const auto& [name, value] : replay.golden.summary)
            golden[name] = value.value();
        QCOMPARE(ours.size(), golden.size());
        for (const auto& [name, value] : ours) {
            QVERIFY2(golden.contains(name), name.c_str());
            if (name == "growth_identity_error") {
                QVERIFY2(*value <= 1e-10, name.c_str());
                continue;
            }
            const double bound = name.find("spearman") != name.npos
                ? 2e-3
                : std::max(1e-6 * std::abs(golden[name]), 1e-12);
            QVERIFY2(std::abs(*value - golden[name]) <= bound,
                     qPrintable(differs(name, *value - golden[name])));
        }
    }
};

QTEST_APPLESS_MAIN(TestRaceGolden)
#include "test_race_golden.moc"
