// Are two trained networks connected by a low road? What can be set, and the declaration.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/parameter.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace etalon {

/// The parameters; the initialisers are the defaults.
struct ModeConnectivitySettings {
    std::string dataset = "clusters"; // clusters, moons, digits, idx, csv, toy
    std::int64_t train_count = 1024;
    std::int64_t test_count = 1024;
    std::int64_t input_dim = 2;
    std::int64_t classes = 4;
    std::int64_t clusters_per_class = 6;
    double data_noise = 0.12;

    std::int64_t hidden_layers = 2;
    std::int64_t width = 32;
    std::string activation = "tanh"; // tanh, relu
    double init_scale = 1;

    double learning_rate = 0.1;
    double momentum = 0.9;
    std::string schedule = "cosine"; // constant, cosine
    double weight_decay = 0;
    std::int64_t batch_size = 16;
    std::int64_t steps = 2000;

    std::string init_mode = "shared"; // shared, independent
    std::int64_t spawn_step = 0;
    std::string alignment = "weight"; // none, weight, activation

    std::int64_t sample_every = 50;
    std::int64_t alpha_points = 25;
    std::int64_t plane_points = 25;
    double plane_margin = 0.25;
    std::int64_t checkpoint_every = 100;

    double toy_sum = 2;
    double toy_square = 6;
    double toy_stiffness = 0.1;
    double toy_noise = 0.05;
    double toy_start = 2.5;

    bool is_toy() const { return dataset == "toy"; }
    bool is_shared() const { return init_mode == "shared"; }
};

const SchemaOf<ModeConnectivitySettings>& mode_connectivity_schema();
std::vector<Preset> mode_connectivity_presets();

/// Mistakes between parameters; the user's data are not looked at.
std::vector<Problem> check_mode_connectivity(const Values&, bool has_data);

std::unique_ptr<Simulation> make_mode_connectivity(const Setup&);

// What the window shows of a run.
std::vector<Figure> mode_connectivity_figures();
std::vector<Reading> mode_connectivity_readings(const FigureInput&);
std::vector<Event> mode_connectivity_events(const FigureInput&);
std::vector<Paragraph> mode_connectivity_explanation(const FigureInput&);

Experiment mode_connectivity();

} // namespace etalon
