// Recordings of an independent implementation, replayed from their stored data and states.
#include "tests/core/experiments/mode_connectivity_replay.hpp"

#include <QDir>
#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// One replay of each recording serves all tests.
const ModeReplay& replay_of(const QString& folder)
{
    static std::map<QString, std::unique_ptr<ModeReplay>> replays;
    auto& replay = replays[folder];
    if (!replay)
        replay = std::make_unique<ModeReplay>(folder.toStdString());
    return *replay;
}

void add_recordings(const QString& but_not = {})
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder :
         QDir(ETALON_GOLDEN_DIR).entryList({"mode-connectivity-*"}, QDir::Dirs))
        if (but_not.isEmpty() || !folder.contains(but_not))
            QTest::newRow(qPrintable(folder)) << folder;
}

QString differs(const std::string& name, double difference)
{
    return QString::fromStdString(name) + QString(" differs by %1").arg(difference);
}

double largest_of(std::span<const double> values)
{
    double largest = 0;
    for (const double value : values)
        if (std::isfinite(value))
            largest = std::max(largest, std::abs(value));
    return largest;
}

/// Largest difference; infinite where only one is a number.
double difference_of(std::span<const double> a, std::span<const double> b)
{
    double difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::isnan(a[i]) != std::isnan(b[i]))
            return std::numeric_limits<double>::infinity();
        else if (!std::isnan(a[i]))
            difference = std::max(difference, std::abs(a[i] - b[i]));
    return difference;
}

/// Largest difference of states relative to the largest weight.
double state_difference(std::span<const Tensor> ours, std::span<const Tensor> golden)
{
    double difference = 0, largest = 0;
    for (const Tensor& tensor : golden) {
        const auto& mine = mode_tensor(ours, tensor.name);
        if (mine.shape != tensor.shape)
            return std::numeric_limits<double>::infinity();
        difference = std::max(difference, difference_of(mode_reals(mine), mode_reals(tensor)));
        largest = std::max(largest, largest_of(mode_reals(tensor)));
    }
    return difference / largest;
}

/// What a channel may differ by: errors by two examples that change sides.
double tolerance_of(const std::string& name, const ModeReplay& replay, double largest)
{
    const bool is_error = name == "errors" || name.find("error") != name.npos;
    const double examples =
        static_cast<double>(std::min(replay.settings.train_count, replay.settings.test_count));
    return is_error ? 2 / examples : 1e-6 * std::max(largest, 1e-3);
}

} // namespace

