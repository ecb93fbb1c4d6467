#include "core/experiments/race/race_tickets.hpp"

#include <algorithm>
#include <numeric>

namespace etalon {

std::vector<Eigen::Index> race_ticket(const RaceGroups& final, const RaceVector& merit,
                                      double capacity_floor, std::int64_t size)
{
    const RaceVector shares =
        Eigen::Map<const RaceVector>(final.share.data(), static_cast<Eigen::Index>(final.count()));
    std::vector<std::vector<Eigen::Index>> ranked(final.share.size()); // best first
    for (const Eigen::Index neuron : race_falling_order(merit))
        if (const int group = final.of_neuron[static_cast<std::size_t>(neuron)]; group >= 0)
            ranked[static_cast<std::size_t>(group)].push_back(neuron);
    const auto by_share = race_falling_order(shares);

    std::vector<Eigen::Index> ticket;
    for (std::size_t round = 0;; ++round) {
        bool taken = false;
        for (const Eigen::Index group : by_share) {
            const auto& neurons = ranked[static_cast<std::size_t>(group)];
            if (static_cast<std::int64_t>(ticket.size()) == size)
                return ticket;
            if (!(shares(group) >= capacity_floor) || round >= neurons.size())
                continue;
            ticket.push_back(neurons[round]);
            taken = true;
        }
        if (!taken)
            return ticket;
    }
}

RaceTickets race_tickets(const RaceGroups& final, const RaceVector& early_score,
                         const RaceVector& final_norm, double capacity_floor, std::int64_t size)
{
    return {.winners = race_ticket(final, early_score, capacity_floor, size),
            .losers = race_ticket(final, -early_score, capacity_floor, size),
            .top = race_ticket(final, final_norm, capacity_floor, size)};
}

std::int64_t race_common_neurons(const std::vector<Eigen::Index>& a,
                                 const std::vector<Eigen::Index>& b)
{
    return std::ranges::count_if(
        a, [&](Eigen::Index neuron) { return std::ranges::find(b, neuron) != b.end(); });
}

} // namespace etalon
