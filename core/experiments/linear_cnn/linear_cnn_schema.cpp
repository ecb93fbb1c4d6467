// Every parameter of the experiment, once.
#include "core/experiments/linear_cnn/linear_cnn.hpp"

namespace etalon {
namespace {

using Settings = LinearCnnSettings;

const Condition generated_data{"dataset", {"cosines", "hierarchy", "shapes", "texture_shape"}};
const Condition cosine_mixtures{"dataset", {"cosines", "hierarchy"}};
const Condition patterns_of_one_amplitude{"dataset", {"cosines", "hierarchy", "shapes"}};
const Condition movable_shapes{"dataset", {"shapes", "texture_shape"}};
const Condition shapes_only{"dataset", {"shapes"}};
const Condition cues_only{"dataset", {"texture_shape"}};
const Condition user_files{"dataset", {"idx", "cifar10"}};
const Condition relu_only{"network", {"relu"}};
const Condition companion_only{"compare_fully_connected", {"true"}};

void add_network(SchemaOf<Settings>& schema)
{
    const std::string group = "Network";
    schema
        .add(&Settings::network,
             {.key = "network",
              .label = "Network",
              .unit = "1",
              .doc = "Linear, or with a rectifier between convolution and readout.",
              .group = group,
              .choices = {"linear", "relu"}})
        .add(&Settings::conv_layers,
             {.key = "conv_layers",
              .label = "Convolutions",
              .symbol = "L_c",
              .unit = "1",
              .doc = "Convolutional layers before the readout; a relu network has one.",
              .group = group,
              .minimum = 1,
              .maximum = 4})
        .add(&Settings::kernels,
             {.key = "kernels",
              .label = "Kernels",
              .symbol = "K",
              .unit = "1",
              .doc = "Kernels in each convolutional layer.",
              .group = group,
              .minimum = 1,
              .maximum = 64})
        .add(&Settings::kernel_size,
             {.key = "kernel_size",
              .label = "Kernel size",
              .unit = "1",
              .doc = "Taps along each axis, an odd number; 0 lets a kernel cover the whole image.",
              .group = group,
              .minimum = 3,
              .maximum = 31,
              .special = Special{0, "full"},
              .odd = true})
        .add(&Settings::init_scale,
             {.key = "init_scale",
              .label = "Initial scale",
              .unit = "1",
              .doc = "Root mean square of a full kernel's spectrum before training; small values "
                     "give sharp stages.",
              .group = group,
              .minimum = 1e-6,
              .maximum = 2,
              .scale = Scale::logarithmic});
}

void add_training(SchemaOf<Settings>& schema)
{
    const std::string group = "Training";
    schema
        .add(&Settings::learning_rate,
             {.key = "learning_rate",
              .label = "Learning rate",
              .symbol = "η",
              .unit = "1",
              .doc = "Length of one gradient step; 0 takes 0.04 over the largest drive.",
              .group = group,
              .minimum = 1e-6,
              .maximum = 1,
              .special = Special{0, "automatic"},
              .scale = Scale::logarithmic,
              .effect = Effect::live})
        .add(&Settings::steps,
             {.key = "steps",
              .label = "Steps",
              .symbol = "T",
              .unit = "1",
              .doc = "Gradient steps of a whole run.",
              .group = group,
              .minimum = 1,
              .maximum = 1e6})
        .add(&Settings::sample_every,
             {.key = "sample_every",
              .label = "Sample every",
              .unit = "1",
              .doc = "Steps between recorded samples; the last step is always recorded.",
              .group = group,
              .minimum = 1,
              .maximum = 1e6})
        .add(&Settings::batch_size,
             {.key = "batch_size",
              .label = "Batch size",
              .unit = "1",
              .doc = "Samples of one step of a relu network; 0 takes all of them.",
              .group = group,
              .minimum = 1,
              .maximum = 60000,
              .special = Special{0, "all samples"},
              .applies_when = {relu_only}})
        .add(&Settings::precision,
             {.key = "precision",
              .label = "Precision",
              .unit = "1",
              .doc = "Numbers that training computes with; modes and theory are always float64.",
              .group = group,
              .choices = {"float32", "float64"}});
}

void add_data(SchemaOf<Settings>& schema)
{
    const std::string group = "Data";
    schema
        .add(&Settings::dataset,
             {.key = "dataset",
              .label = "Data set",
              .unit = "1",
              .doc = "Generated patterns, or the user's images in IDX or CIFAR-10 files.",
              .group = group,
              .choices = {"cosines", "hierarchy", "shapes", "texture_shape", "idx", "cifar10"}})
        .add(&Settings::image_height,
             {.key = "image_height",
              .label = "Image height",
              .symbol = "H",
              .unit = "1",
              .doc = "Rows of an image; 1 makes signals on a line.",
              .group = group,
              .minimum = 1,
              .maximum = 64,
              .applies_when = {generated_data}})
        .add(&Settings::image_width,
             {.key = "image_width",
              .label = "Image width",
              .symbol = "W",
              .unit = "1",
              .doc = "Columns of an image; height times width is at most 4096.",
              .group = group,
              .minimum = 8,
              .maximum = 256,
              .applies_when = {generated_data}})
        .add(&Settings::classes,
             {.key = "classes",
              .label = "Classes",
              .symbol = "C",
              .unit = "1",
              .doc = "Classes to tell apart.",
              .group = group,
              .minimum = 2,
              .maximum = 16,
              .applies_when = {generated_data}})
        .add(&Settings::samples,
             {.key = "samples",
              .label = "Training samples",
              .symbol = "N",
              .unit = "1",
              .doc = "Images to train on.",
              .group = group,
              .minimum = 2,
              .maximum = 60000})
        .add(&Settings::test_samples,
             {.key = "test_samples",
              .label = "Test samples",
              .unit = "1",
              .doc = "Images to test on; 0 leaves the test out.",
              .group = group,
              .minimum = 0,
              .maximum = 10000})
        .add(&Settings::noise,
             {.key = "noise",
              .label = "Noise",
              .unit = "1",
              .doc = "Standard deviation of the noise on each pixel.",
              .group = group,
              .minimum = 0,
              .maximum = 2,
              .applies_when = {generated_data}})
        .add(&Settings::amplitude,
             {.key = "amplitude",
              .label = "Amplitude",
              .symbol = "A",
              .unit = "1",
              .doc = "Amplitude of the strongest pattern.",
              .group = group,
              .minimum = 0.01,
              .maximum = 10,
              .scale = Scale::logarithmic,
              .applies_when = {patterns_of_one_amplitude}})
        .add(&Settings::frequencies_per_class,
             {.key = "frequencies_per_class",
              .label = "Frequencies per class",
              .symbol = "J",
              .unit = "1",
              .doc = "Cosines that make up one pattern.",
              .group = group,
              .minimum = 1,
              .maximum = 8,
              .applies_when = {cosine_mixtures}})
        .add(&Settings::secondary_ratio,
             {.key = "secondary_ratio",
              .label = "Secondary ratio",
              .symbol = "r",
              .unit = "1",
              .doc = "Amplitude of each further frequency relative to the one before.",
              .group = group,
              .minimum = 0,
              .maximum = 1,
              .applies_when = {cosine_mixtures}})
        .add(&Settings::class_amplitude_ratio,
             {.key = "class_amplitude_ratio",
              .label = "Class amplitude ratio",
              .symbol = "q",
              .unit = "1",
              .doc = "Amplitude of each further class or level relative to the one before; 1 makes "
                     "modes equally strong.",
              .group = group,
              .minimum = 0.1,
              .maximum = 1,
              .applies_when = {cosine_mixtures}})
        .add(&Settings::jitter,
             {.key = "jitter",
              .label = "Jitter",
              .unit = "px",
              .doc = "Largest random shift of a shape along each axis.",
              .group = group,
              .minimum = 0,
              .maximum = 4,
              .applies_when = {movable_shapes}})
        .add(&Settings::grating_frequency,
             {.key = "grating_frequency",
              .label = "Grating frequency",
              .symbol = "g",
              .unit = "1",
              .doc = "Periods of the striped classes per image.",
              .group = group,
              .minimum = 2,
              .maximum = 126,
              .applies_when = {shapes_only}})
        .add(&Settings::texture_frequency,
             {.key = "texture_frequency",
              .label = "Texture frequency",
              .unit = "1",
              .doc = "Periods of the texture's stripes per image.",
              .group = group,
              .minimum = 1,
              .maximum = 127,
              .applies_when = {cues_only}})
        .add(&Settings::texture_amplitude,
             {.key = "texture_amplitude",
              .label = "Texture amplitude",
              .unit = "1",
              .doc = "Amplitude of the texture's stripes.",
              .group = group,
              .minimum = 0,
              .maximum = 5,
              .applies_when = {cues_only}})
        .add(&Settings::shape_amplitude,
             {.key = "shape_amplitude",
              .label = "Shape amplitude",
              .unit = "1",
              .doc = "Brightness of the shapes beside the texture.",
              .group = group,
              .minimum = 0,
              .maximum = 5,
              .applies_when = {cues_only}})
        .add(&Settings::mean_removal,
             {.key = "mean_removal",
              .label = "Mean removal",
              .unit = "1",
              .doc = "Subtract nothing, the mean training image, or each image's own mean.",
              .group = group,
              .choices = {"none", "dataset", "image"}})
        .add(&Settings::centre_labels,
             {.key = "centre_labels",
              .label = "Centre labels",
              .unit = "1",
              .doc = "Subtract the mean target, so that no mode stands for the average answer.",
              .group = group});
}

void add_user_files(SchemaOf<Settings>& schema)
{
    const std::string group = "User files";
    schema
        .add(&Settings::data_classes,
             {.key = "data_classes",
              .label = "Labels kept",
              .unit = "1",
              .doc = "Comma list of original labels to keep, relabelled in that order; empty keeps "
                     "all.",
              .group = group,
              .applies_when = {user_files}})
        .add(&Settings::downsample,
             {.key = "downsample",
              .label = "Downsample",
              .unit = "1",
              .doc = "Side of the blocks of pixels that are averaged.",
              .group = group,
              .choices = {"1", "2", "4"},
              .applies_when = {user_files}})
        .add(&Settings::colour,
             {.key = "colour",
              .label = "Colour",
              .unit = "1",
              .doc = "Keep the colour channels instead of their average.",
              .group = group,
              .applies_when = {user_files}});
}

void add_comparison(SchemaOf<Settings>& schema)
{
    const std::string group = "Comparison";
    schema
        .add(&Settings::modes,
             {.key = "modes",
              .label = "Modes",
              .symbol = "M",
              .unit = "1",
              .doc = "Modes of the data to follow; 0 takes all above a thousandth of the first.",
              .group = group,
              .minimum = 1,
              .maximum = 16,
              .special = Special{0, "automatic"}})
        .add(&Settings::compare_fully_connected,
             {.key = "compare_fully_connected",
              .label = "Fully connected companion",
              .unit = "1",
              .doc = "Train a fully connected linear network on the same data beside it.",
              .group = group})
        .add(&Settings::fully_connected_hidden,
             {.key = "fully_connected_hidden",
              .label = "Companion's hidden units",
              .symbol = "h",
              .unit = "1",
              .doc = "Hidden units of the companion, at least as many as classes.",
              .group = group,
              .minimum = 2,
              .maximum = 256,
              .applies_when = {companion_only}})
        .add(&Settings::fully_connected_rate_factor,
             {.key = "fully_connected_rate_factor",
              .label = "Companion's rate factor",
              .symbol = "κ",
              .unit = "1",
              .doc = "Learning rate of the companion relative to the network's; 0 matches the "
                     "growth of mode 1.",
              .group = group,
              .minimum = 0,
              .maximum = 100,
              .special = Special{0, "matched"},
              .applies_when = {companion_only}});
}

} // namespace

const SchemaOf<LinearCnnSettings>& linear_cnn_schema()
{
    static const auto schema = [] {
        SchemaOf<Settings> result;
        add_network(result);
        add_training(result);
        add_data(result);
        add_user_files(result);
        add_comparison(result);
        return result;
    }();
    return schema;
}

} // namespace etalon
