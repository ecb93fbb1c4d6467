// Singular values and vectors against a decomposition of their own, held in full or by products.
#include "tests/core/experiments/plain_scope.hpp"

#include <Eigen/Eigenvalues>

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

ScopeMatrix random_matrix(Eigen::Index rows, Eigen::Index columns)
{
    Random random(11, 0);
    ScopeMatrix matrix(rows, columns);
    for (double& value : matrix.reshaped())
        value = random.normal();
    return matrix;
}

FrozenScope system_of(std::size_t side, double skip)
{
    Random random(5, 0);
    ScopeNetwork network{.input = {1, side, side},
                         .layers = {conv_layer(2, 1, 3, 1, 1, true, random),
                                    {.type = ScopeLayerType::relu},
                                    conv_layer(1, 2, 3, 1, 1, true, random)},
                         .skip = skip > 0 ? ScopeSkip::identity : ScopeSkip::none};
    connect(network, "test");
    return freeze(network, random_numbers(network.inputs(), 1, random));
}

/// A small network whose matrix is too large to be held: 1 × 45 × 45 pixels.
FrozenScope large_system(double skip)
{
    return system_of(45, skip);
}

} // namespace

class TestLinearScopeSingular : public QObject {
    Q_OBJECT

private slots:
    void squares_are_eigenvalues_of_the_gram_matrix()
    {
        for (const auto& [rows, columns] : {std::pair{6, 40}, {40, 6}, {20, 20}}) {
            const ScopeMatrix f = random_matrix(rows, columns);
            const Eigen::MatrixXd gram = rows < columns ? Eigen::MatrixXd(f * f.transpose())
                                                        : Eigen::MatrixXd(f.transpose() * f);
            const Eigen::VectorXd squares =
                Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram).eigenvalues().reverse();
            const ScopeSingular singular = singular_vectors(f, 4);
            const auto all = all_singular_values(f);
            QCOMPARE(std::ssize(all), static_cast<std::ptrdiff_t>(std::min(rows, columns)));
            QCOMPARE(singular.values.size(), std::size_t{4});
            for (std::size_t r = 0; r < all.size(); ++r) {
                const double s = std::sqrt(squares(static_cast<Eigen::Index>(r)));
                QVERIFY(std::abs(all[r] - s) < 1e-9 * all[0]);
                if (r < 4)
                    QVERIFY(std::abs(singular.values[r] - s) < 1e-9 * all[0]);
            }
            QVERIFY(std::abs(singular.effective_rank
                             - std::pow(squares.cwiseSqrt().sum(), 2) / squares.sum())
                    < 1e-9);
        }
    }

    void vectors_are_mapped_onto_each_other_and_signed()
    {
        const ScopeMatrix f = random_matrix(30, 22);
        const ScopeSingular singular = singular_vectors(f, 22);
        QVERIFY((singular.right * singular.right.transpose() - ScopeMatrix::Identity(22, 22))
                    .cwiseAbs()
                    .maxCoeff()
                < 1e-12);
        for (Eigen::Index r = 0; r < 22; ++r) {
            const double s = singular.values[static_cast<std::size_t>(r)];
            const Eigen::VectorXd u = singular.left.row(r), v = singular.right.row(r);
            QVERIFY((f * v - s * u).norm() < 1e-12 * singular.values[0]);
            QVERIFY((f.transpose() * u - s * v).norm() < 1e-12 * singular.values[0]);
            Eigen::Index largest = 0;
            v.cwiseAbs().maxCoeff(&largest);
            QVERIFY(v(largest) > 0);
        }
    }

    void rotations_in_plain_loops_find_the_same()
    {
        const ScopeMatrix f = random_matrix(30, 22);
        const auto [values, right] = plain_singular(f);
        const ScopeSingular singular = singular_vectors(f, 22);
        for (Eigen::Index r = 0; r < 22; ++r) {
            const auto place = static_cast<std::size_t>(r);
            QVERIFY(std::abs(values[place] - singular.values[place]) < 1e-11 * values[0]);
            QVERIFY(std::abs(std::abs(right.row(r).dot(singular.right.row(r))) - 1) < 1e-9);
        }
    }

    void no_weight_is_no_rank()
    {
        QCOMPARE(effective_rank(std::vector<double>{0, 0}), 0.0);
        QCOMPARE(effective_rank(std::vector<double>{2, 2, 2}), 3.0);
        QCOMPARE(singular_vectors(ScopeMatrix::Zero(3, 5), 2).values, (std::vector<double>{0, 0}));
    }

    void somebody_who_waits_sees_coarse_vectors_get_better()
    {
        constexpr std::size_t few = 8;
        for (const std::size_t side : {16, 45}) { // held in full, and not
            const FrozenScope frozen = system_of(side, 0);
            const ScopeSingular exact = singular_vectors(frozen, 20);
            std::vector<ScopeSingular> shown;
            const auto collect = [&](const ScopeSingular& coarse) {
                shown.push_back(coarse);
                return true;
            };
            const auto found = singular_vectors(
                frozen, {.count = 20, .few = few, .guess = {}, .progress = collect});
            QVERIFY(shown.size() >= 2);
            for (std::size_t r = 0; r < few; ++r) {
                double before = 0;
                for (const ScopeSingular& coarse : shown) { // Ritz values rise from below
                    QCOMPARE(coarse.values.size(), few);
                    QVERIFY(coarse.values[r] >= before - 1e-9 * exact.values[0]);
                    QVERIFY(coarse.values[r] <= exact.values[r] + 1e-6 * exact.values[0]);
                    before = coarse.values[r];
                }
                QVERIFY(before >= 0.9 * exact.values[r]);
                QVERIFY(std::abs(found.values[r] - exact.values[r]) < 1e-6 * exact.values[0]);
            }
            // The vectors themselves as a guess are found at once; a guess of another size is none.
            shown.clear();
            singular_vectors(frozen,
                             {.count = 20, .few = few, .guess = exact.right, .progress = collect});
            for (std::size_t r = 0; r < few; ++r)
                QVERIFY(std::abs(shown[0].values[r] - exact.values[r]) < 1e-5 * exact.values[0]);
            const auto other = singular_vectors(
                frozen,
                {.count = 20, .few = few, .guess = ScopeMatrix::Ones(3, 7), .progress = collect});
            QVERIFY(std::abs(other.values[0] - exact.values[0]) < 1e-6 * exact.values[0]);
            const auto given_up = singular_vectors(
                frozen, {.count = 20, .few = few, .guess = {}, .progress = [](const auto&) {
                             return false;
                         }});
            QVERIFY(given_up.values.empty());
        }
    }

    void products_alone_give_the_same_values()
    {
        for (const double skip : {0.0, 1.0}) {
            const FrozenScope frozen = large_system(skip);
            QVERIFY(!frozen.has_matrix());
            const ScopeSingular singular = singular_vectors(frozen, 6);
            QCOMPARE(singular.values.size(), std::size_t{6});
            const double first = singular.values[0];
            const ScopeMatrix images = frozen.forward(singular.right);
            const ScopeMatrix back = frozen.transposed(singular.left);
            for (Eigen::Index r = 0; r < 6; ++r) {
                const double s = singular.values[static_cast<std::size_t>(r)];
                QVERIFY((images.row(r) - s * singular.left.row(r)).norm() <= 1e-6 * first);
                QVERIFY((back.row(r) - s * singular.right.row(r)).norm() <= 2e-6 * first);
                QVERIFY(std::abs(singular.right.row(r).norm() - 1) < 1e-10);
            }
            // Nothing larger was missed: power iteration from elsewhere does not exceed the first.
            Random random(77, 3);
            auto v = random_numbers(frozen.inputs(), 1, random);
            double growth = 0;
            for (int i = 0; i < 60; ++i) {
                double before = 0, after = 0;
                for (const double x : v)
                    before += x * x;
                v = frozen.transposed(frozen.forward(v));
                for (const double x : v)
                    after += x * x;
                growth = std::sqrt(std::sqrt(after / before));
            }
            QVERIFY(growth <= first * (1 + 1e-9));
            QVERIFY(growth >= 0.95 * first);
        }
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeSingular)
#include "test_linear_scope_singular.moc"
