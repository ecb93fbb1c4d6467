// Optical resonators: spectra, a neural surrogate, inverse design. What can be set, and the declaration.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/parameter.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace etalon {

/// The parameters; the initialisers are the defaults. Lengths in nm, angles in degrees.
struct ResonatorSettings {
    std::string structure = "airy"; // airy, slab, bragg-cmt, bragg, cavity, stack
    double lambda_min = 400;
    double lambda_max = 798;
    std::int64_t wavelengths = 200;
    double angle = 0;
    std::string polarization = "s";
    double n_in = 1;
    std::string n_out = "1"; // a number or a material
    double extinction = 0;
    std::int64_t pairs = 5;
    std::string n_low = "1.45";
    std::string n_high = "2.3";
    std::string n_defect = "1.45";

    std::string sampling = "mixed"; // physical, uniform, mixed
    std::int64_t train_size = 16384;
    std::int64_t validation_size = 1024;

    std::int64_t hidden_layers = 2;
    std::int64_t hidden_width = 96;
    std::string activation = "swish"; // swish, relu, tanh
    std::int64_t feature_bands = 20;

    std::int64_t batch_size = 128;
    double learning_rate = 5e-3;
    std::string schedule = "cosine"; // constant, cosine
    double final_rate = 0.02;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double adam_epsilon = 1e-8;
    std::int64_t steps = 6000;
    std::int64_t sample_every = 100;

    std::string target = "spectra"; // spectra, peak, band-pass, band-stop, csv
    std::int64_t targets = 32;
    double target_noise = 0;
    double centre = 600;
    double width = 20;
    double floor = 0;
    double edge = 5;
    double success_mae = 0.01;

    std::int64_t starts = 16;
    std::int64_t design_iterations = 200;
    double design_rate = 0.03;
    double fourier_weight = 1;
    std::int64_t fourier_bins = 9;
    std::int64_t scan_points = 100;
    std::int64_t reinit_every = 100;
    double reinit_loss = 1e-3;
    std::int64_t candidates = 3;
    std::int64_t pool = 200;
    std::int64_t lm_iterations = 25;
    std::int64_t grid_points = 41;
    std::int64_t global_evaluations = 4000;
};

const SchemaOf<ResonatorSettings>& resonator_schema();
std::vector<Preset> resonator_presets();
std::vector<Problem> check_resonator(const Values&, bool has_data);
std::unique_ptr<Simulation> make_resonator(const Setup&);

std::vector<Figure> resonator_figures();
std::vector<Reading> resonator_readings(const FigureInput&);
std::vector<Event> resonator_events(const FigureInput&);
std::vector<Paragraph> resonator_explanation(const FigureInput&);

Experiment resonator();

} // namespace etalon
