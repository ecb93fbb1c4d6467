// The bounds of the specification, section 11, on seeds of our own.
#include "core/experiments/mode_connectivity/mode_jets.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "tests/core/experiments/acceptance.hpp"
#include "tests/core/experiments/recorded_run.hpp"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr std::array<std::uint64_t, 5> seeds{11, 12, 13, 14, 15};

/// Whole runs of a preset, sampled at both ends only; the numbers do not depend on that.
const std::vector<RecordedRun>& runs_of(const std::string& preset)
{
    static std::map<std::string, std::vector<RecordedRun>> all;
    auto& runs = all[preset];
    if (runs.empty()) {
        const Experiment& experiment = find(experiments(), "mode-connectivity");
        const Overrides& overrides = find_preset(experiment, preset).overrides;
        const std::int64_t last = planned_steps(resolve(experiment, {overrides}));
        for (const std::uint64_t seed : seeds)
            runs.push_back(recorded_run(
                experiment,
                {overrides, {{"sample_every", last}, {"plane_points", std::int64_t{5}}}}, seed));
    }
    return runs;
}

Scalars scalars_of(const RecordedRun& run)
{
    Scalars scalars;
    for (const auto& [name, value] : run.summary)
        scalars[name] = value.value();
    return scalars;
}

double scalar(const RecordedRun& run, const std::string& name)
{
    return scalars_of(run).at(name);
}

/// What share of the barrier is left after renaming.
double share_left(const RecordedRun& run)
{
    return scalar(run, "aligned_barrier_train_loss") / scalar(run, "barrier_train_loss");
}

/// Nodes and weights on [-1, 1], by Newton's method on the Legendre polynomial.
std::vector<std::pair<double, double>> gauss_legendre(int count)
{
    std::vector<std::pair<double, double>> rule;
    for (int i = 0; i < count; ++i) {
        double x = std::cos(std::numbers::pi * (i + 0.75) / (count + 0.5)), slope = 0;
        for (int pass = 0; pass < 20; ++pass) {
            double p = 1, before = 0;
            for (int n = 1; n <= count; ++n) {
                const double next = ((2 * n - 1) * x * p - (n - 1) * before) / n;
                before = std::exchange(p, next);
            }
            slope = count * (x * p - before) / (x * x - 1);
            x -= p / slope;
        }
        rule.emplace_back(x, 2 / ((1 - x * x) * slope * slope));
    }
    return rule;
}

/// -1/2 ∫ min(s, 1-s) ℓ''(s) ds over 12 panels of 24 points.
double rise_from_curvature(const ModeShape& shape, const ModeVector& a, const ModeVector& b,
                           const ModeSamples& samples)
{
    constexpr int panels = 12;
    std::vector<double> places, weights;
    for (int panel = 0; panel < panels; ++panel)
        for (const auto& [x, weight] : gauss_legendre(24)) {
            places.push_back((panel + (x + 1) / 2) / panels);
            weights.push_back(weight / 2 / panels);
        }
    const auto jets = mode_path_jets(shape, a, b, places, samples);
    double sum = 0;
    for (std::size_t i = 0; i < places.size(); ++i)
        sum += weights[i] * std::min(places[i], 1 - places[i]) * jets[i].curvature;
    return -sum / 2;
}

} // namespace

class TestModeConnectivityAcceptance : public QObject {
    Q_OBJECT

private slots:
    void every_run_is_in_the_accepted_range_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<std::vector<Range>>("ranges");
        const auto add = [](const char* preset, double low, double high) {
            QTest::newRow(preset) << QString(preset)
                                  << std::vector<Range>{{"barrier_train_loss", low, high}};
        };
        add("spawn-at-init", 0.05, any); // a shared start alone lets a barrier rise
        add("spawn-late", 0, 0.03);      // a shared first half leaves none
        add("independent", 0.5, any);
        add("wide-relu", 0.05, any);
    }

    void every_run_is_in_the_accepted_range()
    {
        QFETCH(QString, preset);
        QFETCH(std::vector<Range>, ranges);
        for (const RecordedRun& run : runs_of(preset.toStdString())) {
            const QString mistake = out_of_range(scalars_of(run), ranges);
            QVERIFY2(mistake.isEmpty(), qPrintable(mistake));
        }
    }

    void alignment_removes_most_of_the_barrier_between_independent_runs()
    {
        std::vector<double> shares;
        for (const RecordedRun& run : runs_of("independent"))
            shares.push_back(share_left(run));
        std::sort(shares.begin(), shares.end());
        QVERIFY2(shares[2] <= 0.7, qPrintable(QString::number(shares[2])));
    }

    void wide_networks_are_connected_once_aligned()
    {
        for (const RecordedRun& run : runs_of("wide-relu"))
            QVERIFY2(share_left(run) <= 0.25, qPrintable(QString::number(share_left(run))));
    }

    void the_toy_has_its_barrier_on_two_sides_and_none_on_one()
    {
        for (const RecordedRun& run : runs_of("toy-ridge")) {
            const Scalars found = scalars_of(run);
            const bool one_side = found.at("same_side") == 1;
            const QString mistake = out_of_range(found,
                                                 {{"barrier_train_loss", one_side ? 0 : 0.6,
                                                   one_side ? std::nextafter(0.08, 0) : 1.0}});
            QVERIFY2(mistake.isEmpty(), qPrintable(mistake));
        }
    }

    void the_rise_is_the_weighted_integral_of_the_curvature()
    {
        for (const char* preset : {"spawn-at-init", "independent"})
            for (const RecordedRun& run : runs_of(preset)) {
                const auto settings = mode_connectivity_schema().settings(run.setup.values);
                const auto weights = run.simulation->weights();
                const ModeShape shape = mode_shape_from(weights, settings);
                const double rise = scalar(run, "midpoint_rise");
                const double integral = rise_from_curvature(
                    shape, mode_weights_from(shape, weights, "a"),
                    mode_weights_from(shape, weights, "b"), mode_samples_from(*run.data, "train"));
                QVERIFY2(std::abs(rise - integral) <= 1e-6 * std::max(1.0, rise),
                         qPrintable(QString::number(rise - integral)));
            }
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityAcceptance)
#include "test_mode_connectivity_acceptance.moc"
