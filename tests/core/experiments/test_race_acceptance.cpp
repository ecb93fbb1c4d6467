// Whole runs of the presets with data and weights of our own: the ranges that the specification
// measured with an independent implementation over many seeds.
#include "core/experiments/race/race_simulation.hpp"
#include "core/lab/runner.hpp"

#include <QtTest>

#include <map>

using namespace etalon;

namespace {

struct Range {
    const char* scalar;
    double low, high;
};

constexpr double any = 1e300;

std::map<std::string, double> scalars_of(const std::string& preset, std::uint64_t seed,
                                         std::vector<Series>* series = nullptr,
                                         std::vector<Channel>* channels = nullptr)
{
    const Experiment experiment = race();
    const Values values = resolve(experiment, {find_preset(experiment, preset).overrides});
    const auto simulation = experiment.make({values, seed, {}});
    Recording recording(simulation->channels());
    train(*simulation, recording, 0, planned_steps(values), [](std::int64_t) { return true; });
    std::map<std::string, double> scalars;
    for (const auto& [name, value] : simulation->summary(recording))
        scalars[name] = value.value();
    if (scalars["drop_step"] > 0) {
        scalars["ticket_delay"] = scalars["ticket_drop_step"] / scalars["drop_step"];
        scalars["losers_delay"] = scalars["ticket_losers_drop_step"] / scalars["drop_step"];
    }
    if (series)
        *series = recording.snapshot();
    if (channels)
        *channels = recording.channels();
    return scalars;
}

void add(const char* preset, int seeds, const std::vector<Range>& ranges)
{
    for (int seed = 1; seed <= seeds; ++seed)
        QTest::addRow("%s, seed %d", preset, seed) << QString(preset) << seed << ranges;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<Range>)

class TestRaceAcceptance : public QObject {
    Q_OBJECT

private slots:
    void presets_end_where_they_should_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<int>("seed");
        QTest::addColumn<std::vector<Range>>("ranges");
        add("default", 4,
            {{"flow_law_error", 0.005, 0.02},
             {"drop_step", 245, 345},
             {"groups_initial", 95, 100},
             {"groups_at_drop", 4, 20},
             {"groups_final", 4, 16},
             {"capacity_final", 4, 7},
             {"merged_core_size", 4, 7},
             {"groups_frozen_gates", 90, 100},
             {"gates_unlocked_at_drop", 0.3, 0.42},
             {"negative_alignment_initial", 0.27, 0.73},
             {"negative_alignment_at_drop", 0, 0.04},
             {"alignment_spearman", 0.85, 1},
             {"score_spearman_within_groups", 0.95, 1},
             {"share_prediction_error", 0, 0.01},
             {"share_freeze_error", 0, 0.02},
             {"merge_loss_change", 0, 1e-3},
             {"merged_core_loss_change", -0.02, 0.15},
             {"prunable_relative", 0.11, 1},
             {"prunable_absolute", 0.5, 1},
             {"prunable_accuracy", 0.5, 1},
             {"prune_random_excess", 0.01, any},
             {"ticket_overlap", 0.75, 1},
             {"ticket_loss_ratio", 0, 1.2},
             {"ticket_delay", 0, 1.25},
             {"losers_delay", 1.35, any},
             {"final_accuracy", 0.98, 1}});
        add("balanced", 2,
            {{"capacity_final", 4, 6},
             {"groups_final", 4, 12},
             {"drop_step", 240, 340},
             {"score_spearman_within_groups", 0.95, 1},
             {"merge_loss_change", 0, 1e-3},
             {"groups_frozen_gates", 90, 100},
             {"share_prediction_error", 0, 0.01},
             {"ticket_loss_ratio", 0, 1.2}});
        add("staged", 2,
            {{"capacity_final", 4, 6},
             {"groups_final", 4, 10},
             {"drop_step", 410, 500},
             {"losers_delay", 1.25, any},
             {"merge_loss_change", 0, 1e-3},
             {"score_spearman_within_groups", 0.95, 1},
             {"ticket_loss_ratio", 0, 1.2}});
        add("plane", 2,
            {{"capacity_final", 4, 5},
             {"groups_final", 4, 8},
             {"drop_step", 220, 265},
             {"merge_loss_change", 0, 1e-4},
             {"final_accuracy", 0.98, 1},
             {"share_prediction_error", 0, 0.01}});
        add("lazy", 2,
            {{"groups_final", 95, 100},
             {"capacity_final", 28, 50},
             {"drop_step", 1, 6},
             {"gates_unlocked_at_drop", 0, 0.1},
             {"merged_core_loss_change", 0.5, any}});
        add("frozen-gates", 2, {{"groups_final", 90, 100}, {"capacity_final", 9, 40}});
        add("image-like", 1,
            {{"groups_initial", 290, 300},
             {"groups_final", 1, 30},
             {"capacity_final", 3, 9},
             {"drop_step", 150, 450},
             {"score_spearman_within_groups", 0.85, 1},
             {"merge_loss_change", 0, 5e-3},
             {"groups_frozen_gates", 180, 300}});
    }
    void presets_end_where_they_should()
    {
        QFETCH(QString, preset);
        QFETCH(int, seed);
        QFETCH(std::vector<Range>, ranges);
        const auto scalars = scalars_of(preset.toStdString(), static_cast<std::uint64_t>(seed));
        QVERIFY(scalars.at("growth_identity_error") <= 1e-10);
        for (const Range& range : ranges) {
            const double value = scalars.at(range.scalar);
            QVERIFY2(value >= range.low && value <= range.high,
                     qPrintable(QString("%1 = %2").arg(range.scalar).arg(value)));
        }
    }

    void a_decade_of_scale_costs_what_was_predicted()
    {
        for (const std::uint64_t seed : {1u, 2u}) {
            const auto scalars = scalars_of("scale-sweep", seed);
            const double ratio =
                scalars.at("drop_slope_measured") / scalars.at("drop_slope_predicted");
            QVERIFY2(std::abs(ratio - 1) < 0.07, qPrintable(QString::number(ratio)));
        }
    }

    void capacity_does_not_grow_with_width()
    {
        std::vector<Series> series;
        std::vector<Channel> channels;
        scalars_of("width-sweep", 1, &series, &channels);
        std::map<std::string, std::span<const double>> sweep;
        for (std::size_t i = 0; i < channels.size(); ++i)
            if (channels[i].index == "sweep index")
                sweep[channels[i].name] = series[i].values();
        const auto width = sweep.at("sweep_value");
        QCOMPARE(width.size(), std::size_t{7});
        double drop = any;
        for (std::size_t i = 0; i < width.size(); ++i) {
            if (width[i] < 50)
                continue;
            QVERIFY(sweep.at("sweep_capacity")[i] >= 4 && sweep.at("sweep_capacity")[i] <= 7);
            QVERIFY(width[i] < 100 || sweep.at("sweep_group_count")[i] <= 0.2 * width[i]);
            QVERIFY(sweep.at("sweep_drop_step")[i] < drop);
            drop = sweep.at("sweep_drop_step")[i];
        }
    }
};

QTEST_APPLESS_MAIN(TestRaceAcceptance)
#include "test_race_acceptance.moc"
