// Convolutional networks seen through linear interpreters: what can be set, and the declaration.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/parameter.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon {

/// The parameters; the initialisers are the defaults.
struct LinearScopeSettings {
    std::string task = "classify"; // classify, upscale, denoise, fill, shift
    std::int64_t image_size = 16;  // side of an input
    double input_offset = 0;
    double noise = 0.1;
    std::int64_t shift = 3;
    std::int64_t train_count = 1024;
    std::int64_t test_count = 256;

    std::int64_t channels = 8;
    std::int64_t kernel = 3;
    std::string activation = "relu"; // relu, leaky_relu, tanh, sigmoid
    double leaky_slope = 0.1;
    std::string pooling = "max"; // max, avg
    std::string head = "dense";  // dense, gap
    bool residual = true;
    bool use_bias = true;

    std::int64_t batch_size = 16;
    std::int64_t steps = 500;
    double learning_rate = 0.004;
    std::string precision = "float64"; // of training; the scope is float64 at either

    std::int64_t sample_every = 50;
    std::int64_t checkpoint_every = 50;
    std::int64_t scope_images = 4;
    std::int64_t singular_values = 16;
};

const SchemaOf<LinearScopeSettings>& linear_scope_schema();
std::vector<Preset> linear_scope_presets();

/// Mistakes between parameters; the user's data are not looked at.
std::vector<Problem> check_linear_scope(const Values&, bool has_data);

std::unique_ptr<Simulation> make_linear_scope(const Setup&);

// What the window shows of a run; linear_scope_figures.cpp, linear_scope_readings.cpp,
// linear_scope_explanation.cpp.
std::vector<Figure> linear_scope_figures();
std::vector<Reading> linear_scope_readings(const FigureInput&);
std::vector<Event> linear_scope_events(const FigureInput&);
std::vector<Paragraph> linear_scope_explanation(const FigureInput&);

Experiment linear_scope();

} // namespace etalon
