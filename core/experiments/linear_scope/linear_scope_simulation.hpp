// One run: data, network and scope as channels of a recording.
#pragma once

#include "core/experiments/linear_scope/linear_scope_channels.hpp"
#include "core/experiments/linear_scope/linear_scope_sample.hpp"
#include "core/experiments/linear_scope/linear_scope_tensors.hpp"
#include "core/lab/experiment.hpp"

#include <array>
#include <optional>

namespace etalon {

/// The same run as `make_linear_scope` makes, from stored data and first weights instead of the
/// seed: for replays.
std::unique_ptr<Simulation> make_linear_scope(const LinearScopeSettings&, LinearScopeData,
                                              ScopeNetwork initial);
/// A look at a network of the user's own; `probe_seed` draws the probes.
std::unique_ptr<Simulation> make_linear_scope(const LinearScopeSettings&, ImportedNetwork,
                                              std::uint64_t probe_seed);

class LinearScopeSimulation final : public Simulation {
public:
    /// `imported` is null where the network is to be trained.
    LinearScopeSimulation(const LinearScopeSettings&, LinearScopeData, ScopeNetwork initial,
                          const ImportedNetwork* imported);

    std::vector<Channel> channels() const override { return channels_.list(); }
    void observe(Recording&, std::int64_t step) const override;
    Progress advance() override;
    void change(std::string_view key, const Value&) override;
    std::vector<Tensor> weights() const override { return scope_weight_tensors(network()); }
    std::vector<Tensor> state() const override;
    void restore(std::int64_t step, std::span<const Tensor>) override;
    SharedTensors data() const override { return tensors_; }
    Summary summary(const Recording&) const override;
    Overrides resolved() const override { return resolved_; }
    std::string message() const override;
    std::int64_t planned_steps(std::int64_t asked) const override;
    std::int64_t checkpoint_every() const override { return settings_.checkpoint_every; }

private:
    bool is_trained() const { return training_ != nullptr; }
    std::span<const std::int64_t> batch(std::int64_t step) const;
    const ScopeNetwork& network() const;
    const LinearScopeSample& sample() const;
    const std::array<ScopeScore, 2>& scores() const;
    void forget_sample();
    void append_sample(Recording&, std::int64_t step, bool is_end) const;
    void append_end(Recording&, std::int64_t step) const;
    void append_theory(Recording&, std::int64_t step, bool is_end) const;

    LinearScopeSettings settings_;
    LinearScopeData data_;
    std::size_t images_ = 0; // under the scope
    Overrides resolved_{};   // what a network of the user's own says itself
    mutable ScopeNetwork network_;
    SharedTensors tensors_;
    LinearScopeChannels channels_;
    std::unique_ptr<ScopeTraining> training_;
    double bicubic_quality_ = 0;

    double learning_rate_ = 0;
    std::int64_t step_ = 0;
    double batch_loss_ = 0;         // of the newest batch, before its update
    std::array<double, 2> worst_{}; // residuals of the samples before this step
    std::vector<std::vector<std::uint8_t>> decisions_{}; // of the last sample before this step
    bool has_diverged_ = false;

    // Made when they are asked for, of the present weights.
    mutable bool is_network_stale_ = false;
    mutable std::optional<LinearScopeSample> sample_{};
    mutable std::optional<std::array<ScopeScore, 2>> scores_{};
};

} // namespace etalon
