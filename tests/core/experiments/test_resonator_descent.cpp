// Descents on the design against Adam by differences: starts, scans, rescans, weights.
#include "core/experiments/resonator/surrogate.hpp"
#include "core/lab/random.hpp"
#include "tests/core/experiments/plain_resonator.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

void compare_column(const ResonatorMatrix& best, Eigen::Index column,
                    const std::vector<double>& expected, double bound)
{
    QCOMPARE(static_cast<std::size_t>(best.rows()), expected.size());
    for (std::size_t row = 0; row < expected.size(); ++row)
        QVERIFY(std::abs(best(static_cast<Eigen::Index>(row), column) - expected[row])
                <= bound * expected[row] + 1e-15);
}

} // namespace

class TestResonatorDescent : public QObject {
    Q_OBJECT

private slots:
    void descent_from_the_centre_follows_adam();
    void starts_are_those_of_their_stream();
    void the_surrogates_finalists_are_judged_by_the_exact_model();
    void scans_choose_the_best_of_their_points();
    void rescans_move_poor_targets_only();
    void weights_switch_wavelengths_off_data();
    void weights_switch_wavelengths_off();
};

void TestResonatorDescent::descent_from_the_centre_follows_adam()
{
    const SmallSearch search = small_search();
    const MethodResult result = search.run("exact-centre");
    for (Eigen::Index q = 0; q < 6; ++q)
        compare_column(result.best, q, plain_descent(search, {0, 0}, q), 1e-6);
    QCOMPARE(result.path.size(), std::size_t(31));
    QCOMPARE(result.path[0].norm(), 0.0);
    QVERIFY(std::abs(result.path[1].cwiseAbs().maxCoeff() - 0.03) < 1e-6); // Adam's first step
    QVERIFY(std::abs(result.path[1].cwiseAbs().minCoeff() - 0.03) < 1e-4);
}

void TestResonatorDescent::starts_are_those_of_their_stream()
{
    const SmallSearch search = small_search();
    const MethodResult result = search.run("exact-multistart");
    Random random(search_seed, 4);
    for (Eigen::Index q = 0; q < 6; ++q) {
        std::vector<double> best;
        for (Eigen::Index s = 0; s < 3; ++s) {
            std::vector<double> x{2 * random.uniform() - 1};
            x.push_back(2 * random.uniform() - 1);
            if (q == 0)
                QVERIFY(result.path[0](s, 0) == x[0] && result.path[0](s, 1) == x[1]);
            const auto one = plain_descent(search, x, q);
            best = best.empty() ? one : best;
            for (std::size_t i = 0; i < one.size(); ++i)
                best[i] = std::min(best[i], one[i]);
        }
        compare_column(result.best, q, best, 1e-5);
    }
}

void TestResonatorDescent::the_surrogates_finalists_are_judged_by_the_exact_model()
{
    const SmallSearch search = small_search();
    const MethodResult result = search.run("surrogate-multistart");
    // Each start's own best under the surrogate, found along its recorded path (target 0).
    const SurrogateShape shape = surrogate_shape(search.settings, 2);
    Surrogate surrogate(shape, draw_surrogate(shape, search_seed));
    double least = 1e9;
    Eigen::RowVector2d winner;
    for (Eigen::Index s = 0; s < 3; ++s) {
        double own = 1e9;
        Eigen::RowVector2d finalist;
        for (const ResonatorMatrix& rows : result.path) {
            const double error = (surrogate.spectra(rows.row(s)) - search.targets.spectra.row(0))
                                     .array()
                                     .square()
                                     .mean();
            if (error < own) {
                own = error;
                finalist = rows.row(s);
            }
        }
        const double exact = plain_error(search, {finalist.data(), 2}, 0);
        if (exact < least) {
            least = exact;
            winner = finalist;
        }
    }
    QVERIFY((result.found.row(0) - winner).norm() < 1e-12);
}

