// Every parameter of the experiment, once.
#include "core/experiments/race/race.hpp"

namespace etalon {
namespace {

using Settings = RaceSettings;

const Condition poles_only{"dataset", {"four_poles"}};
const Condition images_only{"dataset", {"image_like"}};
const Condition files_only{"dataset", {"file"}};
const Condition analysed_only{"analyse", {"true"}};
const Condition swept_only{"sweep", {"width", "init_scale", "learning_rate"}};

void add_data(SchemaOf<Settings>& schema)
{
    const std::string group = "Data";
    schema
        .add(&Settings::dataset,
             {.key = "dataset",
              .label = "Data set",
              .unit = "1",
              .doc = "Two pairs of poles as in XOR, images around prototypes, or the user's file.",
              .group = group,
              .choices = {"four_poles", "image_like", "file"}})
        .add(&Settings::sample_count,
             {.key = "sample_count",
              .label = "Training samples",
              .symbol = "N",
              .unit = "1",
              .doc = "Samples to train on; half of each class from a file.",
              .group = group,
              .minimum = 4,
              .maximum = 20000,
              .scale = Scale::logarithmic})
        .add(&Settings::test_count,
             {.key = "test_count",
              .label = "Test samples",
              .unit = "1",
              .doc = "Samples to test on.",
              .group = group,
              .minimum = 1,
              .maximum = 20000,
              .scale = Scale::logarithmic})
        .add(&Settings::input_dim,
             {.key = "input_dim",
              .label = "Input dimension",
              .symbol = "n",
              .unit = "1",
              .doc = "Numbers in one input; images and files set their own.",
              .group = group,
              .minimum = 2,
              .maximum = 4096,
              .scale = Scale::logarithmic,
              .applies_when = {poles_only}})
        .add(&Settings::pole_distance_1,
             {.key = "pole_distance_1",
              .label = "Distance, class +1",
              .symbol = "μ₁",
              .unit = "1",
              .doc = "Distance of the two poles of class +1 from the origin, along the first axis.",
              .group = group,
              .minimum = 0,
              .maximum = 20,
              .applies_when = {poles_only}})
        .add(
            &Settings::pole_distance_2,
            {.key = "pole_distance_2",
             .label = "Distance, class −1",
             .symbol = "μ₂",
             .unit = "1",
             .doc = "Distance of the two poles of class −1 from the origin, along the second axis.",
             .group = group,
             .minimum = 0,
             .maximum = 20,
             .applies_when = {poles_only}})
        .add(&Settings::noise_std,
             {.key = "noise_std",
              .label = "Noise",
              .symbol = "σ",
              .unit = "1",
              .doc = "Standard deviation of the noise on each coordinate.",
              .group = group,
              .minimum = 0,
              .maximum = 10,
              .applies_when = {poles_only}})
        .add(&Settings::image_side,
             {.key = "image_side",
              .label = "Image side",
              .symbol = "h",
              .unit = "px",
              .doc = "Rows and columns of an image.",
              .group = group,
              .minimum = 2,
              .maximum = 64,
              .applies_when = {images_only}})
        .add(&Settings::image_channels,
             {.key = "image_channels",
              .label = "Image channels",
              .symbol = "ch",
              .unit = "1",
              .doc = "Colours of an image.",
              .group = group,
              .minimum = 1,
              .maximum = 4,
              .applies_when = {images_only}})
        .add(&Settings::prototypes_per_class,
             {.key = "prototypes_per_class",
              .label = "Prototypes per class",
              .symbol = "P",
              .unit = "1",
              .doc = "Images around which the samples of one class lie.",
              .group = group,
              .minimum = 1,
              .maximum = 20,
              .applies_when = {images_only}})
        .add(&Settings::prototype_norm,
             {.key = "prototype_norm",
              .label = "Prototype norm",
              .symbol = "ρ",
              .unit = "1",
              .doc = "Length of each prototype as a vector.",
              .group = group,
              .minimum = 1e-6,
              .applies_when = {images_only}})
        .add(&Settings::image_noise,
             {.key = "image_noise",
              .label = "Image noise",
              .symbol = "σ_img",
              .unit = "1",
              .doc = "Root mean square length of the random image added to a prototype.",
              .group = group,
              .minimum = 0,
              .applies_when = {images_only}})
        .add(&Settings::spectrum_exponent,
             {.key = "spectrum_exponent",
              .label = "Spectrum exponent",
              .symbol = "α",
              .unit = "1",
              .doc = "How fast the amplitude of an image falls with frequency; 2 looks natural.",
              .group = group,
              .minimum = 0,
              .maximum = 6,
              .applies_when = {images_only}})
        .add(&Settings::data_scale,
             {.key = "data_scale",
              .label = "Data scale",
              .unit = "1",
              .doc = "Root mean square length of the training inputs of a file.",
              .group = group,
              .minimum = 1e-3,
              .maximum = 1e3,
              .scale = Scale::logarithmic,
              .applies_when = {files_only}})
        .add(&Settings::labels_path,
             {.key = "labels_path",
              .label = "Labels file",
              .unit = "1",
              .doc = "Labels of an IDX file; empty looks for labels-idx1 beside images-idx3.",
              .group = group,
              .applies_when = {files_only},
              .listed_where_it_applies = true})
        .add(&Settings::positive_labels,
             {.key = "positive_labels",
              .label = "Labels of class +1",
              .unit = "1",
              .doc = "Comma list of the file's labels that make up class +1.",
              .group = group,
              .applies_when = {files_only}})
        .add(&Settings::negative_labels,
             {.key = "negative_labels",
              .label = "Labels of class −1",
              .unit = "1",
              .doc = "Comma list of the file's labels that make up class −1.",
              .group = group,
              .applies_when = {files_only}});
}

void add_network(SchemaOf<Settings>& schema)
{
    const std::string group = "Network";
    schema
        .add(&Settings::hidden_width,
             {.key = "hidden_width",
              .label = "Neurons",
              .symbol = "m",
              .unit = "1",
              .doc = "Hidden neurons that start the race.",
              .group = group,
              .minimum = 1,
              .maximum = 4000,
              .scale = Scale::logarithmic})
        .add(&Settings::init_scale,
             {.key = "init_scale",
              .label = "Initial scale",
              .symbol = "w₀",
              .unit = "1",
              .doc = "Length of the weights at the start; small values give a long race.",
              .group = group,
              .minimum = 1e-8,
              .maximum = 10,
              .scale = Scale::logarithmic})
        .add(&Settings::init_variant,
             {.key = "init_variant",
              .label = "Initial output weights",
              .unit = "1",
              .doc = "Drawn as well, or balanced: as large as the neuron's input weights.",
              .group = group,
              .choices = {"gaussian", "balanced"}});
}

void add_training(SchemaOf<Settings>& schema)
{
    const std::string group = "Training";
    schema
        .add(&Settings::loss,
             {.key = "loss",
              .label = "Loss",
              .unit = "1",
              .doc = "Logistic loss, or half the squared distance to the labels.",
              .group = group,
              .choices = {"logistic", "squared"}})
        .add(&Settings::learning_rate,
             {.key = "learning_rate",
              .label = "Learning rate",
              .symbol = "η",
              .unit = "1",
              .doc = "Length of one gradient step.",
              .group = group,
              .minimum = 1e-6,
              .maximum = 10,
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
              .maximum = 1e6,
              .scale = Scale::logarithmic})
        .add(
            &Settings::gate_mode,
            {.key = "gate_mode",
             .label = "Gates",
             .unit = "1",
             .doc = "Live gates see the samples with w·x > 0; frozen ones keep those of the start.",
             .group = group,
             .choices = {"live", "frozen"}})
        .add(&Settings::precision,
             {.key = "precision",
              .label = "Precision",
              .unit = "1",
              .doc = "Numbers that training computes with.",
              .group = group,
              .choices = {"float64", "float32"}});
}

void add_recording(SchemaOf<Settings>& schema)
{
    const std::string group = "Recording";
    schema
        .add(&Settings::record_every,
             {.key = "record_every",
              .label = "Record every",
              .unit = "1",
              .doc = "Steps between samples of the neurons; the last step is always recorded.",
              .group = group,
              .minimum = 1,
              .maximum = 1e6,
              .scale = Scale::logarithmic})
        .add(&Settings::snapshot_every,
             {.key = "snapshot_every",
              .label = "Snapshot every",
              .unit = "1",
              .doc = "Steps between samples of cosines and weights, a multiple of record_every.",
              .group = group,
              .minimum = 1,
              .maximum = 1e6,
              .scale = Scale::logarithmic})
        .add(&Settings::record_weights,
             {.key = "record_weights",
              .label = "Record weights",
              .unit = "1",
              .doc = "Whether snapshots hold the input weights; auto where they are 20000 at most.",
              .group = group,
              .choices = {"auto", "on", "off"}});
}

void add_analysis(SchemaOf<Settings>& schema)
{
    const std::string group = "Analysis";
    schema
        .add(&Settings::group_cosine,
             {.key = "group_cosine",
              .label = "Group cosine",
              .unit = "1",
              .doc = "Neurons whose cosine with a leader is above this are one group.",
              .group = group,
              .minimum = 0,
              .maximum = 1})
        .add(&Settings::capacity_floor,
             {.key = "capacity_floor",
              .label = "Capacity floor",
              .unit = "1",
              .doc = "Least share of the summed neuron norms that counts as effective.",
              .group = group,
              .minimum = 0,
              .maximum = 0.5})
        .add(&Settings::drop_fraction,
             {.key = "drop_fraction",
              .label = "Drop fraction",
              .unit = "1",
              .doc = "The loss drops when it first is below this share of its start.",
              .group = group,
              .minimum = 0.01,
              .maximum = 0.99})
        .add(&Settings::ticket_size,
             {.key = "ticket_size",
              .label = "Ticket size",
              .unit = "1",
              .doc = "Neurons that are rewound and trained alone.",
              .group = group,
              .minimum = 1,
              .maximum = 4000,
              .scale = Scale::logarithmic,
              .applies_when = {analysed_only}})
        .add(&Settings::ticket_random_draws,
             {.key = "ticket_random_draws",
              .label = "Random tickets",
              .unit = "1",
              .doc = "Random tickets that the winners are compared with.",
              .group = group,
              .minimum = 0,
              .maximum = 200,
              .applies_when = {analysed_only}})
        .add(&Settings::prune_random_draws,
             {.key = "prune_random_draws",
              .label = "Random orders",
              .unit = "1",
              .doc = "Random orders that pruning by norm is compared with.",
              .group = group,
              .minimum = 0,
              .maximum = 200,
              .applies_when = {analysed_only}})
        .add(&Settings::analyse,
             {.key = "analyse",
              .label = "Analyse",
              .unit = "1",
              .doc = "Prune, merge and retrain tickets once training has ended.",
              .group = group})
        .add(&Settings::control_frozen,
             {.key = "control_frozen",
              .label = "Frozen control",
              .unit = "1",
              .doc = "Train the same start once more with frozen gates and count its groups.",
              .group = group,
              .applies_when = {analysed_only}})
        .add(&Settings::sweep,
             {.key = "sweep",
              .label = "Sweep",
              .unit = "1",
              .doc = "What is varied in further runs on the same data after this one.",
              .group = group,
              .choices = {"none", "width", "init_scale", "learning_rate"}})
        .add(&Settings::sweep_values,
             {.key = "sweep_values",
              .label = "Sweep values",
              .unit = "1",
              .doc = "Comma list of the values to run; widths are at most hidden_width.",
              .group = group,
              .applies_when = {swept_only}});
}

} // namespace

const SchemaOf<RaceSettings>& race_schema()
{
    static const SchemaOf<RaceSettings> schema = [] {
        SchemaOf<RaceSettings> result;
        add_data(result);
        add_network(result);
        add_training(result);
        add_recording(result);
        add_analysis(result);
        return result;
    }();
    return schema;
}

} // namespace etalon
