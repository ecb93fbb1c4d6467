// One run of a pair of networks: data, training and measurements as channels of a recording.
#pragma once

#include "core/experiments/mode_connectivity/mode_channels.hpp"
#include "core/experiments/mode_connectivity/mode_measurement.hpp"
#include "core/experiments/mode_connectivity/mode_pair.hpp"

namespace etalon {

/// Weights that a pair starts from; equal when shared.
struct ModeStarts {
    ModeVector a{}, b{};
};

/// The same run as `make_mode_connectivity` makes, from stored data and first weights instead of the
/// seed: for replays and branches.
std::unique_ptr<Simulation> make_mode_pair(const ModeConnectivitySettings&, ModeData, ModeStarts);

class ModeSimulation final : public Simulation {
public:
    ModeSimulation(const ModeConnectivitySettings&, ModeData, ModeStarts);

    std::vector<Channel> channels() const override { return channels_.list(); }
    void observe(Recording&, std::int64_t step) const override;
    Progress advance() override;
    void change(std::string_view key, const Value&) override;
    std::vector<Tensor> weights() const override;
    std::vector<Tensor> state() const override;
    void restore(std::int64_t step, std::span<const Tensor>) override;
    SharedTensors data() const override { return tensors_; }
    bool analyse(Recording&, const Proceed&) override;
    Summary summary(const Recording&) const override;
    std::string message() const override;
    std::int64_t checkpoint_every() const override { return settings_.checkpoint_every; }
    bool keeps_checkpoint(std::int64_t step) const override { return step == settings_.spawn_step; }

private:
    bool has_parted() const { return pair_.step() >= settings_.spawn_step; }
    void append_sample(Recording&, std::int64_t step) const;
    void append_aligned(Recording&, std::int64_t step, const ModeMeasurement&) const;
    /// Told how far it is; false: give up.
    using Share = std::function<bool(double share)>;
    bool append_plane(Recording&, std::int64_t step, const Share&) const;
    double cost_of_plane() const;

    ModeConnectivitySettings settings_;
    ModeData data_;
    SharedTensors tensors_;
    ModeShape shape_;
    ModeChannels channels_;
    ModePair pair_;
    mutable ModePast past_;
    mutable std::int64_t recorded_at_ = -1; // the step whose plane and ways are in the recording
    std::vector<ModeChange> changes_{};
    bool has_diverged_ = false;
};

} // namespace etalon
