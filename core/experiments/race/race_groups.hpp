// Groups of neurons that point the same way, and one neuron made of each.
#pragma once

#include "core/experiments/race/race_network.hpp"

#include <cstdint>
#include <vector>

namespace etalon {

/// Specification, section 7.
struct RaceGroups {
    std::vector<int> of_neuron{}; // group in order of creation; −1: a = 0
    std::vector<double> share{};  // Σa of a group / total Σa; sums to 1
    int count() const { return static_cast<int>(share.size()); }
    int effective(double capacity_floor) const; // groups with share ≥ capacity_floor
    double participation() const;               // 1/Σ share²; 0 without groups

    /// The neurons of each group, by index.
    std::vector<std::vector<Eigen::Index>> members() const;
};

/// sgn(0) = +1.
inline int race_sign(double value)
{
    return value < 0 ? -1 : 1;
}

/// a = |w||c| of each neuron.
RaceVector race_neuron_norms(const RaceNetwork&);

/// Neurons by falling value, of equal ones the lower index first.
std::vector<Eigen::Index> race_falling_order(const RaceVector& values);

/// Fills in the shares of groups whose `of_neuron` is known.
void set_race_shares(RaceGroups&, int count, const RaceVector& neuron_norm);

/// From unit vectors through `cosine(leader, neuron)` = ŵ_l·ŵ, asked only for pairs of equal sign
/// of c.
template <class Cosine>
RaceGroups race_groups(const RaceVector& neuron_norm, const RaceVector& output_weights,
                       double group_cosine, Cosine&& cosine)
{
    RaceGroups groups;
    groups.of_neuron.assign(static_cast<std::size_t>(neuron_norm.size()), -1);
    std::vector<Eigen::Index> leaders;
    for (const Eigen::Index neuron : race_falling_order(neuron_norm)) {
        if (!(neuron_norm(neuron) > 0))
            continue;
        std::size_t group = 0;
        while (group < leaders.size()
               && (race_sign(output_weights(leaders[group])) != race_sign(output_weights(neuron))
                   || !(cosine(leaders[group], neuron) > group_cosine)))
            ++group;
        if (group == leaders.size())
            leaders.push_back(neuron);
        groups.of_neuron[static_cast<std::size_t>(neuron)] = static_cast<int>(group);
    }
    set_race_shares(groups, static_cast<int>(leaders.size()), neuron_norm);
    return groups;
}

RaceGroups race_groups(const RaceNetwork&, double group_cosine);

/// From recorded channels: `cosines` holds C_ab (m × m), so ŵ_a·ŵ_b = C_ab for equal signs.
RaceGroups race_groups(const RaceVector& neuron_norm, const RaceVector& output_weights,
                       const double* cosines, double group_cosine);

/// One neuron a group: v = Σ c w, w' = σ v/√|v|, c' = σ√|v|; groups with |v| = 0 are left out.
RaceNetwork race_merge(const RaceNetwork&, const RaceGroups&);

/// Those neurons alone, in the order given.
RaceNetwork race_subnetwork(const RaceNetwork&, const std::vector<Eigen::Index>& neurons);

/// The neurons of a merged network whose share of Σ a' is at least `capacity_floor`.
RaceNetwork race_core(const RaceNetwork& merged, double capacity_floor);

} // namespace etalon
