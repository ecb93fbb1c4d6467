// The analyses against recordings of an independent implementation, from their stored tensors.
#include "tests/core/experiments/race_golden.hpp"

#include <QDir>
#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

const GoldenRace& golden(const QString& folder)
{
    static std::map<QString, std::unique_ptr<GoldenRace>> runs;
    auto& run = runs[folder];
    if (!run)
        run = std::make_unique<GoldenRace>(folder.toStdString());
    return *run;
}

/// One analysis of each recording serves all tests.
const RaceAnalysis& analysis_of(const QString& folder)
{
    static std::map<QString, RaceAnalysis> analyses;
    const auto known = analyses.find(folder);
    if (known != analyses.end())
        return known->second;
    const auto goes_on = [](double, const std::string&) { return true; };
    return analyses[folder] = analyse_race(golden(folder).finish(), goes_on).value();
}

void add_recordings()
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"race-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

bool is_from_the_analyses(const std::string& channel)
{
    return channel.starts_with("prune_") || channel.starts_with("merge_")
        || channel.starts_with("ticket_") || channel.starts_with("sweep_")
        || channel == "drop_line";
}

/// Section 11: 1e-8 of the largest entry of a row; the largest difference in these terms.
double row_difference(std::span<const double> ours, std::span<const double> theirs,
                      std::size_t width)
{
    double worst = 0;
    for (std::size_t row = 0; row < theirs.size(); row += width) {
        double difference = 0, largest = 1e-300;
        for (std::size_t i = row; i < row + width; ++i) {
            difference = std::max(difference, std::abs(ours[i] - theirs[i]));
            largest = std::max(largest, std::abs(theirs[i]));
        }
        worst = std::max(worst, difference == 0 ? 0 : difference / largest);
    }
    return worst;
}

/// 1e-6 relative or 1e-12 absolute; rank correlations 2e-3.
bool scalar_agrees(const std::string& name, double ours, double theirs)
{
    const double difference = std::abs(ours - theirs);
    if (name.find("spearman") != std::string::npos)
        return difference <= 2e-3;
    return difference <= std::max(1e-12, 1e-6 * std::abs(theirs));
}

} // namespace

