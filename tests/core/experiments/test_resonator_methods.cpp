// Global searches, Levenberg-Marquardt and what holds for every method of inverse design.
#include "core/experiments/resonator/design_search.hpp"
#include "core/lab/error.hpp"
#include "core/lab/random.hpp"
#include "tests/core/experiments/plain_resonator.hpp"

#include <QtTest>

#include <numeric>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Differential evolution, word by word.
std::vector<double> plain_evolution(const SmallSearch& search, std::size_t target)
{
    const std::size_t d = 2, np = 40, generations = 9;
    const auto q = static_cast<Eigen::Index>(target);
    const std::uint64_t base = 10000 + 4 * target * (generations + 1);
    const auto uniform = [](std::uint64_t stream, std::size_t count) {
        Random random(search_seed, stream);
        std::vector<double> values(count);
        for (double& value : values)
            value = random.uniform();
        return values;
    };
    auto members = uniform(base, np * d);
    for (double& x : members)
        x = 2 * x - 1;
    const auto error = [&](const std::vector<double>& all, std::size_t i) {
        return plain_error(search, {all.data() + i * d, d}, q);
    };
    std::vector<double> errors, best;
    for (std::size_t i = 0; i < np; ++i)
        errors.push_back(error(members, i));
    best.push_back(*std::min_element(errors.begin(), errors.end()));
    for (std::size_t g = 0; g < generations; ++g) {
        const std::uint64_t k = base + 4 * (g + 1);
        const auto choice = uniform(k, np * np), cross = uniform(k + 1, np * d),
                   forced = uniform(k + 2, np);
        auto trials = members;
        for (std::size_t i = 0; i < np; ++i) {
            std::vector<std::size_t> order(np);
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
                return choice[i * np + a] < choice[i * np + b];
            });
            std::erase(order, i);
            const auto always = static_cast<std::size_t>(forced[i] * static_cast<double>(d));
            for (std::size_t j = 0; j < d; ++j)
                if (cross[i * d + j] < 0.9 || j == always)
                    trials[i * d + j] = std::clamp(
                        members[order[0] * d + j]
                            + 0.7 * (members[order[1] * d + j] - members[order[2] * d + j]),
                        -1.0, 1.0);
        }
        for (std::size_t i = 0; i < np; ++i)
            if (const double e = error(trials, i); e <= errors[i]) {
                errors[i] = e;
                std::copy_n(trials.begin() + static_cast<std::ptrdiff_t>(i * d), d,
                            members.begin() + static_cast<std::ptrdiff_t>(i * d));
            }
        best.push_back(*std::min_element(errors.begin(), errors.end()));
    }
    return best;
}

void compare_column(const ResonatorMatrix& best, Eigen::Index column,
                    const std::vector<double>& expected, double bound)
{
    QCOMPARE(static_cast<std::size_t>(best.rows()), expected.size());
    for (std::size_t row = 0; row < expected.size(); ++row)
        QVERIFY(std::abs(best(static_cast<Eigen::Index>(row), column) - expected[row])
                <= bound * expected[row] + 1e-15);
}

} // namespace

class TestResonatorMethods : public QObject {
    Q_OBJECT

private slots:
    void methods_stand_in_their_order();
    void the_number_of_threads_changes_no_bit_data();
    void the_number_of_threads_changes_no_bit();
    void giving_up_leaves_nothing();
    void a_failing_model_fails_the_method();
    void evaluations_are_counted_by_the_book();
    void the_read_off_recovers_an_exact_design();
    void levenberg_marquardt_never_gets_worse();
    void levenberg_marquardt_starts_from_the_pool_elsewhere();
    void grid_points_come_last_coordinate_fastest();
    void grid_sizes_depend_on_the_dimension();
    void evolution_follows_its_definition();
    void global_optimisers_find_an_only_valley();
};

