// Whole runs against recordings of an independent implementation: every channel, tensor and scalar.
#include "tests/core/experiments/resonator_golden.hpp"
#include "tests/core/experiments/resonator_small_run.hpp"

#include <QDir>
#include <QtTest>

#include <cmath>

using namespace etalon;
using namespace etalon::test;

namespace {

const std::filesystem::path golden_folder = ETALON_GOLDEN_DIR;

struct Replay {
    ResonatorGolden golden;
    ResonatorRun run;

    explicit Replay(const std::filesystem::path& folder)
        : golden(folder)
        , run(golden.settings(), golden.seed())
    {
        run.train();
    }
};

Replay& fetched()
{
    static std::map<QString, std::unique_ptr<Replay>> replays;
    QFETCH(QString, folder);
    auto& replay = replays[folder];
    if (!replay)
        replay = std::make_unique<Replay>(golden_folder / folder.toStdString());
    return *replay;
}

void add_recordings()
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"resonator-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

/// Largest difference over the largest magnitude (at least `floor`); not-a-number only where both
/// have it.
double difference(std::span<const double> a, std::span<const double> b, double floor = 1e-300)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double most = 0, largest = floor;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) != std::isnan(b[i]))
            return std::numeric_limits<double>::infinity();
        if (std::isnan(a[i]))
            continue;
        most = std::max(most, std::abs(a[i] - b[i]));
        largest = std::max(largest, std::abs(b[i]));
    }
    return most / largest;
}

void check(std::span<const double> ours, std::span<const double> golden, double bound,
           const std::string& what)
{
    const double found = difference(ours, golden);
    QVERIFY2(found <= bound,
             qPrintable(
                 QString("%1 differs by %2, allowed %3").arg(what.c_str()).arg(found).arg(bound)));
}

std::vector<double> reals(const Tensor& tensor)
{
    if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&tensor.values))
        return {whole->begin(), whole->end()};
    return std::get<std::vector<double>>(tensor.values);
}

} // namespace

class TestResonatorReplay : public QObject {
    Q_OBJECT

private slots:
    void data_follow_from_the_seed_data() { add_recordings(); }
    void data_follow_from_the_seed();
    void the_battery_is_the_same_data() { add_recordings(); }
    void the_battery_is_the_same();
    void training_goes_the_same_way_data() { add_recordings(); }
    void training_goes_the_same_way();
    void searches_find_the_same_data() { add_recordings(); }
    void searches_find_the_same();
    void nothing_is_missing_data() { add_recordings(); }
    void nothing_is_missing();
};

void TestResonatorReplay::data_follow_from_the_seed()
{
    const Replay& replay = fetched();
    const std::map<std::string, double> bounds{
        {"train_x", 1e-10},       {"validation_x", 1e-10},    {"target_x", 1e-10},
        {"target_clean", 1e-9},   {"target_spectra", 1e-9},   {"order", 0},
        {"wavelength", 1e-14},    {"battery_index", 1e-12},   {"battery_thickness", 1e-12},
        {"battery_angle", 1e-13}, {"battery_polarization", 0}};
    for (const auto& [name, bound] : bounds)
        check(reals(replay.run.data(name)), replay.golden.values("/data/" + name), bound, name);
    for (const Tensor& tensor : replay.run.initial)
        check(reals(tensor), replay.golden.values("/state/initial/" + tensor.name), 1e-12,
              tensor.name);
}

void TestResonatorReplay::the_battery_is_the_same()
{
    const Replay& replay = fetched();
    for (const char* name : {"reflection", "transmission", "absorption"}) {
        const std::string channel = std::string("battery_") + name;
        check(replay.run.values(channel), replay.golden.channel(channel), 1e-10, channel);
    }
    for (const char* name : {"dR_dd", "dR_dn", "dT_dd", "dT_dn"}) {
        const std::string channel = std::string("battery_") + name;
        check(replay.run.values(channel), replay.golden.channel(channel), 1e-7, channel);
    }
    check(replay.run.values("quarter_wave_reflectance"),
          replay.golden.values("/theory/quarter_wave_reflectance/values"), 1e-12, "theory");
}

void TestResonatorReplay::training_goes_the_same_way()
{
    const Replay& replay = fetched();
    for (const char* name :
         {"loss", "validation_loss", "validation_mae", "rate", "path_error", "probe_spectra"})
        check(replay.run.values(name), replay.golden.channel(name), 1e-8, name);
    for (const Tensor& tensor : replay.run.simulation->weights())
        check(reals(tensor), replay.golden.values("/state/final/" + tensor.name), 1e-8,
              tensor.name);
}

void TestResonatorReplay::searches_find_the_same()
{
    const Replay& replay = fetched();
    const auto targets = static_cast<std::size_t>(replay.run.settings.targets);
    for (const MethodChannels& method :
         ResonatorChannels(replay.run.settings, 2, design_methods(replay.run.settings, 2, true))
             .methods) {
        const std::string name = underscored(method.method);
        if (!replay.golden.has_channel("design_best_" + name))
            continue; // of the optional library
        const auto ours = replay.run.values("design_best_" + name);
        const auto theirs = replay.golden.channel("design_best_" + name);
        QCOMPARE(ours.size(), theirs.size());
        std::size_t agreeing = 0;
        for (std::size_t q = 0; q < targets; ++q) {
            bool agrees = true;
            for (std::size_t i = q; i < theirs.size(); i += targets)
                agrees = agrees
                    && std::abs(ours[i] - theirs[i]) <= std::max(1e-4 * std::abs(theirs[i]), 1e-9);
            agreeing += agrees;
        }
        QVERIFY2(static_cast<double>(agreeing) >= 0.95 * static_cast<double>(targets),
                 name.c_str());
        check(replay.run.values("design_evaluations_" + name),
              replay.golden.channel("design_evaluations_" + name), 1e-14, name);
    }
    for (const char* map : {"landscape_signal", "landscape_fourier"})
        check(replay.run.values(map), replay.golden.channel(map), 1e-9, map);
}

void TestResonatorReplay::nothing_is_missing()
{
    const Replay& replay = fetched();
    std::size_t compared = 0;
    for (const Channel& channel : replay.run.recording->channels()) {
        if (channel.name.find("_crs") != std::string::npos
            || channel.name.find("_direct") != std::string::npos)
            continue;
        const std::string group = channel.role == Role::theory ? "/theory/" : "/channels/";
        const auto steps = replay.golden.values(group + channel.name + "/steps");
        const auto ours = replay.run.steps(channel.name);
        QVERIFY2(std::equal(steps.begin(), steps.end(), ours.begin(), ours.end()),
                 channel.name.c_str());
        ++compared;
    }
    // 6 of training, 7 of the battery, theory, 2 maps; 9 methods with 3 each, 6 of them with a path.
    QCOMPARE(compared, std::size_t{6 + 7 + 1 + 2 + 9 * 3 + 6});
    const auto summary = replay.run.summary();
    const JsonReader golden = replay.golden.run().at("summary");
    for (const auto& [key, value] : summary) {
        if (key.ends_with("_crs") || key.ends_with("_direct"))
            continue;
        QVERIFY2(std::abs(value - golden.at(key).real()) <= 1e-6 * std::max(1.0, std::abs(value)),
                 key.c_str());
    }
    QVERIFY(summary.size() >= 2 + 9 * 3);
}

QTEST_APPLESS_MAIN(TestResonatorReplay)
#include "test_resonator_replay.moc"
