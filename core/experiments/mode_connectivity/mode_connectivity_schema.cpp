// Every parameter of the experiment, once.
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"

namespace etalon {
namespace {

using Settings = ModeConnectivitySettings;

const Condition networks_only{"dataset", {"clusters", "moons", "digits", "idx", "csv"}};
const Condition clusters_only{"dataset", {"clusters"}};
const Condition drawn_only{"dataset", {"clusters", "moons", "digits"}};
const Condition toy_only{"dataset", {"toy"}};

void add_data(SchemaOf<Settings>& schema)
{
    const std::string group = "Data";
    schema
        .add(&Settings::dataset,
             {.key = "dataset",
              .label = "Data set",
              .unit = "1",
              .doc = "Drawn classes, the user's images (idx) or table (csv), or the toy landscape "
                     "of two parameters.",
              .group = group,
              .choices = {"clusters", "moons", "digits", "idx", "csv", "toy"}})
        .add(&Settings::train_count,
             {.key = "train_count",
              .label = "Training examples",
              .symbol = "n",
              .unit = "1",
              .doc = "Examples to train on.",
              .group = group,
              .minimum = 16,
              .maximum = 60000,
              .scale = Scale::logarithmic,
              .applies_when = {networks_only}})
        .add(&Settings::test_count,
             {.key = "test_count",
              .label = "Test examples",
              .unit = "1",
              .doc = "Examples to test on.",
              .group = group,
              .minimum = 16,
              .maximum = 60000,
              .scale = Scale::logarithmic,
              .applies_when = {networks_only}})
        .add(&Settings::input_dim,
             {.key = "input_dim",
              .label = "Input dimension",
              .symbol = "d",
              .unit = "1",
              .doc = "Numbers in one input; the other data sets fix their own.",
              .group = group,
              .minimum = 1,
              .maximum = 1000,
              .scale = Scale::logarithmic,
              .applies_when = {clusters_only}})
        .add(&Settings::classes,
             {.key = "classes",
              .label = "Classes",
              .symbol = "K",
              .unit = "1",
              .doc = "Classes to tell apart; the other data sets fix their own.",
              .group = group,
              .minimum = 2,
              .maximum = 100,
              .applies_when = {clusters_only}})
        .add(&Settings::clusters_per_class,
             {.key = "clusters_per_class",
              .label = "Clusters per class",
              .symbol = "m",
              .unit = "1",
              .doc = "Centres around which the examples of one class lie.",
              .group = group,
              .minimum = 1,
              .maximum = 100,
              .applies_when = {clusters_only}})
        .add(&Settings::data_noise,
             {.key = "data_noise",
              .label = "Noise",
              .symbol = "σ",
              .unit = "1",
              .doc = "Standard deviation of the noise on each input coordinate.",
              .group = group,
              .minimum = 0,
              .maximum = 5,
              .applies_when = {drawn_only}});
}

void add_network(SchemaOf<Settings>& schema)
{
    const std::string group = "Network";
    schema
        .add(&Settings::hidden_layers,
             {.key = "hidden_layers",
              .label = "Hidden layers",
              .symbol = "L−1",
              .unit = "1",
              .doc = "Layers between the input and the scores.",
              .group = group,
              .minimum = 1,
              .maximum = 4,
              .applies_when = {networks_only}})
        .add(&Settings::width,
             {.key = "width",
              .label = "Width",
              .symbol = "w",
              .unit = "1",
              .doc = "Neurons in each hidden layer.",
              .group = group,
              .minimum = 2,
              .maximum = 1024,
              .scale = Scale::logarithmic,
              .applies_when = {networks_only}})
        .add(&Settings::activation,
             {.key = "activation",
              .label = "Activation",
              .symbol = "φ",
              .unit = "1",
              .doc = "Of the hidden neurons: smooth, or with a kink.",
              .group = group,
              .choices = {"tanh", "relu"},
              .applies_when = {networks_only}})
        .add(&Settings::init_scale,
             {.key = "init_scale",
              .label = "Initial scale",
              .unit = "1",
              .doc = "Factor on the usual standard deviation of the first weights.",
              .group = group,
              .minimum = 0.01,
              .maximum = 10,
              .scale = Scale::logarithmic,
              .applies_when = {networks_only}});
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
              .doc = "Length of one gradient step, before the schedule.",
              .group = group,
              .minimum = 1e-5,
              .maximum = 5,
              .scale = Scale::logarithmic,
              .effect = Effect::live})
        .add(&Settings::momentum,
             {.key = "momentum",
              .label = "Momentum",
              .symbol = "μ",
              .unit = "1",
              .doc = "Share of the last velocity that is kept (heavy ball).",
              .group = group,
              .minimum = 0,
              .maximum = 0.999,
              .effect = Effect::live})
        .add(&Settings::schedule,
             {.key = "schedule",
              .label = "Schedule",
              .unit = "1",
              .doc = "The learning rate stays, or falls to 0 along half a cosine.",
              .group = group,
              .choices = {"constant", "cosine"}})
        .add(&Settings::weight_decay,
             {.key = "weight_decay",
              .label = "Weight decay",
              .unit = "1",
              .doc = "Pull of the weights towards 0, as a part of the gradient; biases are free.",
              .group = group,
              .minimum = 0,
              .maximum = 1,
              .effect = Effect::live,
              .applies_when = {networks_only}})
        .add(&Settings::batch_size,
             {.key = "batch_size",
              .label = "Batch size",
              .symbol = "b",
              .unit = "1",
              .doc = "Examples in one update; the order of the batches is the noise.",
              .group = group,
              .minimum = 1,
              .maximum = 60000,
              .scale = Scale::logarithmic,
              .applies_when = {networks_only}})
        .add(&Settings::steps,
             {.key = "steps",
              .label = "Steps",
              .symbol = "T",
              .unit = "1",
              .doc = "Updates in all, the shared ones included.",
              .group = group,
              .minimum = 1,
              .maximum = 1000000,
              .scale = Scale::logarithmic});
}