void TestResonatorMethods::methods_stand_in_their_order()
{
    ResonatorSettings settings;
    const auto all = design_methods(settings, 2, true);
    QCOMPARE(all[0], std::string("surrogate-centre"));
    QCOMPARE(all.size(), std::size_t(has_global_optimisers() ? 11 : 9));
    const auto exact = design_methods(settings, 2, false);
    QCOMPARE(exact.size() + 3, all.size());
    QVERIFY(std::equal(exact.begin(), exact.end(), all.begin() + 3));
    settings.structure = "stack"; // 11^8 points times 200 wavelengths are too many
    QCOMPARE(design_methods(settings, 8, true).size() + 1, all.size());
    QCOMPARE(design_methods(settings, 4, true).size(), all.size());
}

void TestResonatorMethods::the_number_of_threads_changes_no_bit_data()
{
    QTest::addColumn<QString>("method");
    for (const std::string& method : design_methods({}, 2, true))
        QTest::newRow(method.c_str()) << QString::fromStdString(method);
}

void TestResonatorMethods::the_number_of_threads_changes_no_bit()
{
    QFETCH(QString, method);
    SmallSearch search = small_search();
    search.settings.starts = 40; // one target a piece also on the surrogate
    const MethodResult one = search.run(method.toStdString(), 1);
    QVERIFY(same_result(one, search.run(method.toStdString(), 4)));
    QVERIFY(same_result(one, search.run(method.toStdString(), 4)));
    QCOMPARE(one.method, method.toStdString());
    QCOMPARE(one.best.cols(), Eigen::Index(6));
    QCOMPARE(one.found.rows(), Eigen::Index(6));
    QCOMPARE(one.evaluations.size(), static_cast<std::size_t>(one.best.rows()));
    for (Eigen::Index row = 1; row < one.best.rows(); ++row)
        for (Eigen::Index q = 0; q < 6; ++q)
            QVERIFY(one.best(row, q) <= one.best(row - 1, q));
    QVERIFY(one.found.cwiseAbs().maxCoeff() <= 1);
    if (!method.startsWith("surrogate")) // the best objective is that of the design found
        for (Eigen::Index q = 0; q < 6; ++q)
            QVERIFY(std::abs(one.best(one.best.rows() - 1, q)
                             - plain_error(search, {one.found.row(q).data(), 2}, q))
                    < 1e-14);
}

void TestResonatorMethods::giving_up_leaves_nothing()
{
    const SmallSearch search = small_search();
    const DesignProblem problem{search.model, search.settings, search.targets, search_seed};
    for (const std::string& method : design_methods(search.settings, 2, false))
        QVERIFY(!run_design_method(method, problem, nullptr,
                                   [](double, const std::string&) { return false; }));
}

void TestResonatorMethods::a_failing_model_fails_the_method()
{
    struct Failing final : ResonatorModel {
        explicit Failing(const ResonatorModel& whole)
            : model(whole)
        {
        }
        const std::vector<DesignParameter>& design() const override { return model.design(); }
        Observable observable() const override { return model.observable(); }
        const std::vector<double>& wavelengths() const override { return model.wavelengths(); }
        const std::vector<std::size_t>& scan_order() const override { return model.scan_order(); }
        std::unique_ptr<Worker> worker() const override { throw Error("no light"); }
        std::optional<LayerStack> layers(std::span<const double>) const override { return {}; }
        const ResonatorModel& model;
    };
    const SmallSearch search = small_search();
    const Failing failing(search.model);
    const DesignProblem problem{failing, search.settings, search.targets, search_seed, 3};
    QVERIFY_EXCEPTION_THROWN(run_design_method("grid", problem, nullptr, go_on), Error);
    QVERIFY_EXCEPTION_THROWN(run_design_method("surrogate-centre", problem, nullptr, go_on), Error);
    QVERIFY_EXCEPTION_THROWN(run_design_method("guess", problem, nullptr, go_on), Error);
}

