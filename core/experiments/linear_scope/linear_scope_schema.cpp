// Every parameter of the experiment, once.
#include "core/experiments/linear_scope/linear_scope.hpp"

namespace etalon {
namespace {

using Settings = LinearScopeSettings;

const Condition classified_only{"task", {"classify"}};
const Condition regressed_only{"task", {"upscale", "denoise", "fill", "shift"}};
const Condition pooled_only{"task", {"classify", "fill"}};
const Condition shifted_only{"task", {"shift"}};
const Condition leaky_only{"activation", {"leaky_relu"}};

void add_data(SchemaOf<Settings>& schema)
{
    const std::string group = "Data";
    schema
        .add(&Settings::task,
             {.key = "task",
              .label = "Task",
              .unit = "1",
              .doc = "What the network learns: name a shape, double an image's size, remove noise, "
                     "fill an outline, or move the image to the right. A network of one's own is "
                     "shown as the task that has such outputs.",
              .group = group,
              .choices = {"classify", "upscale", "denoise", "fill", "shift"}})
        .add(&Settings::image_size,
             {.key = "image_size",
              .label = "Image size",
              .symbol = "n",
              .unit = "px",
              .doc = "Side of an input image, a multiple of 4; outputs of upscale are twice as "
                     "large.",
              .group = group,
              .minimum = 8,
              .maximum = 64})
        .add(&Settings::input_offset,
             {.key = "input_offset",
              .label = "Input offset",
              .unit = "1",
              .doc = "Added to every pixel: a background that is not 0.",
              .group = group,
              .minimum = -2,
              .maximum = 2,
              .applies_when = {classified_only}})
        .add(&Settings::noise,
             {.key = "noise",
              .label = "Noise",
              .symbol = "σ",
              .unit = "1",
              .doc = "Standard deviation of the noise on each input pixel.",
              .group = group,
              .minimum = 0,
              .maximum = 1})
        .add(&Settings::shift,
             {.key = "shift",
              .label = "Shift",
              .unit = "px",
              .doc = "How far to the right the target stands.",
              .group = group,
              .minimum = 1,
              .maximum = 7,
              .applies_when = {shifted_only}})
        .add(&Settings::train_count,
             {.key = "train_count",
              .label = "Training images",
              .unit = "1",
              .doc = "Images to train on.",
              .group = group,
              .minimum = 16,
              .maximum = 60000,
              .scale = Scale::logarithmic})
        .add(&Settings::test_count,
             {.key = "test_count",
              .label = "Test images",
              .unit = "1",
              .doc = "Images to test on; the first ones are under the scope.",
              .group = group,
              .minimum = 16,
              .maximum = 60000,
              .scale = Scale::logarithmic});
}

void add_network(SchemaOf<Settings>& schema)
{
    const std::string group = "Network";
    schema
        .add(&Settings::channels,
             {.key = "channels",
              .label = "Channels",
              .symbol = "c",
              .unit = "1",
              .doc = "Filters of the first convolution; later ones have as many or twice as many.",
              .group = group,
              .minimum = 1,
              .maximum = 64,
              .scale = Scale::logarithmic})
        .add(&Settings::kernel,
             {.key = "kernel",
              .label = "Kernel",
              .symbol = "k",
              .unit = "px",
              .doc = "Side of every filter.",
              .group = group,
              .minimum = 1,
              .maximum = 7,
              .odd = true})
        .add(&Settings::activation,
             {.key = "activation",
              .label = "Activation",
              .unit = "1",
              .doc = "The non-linear unit after each convolution but the last.",
              .group = group,
              .choices = {"relu", "leaky_relu", "tanh", "sigmoid"}})
        .add(&Settings::leaky_slope,
             {.key = "leaky_slope",
              .label = "Leaky slope",
              .unit = "1",
              .doc = "Slope of leaky_relu below 0.",
              .group = group,
              .minimum = 0,
              .maximum = 1,
              .applies_when = {leaky_only}})
        .add(&Settings::pooling,
             {.key = "pooling",
              .label = "Pooling",
              .unit = "1",
              .doc = "How four pixels become one: the largest or the mean.",
              .group = group,
              .choices = {"max", "avg"},
              .applies_when = {pooled_only}})
        .add(&Settings::head,
             {.key = "head",
              .label = "Head",
              .unit = "1",
              .doc = "How features become scores: weights for every pixel, or for their means.",
              .group = group,
              .choices = {"dense", "gap"},
              .applies_when = {classified_only}})
        .add(&Settings::residual,
             {.key = "residual",
              .label = "Residual",
              .unit = "1",
              .doc = "The network learns what is to be added to its input (upscale: to the bicubic "
                     "interpolation).",
              .group = group,
              .applies_when = {regressed_only}})
        .add(&Settings::use_bias,
             {.key = "use_bias",
              .label = "Biases",
              .unit = "1",
              .doc = "Whether convolutions and dense layers have biases.",
              .group = group});
}

void add_training(SchemaOf<Settings>& schema)
{
    const std::string group = "Training";
    schema
        .add(&Settings::batch_size,
             {.key = "batch_size",
              .label = "Batch size",
              .unit = "1",
              .doc = "Images of one step, at most train_count.",
              .group = group,
              .minimum = 1,
              .maximum = 60000,
              .scale = Scale::logarithmic})
        .add(&Settings::steps,
             {.key = "steps",
              .label = "Steps",
              .symbol = "T",
              .unit = "1",
              .doc = "Updates of the weights; an imported network is not trained.",
              .group = group,
              .minimum = 1,
              .maximum = 1000000,
              .scale = Scale::logarithmic})
        .add(&Settings::learning_rate,
             {.key = "learning_rate",
              .label = "Learning rate",
              .symbol = "η",
              .unit = "1",
              .doc = "Length of one step of Adam.",
              .group = group,
              .minimum = 1e-6,
              .maximum = 1,
              .scale = Scale::logarithmic,
              .effect = Effect::live})
        .add(&Settings::precision,
             {.key = "precision",
              .label = "Precision",
              .unit = "1",
              .doc = "Numbers that training computes with; the scope computes in float64.",
              .group = group,
              .choices = {"float64", "float32"}});
}

void add_scope(SchemaOf<Settings>& schema)
{
    const std::string group = "Scope";
    schema
        .add(&Settings::sample_every,
             {.key = "sample_every",
              .label = "Sample every",
              .unit = "steps",
              .doc = "Steps between two looks through the scope.",
              .group = group,
              .minimum = 1,
              .maximum = 1000000,
              .scale = Scale::logarithmic})
        .add(&Settings::checkpoint_every,
             {.key = "checkpoint_every",
              .label = "Checkpoint every",
              .unit = "steps",
              .doc = "Steps between two stored states.",
              .group = group,
              .minimum = 1,
              .maximum = 1000000,
              .scale = Scale::logarithmic})
        .add(&Settings::scope_images,
             {.key = "scope_images",
              .label = "Images under the scope",
              .symbol = "S",
              .unit = "1",
              .doc = "The first test images, each with its own linear system.",
              .group = group,
              .minimum = 1,
              .maximum = 16})
        .add(&Settings::singular_values,
             {.key = "singular_values",
              .label = "Singular values",
              .symbol = "R",
              .unit = "1",
              .doc = "Singular values and vectors kept of each image.",
              .group = group,
              .minimum = 1,
              .maximum = 64});
}

} // namespace

const SchemaOf<LinearScopeSettings>& linear_scope_schema()
{
    static const auto schema = [] {
        SchemaOf<Settings> result;
        add_data(result);
        add_network(result);
        add_training(result);
        add_scope(result);
        return result;
    }();
    return schema;
}

} // namespace etalon
