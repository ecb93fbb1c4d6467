// Neurons in the figures of the race: names, the groups they end in, their colours and orders.
#pragma once

#include "core/experiments/race/race_figure_parts.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

Item neuron_item(std::size_t neuron);
std::string neuron_name(std::size_t neuron); // "neuron 12", counted from 0 as in the recording

/// Groups of one snapshot of `cosines`, renumbered by falling share.
struct NeuronGroups {
    std::int64_t step = 0;            // of the snapshot
    std::vector<int> of_neuron{};     // 0 = largest share; −1: a = 0
    std::vector<double> shares{};     // falling
    std::vector<std::size_t> sizes{}; // neurons
    std::vector<int> colours{};       // of the sequence; −1: grey
    std::size_t large = 0;            // groups with share ≥ capacity_floor: the first so many

    std::size_t count() const { return shares.size(); }
    std::size_t width() const { return of_neuron.size(); }
    Ink ink(int group) const; // pale grey where there is no colour
    /// The neurons of each group, by index.
    std::vector<std::vector<std::size_t>> members() const;
};

/// Of the newest snapshot: "final" before the end as well. Nothing before the first.
std::optional<NeuronGroups> final_groups(const FigureInput&);
/// Of the last snapshot not after `step`.
std::optional<NeuronGroups> groups_at(const FigureInput&, std::int64_t step);

/// One ink a neuron, by the figure's switch "colour" (race_colour_option); by group without one.
std::vector<Ink> neuron_inks(const FigureInput&, const NeuronGroups&);
/// What the colours mean, where they are not groups; else empty.
std::string colour_note(const FigureInput&);
std::string group_name(std::size_t group); // "group 1": the one with the largest share

/// Neurons by group, in each by falling `norm`; those of no group last.
std::vector<std::size_t> grouped_order(const NeuronGroups&, std::span<const double> norm);

/// Neurons by falling value, of equal ones the lower index first.
std::vector<std::size_t> falling_order(std::span<const double> values);

} // namespace etalon
