// Runs of an independent implementation of the resonator experiment, as their files hold them.
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"
#include "core/lab/h5_file.hpp"
#include "core/lab/json.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::test {

/// The parameters of run.json, read without the schema.
inline ResonatorSettings resonator_settings(const JsonReader& parameters)
{
    ResonatorSettings s;
    const auto text = [&](const char* key, std::string& field) {
        const JsonReader value = parameters.at(key);
        field = value.json().get_if<std::string>() ? value.text() : json_line(value.json());
    };
    const auto real = [&](const char* key, double& field) { field = parameters.at(key).real(); };
    const auto whole = [&](const char* key, std::int64_t& field) {
        field = parameters.at(key).integer();
    };
    text("structure", s.structure);
    real("lambda_min", s.lambda_min);
    real("lambda_max", s.lambda_max);
    whole("wavelengths", s.wavelengths);
    real("angle", s.angle);
    text("polarization", s.polarization);
    real("n_in", s.n_in);
    text("n_out", s.n_out);
    real("extinction", s.extinction);
    whole("pairs", s.pairs);
    text("n_low", s.n_low);
    text("n_high", s.n_high);
    text("n_defect", s.n_defect);
    text("sampling", s.sampling);
    whole("train_size", s.train_size);
    whole("validation_size", s.validation_size);
    whole("hidden_layers", s.hidden_layers);
    whole("hidden_width", s.hidden_width);
    text("activation", s.activation);
    whole("feature_bands", s.feature_bands);
    whole("batch_size", s.batch_size);
    real("learning_rate", s.learning_rate);
    text("schedule", s.schedule);
    real("final_rate", s.final_rate);
    real("beta1", s.beta1);
    real("beta2", s.beta2);
    real("adam_epsilon", s.adam_epsilon);
    whole("steps", s.steps);
    whole("sample_every", s.sample_every);
    whole("targets", s.targets);
    real("target_noise", s.target_noise);
    real("success_mae", s.success_mae);
    whole("starts", s.starts);
    whole("design_iterations", s.design_iterations);
    real("design_rate", s.design_rate);
    real("fourier_weight", s.fourier_weight);
    whole("fourier_bins", s.fourier_bins);
    whole("scan_points", s.scan_points);
    whole("reinit_every", s.reinit_every);
    real("reinit_loss", s.reinit_loss);
    whole("candidates", s.candidates);
    whole("pool", s.pool);
    whole("lm_iterations", s.lm_iterations);
    whole("grid_points", s.grid_points);
    whole("global_evaluations", s.global_evaluations);
    return s;
}

class ResonatorGolden {
public:
    explicit ResonatorGolden(const std::filesystem::path& folder)
        : run_(read_json(folder / "run.json"))
        , file_(folder / "recording.h5")
        , seed_(run().at("seed").natural())
        , settings_(resonator_settings(run().at("parameters")))
    {
    }

    JsonReader run() const { return {run_, "run.json"}; }
    const ResonatorSettings& settings() const { return settings_; }
    std::uint64_t seed() const { return seed_; }

    std::vector<double> values(const std::string& path) const
    {
        const H5Values values = file_.read(path);
        if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&values))
            return {whole->begin(), whole->end()};
        return std::get<std::vector<double>>(values);
    }
    std::vector<double> channel(const std::string& name) const
    {
        return values("/channels/" + name + "/values");
    }
    bool has_channel(const std::string& name) const { return file_.has_group("/channels/" + name); }

    /// The last axis as columns, the others as rows.
    ResonatorMatrix matrix(const std::string& path) const
    {
        const auto columns = static_cast<Eigen::Index>(file_.extent(path).shape.back());
        const std::vector<double> numbers = values(path);
        return Eigen::Map<const ResonatorMatrix>(
            numbers.data(), static_cast<Eigen::Index>(numbers.size()) / columns, columns);
    }

    SurrogateWeights weights(const std::string& state) const
    {
        SurrogateWeights weights;
        for (std::int64_t l = 0; l <= settings_.hidden_layers; ++l) {
            weights.weights.push_back(matrix(state + "/weight_" + std::to_string(l)));
            const auto bias = values(state + "/bias_" + std::to_string(l));
            weights.biases.emplace_back(Eigen::Map<const Eigen::VectorXd>(
                bias.data(), static_cast<Eigen::Index>(bias.size())));
        }
        return weights;
    }

    DesignTargets targets() const
    {
        return {.spectra = matrix("/data/target_spectra"),
                .clean = matrix("/data/target_clean"),
                .designs = matrix("/data/target_x"),
                .designs_known = true};
    }

private:
    Json run_;
    H5Reader file_;
    std::uint64_t seed_;
    ResonatorSettings settings_;
};

} // namespace etalon::test
