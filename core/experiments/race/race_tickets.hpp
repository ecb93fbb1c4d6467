// Which neurons are retrained alone: the early leaders, the early losers, the largest at the end.
#pragma once

#include "core/experiments/race/race_groups.hpp"

#include <cstdint>
#include <vector>

namespace etalon {

/// Neurons in the order they are taken. Large groups (share ≥ capacity_floor, by falling share)
/// take turns; each gives its best remaining neuron by `merit` (ties: lower index), until `size`
/// are taken or none is left.
std::vector<Eigen::Index> race_ticket(const RaceGroups& final, const RaceVector& merit,
                                      double capacity_floor, std::int64_t size);

/// Winners: highest S(t_q). Losers: lowest. Top: highest a(T).
struct RaceTickets {
    std::vector<Eigen::Index> winners{}, losers{}, top{};
};
RaceTickets race_tickets(const RaceGroups& final, const RaceVector& early_score,
                         const RaceVector& final_norm, double capacity_floor, std::int64_t size);

/// |a ∩ b|; the neurons of a ticket are distinct.
std::int64_t race_common_neurons(const std::vector<Eigen::Index>& a,
                                 const std::vector<Eigen::Index>& b);

} // namespace etalon
