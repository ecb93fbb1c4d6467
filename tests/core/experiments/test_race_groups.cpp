// Groups against a literal reading of their definition; merging against the function it keeps.
#include "core/experiments/race/race_groups.hpp"
#include "tests/core/experiments/race_small_run.hpp"

#include <QtTest>

#include <numbers>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// The definition read aloud: again and again the largest neuron that is left joins the first leader
/// that suits it.
std::vector<int> groups_by_definition(const RaceNetwork& network, double threshold)
{
    std::vector<int> group(static_cast<std::size_t>(network.width()), -1);
    std::vector<Eigen::Index> leaders;
    std::set<Eigen::Index> done;
    for (Eigen::Index turn = 0; turn < network.width(); ++turn) {
        Eigen::Index largest = -1;
        double best = -1;
        for (Eigen::Index a = 0; a < network.width(); ++a) {
            const double norm =
                network.input_weights.row(a).norm() * std::abs(network.output_weights(a));
            if (!done.contains(a) && norm > best) {
                best = norm;
                largest = a;
            }
        }
        done.insert(largest);
        if (best == 0)
            continue;
        int joined = -1;
        for (std::size_t l = 0; l < leaders.size() && joined < 0; ++l) {
            const auto w = network.input_weights.row(largest),
                       v = network.input_weights.row(leaders[l]);
            const bool same_sign =
                (network.output_weights(largest) < 0) == (network.output_weights(leaders[l]) < 0);
            if (same_sign && w.dot(v) / (w.norm() * v.norm()) > threshold)
                joined = static_cast<int>(l);
        }
        if (joined < 0) {
            joined = static_cast<int>(leaders.size());
            leaders.push_back(largest);
        }
        group[static_cast<std::size_t>(largest)] = joined;
    }
    return group;
}

double largest_difference(const RaceNetwork& a, const RaceNetwork& b, const RaceMatrix& inputs)
{
    return (race_outputs(a, inputs) - race_outputs(b, inputs)).cwiseAbs().maxCoeff();
}

/// Five directions with several neurons each, some dead.
RaceNetwork bundles(double spread)
{
    const RaceNetwork axes = random_network(5, 4, 1, Random(3, 1));
    RaceNetwork network = random_network(31, 4, spread, Random(3, 2));
    Random random(3, 3);
    for (Eigen::Index a = 0; a < network.width(); ++a) {
        const Eigen::Index axis = a % 5;
        network.input_weights.row(a) = (0.1 + random.uniform())
            * (axes.input_weights.row(axis) + network.input_weights.row(a));
        network.output_weights(a) =
            std::copysign(0.1 + random.uniform(), axes.output_weights(axis));
    }
    network.output_weights(7) = 0;
    network.input_weights.row(11).setZero();
    return network;
}

} // namespace

class TestRaceGroups : public QObject {
    Q_OBJECT

private slots:
    void groups_follow_their_definition()
    {
        for (std::uint64_t seed = 1; seed <= 12; ++seed)
            for (const double threshold : {0.0, 0.3, 0.7, 0.9, 0.99, 1.0}) {
                const RaceNetwork network = random_network(40, 3, 1, Random(seed, 1));
                const RaceGroups groups = race_groups(network, threshold);
                QCOMPARE(groups.of_neuron, groups_by_definition(network, threshold));
                const RaceMatrix cosines = race_cosines(network);
                const RaceGroups from_cosines = race_groups(
                    race_neuron_norms(network), network.output_weights, cosines.data(), threshold);
                QCOMPARE(from_cosines.of_neuron, groups.of_neuron);
                QCOMPARE(from_cosines.share, groups.share);
            }
    }

    void shares_are_parts_of_the_total_norm()
    {
        const RaceNetwork network = bundles(0.02);
        const RaceGroups groups = race_groups(network, 0.9);
        QVERIFY(groups.count() >= 3);
        std::vector<double> sums(static_cast<std::size_t>(groups.count()));
        double total = 0;
        for (Eigen::Index a = 0; a < network.width(); ++a) {
            const double norm =
                network.input_weights.row(a).norm() * std::abs(network.output_weights(a));
            total += norm;
            if (groups.of_neuron[static_cast<std::size_t>(a)] >= 0)
                sums[static_cast<std::size_t>(groups.of_neuron[static_cast<std::size_t>(a)])] +=
                    norm;
        }
        for (std::size_t group = 0; group < sums.size(); ++group)
            QVERIFY(std::abs(groups.share[group] - sums[group] / total) < 1e-14);
        std::size_t counted = 0;
        for (const auto& members : groups.members())
            counted += members.size();
        QCOMPARE(counted, std::size_t{29}); // two of 31 are dead
    }

