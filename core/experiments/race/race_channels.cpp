#include "core/experiments/race/race_channels.hpp"

namespace etalon {
namespace {

constexpr std::size_t most_weights = 20000; // that record_weights=auto records

std::size_t size(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

} // namespace

bool records_weights(const RaceSettings& settings, std::size_t inputs)
{
    return settings.record_weights == "on"
        || (settings.record_weights == "auto"
            && size(settings.hidden_width) * inputs <= most_weights);
}

RaceChannels::RaceChannels(const RaceSettings& settings, std::size_t inputs)
    : settings_(settings)
{
    add_training(inputs);
    if (settings.analyse) {
        add_analysis();
        add_tickets();
    }
    if (settings.sweep != "none")
        add_sweep();
}

std::size_t RaceChannels::add(Channel channel)
{
    list_.push_back(std::move(channel));
    return list_.size() - 1;
}

std::size_t RaceChannels::scalar(std::string name, std::string label)
{
    return add(
        {.name = std::move(name), .label = std::move(label), .every = settings_.record_every});
}

std::size_t RaceChannels::of_neurons(std::string name, std::string label, Role role)
{
    return add({.name = std::move(name),
                .label = std::move(label),
                .dims = {"neuron"},
                .shape = {size(settings_.hidden_width)},
                .every = settings_.record_every,
                .role = role});
}

void RaceChannels::add_training(std::size_t inputs)
{
    const std::size_t width = size(settings_.hidden_width);
    loss = add({.name = "loss", .label = "Loss"});
    accuracy = scalar("accuracy", "Accuracy");
    test_loss = scalar("test_loss", "Test loss");
    test_accuracy = scalar("test_accuracy", "Test accuracy");

    neuron_norm = of_neurons("neuron_norm", "Neuron norm a = |w||c|");
    input_norm = of_neurons("input_norm", "Input norm r = |w|");
    output_weight = of_neurons("output_weight", "Output weight c");
    pull = of_neurons("pull", "Pull s = |M|");
    alignment = of_neurons("alignment", "Alignment cos δ");
    score = of_neurons("score", "Score S");
    growth_measured = of_neurons("growth_measured", "Growth of ln a in one step");
    growth_exact = of_neurons("growth_exact", "Growth of ln a, exact identity");
    growth_flow = of_neurons("growth_flow", "Growth of ln a, flow law");

    group_count = scalar("group_count", "Groups");
    effective_capacity = scalar("effective_capacity", "Effective groups");
    group_participation = scalar("group_participation", "Participation of groups");
    gate_open_share = of_neurons("gate_open_share", "Share of samples with open gate");
    gates_unlocked = scalar("gates_unlocked", "Gates unlocked, share of those shut at the start");
    gates_locked = scalar("gates_locked", "Gates locked, share of those open at the start");
    negative_alignment_share =
        scalar("negative_alignment_share", "Share of neurons with cos δ < 0");

    cosines = add({.name = "cosines",
                   .label = "Cosine of total weight vectors",
                   .dims = {"neuron", "neuron"},
                   .shape = {width, width},
                   .every = settings_.snapshot_every});
    has_weights = records_weights(settings_, inputs);
    if (has_weights)
        weights = add({.name = "weights",
                       .label = "Input weights w",
                       .dims = {"neuron", "input"},
                       .shape = {width, inputs},
                       .every = settings_.snapshot_every});
    score_race = of_neurons("score_race", "Neuron norm, from the score", Role::theory);
}

void RaceChannels::add_analysis()
{
    const auto curves = [&](const std::string& kind, const std::string& how, std::size_t draws) {
        const auto curve = [&](const std::string& name, const std::string& label) {
            Channel channel{.name = kind + name, .label = label + how, .index = "neurons kept"};
            if (draws > 0) {
                channel.dims = {"draw"};
                channel.shape = {draws};
            }
            add(std::move(channel));
        };
        curve("_loss", "Loss");
        curve("_accuracy", "Accuracy");
        curve("_test_accuracy", "Test accuracy");
    };
    curves("prune_norm", ", smallest neurons removed", 0);
    if (settings_.prune_random_draws > 0)
        curves("prune_random", ", random neurons removed", size(settings_.prune_random_draws));

    const auto merging = [&](const char* name, const char* label) {
        add({.name = name, .label = label, .index = "threshold"});
    };
    merging("merge_cosine", "Group threshold");
    merging("merge_kept", "Merged neurons");
    merging("merge_loss", "Loss, groups merged");
    merging("merge_accuracy", "Accuracy, groups merged");
    merging("merge_test_accuracy", "Test accuracy, groups merged");
}

void RaceChannels::add_tickets()
{
    scalar("ticket_winners_loss", "Loss, winners alone");
    scalar("ticket_losers_loss", "Loss, losers alone");
    if (settings_.ticket_random_draws > 0)
        add({.name = "ticket_random_loss",
             .label = "Loss, random tickets alone",
             .dims = {"draw"},
             .shape = {size(settings_.ticket_random_draws)},
             .every = settings_.record_every});
}

void RaceChannels::add_sweep()
{
    const auto swept = [&](const char* name, std::string label, Role role = Role::measured) {
        add({.name = name, .label = std::move(label), .role = role, .index = "sweep index"});
    };
    swept("sweep_value", "Value of " + settings_.sweep);
    swept("sweep_drop_step", "Step of the drop");
    swept("sweep_group_count", "Groups");
    swept("sweep_capacity", "Effective groups");
    swept("sweep_final_loss", "Final loss");
    swept("sweep_test_accuracy", "Test accuracy");
    if (settings_.sweep == "init_scale")
        swept("drop_line", "Step of the drop, predicted slope", Role::theory);
}

} // namespace etalon