class TestModeConnectivityGolden : public QObject {
    Q_OBJECT

private slots:
    void there_are_recordings()
    {
        QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"mode-connectivity-*"}, QDir::Dirs).size(), 7);
    }

    void channels_agree_with_the_recording_data() { add_recordings(); }
    void channels_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        QCOMPARE(replay.outcome.state, RunState::finished);
        const auto ours = replay.recording.snapshot();
        const auto theirs = replay.golden.recording->snapshot();
        const auto& channels = replay.golden.recording->channels();
        for (std::size_t i = 0; i < channels.size(); ++i) {
            const std::string& name = channels[i].name;
            if (name.starts_with("permutation_"))
                continue; // where optima are not unique any is right: `aligned_distance` tells
            const std::size_t index = replay.recording.index(name);
            const Channel& channel = replay.recording.channels()[index];
            QVERIFY2(channel.shape == channels[i].shape, name.c_str());
            QVERIFY2(std::ranges::equal(ours[index].steps(), theirs[i].steps()), name.c_str());
            // Which direction completes a plane of one point is arbitrary, and so are losses off it.
            const bool is_degenerate = replay.settings.spawn_step == replay.settings.steps;
            if (is_degenerate && name == "trajectory")
                continue;
            const auto a = ours[index].values(), b = theirs[i].values();
            const double difference = difference_of(a, b);
            if (name == "barrier" && !replay.settings.is_toy()) { // losses, then errors
                for (std::size_t k = 0; k < a.size(); ++k)
                    QVERIFY2(std::abs(a[k] - b[k])
                                 <= (k % 2 == 0 ? 1e-6 : tolerance_of("errors", replay, 1)),
                             name.c_str());
                continue;
            }
            QVERIFY2(difference <= tolerance_of(name, replay, largest_of(b)),
                     qPrintable(differs(name, difference)));
        }
    }

    void no_channel_is_missing_or_added_data() { add_recordings(); }
    void no_channel_is_missing_or_added()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        std::set<std::string> golden, ours;
        for (const Channel& channel : replay.golden.recording->channels())
            golden.insert(channel.name);
        const auto series = replay.recording.snapshot();
        for (std::size_t i = 0; i < series.size(); ++i) {
            const Channel& channel = replay.recording.channels()[i];
            if (!series[i].empty() && channel.role == Role::measured)
                ours.insert(channel.name);
        }
        QVERIFY(ours == golden);
    }

    void training_goes_from_checkpoint_to_checkpoint_data() { add_recordings("toy"); }
    void training_goes_from_checkpoint_to_checkpoint()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        const auto& checkpoints = replay.golden.checkpoints;
        QVERIFY(checkpoints.size() >= 2);
        const auto simulation = replayed(replay.golden);
        for (std::size_t i = 0; i + 1 < checkpoints.size(); ++i) {
            simulation->restore(checkpoints[i].step, checkpoints[i].tensors);
            for (auto step = checkpoints[i].step; step < checkpoints[i + 1].step; ++step)
                QVERIFY(simulation->advance() == Progress::running);
            const double difference =
                state_difference(simulation->state(), checkpoints[i + 1].tensors);
            QVERIFY2(difference <= 1e-8, qPrintable(differs("state", difference)));
        }
    }

    void checkpoints_stand_at_the_same_steps_and_hold_the_same_tensors_data()
    {
        add_recordings("toy");
    }
    void checkpoints_stand_at_the_same_steps_and_hold_the_same_tensors()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        const auto &ours = replay.outcome.checkpoints, &theirs = replay.golden.checkpoints;
        QCOMPARE(ours.size(), theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            QCOMPARE(ours[i].step, theirs[i].step);
            std::set<std::string> names, golden;
            for (const Tensor& tensor : ours[i].tensors)
                names.insert(tensor.name);
            for (const Tensor& tensor : theirs[i].tensors)
                golden.insert(tensor.name);
            QVERIFY(names == golden);
        }
    }

    void final_weights_and_origin_agree_data() { add_recordings(); }
    void final_weights_and_origin_agree()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        const auto ours = replay.simulation->weights();
        QCOMPARE(ours.size(), replay.golden.final.size());
        const double difference = state_difference(ours, replay.golden.final);
        QVERIFY2(difference <= 1e-8, qPrintable(differs("weights", difference)));
        QCOMPARE(has_mode_weights(ours, "origin/a"), !replay.settings.is_toy());
    }

    void data_is_given_back_as_it_came_data() { add_recordings(); }
    void data_is_given_back_as_it_came()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        QCOMPARE(replay.simulation->data()->size(), replay.golden.data->size());
        for (const Tensor& golden : *replay.golden.data) {
            const Tensor& ours = mode_tensor(*replay.simulation->data(), golden.name);
            QVERIFY2(ours.shape == golden.shape && ours.values == golden.values,
                     golden.name.c_str());
        }
    }

    void the_summary_agrees_data() { add_recordings(); }
    void the_summary_agrees()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        const Summary ours = replay.simulation->summary(replay.recording);
        QCOMPARE(ours.size(), replay.golden.summary.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const auto& [name, value] = ours[i];
            QCOMPARE(name, replay.golden.summary[i].first);
            const double golden = replay.golden.summary[i].second.value();
            QVERIFY2(std::abs(*value - golden) <= tolerance_of(name, replay, std::abs(golden)),
                     name.c_str());
        }
    }

    void permutations_give_the_aligned_distance_data() { add_recordings("toy"); }
    void permutations_give_the_aligned_distance()
    {
        QFETCH(QString, folder);
        const ModeReplay& replay = replay_of(folder);
        const auto& settings = replay.settings;
        if (settings.alignment == "none")
            return;
        const auto series = replay.recording.snapshot();
        const auto last = [&](const std::string& name) {
            const Series& one = series[replay.recording.index(name)];
            return one.sample(one.size() - 1);
        };
        ModePermutations permutations;
        for (std::int64_t l = 1; l <= settings.hidden_layers; ++l) {
            const auto order = last("permutation_" + std::to_string(l));
            permutations.emplace_back(order.begin(), order.end());
            auto sorted = permutations.back();
            std::sort(sorted.begin(), sorted.end());
            for (std::size_t i = 0; i < sorted.size(); ++i)
                QCOMPARE(sorted[i], static_cast<Eigen::Index>(i));
        }
        const ModeShape shape = mode_shape_from(replay.golden.final, settings);
        const ModeVector a = mode_weights_from(shape, replay.golden.final, "a"),
                         b = mode_weights_from(shape, replay.golden.final, "b");
        const double distance = (mode_permuted(shape, b, permutations) - a).norm();
        const auto theirs = replay.golden.recording->snapshot();
        const Series& golden = theirs[replay.golden.recording->index("aligned_distance")];
        const double expected = golden.sample(golden.size() - 1)[0];
        QVERIFY(std::abs(distance - last("aligned_distance")[0]) <= 1e-7 * expected);
        QVERIFY(distance <= expected * (1 + 1e-6));
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityGolden)
#include "test_mode_connectivity_golden.moc"