void TestResonatorMethods::evaluations_are_counted_by_the_book()
{
    const SmallSearch search = small_search();
    const auto ends = [&](const std::string& method) {
        const auto evaluations = search.run(method).evaluations;
        const double first = evaluations.front(), last = evaluations.back();
        for (std::size_t i = 0; i < evaluations.size(); ++i)
            if (method != "grid" && !evaluations.empty()) {
                const double share =
                    static_cast<double>(i) / static_cast<double>(evaluations.size() - 1);
                if (std::abs(evaluations[i] - (first + share * (last - first))) > 1e-9)
                    return std::pair(-1.0, -1.0);
            }
        return std::pair(first, last);
    };
    const double n = 30, s = 3;
    QCOMPARE(ends("exact-centre"), std::pair(2.0, 2 * (n + 1)));
    QCOMPARE(ends("surrogate-centre"), std::pair(2.0, 2 * (n + 1)));
    QCOMPARE(ends("exact-multistart"), std::pair(2 * s, 2 * s * (n + 1)));
    QCOMPARE(ends("surrogate-multistart"), std::pair(2 * s, 2 * s * (n + 1) + s));
    QCOMPARE(ends("exact-lm"), std::pair(200 + 6.0, 200 + 6.0 * 26));
    QCOMPARE(ends("grid"), std::pair(256.0, 256.0)); // (5·4 − 4)²
    QCOMPARE(ends("differential-evolution"), std::pair(40.0, 400.0));
}

void TestResonatorMethods::the_read_off_recovers_an_exact_design()
{
    // δ0 on the pool's own points: the read-off is then exact before any iteration.
    SmallSearch search(ResonatorMatrix{{0.3, 2 * 57.0 / 199 - 1}, {-0.8, 2 * 150.0 / 199 - 1}});
    const MethodResult result = search.run("exact-lm");
    QCOMPARE(result.best.rows(), Eigen::Index(26));
    for (Eigen::Index q = 0; q < 2; ++q) {
        QVERIFY(result.best(0, q) < 1e-20);
        QVERIFY((result.found.row(q) - search.targets.designs.row(q)).norm() < 1e-9);
    }
    const SmallSearch off = small_search();
    const MethodResult found = off.run("exact-lm");
    QVERIFY((found.found - off.targets.designs).cwiseAbs().maxCoeff() < 1e-6);
}

void TestResonatorMethods::levenberg_marquardt_never_gets_worse()
{
    const SmallSearch search = small_search();
    const auto worker = search.model.worker();
    std::vector<double> x{0.2, -0.5};
    const std::span<const double> target(search.targets.spectra.row(1).data(), 64);
    Levenberg levenberg(*worker, target, {}, x);
    double error = levenberg.error();
    QVERIFY(std::abs(error - plain_error(search, x, 1)) < 1e-15);
    for (int i = 0; i < 30; ++i) {
        levenberg.step();
        QVERIFY(levenberg.error() <= error);
        error = levenberg.error();
    }
    const double polished = polish_design(*worker, target, {}, 30, x);
    QCOMPARE(polished, error);
    QVERIFY(std::abs(plain_error(search, x, 1) - polished) < 1e-15);
}

void TestResonatorMethods::levenberg_marquardt_starts_from_the_pool_elsewhere()
{
    SmallSearch search = small_search();
    search.settings.structure = "slab"; // anything but airy: the model is what it is
    search.settings.pool = 50;
    const DesignProblem problem{search.model, search.settings, search.targets, search_seed};
    const LevenbergStarts starts(problem);
    const auto worker = search.model.worker();
    Random random(search_seed, 60);
    ResonatorMatrix pool(50, 2);
    for (Eigen::Index i = 0; i < pool.size(); ++i)
        pool.data()[i] = 2 * random.uniform() - 1;
    for (std::size_t q = 0; q < 6; ++q) {
        const ResonatorMatrix found = starts.find(*worker, q);
        QCOMPARE(found.rows(), Eigen::Index(3));
        std::vector<std::pair<double, Eigen::Index>> errors;
        for (Eigen::Index i = 0; i < 50; ++i)
            errors.emplace_back(
                plain_error(search, {pool.row(i).data(), 2}, static_cast<Eigen::Index>(q)), i);
        std::sort(errors.begin(), errors.end());
        for (std::size_t c = 0; c < 3; ++c)
            QVERIFY(found.row(static_cast<Eigen::Index>(c)) == pool.row(errors[c].second));
    }
    QCOMPARE(search.run("exact-lm").evaluations.back(), 50.0 + 6 * 26);
}

