// Who will win, said before it has happened: the highest scores S group by group, how early that was
// right, and the bets of the audience beside it.
#pragma once

#include "core/experiments/race/race_figure_neurons.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

constexpr std::size_t least_members = 5; // of a group within which ranks are compared

/// Specification 7: each large group's best neurons in turn, `size` of them at most.
std::vector<std::size_t> forecast(const NeuronGroups&, std::span<const double> score,
                                  std::size_t size);

/// The forecast at the shown step, from S there; after the drop the one made at t_q.
std::vector<std::size_t> shown_forecast(const FigureInput&, const Milestones&, const NeuronGroups&);

/// Mean rank correlation within groups of 5 and more neurons, weighted by size (section 10);
/// nothing if there is no such group.
std::optional<double> within_groups(const NeuronGroups&, std::span<const double> early,
                                    std::span<const double> final);

/// How early the forecast was right: within groups, S(t) against a at the end.
struct ForecastQuality {
    std::int64_t right_from = -1; // from here to the drop ≥ 0.95; −1: not even at the drop
    double at_quarter = 0;        // at t_q
};
std::optional<ForecastQuality> forecast_quality(const FigureInput&, const Milestones&,
                                                const NeuronGroups&);

/// "Forecast: right from step 40 on …".
std::string forecast_sentence(const ForecastQuality&, const Milestones&);

/// Neurons that the user holds on to, each once, in the order of the clicks.
std::vector<std::size_t> pinned_neurons(const FigureInput&, std::size_t width);

/// Place of each neuron by falling norm: 1 is the winner.
std::vector<std::size_t> ranks(std::span<const double> norm);

/// "bets: 2 of 3 in the top 8"; empty without bets.
std::string bets_sentence(const FigureInput&, std::span<const double> norm);

} // namespace etalon
