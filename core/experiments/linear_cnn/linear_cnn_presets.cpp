// The starting points offered to the user, as differences from the defaults.
#include "core/experiments/linear_cnn/linear_cnn.hpp"

namespace etalon {
namespace {

using namespace std::string_literals;

Value whole(std::int64_t value)
{
    return value;
}

Overrides square_images(Overrides more)
{
    more["image_height"] = whole(16);
    more["image_width"] = whole(16);
    return more;
}

Overrides centred(Overrides more)
{
    more["mean_removal"] = "dataset"s;
    more["centre_labels"] = true;
    return more;
}

Overrides shapes()
{
    return square_images(centred({{"dataset", "shapes"s},
                                  {"classes", whole(8)},
                                  {"noise", 0.2},
                                  {"jitter", whole(1)},
                                  {"steps", whole(3000)},
                                  {"sample_every", whole(10)}}));
}

Overrides texture_versus_shape()
{
    return square_images(
        centred({{"dataset", "texture_shape"s}, {"classes", whole(2)}, {"noise", 0.3}}));
}

Overrides rectified(Overrides overrides, std::int64_t steps, std::int64_t sample_every)
{
    overrides["network"] = "relu"s;
    overrides["kernels"] = whole(8);
    overrides["batch_size"] = whole(50);
    overrides["init_scale"] = 0.03;
    overrides["steps"] = whole(steps);
    overrides["sample_every"] = whole(sample_every);
    return overrides;
}

} // namespace

std::vector<Preset> linear_cnn_presets()
{
    return {
        {"default", "Four stages, one frequency each.", {}, 12},
        {"one-kernel",
         "The cleanest kernel spectrogram; luck of the draw may pick the second frequency.",
         {{"kernels", whole(1)}},
         12},
        {"pure-cosines",
         "Theory at its cleanest: CNN and fully connected network differ in nothing but time.",
         {{"frequencies_per_class", whole(1)}},
         12},
        {"cosines-2d", "Plane waves: the kernels become gratings.",
         square_images({{"classes", whole(5)},
                        {"samples", whole(500)},
                        {"learning_rate", 0.0025},
                        {"class_amplitude_ratio", 0.8}}),
         15},
        {"close-frequencies",
         "A near-tie: the initial weights choose, not the data.",
         {{"secondary_ratio", 0.97}},
         12},
        {"hierarchy", "Coarse distinctions are learned before fine ones.",
         centred({{"dataset", "hierarchy"s},
                  {"classes", whole(8)},
                  {"frequencies_per_class", whole(2)},
                  {"class_amplitude_ratio", 0.55},
                  {"steps", whole(3000)},
                  {"sample_every", whole(10)},
                  {"learning_rate", 0.01}}),
         20},
        {"shapes", "Realistic modes that share frequencies.", shapes(), 20},
        {"texture-versus-shape",
         "The shortcut: a weak texture of one frequency beats a strong shape of many.",
         texture_versus_shape(), 12},
        {"texture-versus-shape-relu", "The same bias in a non-linear CNN.",
         rectified(texture_versus_shape(), 400, 10), 12},
        {"shapes-relu", "Spectra of a non-linear CNN's kernels against those of the modes.",
         rectified(shapes(), 800, 20), 15},
        {"small-kernels",
         "A short kernel cannot isolate a frequency: the bias is weaker.",
         {{"kernel_size", whole(7)}, {"kernels", whole(8)}},
         12},
        {"deep",
         "Longer plateaus, sharper stages.",
         {{"conv_layers", whole(2)},
          {"init_scale", 0.1},
          {"steps", whole(3000)},
          {"sample_every", whole(10)}},
         20},
        {"noise-erodes",
         "The bias is a transient when noise is present.",
         {{"noise", 0.3}, {"steps", whole(10000)}, {"sample_every", whole(50)}},
         20},
    };
}

} // namespace etalon
