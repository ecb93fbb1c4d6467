// The starting points offered to the user, as differences from the defaults.
#include "core/experiments/linear_scope/linear_scope.hpp"

namespace etalon {
namespace {

using namespace std::string_literals;

Value whole(std::int64_t value)
{
    return value;
}

Overrides upscale(bool residual)
{
    return {{"task", "upscale"s},  {"image_size", whole(12)},     {"channels", whole(12)},
            {"noise", 0.0},        {"activation", "leaky_relu"s}, {"residual", residual},
            {"steps", whole(1500)}};
}

} // namespace

std::vector<Preset> linear_scope_presets()
{
    return {
        {"classify-shapes",
         "Four shapes: which pixels vote for which class, and how much the biases have to say.",
         {},
         16},
        {"classify-no-bias",
         "The same without biases: a score is all votes of pixels.",
         {{"use_bias", false}},
         16},
        {"classify-offset",
         "A background that is not black: votes move to pixels that show nothing.",
         {{"input_offset", -0.5}},
         16},
        {"upscale-residual",
         "Twice the size: the network corrects bicubic interpolation.",
         upscale(true),
         20,
         {"kernels", "learning", "scope"}},
        {"upscale-plain",
         "Twice the size without help: the network finds kernels like bicubic's by itself.",
         upscale(false),
         20,
         {"kernels", "learning", "scope"}},
        {"denoise",
         "Noise is averaged away along edges, not across them.",
         {{"task", "denoise"s}, {"noise", 0.25}, {"residual", false}},
         16,
         {"scope", "learning", "singular-vectors"}},
        {"fill",
         "From an outline to a filled shape: inside pixels come from far outline pixels.",
         {{"task", "fill"s}, {"kernel", whole(5)}, {"noise", 0.02}, {"residual", false}},
         16},
        {"shift",
         "Pure copy-move: the matrix is a displacement.",
         {{"task", "shift"s},
          {"channels", whole(6)},
          {"kernel", whole(5)},
          {"noise", 0.05},
          {"residual", false}},
         16,
         {"scope", "learning", "stencil"}},
    };
}

} // namespace etalon
