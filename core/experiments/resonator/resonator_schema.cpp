// The parameters of the model, its data and its surrogate; those of targets and methods are in
// resonator_schema_design.cpp.
#include "core/experiments/resonator/resonator_schema.hpp"

namespace etalon {
namespace {

using Settings = ResonatorSettings;

const Condition layered{"structure", {"slab", "bragg", "cavity", "stack"}};
const Condition between_media{"structure", {"slab", "bragg", "cavity"}};
const Condition mirrored{"structure", {"bragg", "cavity"}};
const Condition slab_only{"structure", {"slab"}};
const Condition cavity_only{"structure", {"cavity"}};
const Condition airy_only{"structure", {"airy"}};

void add_grid(SchemaOf<Settings>& schema)
{
    const std::string group = "Model";
    schema
        .add(&Settings::structure,
             {.key = "structure",
              .label = "Structure",
              .unit = "1",
              .doc = "The physical model: a closed form, a coupled-mode mirror or layers.",
              .group = group,
              .choices = {"airy", "slab", "bragg-cmt", "bragg", "cavity", "stack"}})
        .add(&Settings::lambda_min,
             {.key = "lambda_min",
              .label = "First wavelength",
              .symbol = "λ_min",
              .unit = "nm",
              .doc = "Shortest wavelength of the grid.",
              .group = group,
              .minimum = 100,
              .maximum = 20000})
        .add(&Settings::lambda_max,
             {.key = "lambda_max",
              .label = "Last wavelength",
              .symbol = "λ_max",
              .unit = "nm",
              .doc = "Longest wavelength of the grid.",
              .group = group,
              .minimum = 100,
              .maximum = 20000})
        .add(&Settings::wavelengths,
             {.key = "wavelengths",
              .label = "Wavelengths",
              .symbol = "M",
              .unit = "1",
              .doc = "Equally spaced points of the grid, both ends included.",
              .group = group,
              .minimum = 16,
              .maximum = 4096,
              .scale = Scale::logarithmic})
        .add(&Settings::angle,
             {.key = "angle",
              .label = "Angle of incidence",
              .symbol = "θ",
              .unit = "°",
              .doc = "Angle to the normal in the incident medium.",
              .group = group,
              .minimum = 0,
              .maximum = 89,
              .applies_when = {layered}})
        .add(&Settings::polarization,
             {.key = "polarization",
              .label = "Polarisation",
              .unit = "1",
              .doc = "Electric field across (s) or within (p) the plane of incidence.",
              .group = group,
              .choices = {"s", "p"},
              .applies_when = {layered}});
}

void add_media(SchemaOf<Settings>& schema)
{
    const std::string group = "Model";
    schema
        .add(&Settings::n_in,
             {.key = "n_in",
              .label = "Incident index",
              .symbol = "n₀",
              .unit = "1",
              .doc = "Index of the medium that the light comes from.",
              .group = group,
              .minimum = 1,
              .maximum = 4,
              .applies_when = {between_media}})
        .add(&Settings::n_out,
             {.key = "n_out",
              .label = "Exit index",
              .symbol = "n_out",
              .unit = "1",
              .doc = "Index of the medium behind the layers, 1 to 4, or a material.",
              .group = group,
              .applies_when = {between_media}})
        .add(&Settings::extinction,
             {.key = "extinction",
              .label = "Extinction",
              .symbol = "k",
              .unit = "1",
              .doc = "Imaginary part of the slab's index; it absorbs.",
              .group = group,
              .minimum = 0,
              .maximum = 10,
              .applies_when = {slab_only}})
        .add(&Settings::pairs,
             {.key = "pairs",
              .label = "Mirror pairs",
              .symbol = "N",
              .unit = "1",
              .doc = "Pairs of a high and a low layer in each mirror.",
              .group = group,
              .minimum = 1,
              .maximum = 60,
              .applies_when = {mirrored}})
        .add(&Settings::n_low,
             {.key = "n_low",
              .label = "Low index",
              .symbol = "n_L",
              .unit = "1",
              .doc = "Index 1 to 5 of the cavity's low layers, or a material; in bragg a number "
                     "leaves the index to the design.",
              .group = group,
              .applies_when = {mirrored}})
        .add(&Settings::n_high,
             {.key = "n_high",
              .label = "High index",
              .symbol = "n_H",
              .unit = "1",
              .doc = "Index 1 to 5 of the cavity's high layers, or a material; in bragg a number "
                     "leaves the index to the design.",
              .group = group,
              .applies_when = {mirrored}})
        .add(&Settings::n_defect,
             {.key = "n_defect",
              .label = "Defect index",
              .symbol = "n_D",
              .unit = "1",
              .doc = "Index 1 to 5 of the layer between the cavity's mirrors, or a material.",
              .group = group,
              .applies_when = {cavity_only}});
}

void add_data(SchemaOf<Settings>& schema)
{
    const std::string group = "Data";
    schema
        .add(&Settings::sampling,
             {.key = "sampling",
              .label = "Sampling",
              .unit = "1",
              .doc = "Training designs from slabs as light meets them, evenly over the box, or "
                     "half of each.",
              .group = group,
              .choices = {"physical", "uniform", "mixed"},
              .applies_when = {airy_only}})
        .add(&Settings::train_size,
             {.key = "train_size",
              .label = "Training designs",
              .unit = "1",
              .doc = "Designs with their spectra that the surrogate learns from.",
              .group = group,
              .minimum = 64,
              .maximum = 2e6,
              .scale = Scale::logarithmic})
        .add(&Settings::validation_size,
             {.key = "validation_size",
              .label = "Validation designs",
              .unit = "1",
              .doc = "Designs that the surrogate is judged by and never sees.",
              .group = group,
              .minimum = 64,
              .maximum = 2e6,
              .scale = Scale::logarithmic});
}

void add_network(SchemaOf<Settings>& schema)
{
    const std::string group = "Network";
    schema
        .add(&Settings::hidden_layers,
             {.key = "hidden_layers",
              .label = "Hidden layers",
              .symbol = "L",
              .unit = "1",
              .doc = "Layers of the surrogate between features and spectrum.",
              .group = group,
              .minimum = 1,
              .maximum = 10})
        .add(&Settings::hidden_width,
             {.key = "hidden_width",
              .label = "Hidden width",
              .unit = "1",
              .doc = "Neurons in each hidden layer.",
              .group = group,
              .minimum = 4,
              .maximum = 1024,
              .scale = Scale::logarithmic})
        .add(&Settings::activation,
             {.key = "activation",
              .label = "Activation",
              .unit = "1",
              .doc = "What a hidden neuron makes of its input.",
              .group = group,
              .choices = {"swish", "relu", "tanh"}})
        .add(&Settings::feature_bands,
             {.key = "feature_bands",
              .label = "Fourier features",
              .symbol = "B",
              .unit = "1",
              .doc = "Sines and cosines of each design number given to the surrogate; 0 gives it "
                     "the bare numbers.",
              .group = group,
              .minimum = 0,
              .maximum = 64});
}

void add_training(SchemaOf<Settings>& schema)
{
    const std::string group = "Training";
    schema
        .add(&Settings::batch_size,
             {.key = "batch_size",
              .label = "Batch size",
              .unit = "1",
              .doc = "Designs in one mini-batch, at most train_size.",
              .group = group,
              .minimum = 1,
              .maximum = 2e6,
              .scale = Scale::logarithmic})
        .add(&Settings::learning_rate,
             {.key = "learning_rate",
              .label = "Learning rate",
              .symbol = "η",
              .unit = "1",
              .doc = "Rate of Adam at the start.",
              .group = group,
              .minimum = 1e-6,
              .maximum = 1,
              .scale = Scale::logarithmic,
              .effect = Effect::live})
        .add(&Settings::schedule,
             {.key = "schedule",
              .label = "Schedule",
              .unit = "1",
              .doc = "Whether the rate stays or falls along a cosine.",
              .group = group,
              .choices = {"constant", "cosine"}})
        .add(&Settings::final_rate,
             {.key = "final_rate",
              .label = "Final rate",
              .symbol = "f",
              .unit = "1",
              .doc = "Share of the learning rate that the cosine ends at.",
              .group = group,
              .minimum = 0,
              .maximum = 1,
              .effect = Effect::live,
              .applies_when = {{"schedule", {"cosine"}}}})
        .add(&Settings::beta1,
             {.key = "beta1",
              .label = "First-moment decay",
              .symbol = "β₁",
              .unit = "1",
              .doc = "Memory of Adam's mean gradient.",
              .group = group,
              .minimum = 0,
              .maximum = 0.999999})
        .add(&Settings::beta2,
             {.key = "beta2",
              .label = "Second-moment decay",
              .symbol = "β₂",
              .unit = "1",
              .doc = "Memory of Adam's mean squared gradient.",
              .group = group,
              .minimum = 0,
              .maximum = 0.999999})
        .add(&Settings::adam_epsilon,
             {.key = "adam_epsilon",
              .label = "Adam's ε",
              .symbol = "ε",
              .unit = "1",
              .doc = "Keeps Adam from dividing by zero.",
              .group = group,
              .minimum = 1e-16,
              .maximum = 1,
              .scale = Scale::logarithmic})
        .add(&Settings::steps,
             {.key = "steps",
              .label = "Steps",
              .symbol = "T",
              .unit = "1",
              .doc = "Updates of the surrogate; 0 trains none and only looks for designs.",
              .group = group,
              .minimum = 1,
              .maximum = 1e7,
              .special = Special{0, "design only"},
              .scale = Scale::logarithmic})
        .add(&Settings::sample_every,
             {.key = "sample_every",
              .label = "Sample every",
              .unit = "1",
              .doc = "Steps between two looks at the surrogate.",
              .group = group,
              .minimum = 1,
              .maximum = 1e7,
              .scale = Scale::logarithmic});
}

SchemaOf<Settings> make_schema()
{
    SchemaOf<Settings> schema;
    add_grid(schema);
    add_media(schema);
    add_data(schema);
    add_network(schema);
    add_training(schema);
    add_target_parameters(schema);
    add_method_parameters(schema);
    return schema;
}

} // namespace

const SchemaOf<ResonatorSettings>& resonator_schema()
{
    static const SchemaOf<Settings> schema = make_schema();
    return schema;
}

} // namespace etalon