    void neurons_without_norm_belong_to_no_group()
    {
        RaceNetwork network = bundles(0.02);
        const RaceGroups groups = race_groups(network, 0.9);
        QCOMPARE(groups.of_neuron[7], -1);
        QCOMPARE(groups.of_neuron[11], -1);
        network.output_weights.setZero();
        const RaceGroups none = race_groups(network, 0.9);
        QCOMPARE(none.count(), 0);
        QCOMPARE(none.effective(0), 0);
        QCOMPARE(none.participation(), 0.0);
        QCOMPARE(race_merge(network, none).width(), Eigen::Index{0});
    }

    void a_neuron_joins_the_first_leader_that_suits_not_the_nearest()
    {
        // Leaders at 0° and 50°; the small one at 30° is nearer to the second.
        RaceNetwork network{RaceMatrix(3, 2), RaceVector::Ones(3)};
        const double degrees[] = {30, 0, 50}, lengths[] = {1, 3, 2};
        for (Eigen::Index a = 0; a < 3; ++a) {
            const double angle = degrees[a] * std::numbers::pi / 180;
            network.input_weights(a, 0) = lengths[a] * std::cos(angle);
            network.input_weights(a, 1) = lengths[a] * std::sin(angle);
        }
        const std::vector<int> expected{0, 0, 1};
        QCOMPARE(race_groups(network, std::cos(40 * std::numbers::pi / 180)).of_neuron, expected);
    }

    void a_cosine_equal_to_the_threshold_does_not_join()
    {
        const auto groups_at = [](double cosine) {
            return race_groups(RaceVector::Ones(2), RaceVector::Ones(2), 0.75,
                               [&](Eigen::Index leader, Eigen::Index neuron) {
                                   return leader == 0 && neuron == 1 ? cosine : -1;
                               })
                .count();
        };
        QCOMPARE(groups_at(0.75), 2);
        QCOMPARE(groups_at(std::nextafter(0.75, 1)), 1); // and of equal norms the lower index leads
    }

    void opposite_signs_of_the_output_weight_never_share_a_group()
    {
        const RaceNetwork network{RaceMatrix::Ones(4, 3), RaceVector{{1, -1, 2, -2}}};
        const RaceGroups groups = race_groups(network, 0.0);
        QCOMPARE(groups.count(), 2);
        QCOMPARE(groups.of_neuron[0], groups.of_neuron[2]);
        QCOMPARE(groups.of_neuron[1], groups.of_neuron[3]);
        QVERIFY(groups.of_neuron[0] != groups.of_neuron[1]);
        QCOMPARE(groups.of_neuron[2], 0); // 2 and 3 tie in norm: the lower index comes first
        QCOMPARE(groups.share, (std::vector<double>{0.5, 0.5}));
    }

    void moving_norm_between_the_layers_changes_nothing()
    {
        const RaceNetwork network = random_network(40, 3, 1, Random(9, 1));
        RaceNetwork moved = network;
        for (Eigen::Index a = 0; a < moved.width(); ++a) { // powers of two are exact
            const double factor = std::ldexp(1.0, static_cast<int>(a % 7) - 3);
            moved.input_weights.row(a) *= factor;
            moved.output_weights(a) /= factor;
        }
        const RaceGroups groups = race_groups(network, 0.7), same = race_groups(moved, 0.7);
        QCOMPARE(same.of_neuron, groups.of_neuron);
        QCOMPARE(same.share, groups.share);
    }