void add_branching(SchemaOf<Settings>& schema)
{
    const std::string group = "Branching";
    schema
        .add(&Settings::init_mode,
             {.key = "init_mode",
              .label = "Start",
              .unit = "1",
              .doc = "Both branches begin with the same weights, or each with its own.",
              .group = group,
              .choices = {"shared", "independent"},
              .applies_when = {networks_only}})
        .add(&Settings::spawn_step,
             {.key = "spawn_step",
              .label = "Shared steps",
              .symbol = "k",
              .unit = "1",
              .doc = "Length of the trunk: updates before the run splits into A and B.",
              .group = group,
              .minimum = 0,
              .maximum = 1000000})
        .add(&Settings::alignment,
             {.key = "alignment",
              .label = "Alignment",
              .symbol = "σ",
              .unit = "1",
              .doc = "How the hidden neurons of B are matched with those of A.",
              .group = group,
              .choices = {"none", "weight", "activation"},
              .applies_when = {networks_only}});
}

void add_measurement(SchemaOf<Settings>& schema)
{
    const std::string group = "Measurement";
    schema
        .add(&Settings::sample_every,
             {.key = "sample_every",
              .label = "Sample every",
              .unit = "1",
              .doc = "Steps between measurements; the first and the last step are measured anyway.",
              .group = group,
              .minimum = 1,
              .maximum = 1000000,
              .scale = Scale::logarithmic})
        .add(&Settings::alpha_points,
             {.key = "alpha_points",
              .label = "Points on the path",
              .symbol = "P",
              .unit = "1",
              .doc = "Points from A to B at which the loss is evaluated; an odd number.",
              .group = group,
              .minimum = 3,
              .maximum = 201,
              .odd = true})
        .add(&Settings::plane_points,
             {.key = "plane_points",
              .label = "Points across the plane",
              .symbol = "G",
              .unit = "1",
              .doc = "Points along each axis of the plane through the trunk, A and B.",
              .group = group,
              .minimum = 5,
              .maximum = 101,
              .applies_when = {networks_only}})
        .add(&Settings::plane_margin,
             {.key = "plane_margin",
              .label = "Margin of the plane",
              .unit = "1",
              .doc = "Share of the extent that is added on each side.",
              .group = group,
              .minimum = 0,
              .maximum = 2,
              .applies_when = {networks_only}})
        .add(&Settings::checkpoint_every,
             {.key = "checkpoint_every",
              .label = "Checkpoint every",
              .unit = "1",
              .doc = "Steps between stored states, from which a new pair can branch.",
              .group = group,
              .minimum = 1,
              .maximum = 1000000,
              .scale = Scale::logarithmic});
}

void add_toy(SchemaOf<Settings>& schema)
{
    const std::string group = "Toy";
    const auto add = [&](double Settings::*field, Parameter parameter) {
        parameter.unit = "1";
        parameter.group = group;
        parameter.applies_when = {toy_only};
        schema.add(field, std::move(parameter));
    };
    add(&Settings::toy_sum,
        {.key = "toy_sum",
         .label = "Wanted sum",
         .symbol = "S",
         .doc = "The sum a + b that the loss asks for."});
    add(&Settings::toy_square,
        {.key = "toy_square",
         .label = "Wanted square sum",
         .symbol = "Q",
         .doc = "The sum a² + b² that the loss asks for; more than S²/2, so that there are two "
                "minima."});
    add(&Settings::toy_stiffness,
        {.key = "toy_stiffness",
         .label = "Stiffness",
         .symbol = "κ",
         .doc = "Weight of the square sum in the loss; the barrier grows with it.",
         .minimum = 0});
    add(&Settings::toy_noise,
        {.key = "toy_noise",
         .label = "Gradient noise",
         .doc = "Standard deviation of the noise on each component of the gradient.",
         .minimum = 0});
    add(&Settings::toy_start,
        {.key = "toy_start",
         .label = "Start",
         .doc = "First value of both a and b, on the diagonal."});
}

SchemaOf<Settings> made()
{
    SchemaOf<Settings> schema;
    add_data(schema);
    add_network(schema);
    add_training(schema);
    add_branching(schema);
    add_measurement(schema);
    add_toy(schema);
    return schema;
}

} // namespace

const SchemaOf<ModeConnectivitySettings>& mode_connectivity_schema()
{
    static const auto schema = made();
    return schema;
}

} // namespace etalon
