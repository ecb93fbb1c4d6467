// One run: data, modes, networks and theory as channels of a recording.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_channels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_data.hpp"
#include "core/experiments/linear_cnn/linear_cnn_model.hpp"
#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "core/experiments/linear_cnn/linear_cnn_overlays.hpp"
#include "core/experiments/linear_cnn/linear_cnn_stability.hpp"
#include "core/lab/experiment.hpp"

namespace etalon {

/// The run that a setup describes.
std::unique_ptr<Simulation> make_linear_cnn(const Setup&);

/// The same from stored data and first weights instead of the seed: for replays.
std::unique_ptr<Simulation> make_linear_cnn(const LinearCnnSettings&, LinearCnnData,
                                            LinearCnnWeights);

class LinearCnnSimulation final : public Simulation {
public:
    /// `resolved`: settings that the setup left open, such as the data set that its files are.
    LinearCnnSimulation(const LinearCnnSettings&, LinearCnnData, LinearCnnWeights,
                        Overrides resolved = {});

    std::vector<Channel> channels() const override { return channels_.list(); }
    void observe(Recording&, std::int64_t step) const override;
    Progress advance() override;
    void change(std::string_view key, const Value&) override;
    std::vector<Tensor> weights() const override;
    std::vector<Tensor> state() const override;
    void restore(std::int64_t step, std::span<const Tensor>) override;
    SharedTensors data() const override { return data_; }
    Summary summary(const Recording&) const override;
    Overrides resolved() const override { return resolved_; }
    std::string message() const override;

private:
    bool has_companion() const { return shape_.hidden > 0; }
    double automatic_learning_rate() const;
    std::string divergence() const;
    std::vector<DominantFrequency> dominant_frequencies() const;
    ConstRows rows(std::string_view name) const; // of /data, a row a sample
    const std::vector<std::int64_t>& integers(std::string_view name) const;

    void append_data(Recording&) const;
    bool append_network(Recording&, std::int64_t step) const;

    LinearCnnSettings settings_;
    LinearCnnShape shape_;
    RealFourierBasis basis_;
    LinearCnnModes modes_;
    SharedTensors data_;
    std::vector<double> cue_inputs_;
    double learning_rate_ = 0, rate_factor_ = 0;
    Overrides resolved_;
    LinearCnnChannels channels_;
    std::unique_ptr<LinearCnnTraining> training_;
    std::unique_ptr<LinearCnnOverlays> overlays_; // of a linear network
    std::int64_t step_ = 0;
    bool diverged_ = false;
};

} // namespace etalon
