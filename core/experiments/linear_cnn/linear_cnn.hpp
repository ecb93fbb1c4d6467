// Linear convolutional networks and the dominant frequency bias: what can be set, and the declaration.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/parameter.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon {

/// The parameters; the initialisers are the defaults. 0 is "automatic" or "all" where the schema
/// says so.
struct LinearCnnSettings {
    std::string network = "linear";
    std::int64_t conv_layers = 1;
    std::int64_t kernels = 4;
    std::int64_t kernel_size = 0;
    double init_scale = 1e-3;

    double learning_rate = 0.005;
    std::int64_t steps = 1000;
    std::int64_t sample_every = 5;
    std::int64_t batch_size = 0;
    std::string precision = "float64";

    std::string dataset = "cosines";
    std::int64_t image_height = 1;
    std::int64_t image_width = 64;
    std::int64_t classes = 4;
    std::int64_t samples = 400;
    std::int64_t test_samples = 200;
    double noise = 0.05;
    double amplitude = 1;
    std::int64_t frequencies_per_class = 3;
    double secondary_ratio = 0.7;
    double class_amplitude_ratio = 0.75;
    std::int64_t jitter = 0;
    std::int64_t grating_frequency = 4;
    std::int64_t texture_frequency = 5;
    double texture_amplitude = 0.5;
    double shape_amplitude = 1.4;
    std::string mean_removal = "none";
    bool centre_labels = false;

    std::string data_classes;
    std::int64_t downsample = 1;
    bool colour = false;

    std::int64_t modes = 0;
    bool compare_fully_connected = true;
    std::int64_t fully_connected_hidden = 16;
    double fully_connected_rate_factor = 0;
};

const SchemaOf<LinearCnnSettings>& linear_cnn_schema();
std::vector<Preset> linear_cnn_presets();

/// Mistakes between parameters. Ranges of the data are checked only where the data are generated:
/// with user files (`has_data`) their sizes are not known yet.
std::vector<Problem> check_linear_cnn(const Values&, bool has_data);

Experiment linear_cnn();

} // namespace etalon