void TestResonatorMethods::grid_points_come_last_coordinate_fastest()
{
    SmallSearch search = small_search();
    search.settings.grid_points = 10; // 46² = 2116 points: two blocks
    const MethodResult result = search.run("grid");
    QCOMPARE(result.best.rows(), Eigen::Index(2));
    QCOMPARE(result.evaluations, (std::vector<double>{2000, 2116}));
    for (Eigen::Index q = 0; q < 6; ++q) {
        double least = 1e9, after_block = 0;
        std::vector<double> where;
        for (int point = 0; point < 2116; ++point) {
            if (point == 2000)
                after_block = least;
            const std::vector<double> x{-1 + 2 * (point / 46) / 45.0, -1 + 2 * (point % 46) / 45.0};
            if (const double error = plain_error(search, x, q); error < least) {
                least = error;
                where = x;
            }
        }
        QVERIFY(std::abs(result.best(0, q) - after_block) < 1e-13);
        QVERIFY(std::abs(result.best(1, q) - least) < 1e-13);
        QVERIFY(std::abs(result.found(q, 0) - where[0]) < 1e-12);
        QVERIFY(std::abs(result.found(q, 1) - where[1]) < 1e-12);
    }
}

void TestResonatorMethods::grid_sizes_depend_on_the_dimension()
{
    const ResonatorSettings settings;
    QCOMPARE(grid_points(settings, 1), 11.0);
    QCOMPARE(grid_points(settings, 2), 40401.0);
    QCOMPARE(grid_points(settings, 3), 68921.0);
    QCOMPARE(grid_points(settings, 4), 14641.0);
}

void TestResonatorMethods::evolution_follows_its_definition()
{
    const SmallSearch search = small_search();
    const MethodResult result = search.run("differential-evolution");
    for (std::size_t q = 0; q < 6; ++q)
        compare_column(result.best, static_cast<Eigen::Index>(q), plain_evolution(search, q),
                       1e-12);
}

void TestResonatorMethods::global_optimisers_find_an_only_valley()
{
    if (!has_global_optimisers())
        QSKIP("Built without NLopt.");
    // A box of 2000 nm is narrower than a fringe (2π · 599 nm): no false valleys in it.
    SmallSearch search(ResonatorMatrix{{0.3, -0.4}, {-0.6, 0.7}, {0.8, 0.1}});
    search.model = PlainAiry(64, 12000, 14000);
    search.targets.spectra = spectra_by(search.model, search.targets.designs);
    search.settings.global_evaluations = 1501;
    for (const char* method : {"crs", "direct"}) {
        const MethodResult result = search.run(method);
        QCOMPARE(result.best.rows(), Eigen::Index(38)); // of 40 evaluations, the last of 21
        QCOMPARE(result.evaluations.front(), 40.0);
        QCOMPARE(result.evaluations.back(), 1501.0);
        QVERIFY2(result.best.row(37).maxCoeff() < 1e-8, method);
        QVERIFY((result.found - search.targets.designs).cwiseAbs().maxCoeff() < 1e-2);
        QVERIFY(result.best.row(0).minCoeff() > 1e-8);
    }
}

QTEST_APPLESS_MAIN(TestResonatorMethods)
#include "test_resonator_methods.moc"
