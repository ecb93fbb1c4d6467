// Neurons racing in a one-hidden-layer ReLU network: what can be set, and the declaration.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/parameter.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon {

/// The parameters; the initialisers are the defaults.
struct RaceSettings {
    std::string dataset = "four_poles"; // four_poles, image_like, file
    std::int64_t sample_count = 200;
    std::int64_t test_count = 1000;
    std::int64_t input_dim = 20;
    double pole_distance_1 = 1.5;
    double pole_distance_2 = 1.5;
    double noise_std = 0.5;
    std::int64_t image_side = 8;
    std::int64_t image_channels = 1;
    std::int64_t prototypes_per_class = 3;
    double prototype_norm = 1.5;
    double image_noise = 0.7;
    double spectrum_exponent = 2;
    double data_scale = 1.65;
    std::string labels_path;
    std::string positive_labels = "0";
    std::string negative_labels = "1";

    std::int64_t hidden_width = 100;
    double init_scale = 1e-3;
    std::string init_variant = "gaussian"; // gaussian, balanced

    std::string loss = "logistic"; // logistic, squared
    double learning_rate = 0.15;
    std::int64_t steps = 2000;
    std::string gate_mode = "live"; // live, frozen
    std::string precision = "float64";

    std::int64_t record_every = 10;
    std::int64_t snapshot_every = 50;
    std::string record_weights = "auto"; // auto, on, off

    double group_cosine = 0.99;
    double capacity_floor = 0.01;
    double drop_fraction = 0.5;
    std::int64_t ticket_size = 8;
    std::int64_t ticket_random_draws = 5;
    std::int64_t prune_random_draws = 20;
    bool analyse = true;
    bool control_frozen = true;
    std::string sweep = "none"; // none, width, init_scale, learning_rate
    std::string sweep_values;
};

const SchemaOf<RaceSettings>& race_schema();
std::vector<Preset> race_presets();

/// Mistakes between parameters; the user's data are not looked at.
std::vector<Problem> check_race(const Values&, bool has_data);

/// The numbers of `sweep_values`; UsageError if one is no number.
std::vector<double> race_sweep_values(const RaceSettings&);

std::unique_ptr<Simulation> make_race(const Setup&);

// What the window shows of a run; race_figures.cpp, race_readings.cpp, race_explanation.cpp.
std::vector<Figure> race_figures();
std::vector<Reading> race_readings(const FigureInput&);
std::vector<Event> race_events(const FigureInput&);
std::vector<Paragraph> race_explanation(const FigureInput&);

Experiment race();

} // namespace etalon