    void numbering_the_neurons_otherwise_keeps_the_groups()
    {
        const RaceNetwork network = random_network(40, 3, 1, Random(10, 1));
        std::vector<Eigen::Index> order;
        for (Eigen::Index a = 0; a < 40; ++a)
            order.push_back(a * 7 % 40);
        const RaceGroups groups = race_groups(network, 0.7);
        const RaceGroups renamed = race_groups(race_subnetwork(network, order), 0.7);
        for (std::size_t a = 0; a < 40; ++a)
            QCOMPARE(renamed.of_neuron[a], groups.of_neuron[static_cast<std::size_t>(order[a])]);
    }

    void capacity_counts_the_shares_at_or_above_the_floor()
    {
        const RaceGroups groups{.share = {0.5, 0.25, 0.125, 0.125}};
        QCOMPARE(groups.effective(0.125), 4);
        QCOMPARE(groups.effective(0.2), 2);
        QCOMPARE(groups.participation(), 1 / (0.25 + 0.0625 + 2 * 0.015625));
        QCOMPARE((RaceGroups{.share = {0.25, 0.25, 0.25, 0.25}}.participation()), 4.0);
    }

    void merging_parallel_neurons_keeps_the_function()
    {
        const RaceNetwork network = bundles(0);
        const RaceGroups groups = race_groups(network, 0.999);
        QVERIFY(groups.count() >= 4 && groups.count() <= 5); // five axes
        const RaceNetwork merged = race_merge(network, groups);
        QCOMPARE(merged.width(), static_cast<Eigen::Index>(groups.count()));
        const RaceMatrix inputs = random_network(200, 4, 2, Random(4, 1)).input_weights;
        const double scale = race_outputs(network, inputs).cwiseAbs().maxCoeff();
        QVERIFY(scale > 1);
        QVERIFY(largest_difference(network, merged, inputs) < 1e-14 * scale * 31);
        for (Eigen::Index a = 0; a < merged.width(); ++a) // balanced
            QVERIFY(
                std::abs(merged.input_weights.row(a).norm() - std::abs(merged.output_weights(a)))
                < 1e-14 * merged.input_weights.row(a).norm());
    }

    void merging_keeps_the_total_weight_vector()
    {
        const RaceNetwork network = random_network(40, 3, 1, Random(12, 1));
        const RaceGroups groups = race_groups(network, 0.3);
        const RaceNetwork merged = race_merge(network, groups);
        QVERIFY(merged.width() < 20);
        const Eigen::RowVectorXd before =
            network.output_weights.transpose() * network.input_weights;
        const Eigen::RowVectorXd after = merged.output_weights.transpose() * merged.input_weights;
        QVERIFY((before - after).norm() < 1e-13);
        for (int group = 0; group < groups.count(); ++group) { // the sign of the group stays
            const Eigen::Index member = groups.members()[static_cast<std::size_t>(group)][0];
            QCOMPARE(merged.output_weights(group) < 0, network.output_weights(member) < 0);
        }
    }

    void a_group_that_cancels_is_left_out()
    {
        RaceNetwork network{RaceMatrix(3, 2), RaceVector::Ones(3)};
        network.input_weights << 1, 2, -1, -2, 0, 3;
        const RaceGroups groups{.of_neuron = {0, 0, 1}, .share = {0.6, 0.4}};
        const RaceNetwork merged = race_merge(network, groups);
        QCOMPARE(merged.width(), Eigen::Index{1});
        QVERIFY((merged.output_weights(0) * merged.input_weights.row(0) - Eigen::RowVector2d(0, 3))
                    .norm()
                < 1e-15);
    }

    void the_core_keeps_merged_neurons_of_a_large_share()
    {
        // a' = 6, 3, 1: shares 0.6, 0.3, 0.1.
        const RaceNetwork merged{RaceMatrix{{6, 0}, {0, 3}, {1, 0}}, RaceVector{{1, -1, 1}}};
        QCOMPARE(race_core(merged, 0.05).width(), Eigen::Index{3});
        const RaceNetwork core = race_core(merged, 0.3);
        QCOMPARE(core.width(), Eigen::Index{2});
        QCOMPARE(core.input_weights(1, 1), 3.0);
        QCOMPARE(core.output_weights(1), -1.0);
        const RaceNetwork nothing = race_core(merged, 0.7);
        QCOMPARE(race_outputs(nothing, RaceMatrix::Ones(2, 2)).norm(), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestRaceGroups)
#include "test_race_groups.moc"