class TestRaceAnalysisGolden : public QObject {
    Q_OBJECT

private slots:
    void there_are_recordings()
    {
        QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"race-*"}, QDir::Dirs).size(), 8);
    }

    void channels_are_those_of_the_recording_data() { add_recordings(); }
    void channels_are_those_of_the_recording()
    {
        QFETCH(QString, folder);
        const GoldenRace& run = golden(folder);
        std::set<std::string> expected, found;
        for (const auto& [name, channel] : run.channels)
            if (is_from_the_analyses(name))
                expected.insert(name);
        for (const RaceSeries& series : analysis_of(folder).series) {
            found.insert(series.channel);
            const std::string& name = series.channel;
            QVERIFY2(run.channels.contains(name), name.c_str());
            const GoldenChannel& theirs = run.channels.at(name);
            QVERIFY2(series.index == theirs.steps, name.c_str());
            QVERIFY2(series.values.size() == theirs.values.size(), name.c_str());
            const double difference = row_difference(series.values, theirs.values,
                                                     theirs.values.size() / theirs.steps.size());
            QVERIFY2(difference <= 1e-8,
                     qPrintable(QString::fromStdString(name)
                                + QString(" differs by %1").arg(difference)));
        }
        QVERIFY(expected == found);
        QVERIFY(found.size() >= 11);
    }

    void scalars_are_those_of_the_recording_data() { add_recordings(); }
    void scalars_are_those_of_the_recording()
    {
        QFETCH(QString, folder);
        const std::set<std::string> before{"initial_loss",
                                           "final_loss",
                                           "final_accuracy",
                                           "test_loss",
                                           "test_accuracy",
                                           "drop_step",
                                           "growth_identity_error",
                                           "groups_initial",
                                           "groups_final",
                                           "capacity_final",
                                           "negative_alignment_initial",
                                           "early_step",
                                           "groups_at_drop",
                                           "gates_unlocked_at_drop",
                                           "negative_alignment_at_drop",
                                           "flow_law_error",
                                           "alignment_spearman",
                                           "score_spearman",
                                           "score_spearman_within_groups",
                                           "share_prediction_error",
                                           "share_freeze_error",
                                           "drop_slope_predicted"};
        const auto& scalars = analysis_of(folder).scalars;
        std::size_t expected = 0;
        for (const auto& [name, theirs] : golden(folder).summary) {
            if (before.contains(name))
                continue;
            ++expected;
            QVERIFY2(scalars.contains(name), name.c_str());
            const double ours = scalars.at(name);
            QVERIFY2(scalar_agrees(name, ours, theirs),
                     qPrintable(QString("%1: %2, recorded %3")
                                    .arg(QString::fromStdString(name))
                                    .arg(ours, 0, 'g', 17)
                                    .arg(theirs, 0, 'g', 17)));
        }
        QCOMPARE(scalars.size(), expected);
    }

    void the_early_steps_foretell_what_the_recording_says_data() { add_recordings(); }
    void the_early_steps_foretell_what_the_recording_says()
    {
        QFETCH(QString, folder);
        const GoldenRace& run = golden(folder);
        if (!run.dropped()) {
            QVERIFY(!run.summary.contains("alignment_spearman"));
            return;
        }
        QCOMPARE(static_cast<double>(run.moments.early), run.summary.at("early_step"));
        const auto at = [&](const char* channel, std::int64_t step) {
            return run.channels.at(channel).at(step);
        };
        auto scalars =
            race_prediction_scalars({.score_early = at("score", run.moments.early),
                                     .alignment_early = at("alignment", run.moments.early),
                                     .norm_at_drop = at("neuron_norm", run.moments.recorded_drop),
                                     .norm_final = at("neuron_norm", run.last_step)},
                                    race_groups(run.final, run.settings.group_cosine));
        QCOMPARE(scalars.size(), std::size_t{5});
        const auto slope =
            race_predicted_slope(run.geometry_at(run.moments.half), run.settings.learning_rate);
        QCOMPARE(slope.has_value(), run.summary.contains("drop_slope_predicted"));
        if (slope)
            scalars["drop_slope_predicted"] = *slope;
        for (const auto& [name, ours] : scalars)
            QVERIFY2(scalar_agrees(name, ours, run.summary.at(name)), name.c_str());
    }

    void groups_at_every_snapshot_are_those_of_the_recording_data() { add_recordings(); }
    void groups_at_every_snapshot_are_those_of_the_recording()
    {
        QFETCH(QString, folder);
        const GoldenRace& run = golden(folder);
        for (const std::int64_t step : run.channels.at("cosines").steps) {
            const RaceGeometry neurons = run.geometry_at(step);
            const RaceGroups groups =
                race_groups(neurons.neuron_norm, neurons.output_weight,
                            run.channels.at("cosines").at(step).data(), run.settings.group_cosine);
            QCOMPARE(static_cast<double>(groups.count()),
                     run.channels.at("group_count").at(step)[0]);
            QCOMPARE(static_cast<double>(groups.effective(run.settings.capacity_floor)),
                     run.channels.at("effective_capacity").at(step)[0]);
            const double participation = run.channels.at("group_participation").at(step)[0];
            QVERIFY(std::abs(groups.participation() - participation) <= 1e-8 * participation);
        }
    }

    void groups_of_the_stored_weights_are_those_of_the_summary_data() { add_recordings(); }
    void groups_of_the_stored_weights_are_those_of_the_summary()
    {
        QFETCH(QString, folder);
        const GoldenRace& run = golden(folder);
        const double threshold = run.settings.group_cosine;
        const RaceGroups final = race_groups(run.final, threshold);
        QCOMPARE(static_cast<double>(race_groups(run.initial, threshold).count()),
                 run.summary.at("groups_initial"));
        QCOMPARE(static_cast<double>(final.count()), run.summary.at("groups_final"));
        QCOMPARE(static_cast<double>(final.effective(run.settings.capacity_floor)),
                 run.summary.at("capacity_final"));
    }
};

QTEST_APPLESS_MAIN(TestRaceAnalysisGolden)
#include "test_race_analysis_golden.moc"
