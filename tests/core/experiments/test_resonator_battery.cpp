// The physics battery, designs and targets against recordings of an independent implementation.
#include "core/experiments/resonator/resonator_battery.hpp"
#include "core/experiments/resonator/resonator_targets.hpp"
#include "tests/core/experiments/resonator_golden.hpp"

#include <QDir>
#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

void add_recordings()
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"resonator-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

ResonatorGolden golden_of(const QString& folder)
{
    return ResonatorGolden(std::filesystem::path(ETALON_GOLDEN_DIR) / folder.toStdString());
}

/// Largest difference; where the recording has no number, we must have none either.
double largest_difference(std::span<const double> ours, std::span<const double> golden)
{
    double result = ours.size() == golden.size() ? 0 : 1e300;
    for (std::size_t i = 0; i < ours.size() && i < golden.size(); ++i) {
        if (std::isnan(golden[i]) && std::isnan(ours[i]))
            continue;
        const double difference = std::abs(ours[i] - golden[i]);
        result = std::max(result, std::isnan(difference) ? 1e300 : difference);
    }
    return result;
}

std::span<const double> all_of(const ResonatorMatrix& matrix)
{
    return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

QByteArray text(double value)
{
    return QByteArray::number(value);
}

} // namespace

class TestResonatorBattery : public QObject {
    Q_OBJECT

private slots:
    void there_are_recordings()
    {
        QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"resonator-*"}, QDir::Dirs).size(), 5);
    }

    void the_stacks_are_those_of_the_recording_data() { add_recordings(); }
    void the_stacks_are_those_of_the_recording()
    {
        QFETCH(QString, folder);
        const ResonatorGolden golden = golden_of(folder);
        const ResonatorBattery ours = run_battery(golden.values("/data/wavelength"));
        QVERIFY(largest_difference(ours.index, golden.values("/data/battery_index")) < 1e-13);
        QVERIFY(largest_difference(ours.thickness, golden.values("/data/battery_thickness"))
                < 1e-10);
        QVERIFY(largest_difference(ours.angle, golden.values("/data/battery_angle")) < 1e-12);
        QCOMPARE(ours.polarization, golden.values("/data/battery_polarization"));
    }

    void spectra_agree_with_the_recording_data() { add_recordings(); }
    void spectra_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const ResonatorGolden golden = golden_of(folder);
        const ResonatorBattery ours = run_battery(golden.values("/data/wavelength"));
        const auto check = [&](const std::vector<double>& values, const std::string& channel) {
            const double difference =
                largest_difference(values, golden.values(channel + "/values"));
            QVERIFY2(difference < 1e-12, channel.c_str() + text(difference)); // 1e-10 asked for
        };
        check(ours.reflection, "/channels/battery_reflection");
        check(ours.transmission, "/channels/battery_transmission");
        check(ours.absorption, "/channels/battery_absorption");
        check(battery_quarter_wave_reflectances(), "/theory/quarter_wave_reflectance");
    }

    void gradients_agree_with_the_recording_data() { add_recordings(); }
    void gradients_agree_with_the_recording()
    {
        QFETCH(QString, folder);
        const ResonatorGolden golden = golden_of(folder);
        const auto wavelengths = golden.values("/data/wavelength");
        const ResonatorBattery ours = run_battery(wavelengths);
        const std::size_t row = battery_layers * wavelengths.size();
        const auto check = [&](const std::vector<double>& values, const char* channel) {
            const auto theirs = golden.channel(channel);
            QCOMPARE(values.size(), theirs.size());
            for (std::size_t b = 0; b < battery_stack_count; ++b) { // each stack by its own size
                const auto a = std::span(values).subspan(b * row, row);
                const auto c = std::span<const double>(theirs).subspan(b * row, row);
                double largest = 0;
                for (const double value : c)
                    if (!std::isnan(value))
                        largest = std::max(largest, std::abs(value));
                const double difference = largest_difference(a, c);
                QVERIFY2(difference <= 1e-9 * largest + 1e-15, // 1e-7 asked for
                         channel + QByteArray(" stack ") + text(static_cast<double>(b)) + ": "
                             + text(difference) + " of " + text(largest));
            }
        };
        check(ours.reflection_thickness, "battery_dR_dd");
        check(ours.reflection_index, "battery_dR_dn");
        check(ours.transmission_thickness, "battery_dT_dd");
        check(ours.transmission_index, "battery_dT_dn");
    }

    void closed_forms_hold_on_the_battery()
    {
        const ResonatorBattery battery = run_battery({600});
        const auto expected = battery_quarter_wave_reflectances();
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(std::abs(battery.reflection[4 + i] - expected[i]) < 1e-13);
        QVERIFY(battery.reflection[3] < 1e-28);                 // Brewster
        QVERIFY(std::abs(battery.transmission[8] - 1) < 1e-11); // cavity
        QVERIFY(battery.transmission[9] < 1e-300);              // 100 µm absorber
        for (std::size_t b = 0; b < battery_stack_count; ++b) {
            const double sum =
                battery.reflection[b] + battery.transmission[b] + battery.absorption[b];
            QVERIFY(std::abs(sum - 1) < 1e-12);
            QVERIFY(battery.absorption[b] > -1e-10);
            const bool lossless = b < 9 || b == 16;
            if (lossless)
                QVERIFY(std::abs(battery.absorption[b]) < 1e-10);
        }
    }

    void designs_and_targets_follow_from_the_seed_data() { add_recordings(); }
    void designs_and_targets_follow_from_the_seed()
    {
        QFETCH(QString, folder);
        const ResonatorGolden golden = golden_of(folder);
        const ResonatorSettings& settings = golden.settings();
        const auto model = make_resonator_model(settings, {});
        QVERIFY(largest_difference(model->wavelengths(), golden.values("/data/wavelength"))
                < 1e-12);
        const auto draw = [&](std::uint64_t stream, std::int64_t count) {
            return draw_designs(*model, settings, golden.seed(), stream,
                                static_cast<std::size_t>(count), settings.sampling);
        };
        const auto train = draw(1, settings.train_size), valid = draw(2, settings.validation_size);
        QVERIFY(largest_difference(all_of(train), golden.values("/data/train_x")) < 1e-12);
        QVERIFY(largest_difference(all_of(valid), golden.values("/data/validation_x")) < 1e-12);

        const DesignTargets targets = make_design_targets(*model, settings, golden.seed(), {});
        QVERIFY(targets.designs_known && targets.weights.empty());
        const auto check = [&](const ResonatorMatrix& ours, const char* name) {
            const double difference =
                largest_difference(all_of(ours), golden.values(std::string("/data/") + name));
            QVERIFY2(difference < 1e-12, name + text(difference));
        };
        check(targets.designs, "target_x");
        check(targets.clean, "target_clean");
        check(targets.spectra, "target_spectra");
    }
};

QTEST_APPLESS_MAIN(TestResonatorBattery)
#include "test_resonator_battery.moc"
