// The bounds of the specification, section 11, on seeds of our own.
#include "core/experiments/mode_connectivity/mode_jets.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
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
        for (const std::uint64_t seed : seeds)
            runs.push_back(recorded_run(
                experiment,
                {find_preset(experiment, preset).overrides,
                 {{"sample_every", std::int64_t{10000}}, {"plane_points", std::int64_t{5}}}},
                seed));
    }
    return runs;
}

double scalar(const RecordedRun& run, const std::string& name)
{
    for (const auto& [key, value] : run.summary)
        if (key == name)
            return value.value();
    qFatal("no such scalar");
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
    void a_shared_start_alone_lets_a_barrier_rise()
    {
        for (const RecordedRun& run : runs_of("spawn-at-init"))
            QVERIFY2(scalar(run, "barrier_train_loss") >= 0.05,
                     qPrintable(QString::number(scalar(run, "barrier_train_loss"))));
    }

    void a_shared_first_half_leaves_none()
    {
        for (const RecordedRun& run : runs_of("spawn-late"))
            QVERIFY2(scalar(run, "barrier_train_loss") <= 0.03,
                     qPrintable(QString::number(scalar(run, "barrier_train_loss"))));
    }

    void alignment_removes_most_of_the_barrier_between_independent_runs()
    {
        std::vector<double> ratios;
        for (const RecordedRun& run : runs_of("independent")) {
            QVERIFY(scalar(run, "barrier_train_loss") >= 0.5);
            ratios.push_back(scalar(run, "aligned_barrier_train_loss")
                             / scalar(run, "barrier_train_loss"));
        }
        std::sort(ratios.begin(), ratios.end());
        QVERIFY2(ratios[2] <= 0.7, qPrintable(QString::number(ratios[2])));
    }

    void wide_networks_are_connected_once_aligned()
    {
        for (const RecordedRun& run : runs_of("wide-relu")) {
            const double raw = scalar(run, "barrier_train_loss");
            QVERIFY2(raw >= 0.05, qPrintable(QString::number(raw)));
            QVERIFY(scalar(run, "aligned_barrier_train_loss") <= 0.25 * raw);
        }
    }

    void the_toy_has_its_barrier_on_two_sides_and_none_on_one()
    {
        for (const RecordedRun& run : runs_of("toy-ridge")) {
            const double barrier = scalar(run, "barrier_train_loss");
            QVERIFY2(scalar(run, "same_side") == 1 ? barrier < 0.08
                                                   : std::abs(barrier - 0.8) <= 0.2,
                     qPrintable(QString::number(barrier)));
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
