// Assignments against all permutations, and alignments that leave the function alone.
#include "core/experiments/mode_connectivity/mode_alignment.hpp"
#include "core/experiments/mode_connectivity/mode_assignment.hpp"
#include "tests/core/experiments/plain_mode_network.hpp"

#include <QtTest>

#include <algorithm>
#include <numeric>

using namespace etalon;
using namespace etalon::test;
using Eigen::Index;

namespace {

std::vector<Index> identity(Index size)
{
    std::vector<Index> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), Index{0});
    return order;
}

double best_of_all(const ModeMatrix& similarity)
{
    auto order = identity(similarity.rows());
    double best = -std::numeric_limits<double>::infinity();
    do
        best = std::max(best, mode_assignment_sum(similarity, order));
    while (std::next_permutation(order.begin(), order.end()));
    return best;
}

bool is_permutation(std::vector<Index> order)
{
    std::sort(order.begin(), order.end());
    return order == identity(std::ssize(order));
}

std::vector<Index> shuffled(Index size, Random random)
{
    const auto order = random.permutation(static_cast<std::size_t>(size));
    return {order.begin(), order.end()};
}

/// Whether these permutations of a matrix cannot be improved by exchanging two.
bool no_exchange_helps(const ModeMatrix& c, const std::vector<Index>& order)
{
    for (Index i = 0; i < c.rows(); ++i)
        for (Index j = 0; j < i; ++j) {
            const Index p = order[static_cast<std::size_t>(i)],
                        q = order[static_cast<std::size_t>(j)];
            if (c(i, q) + c(j, p) > c(i, p) + c(j, q) + 1e-9)
                return false;
        }
    return true;
}

struct Pair {
    ModeShape shape{{3, 8, 7, 4}, ModeActivation::tanh};
    ModeVector a = random_theta(shape, 0.7, Random(1, 1));
    ModePermutations renamed{shuffled(8, Random(1, 2)), shuffled(7, Random(1, 3))};
    ModeVector b = mode_permuted(shape, a, renamed);
    ModeSamples samples = random_samples(50, 3, 4, Random(1, 4));
};

} // namespace

