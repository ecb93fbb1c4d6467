// The objective of a design, its slopes, path errors, landscapes and scores.
#include "core/experiments/resonator/landscape.hpp"
#include "core/experiments/resonator/path_error.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"
#include "core/lab/random.hpp"
#include "tests/core/experiments/plain_resonator.hpp"

#include <QtTest>

#include <complex>
#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<double> random_spectrum(std::size_t size, std::uint64_t stream)
{
    std::vector<double> values(size);
    Random random(2, stream);
    for (double& value : values)
        value = random.uniform();
    return values;
}

/// p_b of section 2.9 by its sums.
std::vector<double> plain_shares(const std::vector<double>& y, std::size_t bins)
{
    const auto m = static_cast<double>(y.size());
    std::vector<double> powers;
    double total = 1e-12;
    for (std::size_t b = 1; b <= bins; ++b) {
        std::complex<double> sum = 0;
        for (std::size_t i = 0; i < y.size(); ++i)
            sum += y[i] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(b * i) / m);
        powers.push_back(2 * std::norm(sum) / (m * m));
        total += powers.back();
    }
    for (double& power : powers)
        power /= total;
    return powers;
}

double plain_objective(const std::vector<double>& y, const std::vector<double>& t,
                       const std::vector<double>& weights, std::size_t bins, double w)
{
    double signal = 0, fourier = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
        signal += (weights.empty() ? 1 : weights[i]) * (y[i] - t[i]) * (y[i] - t[i]);
    const auto p = plain_shares(y, bins), q = plain_shares(t, bins);
    for (std::size_t b = 0; b < bins; ++b)
        fourier += (p[b] - q[b]) * (p[b] - q[b]);
    return signal / static_cast<double>(y.size()) + w * fourier / static_cast<double>(bins);
}

} // namespace

class TestResonatorObjective : public QObject {
    Q_OBJECT

private slots:
    void objective_agrees_with_its_sums_data();
    void objective_agrees_with_its_sums();
    void objective_gradient_agrees_with_differences_data();
    void objective_gradient_agrees_with_differences();
    void a_slab_fringe_is_one_peak_over_optical_path();
    void path_error_of_a_flat_guess_is_one();
    void path_error_is_a_ratio_of_means();
    void landscape_is_the_objective_at_its_points();
    void wilson_interval_ends_where_it_is_defined();
    void medians_and_quantiles_interpolate();
    void score_counts_clean_errors();
};

void TestResonatorObjective::objective_agrees_with_its_sums_data()
{
    QTest::addColumn<std::size_t>("size");
    QTest::addColumn<std::size_t>("bins");
    QTest::addColumn<bool>("weighted");
    QTest::newRow("even") << std::size_t(48) << std::size_t(9) << false;
    QTest::newRow("odd, weighted") << std::size_t(37) << std::size_t(18) << true;
    QTest::newRow("up to the middle bin") << std::size_t(16) << std::size_t(8) << true;
}

void TestResonatorObjective::objective_agrees_with_its_sums()
{
    QFETCH(std::size_t, size);
    QFETCH(std::size_t, bins);
    QFETCH(bool, weighted);
    const auto weights = weighted ? random_spectrum(size, 9) : std::vector<double>();
    DesignObjective objective(size, bins, weights);
    const auto t = random_spectrum(size, 1), u = random_spectrum(size, 4);
    for (std::uint64_t stream = 2; stream < 4; ++stream) {
        const auto y = random_spectrum(size, stream);
        for (const auto& target : {t, u, t}) // what is kept of a target must not stay behind
            for (const double w : {0.0, 1.0, 20.0})
                QVERIFY(std::abs(objective.value(y, target, w)
                                 - plain_objective(y, target, weights, bins, w))
                        < 1e-14);
        QVERIFY(
            std::abs(objective.fourier_part(y, t)
                     - (plain_objective(y, t, {}, bins, 1) - plain_objective(y, t, {}, bins, 0)))
            < 1e-14);
    }
}

void TestResonatorObjective::objective_gradient_agrees_with_differences_data()
{
    objective_agrees_with_its_sums_data();
}

void TestResonatorObjective::objective_gradient_agrees_with_differences()
{
    QFETCH(std::size_t, size);
    QFETCH(std::size_t, bins);
    QFETCH(bool, weighted);
    const auto weights = weighted ? random_spectrum(size, 9) : std::vector<double>();
    DesignObjective objective(size, bins, weights);
    const auto t = random_spectrum(size, 1), y = random_spectrum(size, 2);
    for (const double w : {0.0, 1.5}) {
        std::vector<double> slope(size);
        QVERIFY(
            std::abs(objective.gradient(y, t, w, slope) - plain_objective(y, t, weights, bins, w))
            < 1e-14);
        const double step = 1e-5; // error ~ step² |f'''| + eps |f|/step ~ 1e-9
        for (std::size_t i = 0; i < size; ++i) {
            double change = 0;
            for (const double sign : {1.0, -1.0}) {
                auto moved = y;
                moved[i] += sign * step;
                change += sign * plain_objective(moved, t, weights, bins, w);
            }
            QVERIFY(std::abs(change / (2 * step) - slope[i]) < 2e-9);
        }
    }
}

