// Whole runs of the presets with data and weights of our own: the ranges that the specification
// measured with an independent implementation over many seeds.
#include "core/experiments/race/race.hpp"
#include "tests/core/experiments/acceptance.hpp"

using namespace etalon;
using namespace etalon::test;

namespace {

WholeRun run_of(const std::string& preset, std::uint64_t seed)
{
    const Experiment experiment = race();
    return whole_run(experiment, find_preset(experiment, preset).overrides, seed);
}

/// With the delays of ticket and losers, as shares of the drop step.
Scalars scalars_of(const std::string& preset, std::uint64_t seed)
{
    Scalars scalars = run_of(preset, seed).scalars;
    if (scalars["drop_step"] > 0) {
        scalars["ticket_delay"] = scalars["ticket_drop_step"] / scalars["drop_step"];
        scalars["losers_delay"] = scalars["ticket_losers_drop_step"] / scalars["drop_step"];
    }
    return scalars;
}

} // namespace

class TestRaceAcceptance : public QObject {
    Q_OBJECT

private slots:
    void presets_end_where_they_should_data()
    {
        add_run_columns();
        add_runs("default", 4,
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
        add_runs("balanced", 2,
                 {{"capacity_final", 4, 6},
                  {"groups_final", 4, 12},
                  {"drop_step", 240, 340},
                  {"score_spearman_within_groups", 0.95, 1},
                  {"merge_loss_change", 0, 1e-3},
                  {"groups_frozen_gates", 90, 100},
                  {"share_prediction_error", 0, 0.01},
                  {"ticket_loss_ratio", 0, 1.2}});
        add_runs("staged", 2,
                 {{"capacity_final", 4, 6},
                  {"groups_final", 4, 10},
                  {"drop_step", 410, 500},
                  {"losers_delay", 1.25, any},
                  {"merge_loss_change", 0, 1e-3},
                  {"score_spearman_within_groups", 0.95, 1},
                  {"ticket_loss_ratio", 0, 1.2}});
        add_runs("plane", 2,
                 {{"capacity_final", 4, 5},
                  {"groups_final", 4, 8},
                  {"drop_step", 220, 265},
                  {"merge_loss_change", 0, 1e-4},
                  {"final_accuracy", 0.98, 1},
                  {"share_prediction_error", 0, 0.01}});
        add_runs("lazy", 2,
                 {{"groups_final", 95, 100},
                  {"capacity_final", 28, 50},
                  {"drop_step", 1, 6},
                  {"gates_unlocked_at_drop", 0, 0.1},
                  {"merged_core_loss_change", 0.5, any}});
        add_runs("frozen-gates", 2, {{"groups_final", 90, 100}, {"capacity_final", 9, 40}});
        add_runs("image-like", 1,
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
        const QString wrong = out_of_range(scalars, ranges);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
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
        const WholeRun run = run_of("width-sweep", 1);
        std::map<std::string, std::span<const double>> sweep;
        for (std::size_t i = 0; i < run.channels.size(); ++i)
            if (run.channels[i].index == "sweep index")
                sweep[run.channels[i].name] = run.series[i].values();
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
