// Recordings of an independent implementation, replayed from their stored data and first weights.
#include "core/experiments/linear_cnn/linear_cnn_simulation.hpp"
#include "core/experiments/linear_cnn/linear_cnn_tensors.hpp"
#include "core/experiments/registry.hpp"
#include "core/lab/session.hpp"
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QDir>
#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Largest difference over the largest magnitude.
double relative_difference(std::span<const double> a, std::span<const double> b)
{
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference = std::max(difference, std::abs(a[i] - b[i]));
        largest = std::max(largest, std::abs(b[i]));
    }
    return largest > 0 ? difference / largest : difference;
}

/// What the specification allows for a channel of a replay.
double tolerance(const std::string& channel, bool relu, std::size_t samples)
{
    if (channel.find("accuracy") == 0 || channel.find("test_accuracy") == 0
        || channel.find("conflict") == 0)
        return 2.0 / static_cast<double>(samples);
    const double bound = relu ? 1e-6 : 1e-8;
    const bool ratio = channel.find("dominance") == 0 || channel.find("participation") == 0;
    return ratio ? 100 * bound : bound;
}

struct Replay {
    explicit Replay(const std::string& folder)
        : golden(load(std::filesystem::path(ETALON_GOLDEN_DIR) / folder, experiments()))
        , relu(std::get<std::string>(golden.setup.values["network"]) == "relu")
        , simulation(make_linear_cnn(linear_cnn_schema().settings(golden.setup.values),
                                     data_from_tensors(*golden.data),
                                     weights_from_tensors(golden.initial)))
        , recording(simulation->channels())
    {
        outcome = train(*simulation, recording, 0, golden.step, [](std::int64_t) { return true; });
    }

    RunRecord golden;
    bool relu;
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
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"linear-cnn-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

void check_tensor(const Tensor& ours, const Tensor& golden, double bound)
{
    QVERIFY2(ours.shape == golden.shape, golden.name.c_str());
    if (const auto* values = std::get_if<std::vector<double>>(&golden.values)) {
        const double difference =
            relative_difference(std::get<std::vector<double>>(ours.values), *values);
        QVERIFY2(difference <= bound,
                 qPrintable(QString::fromStdString(golden.name)
                            + QString(" differs by %1").arg(difference)));
    } else
        QVERIFY2(ours.values == golden.values, golden.name.c_str());
}

} // namespace

class TestLinearCnnGolden : public QObject {
    Q_OBJECT

private slots:
    void there_are_recordings()
    {
        QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"linear-cnn-*"}, QDir::Dirs).size(), 8);
    }

    void channels_and_theory_agree_with_the_recording_data() { add_recordings(); }
    void channels_and_theory_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        const auto ours = replay.recording.snapshot();
        const auto theirs = replay.golden.recording->snapshot();
        const auto& channels = replay.golden.recording->channels();
        QVERIFY(channels.size() > 10);
        for (std::size_t i = 0; i < channels.size(); ++i) {
            const std::string& name = channels[i].name;
            const std::size_t index = replay.recording.index(name);
            const Series& a = ours[index];
            const Series& b = theirs[i];
            QVERIFY2(replay.recording.channels()[index].role == channels[i].role, name.c_str());
            QVERIFY2(replay.recording.channels()[index].shape == channels[i].shape, name.c_str());
            QVERIFY2(std::ranges::equal(a.steps(), b.steps()), name.c_str());
            const bool test = name.find("accuracy") != 0;
            const std::size_t samples =
                tensor_named(*replay.golden.data, test ? "test_labels" : "labels").shape[0];
            const double difference = relative_difference(a.values(), b.values());
            QVERIFY2(difference <= tolerance(name, replay.relu, samples),
                     qPrintable(QString::fromStdString(name)
                                + QString(" differs by %1").arg(difference)));
        }
    }

    void no_channel_of_the_specification_is_missing_or_added_data() { add_recordings(); }
    void no_channel_of_the_specification_is_missing_or_added()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        std::set<std::string> golden;
        for (const Channel& channel : replay.golden.recording->channels())
            golden.insert(channel.name);
        const std::set<std::string> for_figures{"kernels",
                                                "maps",
                                                "maps_fully_connected",
                                                "drive",
                                                "mode_spectra",
                                                "mode_singular_values",
                                                "mode_class_vectors",
                                                "mode_images",
                                                "cue_margin",
                                                "cue_margin_fully_connected"};
        for (const Channel& channel : replay.recording.channels())
            QVERIFY2(golden.contains(channel.name) != for_figures.contains(channel.name),
                     channel.name.c_str());
    }

    void final_weights_agree_with_the_recording_data() { add_recordings(); }
    void final_weights_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        QCOMPARE(replay.outcome.state, RunState::finished);
        const auto ours = replay.simulation->weights();
        QCOMPARE(ours.size(), replay.golden.final.size());
        for (const Tensor& golden : replay.golden.final)
            check_tensor(tensor_named(ours, golden.name), golden, replay.relu ? 1e-6 : 1e-8);
    }

    void modes_of_the_data_agree_with_the_recording_data() { add_recordings(); }
    void modes_of_the_data_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        const auto ours = replay.simulation->data();
        QCOMPARE(ours->size(), replay.golden.data->size());
        for (const Tensor& golden : *replay.golden.data)
            check_tensor(tensor_named(*ours, golden.name), golden, 1e-8);
    }

    void summary_agrees_with_the_recording_data() { add_recordings(); }
    void summary_agrees_with_the_recording()
    {
        QFETCH(QString, folder);
        const Replay& replay = replay_of(folder);
        const Summary ours = replay.simulation->summary(replay.recording);
        QCOMPARE(ours.size(), replay.golden.summary.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const auto& [name, value] = ours[i];
            const auto& [golden_name, golden_value] = replay.golden.summary[i];
            QCOMPARE(QString::fromStdString(name), QString::fromStdString(golden_name));
            QVERIFY2(value.has_value() == golden_value.has_value(), name.c_str());
            if (value)
                QVERIFY2(std::abs(*value - *golden_value) <= (replay.relu ? 1e-4 : 1e-6)
                                 * std::max(std::abs(*golden_value), 1e-2),
                         name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnGolden)
#include "test_linear_cnn_golden.moc"
