// The toy ridge against its closed forms.
#include "core/experiments/mode_connectivity/mode_jets.hpp"
#include "core/experiments/mode_connectivity/mode_toy.hpp"
#include "tests/core/experiments/recorded_run.hpp"

#include <QtTest>

#include <cmath>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr ModeToy wide{.sum = 1.5, .square = 5, .stiffness = 0.3};

Overrides toy_with(Overrides others)
{
    others.insert({"dataset", std::string("toy")});
    return others;
}

RecordedRun toy_run(Overrides others, std::uint64_t seed = 1)
{
    const Experiment& experiment = find(experiments(), "mode-connectivity");
    return recorded_run(experiment, {toy_with(std::move(others))}, seed);
}

double last(const RecordedRun& run, const char* channel, std::size_t entry = 0)
{
    const Series& series = run.series[run.recording->index(channel)];
    return series.sample(series.size() - 1)[entry];
}

} // namespace

class TestModeConnectivityToy : public QObject {
    Q_OBJECT

private slots:
    void the_gradient_is_the_slope_of_the_loss()
    {
        for (const ModeToy::Point point : {ModeToy::Point{2.5, 2.5}, {0.3, -1.2}, {-2, 1}}) {
            constexpr double h = 1e-6;
            const auto [a, b] = point;
            const auto gradient = wide.gradient(point);
            QVERIFY(
                std::abs(gradient[0] - (wide.loss({a + h, b}) - wide.loss({a - h, b})) / (2 * h))
                <= 1e-8);
            QVERIFY(
                std::abs(gradient[1] - (wide.loss({a, b + h}) - wide.loss({a, b - h})) / (2 * h))
                <= 1e-8);
        }
    }

    void the_minima_have_no_loss_and_the_barrier_stands_between_them()
    {
        const double c = wide.sum / 2, d = std::sqrt(wide.half_distance_squared());
        QVERIFY(std::abs(wide.loss({c + d, c - d})) <= 1e-15);
        QVERIFY(std::abs(wide.loss({c - d, c + d})) <= 1e-15);
        QVERIFY(std::abs(wide.loss({c, c}) - wide.barrier()) <= 1e-14);
        QVERIFY(std::abs(ModeToy().barrier() - 0.8) <= 1e-15);
        QVERIFY(std::abs(ModeToy().ridge_start() - std::sqrt(3.0)) <= 1e-15);
    }

    void the_curvature_across_the_diagonal_changes_its_sign_where_the_ridge_begins()
    {
        constexpr double h = 1e-4;
        for (const double c : {0.5, 1.2, 1.6, 2.5}) {
            const double bend =
                (wide.loss({c + h, c - h}) - 2 * wide.loss({c, c}) + wide.loss({c - h, c + h}))
                / (h * h);
            QVERIFY(std::abs(wide.ridge_curvature({c, c}) - bend) <= 1e-6);
        }
        const double start = wide.ridge_start();
        QVERIFY(std::abs(wide.ridge_curvature({start, start})) <= 1e-14);
    }

    void between_the_minima_the_quintic_is_exact_and_taylor_four_times_too_high()
    {
        // Along D = (−2d, 2d): ℓ'' = 4 d² d²L/dd², and at the minima d²L/dd² = 16κd².
        const double square = wide.half_distance_squared();
        const ModeJet end{0, 0, 4 * square * 16 * wide.stiffness * square};
        QVERIFY(std::abs(mode_quintic_rise(end, end) - wide.barrier()) <= 1e-14);
        QVERIFY(std::abs(mode_taylor_rise(end, end) - 4 * wide.barrier()) <= 1e-13);
    }

    void without_noise_both_stay_on_the_diagonal_and_follow_plain_descent()
    {
        const auto run = toy_run({{"toy_noise", 0.0},
                                  {"learning_rate", 0.03},
                                  {"momentum", 0.5},
                                  {"schedule", std::string("cosine")},
                                  {"steps", std::int64_t{80}},
                                  {"spawn_step", std::int64_t{17}},
                                  {"sample_every", std::int64_t{80}}});
        const ModeToy toy;
        double a = 2.5, velocity = 0;
        for (int s = 0; s < 80; ++s) {
            velocity = 0.5 * velocity + toy.gradient({a, a})[0];
            a -= 0.03 * (1 + std::cos(std::numbers::pi * s / 80)) / 2 * velocity;
        }
        for (std::size_t entry = 0; entry < 4; ++entry)
            QVERIFY(std::abs(last(run, "position", entry) - a) <= 1e-13);
        QVERIFY(last(run, "barrier") <= 1e-14);
    }

    void branches_share_the_trunk_and_then_go_their_own_ways()
    {
        const auto run = toy_run({{"toy_noise", 0.5},
                                  {"learning_rate", 0.02},
                                  {"steps", std::int64_t{40}},
                                  {"spawn_step", std::int64_t{20}},
                                  {"sample_every", std::int64_t{10}}});
        const Series& position = run.series[run.recording->index("position")];
        for (std::size_t i = 0; i < position.size(); ++i) {
            const auto row = position.sample(i);
            QCOMPARE(row[0] == row[2] && row[1] == row[3], position.steps()[i] <= 20);
        }
        QCOMPARE(run.data->at(0).shape, (std::vector<std::size_t>{20, 2}));
        QCOMPARE(run.data->at(1).shape, (std::vector<std::size_t>{20, 2}));
    }

    void the_run_names_its_theory_and_says_which_sides_were_chosen()
    {
        const auto run = toy_run({{"toy_noise", 0.5},
                                  {"learning_rate", 0.02},
                                  {"momentum", 0.0},
                                  {"schedule", std::string("constant")},
                                  {"steps", std::int64_t{1200}},
                                  {"sample_every", std::int64_t{10}}},
                                 3);
        QVERIFY(std::abs(last(run, "barrier_exact") - 0.8) <= 1e-15);
        QVERIFY(std::abs(last(run, "ridge_start") - std::sqrt(3.0)) <= 1e-15);
        const bool same = (last(run, "position", 0) > last(run, "position", 1))
            == (last(run, "position", 2) > last(run, "position", 3));
        const auto& [name, value] = run.summary[1];
        QCOMPARE(name, std::string("same_side"));
        QCOMPARE(*value, same ? 1.0 : 0.0);
        QVERIFY(same ? last(run, "barrier") < 0.08 : std::abs(last(run, "barrier") - 0.8) < 0.2);
    }

    void a_toy_that_leaves_all_bounds_has_diverged()
    {
        const auto run = toy_run({{"learning_rate", 5.0}, {"steps", std::int64_t{100}}});
        QCOMPARE(run.outcome.state, RunState::diverged);
        QVERIFY(run.outcome.message.starts_with("diverged at step "));
        QVERIFY(run.outcome.message.find("lower learning_rate (now 5") != std::string::npos);
        const auto values = run.series[run.recording->index("position")].values();
        QVERIFY(std::ranges::all_of(values, [](double v) { return std::isfinite(v); }));
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityToy)
#include "test_mode_connectivity_toy.moc"