void TestResonatorDescent::scans_choose_the_best_of_their_points()
{
    SmallSearch search = small_search();
    search.settings.reinit_loss = 10; // no rescans
    const MethodResult result = search.run("exact-fourier");
    DesignObjective objective(64, 9, {});
    double least = 1e9, best = 0;
    for (int i = 0; i < 100; ++i) {
        const double x[2]{0, -1 + 2 * i / 99.0};
        std::vector<double> y(64);
        search.model.worker()->spectrum(x, y);
        const double value = objective.value(y, {search.targets.spectra.row(0).data(), 64}, 1);
        if (value < least) {
            least = value;
            best = x[1];
        }
    }
    QVERIFY(std::abs(result.path[0](0, 1) - best) < 1e-15);
    QCOMPARE(result.path[0](0, 0), 0.0);
    QVERIFY(std::abs(best - 0.31) < 0.1); // target 0's own valley, one fringe is 0.17 long
    QCOMPARE(result.evaluations.front(), 102.0);
    QCOMPARE(result.evaluations.back(), 100.0 + 2 * 31);
}

void TestResonatorDescent::rescans_move_poor_targets_only()
{
    SmallSearch search = small_search();
    const auto fourier = [&](double reinit_loss) {
        search.settings.reinit_loss = reinit_loss;
        return search.run("exact-fourier");
    };
    // N = 30, every 10: after updates 9 and 19, not after the last.
    const MethodResult all = fourier(0), none = fourier(10);
    QCOMPARE(all.evaluations.back(), 100.0 + 2 * 31 + 200);
    const auto on_a_point = [](double x) {
        const double place = (x + 1) * 99 / 2;
        return std::abs(place - std::round(place)) < 1e-9;
    };
    for (std::size_t k = 0; k < all.path.size(); ++k)
        QCOMPARE(on_a_point(all.path[k](0, 1)), k == 0 || k == 10 || k == 20);
    for (std::size_t k = 0; k < 10; ++k)
        QVERIFY(all.path[k] == none.path[k]);

    // Between the errors of two targets: the poorer alone is scanned again, at update 9.
    std::vector<double> entering;
    for (Eigen::Index q = 0; q < 6; ++q) {
        SmallSearch alone(search.targets.designs.row(q));
        alone.settings = search.settings;
        alone.settings.reinit_loss = 10;
        const auto x = alone.run("exact-fourier").path[9];
        entering.push_back(plain_error(search, {x.data(), 2}, q));
    }
    auto sorted = entering;
    std::sort(sorted.begin(), sorted.end());
    search.settings.reinit_every = 10;
    search.settings.design_iterations = 20; // one chance to scan again
    const auto halves = [&](double threshold) {
        return static_cast<double>(std::count_if(entering.begin(), entering.end(),
                                                 [&](double e) { return e > threshold; }));
    };
    for (const double threshold : {sorted[1], (sorted[2] + sorted[3]) / 2}) {
        // The rate depends on N, and with it the errors: take them from this N.
        for (Eigen::Index q = 0; q < 6; ++q) {
            SmallSearch alone(search.targets.designs.row(q));
            alone.settings = search.settings;
            alone.settings.reinit_loss = 10;
            const auto x = alone.run("exact-fourier").path[9];
            entering[static_cast<std::size_t>(q)] = plain_error(search, {x.data(), 2}, q);
        }
        QVERIFY(std::abs(fourier(threshold).evaluations.back()
                         - (100 + 2 * 21 + 100 * halves(threshold) / 6))
                < 1e-9);
    }
}

void TestResonatorDescent::weights_switch_wavelengths_off_data()
{
    QTest::addColumn<QString>("method");
    for (const char* method : {"exact-centre", "exact-lm", "grid", "differential-evolution",
                               "surrogate-centre", "exact-fourier"})
        QTest::newRow(method) << method;
}

void TestResonatorDescent::weights_switch_wavelengths_off()
{
    // What a target holds where its weight is zero must not matter (but for the Fourier part).
    QFETCH(QString, method);
    SmallSearch search = small_search();
    search.settings.fourier_weight = 0;
    search.targets.weights.assign(64, 0.0);
    for (std::size_t i = 0; i < 32; ++i)
        search.targets.weights[i] = 2;
    const MethodResult clean = search.run(method.toStdString());
    search.targets.spectra.rightCols(32).array() += 0.7;
    QVERIFY(same_result(clean, search.run(method.toStdString())));
    if (method == "exact-lm")
        QVERIFY(clean.best.row(25).maxCoeff() < 1e-12);
    if (method == "exact-centre")
        compare_column(clean.best, 1, plain_descent(search, {0, 0}, 1), 1e-6);
}

QTEST_APPLESS_MAIN(TestResonatorDescent)
#include "test_resonator_descent.moc"