void TestResonatorObjective::a_slab_fringe_is_one_peak_over_optical_path()
{
    std::vector<double> lambda, y;
    for (int i = 0; i < 200; ++i)
        lambda.push_back(400 + 2.0 * i);
    PathSpectrum path(lambda);
    QCOMPARE(path.bins(), std::size_t(32));
    const std::size_t bin = 12;
    for (const double l : lambda) // period of the fringe in wavenumber: 1/path
        y.push_back(std::cos(2 * std::numbers::pi * path.optical_path(bin) / l));
    const auto power = path.power(y);
    for (std::size_t b = 0; b < power.size(); ++b)
        if (b + 1 != bin) // linear interpolation leaves about a per cent of amplitude
            QVERIFY2(power[b] < 2e-3 * power[bin - 1], qPrintable(QString::number(b)));
    QVERIFY(std::abs(std::sqrt(power[bin - 1]) - 100) < 3); // M/2 for a cosine of amplitude 1
}

void TestResonatorObjective::path_error_of_a_flat_guess_is_one()
{
    const SmallSearch search = small_search();
    PathSpectrum path(search.model.wavelengths());
    const auto& exact = search.targets.clean;
    const ResonatorMatrix flat =
        ResonatorMatrix::Constant(exact.rows(), exact.cols(), exact.mean());
    for (const double error : path.error(flat, exact))
        QVERIFY(std::abs(error - 1) < 1e-12); // bin 0 alone knows the mean
    for (const double error : path.error(exact, exact))
        QCOMPARE(error, 0.0);
}

void TestResonatorObjective::path_error_is_a_ratio_of_means()
{
    const SmallSearch search = small_search();
    PathSpectrum path(search.model.wavelengths());
    const ResonatorMatrix exact = search.targets.clean.topRows(2);
    ResonatorMatrix guess = exact;
    guess.row(0) *= 0.5; // error power: a quarter of the row's own
    const auto errors = path.error(guess, exact);
    const auto m = static_cast<std::size_t>(exact.cols());
    const auto first = path.power({exact.row(0).data(), m});
    const auto second = path.power({exact.row(1).data(), m});
    for (std::size_t b = 0; b < errors.size(); ++b)
        QVERIFY(std::abs(errors[b] - 0.25 * first[b] / (first[b] + second[b])) < 1e-12);
}

void TestResonatorObjective::landscape_is_the_objective_at_its_points()
{
    const SmallSearch search = small_search();
    const DesignProblem problem{search.model, search.settings, search.targets};
    const auto landscape = landscape_of(problem, 1, go_on);
    const ResonatorMatrix at{{0.4, -0.62}}; // target 1 itself lies at [70, 19]
    QVERIFY(landscape->signal(70, 19) < 1e-25);
    QVERIFY(landscape->fourier(70, 19) < 1e-25);
    const ResonatorMatrix other{{-0.5, 0.2}};
    const auto m = search.model.wavelengths().size();
    const ResonatorMatrix spectrum = spectra_by(search.model, other);
    const std::vector<double> y(spectrum.data(), spectrum.data() + m);
    const double* row = search.targets.spectra.row(1).data();
    const std::vector<double> t(row, row + m);
    QVERIFY(std::abs(landscape->signal(25, 60) - plain_objective(y, t, {}, 9, 0)) < 1e-13);
    QVERIFY(std::abs(landscape->signal(25, 60) + landscape->fourier(25, 60)
                     - plain_objective(y, t, {}, 9, 1))
            < 1e-13);
    QVERIFY(!landscape_of(problem, 1, [](double, const std::string&) { return false; }));
}

void TestResonatorObjective::wilson_interval_ends_where_it_is_defined()
{
    // The ends are where the observed share lies z standard deviations away:
    // (share − p)² = z² p (1 − p)/n.
    const double z = 1.959963984540054, z2 = z * z;
    const Interval most = wilson_interval(8, 10);
    for (const double p : {most.low, most.high})
        QVERIFY(std::abs((0.8 - p) * (0.8 - p) - z2 * p * (1 - p) / 10) < 1e-15);
    QVERIFY(most.low < 0.8 && most.high > 0.8);
    const Interval none = wilson_interval(0, 32); // high = z²/(n + z²)
    QCOMPARE(none.low, 0.0);
    QVERIFY(std::abs(none.high - z2 / (32 + z2)) < 1e-15);
    const Interval all = wilson_interval(32, 32);
    QVERIFY(std::abs(all.low - (1 - none.high)) < 1e-15 && std::abs(all.high - 1) < 1e-15);
    QCOMPARE(wilson_interval(0, 0).high, 1.0);
}

void TestResonatorObjective::medians_and_quantiles_interpolate()
{
    QCOMPARE(median({3, 1, 2}), 2.0);
    QCOMPARE(median({4, 1, 2, 3}), 2.5);
    QCOMPARE(quantile({4, 1, 2, 3}, 0.25), 1.75);
    QCOMPARE(quantile({5}, 1), 5.0);
    QVERIFY(std::isnan(median({})));
}

void TestResonatorObjective::score_counts_clean_errors()
{
    SmallSearch search = small_search();
    search.targets.spectra.array() += 0.5; // noise: must not count
    MethodResult result;
    result.found = search.targets.designs;
    result.found(0, 1) += 0.02;
    result.evaluations = {1, 7.5};
    const MethodScore score = score_of(result, search.model, search.targets, 0.01);
    QVERIFY(std::abs(score.success - 5.0 / 6) < 1e-15);
    QCOMPARE(score.median_mae, 0.0);
    QCOMPARE(score.evaluations, 7.5);
    const auto errors = design_errors(search.model, result.found, search.targets.clean);
    const ResonatorMatrix moved = spectra_by(search.model, result.found.topRows(1));
    QVERIFY(std::abs(errors[0] - mean_absolute_error(moved, search.targets.clean.topRows(1)))
            < 1e-15);
    QVERIFY(errors[0] > 0.01);
}

QTEST_APPLESS_MAIN(TestResonatorObjective)
#include "test_resonator_objective.moc"
