// The starting points offered to the user, as differences from the defaults.
#include "core/experiments/resonator/resonator.hpp"

namespace etalon {
namespace {

using namespace std::string_literals;

Value whole(std::int64_t value)
{
    return value;
}

Overrides published()
{
    return {{"feature_bands", whole(0)},  {"sampling", "physical"s},
            {"hidden_layers", whole(6)},  {"hidden_width", whole(200)},
            {"train_size", whole(45250)}, {"batch_size", whole(200)},
            {"learning_rate", 1e-3},      {"schedule", "constant"s},
            {"steps", whole(113000)},     {"design_iterations", whole(1000)},
            {"design_rate", 1e-3}};
}

Overrides unreachable()
{
    return {{"structure", "cavity"s}, {"pairs", whole(4)}, {"target", "peak"s},
            {"targets", whole(1)},    {"centre", 620.0},   {"width", 4.0},
            {"steps", whole(0)}};
}

} // namespace

std::vector<Preset> resonator_presets()
{
    return {
        {"default", "The whole story in one run.", {}, 16},
        {"quick", "Lecture warm-up.", {{"steps", whole(1500)}, {"targets", whole(16)}}, 12},
        {"raw-inputs",
         "Without Fourier features the surrogate is stuck: the fringes stay unlearned.",
         {{"feature_bands", whole(0)}},
         14},
        {"relu",
         "The same with ReLU: kinks in the landscape.",
         {{"feature_bands", whole(0)}, {"activation", "relu"s}},
         14},
        {"paper", "The authors' network: 500 epochs of 45250 designs.", published(), 30},
        {"slab", "The landscape over index and thickness.", {{"structure", "slab"s}}, 14},
        {"bragg-cmt",
         "The paper's reflector of four parameters; its designs are not unique.",
         {{"structure", "bragg-cmt"s}, {"feature_bands", whole(4)}},
         14},
        {"bragg",
         "An exact quarter-wave mirror on glass.",
         {{"structure", "bragg"s}, {"n_out", "1.52"s}, {"feature_bands", whole(2)}},
         14},
        {"cavity",
         "A cavity between Bragg mirrors: a narrow line.",
         {{"structure", "cavity"s},
          {"pairs", whole(4)},
          {"n_out", "1.52"s},
          {"feature_bands", whole(4)}},
         14},
        {"peak", "A wish that no design fulfils: the best attainable shape.", unreachable(), 8},
    };
}

} // namespace etalon
