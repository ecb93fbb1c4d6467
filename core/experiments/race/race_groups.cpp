#include "core/experiments/race/race_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

int RaceGroups::effective(double capacity_floor) const
{
    return static_cast<int>(std::ranges::count_if(
        share, [&](double group_share) { return group_share >= capacity_floor; }));
}

double RaceGroups::participation() const
{
    double squares = 0;
    for (const double group_share : share)
        squares += group_share * group_share;
    return squares > 0 ? 1 / squares : 0;
}

std::vector<std::vector<Eigen::Index>> RaceGroups::members() const
{
    std::vector<std::vector<Eigen::Index>> neurons(share.size());
    for (std::size_t neuron = 0; neuron < of_neuron.size(); ++neuron)
        if (of_neuron[neuron] >= 0)
            neurons[static_cast<std::size_t>(of_neuron[neuron])].push_back(
                static_cast<Eigen::Index>(neuron));
    return neurons;
}

RaceVector race_neuron_norms(const RaceNetwork& network)
{
    return network.input_weights.rowwise().norm().array() * network.output_weights.array().abs();
}

std::vector<Eigen::Index> race_falling_order(const RaceVector& values)
{
    std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::ranges::stable_sort(order,
                             [&](Eigen::Index a, Eigen::Index b) { return values(a) > values(b); });
    return order;
}

void set_race_shares(RaceGroups& groups, int count, const RaceVector& neuron_norm)
{
    groups.share.assign(static_cast<std::size_t>(count), 0.0);
    double total = 0;
    for (std::size_t neuron = 0; neuron < groups.of_neuron.size(); ++neuron) {
        if (groups.of_neuron[neuron] < 0)
            continue;
        const double norm = neuron_norm(static_cast<Eigen::Index>(neuron));
        groups.share[static_cast<std::size_t>(groups.of_neuron[neuron])] += norm;
        total += norm;
    }
    for (double& share : groups.share)
        share /= total; // a group has a neuron with a > 0
}

RaceGroups race_groups(const RaceNetwork& network, double group_cosine)
{
    RaceMatrix directions = network.input_weights;
    for (Eigen::Index a = 0; a < directions.rows(); ++a)
        if (const double norm = directions.row(a).norm(); norm > 0)
            directions.row(a) /= norm;
    return race_groups(race_neuron_norms(network), network.output_weights, group_cosine,
                       [&](Eigen::Index leader, Eigen::Index neuron) {
                           return directions.row(leader).dot(directions.row(neuron));
                       });
}

RaceGroups race_groups(const RaceVector& neuron_norm, const RaceVector& output_weights,
                       const double* cosines, double group_cosine)
{
    const Eigen::Index width = neuron_norm.size();
    return race_groups(
        neuron_norm, output_weights, group_cosine,
        [&](Eigen::Index leader, Eigen::Index neuron) { return cosines[neuron * width + leader]; });
}

RaceNetwork race_merge(const RaceNetwork& network, const RaceGroups& groups)
{
    const Eigen::Index inputs = network.input_weights.cols();
    RaceMatrix totals = RaceMatrix::Zero(groups.count(), inputs); // v of each group
    RaceVector signs = RaceVector::Ones(groups.count());
    for (Eigen::Index a = 0; a < network.width(); ++a) {
        const int group = groups.of_neuron[static_cast<std::size_t>(a)];
        if (group < 0)
            continue;
        totals.row(group) += network.output_weights(a) * network.input_weights.row(a);
        signs(group) = race_sign(network.output_weights(a)); // equal within a group
    }
    RaceNetwork merged{RaceMatrix(groups.count(), inputs), RaceVector(groups.count())};
    Eigen::Index kept = 0;
    for (Eigen::Index group = 0; group < totals.rows(); ++group) {
        const double norm = totals.row(group).norm(); // A
        if (!(norm > 0))
            continue;
        merged.input_weights.row(kept) = signs(group) / std::sqrt(norm) * totals.row(group);
        merged.output_weights(kept) = signs(group) * std::sqrt(norm);
        ++kept;
    }
    merged.input_weights.conservativeResize(kept, Eigen::NoChange);
    merged.output_weights.conservativeResize(kept);
    return merged;
}

RaceNetwork race_subnetwork(const RaceNetwork& network, const std::vector<Eigen::Index>& neurons)
{
    return {network.input_weights(neurons, Eigen::all), network.output_weights(neurons)};
}

RaceNetwork race_core(const RaceNetwork& merged, double capacity_floor)
{
    const RaceVector norms = race_neuron_norms(merged);
    const double total = norms.sum();
    std::vector<Eigen::Index> large;
    for (Eigen::Index a = 0; a < norms.size(); ++a)
        if (norms(a) > 0 && norms(a) / total >= capacity_floor)
            large.push_back(a);
    return race_subnetwork(merged, large);
}

} // namespace etalon
