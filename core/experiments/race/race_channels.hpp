// The channels of a run: which there are, their names, shapes, labels and places.
#pragma once

#include "core/experiments/race/race.hpp"
#include "core/lab/recording.hpp"

#include <string_view>
#include <vector>

namespace etalon {

class RaceChannels {
public:
    RaceChannels() = default;
    /// `inputs`: n of the data.
    RaceChannels(const RaceSettings&, std::size_t inputs);

    const std::vector<Channel>& list() const { return list_; }

    // Places in the list, and so in a recording.
    std::size_t loss{}, accuracy{}, test_loss{}, test_accuracy{};
    std::size_t neuron_norm{}, input_norm{}, output_weight{}, pull{}, alignment{}, score{};
    std::size_t growth_measured{}, growth_exact{}, growth_flow{};
    std::size_t group_count{}, effective_capacity{}, group_participation{};
    std::size_t gate_open_share{}, gates_unlocked{}, gates_locked{}, negative_alignment_share{};
    std::size_t cosines{};
    std::size_t weights{}; // only if they are recorded
    bool has_weights = false;
    std::size_t score_race{};

private:
    std::size_t add(Channel);
    std::size_t scalar(std::string name, std::string label);
    std::size_t of_neurons(std::string name, std::string label, Role role = Role::measured);
    void add_training(std::size_t inputs);
    void add_analysis();
    void add_tickets();
    void add_sweep();

    RaceSettings settings_{};
    std::vector<Channel> list_{};
};

/// Whether snapshots hold W.
bool records_weights(const RaceSettings&, std::size_t inputs);

} // namespace etalon
