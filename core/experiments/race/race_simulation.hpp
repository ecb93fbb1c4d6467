// One run: data, network and theory as channels of a recording.
#pragma once

#include "core/experiments/race/race_analysis.hpp"
#include "core/experiments/race/race_channels.hpp"
#include "core/experiments/race/race_data.hpp"
#include "core/experiments/race/race_past.hpp"
#include "core/lab/experiment.hpp"

namespace etalon {

/// The same run as `make_race` makes, from stored data and first weights instead of the seed: for
/// replays.
std::unique_ptr<Simulation> make_race(const RaceSettings&, RaceData, RaceNetwork initial);

class RaceSimulation final : public Simulation {
public:
    RaceSimulation(const RaceSettings&, RaceData, RaceNetwork initial);

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
    std::int64_t checkpoint_every() const override;

private:
    struct PendingGrowth { // from `step` to the step after it
        std::int64_t step = -1;
        RaceVector measured{};
        RaceGrowth theory{};
    };

    bool is_recorded(std::int64_t step) const { return step % settings_.record_every == 0; }
    RaceMoments moments() const;
    void begin_growth(PendingGrowth&, RaceVector& before) const;
    void append_neurons(Recording&, std::int64_t step) const;
    void append_snapshots(Recording&, std::int64_t step) const;
    void append_score_race(Recording&, std::int64_t step) const;
    std::size_t dead_neurons() const;

    RaceSettings settings_;
    RaceData data_;
    RaceNetwork initial_;
    SharedTensors tensors_;
    RaceChannels channels_;
    RaceProblem problem_;
    std::unique_ptr<RaceTraining> training_;
    RaceGates initial_gates_;
    RaceMoment start_{}; // at step 0
    double initial_loss_ = 0;
    mutable RacePast past_;

    double learning_rate_ = 0;
    std::vector<RaceRate> rates_{}; // since step 0
    std::int64_t step_ = 0;
    std::int64_t drop_step_ = -1;
    PendingGrowth growth_{};
    std::optional<double> diverged_loss_{};
    std::optional<RaceAnalysis> analysis_{};
};

} // namespace etalon
