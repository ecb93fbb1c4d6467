// One run: the surrogate in training, and then the search for designs.
#pragma once

#include "core/experiments/resonator/path_error.hpp"
#include "core/experiments/resonator/resonator_channels.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"
#include "core/experiments/resonator/resonator_tensors.hpp"
#include "core/experiments/resonator/surrogate_training.hpp"

#include <memory>
#include <string>
#include <vector>

namespace etalon {

/// What a run is made of: the physics, and what it is asked for.
struct ResonatorProblem {
    std::unique_ptr<const ResonatorModel> model{};
    DesignTargets targets{};
    std::vector<std::string> warnings{}; // one sentence each
    std::optional<std::filesystem::path> data{};
};

/// Throws UsageError on bad files and on what only the model shows to be wrong (section 12).
ResonatorProblem pose_resonator_problem(const ResonatorSettings&, std::uint64_t seed,
                                        const std::optional<std::filesystem::path>& data);

class ResonatorSimulation final : public Simulation {
public:
    ResonatorSimulation(const ResonatorSettings&, std::uint64_t seed, ResonatorProblem);

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
    NamedSeconds timing() const override;
    std::int64_t checkpoint_every() const override;
    bool keeps_checkpoint(std::int64_t step) const override;

private:
    void observe_surrogate(Recording&, std::int64_t step) const;
    void observe_battery(Recording&) const;
    void append(Recording&, const MethodResult&) const;
    std::string design_message() const;
    SpectraOfRows training_spectra() const;
    void need_samples() const;

    ResonatorSettings settings_;
    std::uint64_t seed_;
    std::int64_t planned_steps_; // as at the start: whether there is a surrogate to search with
    ResonatorProblem problem_;
    SurrogateData samples_;
    ResonatorMatrix validation_features_;
    SharedTensors tensors_;
    ResonatorChannels channels_;
    mutable SurrogateTraining training_;  // looks at its next batch when it is observed
    mutable PathSpectrum path_spectrum_;  // buffers
    std::vector<MethodResult> results_{}; // once analysed
    std::vector<MethodScore> scores_{};   // parallel to results_
    std::optional<double> diverged_loss_{};
};

} // namespace etalon