class TestModeConnectivityAlignment : public QObject {
    Q_OBJECT

private slots:
    void assignments_are_the_best_of_all_permutations_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("normal numbers") << 0;
        QTest::newRow("few different whole numbers") << 1;
        QTest::newRow("mostly zeros") << 2;
        QTest::newRow("huge numbers") << 3;
    }
    void assignments_are_the_best_of_all_permutations()
    {
        QFETCH(int, kind);
        Random random(7, static_cast<std::uint64_t>(kind));
        for (Index size = 1; size <= 8; ++size)
            for (int draw = 0; draw < (size == 8 ? 8 : 30); ++draw) {
                ModeMatrix c(size, size);
                for (Index i = 0; i < c.size(); ++i) {
                    const double normal = random.normal();
                    c.data()[i] = kind == 0 ? normal
                        : kind == 1         ? static_cast<double>(random.below(3)) - 1
                        : kind == 2         ? (random.below(4) == 0 ? normal : 0.0)
                                            : 1e12 * normal;
                }
                const auto order = mode_best_assignment(c);
                QVERIFY(is_permutation(order));
                const double best = best_of_all(c);
                QVERIFY(mode_assignment_sum(c, order)
                        >= best - 1e-12 * std::max(1.0, std::abs(best)));
            }
    }

    void the_identity_is_kept_where_it_is_as_good_as_any()
    {
        QVERIFY(mode_best_assignment(ModeMatrix::Zero(6, 6)) == identity(6));
        QVERIFY(mode_best_assignment(ModeMatrix::Constant(5, 5, -3)) == identity(5));
        ModeMatrix dead = ModeMatrix::Zero(6, 6); // rows 2 … 5 may go anywhere
        dead(0, 0) = dead(1, 1) = 1;
        QVERIFY(mode_best_assignment(dead) == identity(6));
        ModeMatrix nearly = ModeMatrix::Identity(2, 2);
        nearly(0, 1) = 1 + 1e-14;
        nearly(1, 0) = 1;
        QVERIFY(mode_best_assignment(nearly) == identity(2));
        nearly(0, 1) = 1 + 1e-9;
        QVERIFY((mode_best_assignment(nearly) == std::vector<Index>{1, 0}));
    }

    void large_assignments_find_a_hidden_permutation_and_ties_do_not_stall()
    {
        constexpr Index size = 300;
        const auto hidden = shuffled(size, Random(8, 1));
        Random random(8, 2);
        ModeMatrix c(size, size);
        for (Index i = 0; i < size; ++i)
            for (Index j = 0; j < size; ++j)
                c(i, j) = (hidden[static_cast<std::size_t>(i)] == j ? 10 : 0) + random.normal();
        QVERIFY(mode_best_assignment(c) == hidden);
        // The product of ranks is the worst case of shortest paths: the optimum is known.
        for (Index i = 0; i < size; ++i)
            for (Index j = 0; j < size; ++j)
                c(i, j) = static_cast<double>((i + 1) * (j + 1));
        QVERIFY(mode_best_assignment(c) == identity(size));
        for (Index i = 0; i < c.size(); ++i)
            c.data()[i] = static_cast<double>(random.below(2));
        const auto order = mode_best_assignment(c);
        QVERIFY(is_permutation(order));
        QCOMPARE(mode_assignment_sum(c, order), double(size)); // half ones: a perfect matching
    }

    void renaming_neurons_leaves_the_function_unchanged()
    {
        for (const auto activation : {ModeActivation::tanh, ModeActivation::relu}) {
            const ModeShape shape({3, 8, 7, 4}, activation);
            const Pair pair;
            const ModeVector renamed = mode_permuted(shape, pair.a, pair.renamed);
            const ModeMatrix before = mode_outputs(shape, pair.a, pair.samples.inputs()),
                             after = mode_outputs(shape, renamed, pair.samples.inputs());
            QVERIFY((before - after).cwiseAbs().maxCoeff() <= 1e-13);
            QVERIFY((renamed - pair.a).norm() > 1);
        }
    }

    void both_matchings_undo_a_renaming()
    {
        const Pair pair;
        for (const auto& found : {mode_match_weights(pair.shape, pair.a, pair.b),
                                  mode_match_activations(pair.shape, pair.a, pair.b, pair.samples)})
            QVERIFY((mode_permuted(pair.shape, pair.b, found) - pair.a).norm() <= 1e-14);
    }

    void equal_networks_are_left_alone_also_with_dead_neurons()
    {
        const ModeShape shape({3, 8, 7, 4}, ModeActivation::relu);
        ModeVector a = random_theta(shape, 0.7, Random(2, 1));
        mode_weight(shape, a, 1).topRows(4).setZero();
        mode_bias(shape, a, 1).head(4).setConstant(-1);
        mode_weight(shape, a, 2).leftCols(4).setZero();
        const ModeSamples samples = random_samples(40, 3, 4, Random(2, 2));
        QVERIFY(mode_match_weights(shape, a, a) == mode_identity(shape));
        QVERIFY(mode_match_activations(shape, a, a, samples) == mode_identity(shape));
    }

    void weight_matching_never_moves_further_apart_and_ends_where_no_exchange_helps()
    {
        for (std::uint64_t draw = 0; draw < 20; ++draw) {
            const ModeShape shape({3, 8, 7, 6, 4}, ModeActivation::tanh);
            const ModeVector a = random_theta(shape, 1, Random(3, 2 * draw)),
                             b = random_theta(shape, 1, Random(3, 2 * draw + 1));
            const auto found = mode_match_weights(shape, a, b);
            QVERIFY((mode_permuted(shape, b, found) - a).norm() <= (b - a).norm());
            for (Index l = 1; l < shape.layers(); ++l)
                QVERIFY(no_exchange_helps(mode_weight_similarity(shape, a, b, l, found),
                                          found[static_cast<std::size_t>(l - 1)]));
        }
    }

    void the_gain_in_similarity_is_half_the_loss_in_squared_distance()
    {
        const ModeShape shape({3, 8, 7, 4}, ModeActivation::tanh);
        const ModeVector a = random_theta(shape, 1, Random(4, 1)),
                         b = random_theta(shape, 1, Random(4, 2));
        auto permutations = mode_identity(shape);
        permutations[1] = shuffled(7, Random(4, 3));
        const ModeMatrix c = mode_weight_similarity(shape, a, b, 1, permutations);
        const double before = (mode_permuted(shape, b, permutations) - a).squaredNorm(),
                     old = mode_assignment_sum(c, permutations[0]);
        permutations[0] = shuffled(8, Random(4, 4));
        const double after = (mode_permuted(shape, b, permutations) - a).squaredNorm();
        QVERIFY(std::abs(mode_assignment_sum(c, permutations[0]) - old - (before - after) / 2)
                <= 1e-12);
    }

    void activation_similarity_is_the_correlation_of_neurons()
    {
        const Pair pair;
        const ModeMatrix c =
            mode_activation_similarity(pair.shape, pair.a, pair.a, 1, pair.samples);
        for (Index i = 0; i < c.rows(); ++i)
            QVERIFY(std::abs(c(i, i) - 1) <= 1e-10);
        QVERIFY(c.cwiseAbs().maxCoeff() <= 1 + 1e-12);
        QVERIFY((c - c.transpose()).norm() <= 1e-12);
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityAlignment)
#include "test_mode_connectivity_alignment.moc"
