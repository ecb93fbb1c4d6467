// The starting points offered to the user, as differences from the defaults.
#include "core/experiments/race/race.hpp"

namespace etalon {
namespace {

using namespace std::string_literals;

Value whole(std::int64_t value)
{
    return value;
}

Overrides large_images()
{
    return {{"dataset", "image_like"s},   {"image_side", whole(32)},  {"image_channels", whole(3)},
            {"hidden_width", whole(300)}, {"test_count", whole(200)}, {"steps", whole(1000)}};
}

Overrides own_file()
{
    return {{"dataset", "file"s},
            {"hidden_width", whole(300)},
            {"sample_count", whole(200)},
            {"test_count", whole(200)},
            {"steps", whole(2000)}};
}

} // namespace

std::vector<Preset> race_presets()
{
    return {
        {"default", "The whole story: a hundred neurons become four.", {}, 16},
        {"balanced",
         "No luck of the output weights: alignment alone decides.",
         {{"init_variant", "balanced"s}},
         16},
        {"staged",
         "Two drops: class +1 races first, class −1 later.",
         {{"pole_distance_1", 2.0},
          {"pole_distance_2", 1.0},
          {"noise_std", 0.3},
          {"init_scale", 1e-4}},
         16},
        {"plane",
         "The lecture view: arrows on a circle.",
         {{"input_dim", whole(2)},
          {"noise_std", 0.3},
          {"steps", whole(1000)},
          {"snapshot_every", whole(10)}},
         20,
         {"plane", "race", "portrait"}},
        {"frozen-gates", "Without unlocking there are no groups.", {{"gate_mode", "frozen"s}}, 12},
        {"lazy",
         "A large start: no race, directions hardly move, a hundred groups remain.",
         {{"init_scale", 1.0}},
         12},
        {"image-like",
         "The paper's shape, small: 300 neurons on small images.",
         {{"dataset", "image_like"s}, {"hidden_width", whole(300)}},
         16},
        {"image-large", "Images as large as CIFAR-10's, 3072 numbers each.", large_images(), 16},
        {"cifar", "The user's own file in the shape of the paper's Figure 1.", own_file(), 16},
        {"width-sweep",
         "Capacity against width: four groups however many neurons start.",
         {{"hidden_width", whole(500)},
          {"steps", whole(1500)},
          {"sweep", "width"s},
          {"sweep_values", "5,10,20,50,100,200,500"s}},
         12},
        {"scale-sweep",
         "Each decade of the initial scale delays the drop by the same number of steps.",
         {{"steps", whole(1000)},
          {"sweep", "init_scale"s},
          {"sweep_values", "1e-2,1e-3,1e-4,1e-5"s}},
         12},
    };
}

} // namespace etalon
