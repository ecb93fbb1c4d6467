// The starting points offered to the user, as differences from the defaults.
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"

namespace etalon {
namespace {

using namespace std::string_literals;

Value whole(std::int64_t value)
{
    return value;
}

Overrides wide_relu()
{
    return {{"init_mode", "independent"s}, {"activation", "relu"s},
            {"width", whole(256)},         {"learning_rate", 0.05},
            {"steps", whole(1500)},        {"clusters_per_class", whole(2)},
            {"input_dim", whole(8)},       {"data_noise", 0.35}};
}

Overrides digits()
{
    return {{"dataset", "digits"s},    {"activation", "relu"s},      {"width", whole(64)},
            {"learning_rate", 0.05},   {"steps", whole(1500)},       {"data_noise", 0.25},
            {"input_dim", whole(144)}, {"train_count", whole(2048)}, {"classes", whole(10)}};
}

Overrides toy_ridge()
{
    return {{"dataset", "toy"s},       {"learning_rate", 0.02}, {"momentum", 0.0},
            {"schedule", "constant"s}, {"steps", whole(1500)},  {"sample_every", whole(10)},
            {"toy_noise", 0.5}};
}

} // namespace

std::vector<Preset> mode_connectivity_presets()
{
    return {
        {"spawn-at-init",
         "A shared start: the order of the batches alone raises a barrier.",
         {},
         16},
        {"spawn-late",
         "A shared first half: the barrier is gone.",
         {{"spawn_step", whole(1000)}},
         16},
        {"independent",
         "Two starts: a tall barrier; renaming hidden neurons removes most of it.",
         {{"init_mode", "independent"s}},
         16},
        {"wide-relu", "Wide networks: once aligned, practically connected.", wide_relu(), 16},
        {"deep",
         "Three hidden layers: taller barriers and chaotic training.",
         {{"hidden_layers", whole(3)}},
         16},
        {"digits", "An easy task is connected already from initialisation.", digits(), 16},
        {"toy-ridge",
         "The ridge in two parameters.",
         toy_ridge(),
         12,
         {"toy", "barrier-over-training", "path"}},
    };
}

} // namespace etalon
