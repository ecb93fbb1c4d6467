// One run of the toy ridge: two points, their noise, and the channels they leave.
#pragma once

#include "core/experiments/mode_connectivity/mode_channels.hpp"
#include "core/experiments/mode_connectivity/mode_pair.hpp"
#include "core/experiments/mode_connectivity/mode_toy.hpp"
#include "core/lab/experiment.hpp"

namespace etalon {

/// ξ of each update, two numbers a step.
struct ModeToyNoise {
    std::vector<ModeToy::Point> trunk{}, a{}, b{};
    std::vector<std::int64_t> ancestors{}; // as in ModeData
};

std::vector<ModeToy::Point> draw_mode_toy_noise(std::int64_t steps, std::uint64_t seed, ModeStream);
ModeToyNoise draw_mode_toy_noise(const ModeConnectivitySettings&, std::uint64_t seed);

/// Both begin at (toy_start, toy_start).
std::unique_ptr<Simulation> make_mode_toy(const ModeConnectivitySettings&, ModeToyNoise);

ModeToy mode_toy(const ModeConnectivitySettings&);

class ModeToySimulation final : public Simulation {
public:
    ModeToySimulation(const ModeConnectivitySettings&, ModeToyNoise);

    std::vector<Channel> channels() const override { return channels_.list(); }
    void observe(Recording&, std::int64_t step) const override;
    Progress advance() override;
    void change(std::string_view key, const Value&) override;
    std::vector<Tensor> weights() const override;
    std::vector<Tensor> state() const override;
    void restore(std::int64_t step, std::span<const Tensor>) override;
    SharedTensors data() const override { return tensors_; }
    Summary summary(const Recording&) const override;
    std::string message() const override;
    std::int64_t checkpoint_every() const override { return settings_.checkpoint_every; }
    bool keeps_checkpoint(std::int64_t step) const override { return step == settings_.spawn_step; }

private:
    struct Branch {
        ModeToy::Point position{}, velocity{};
    };
    std::optional<Branch> moved(const Branch&, const ModeToy::Point& noise) const;

    ModeConnectivitySettings settings_; // with the live values
    ModeToy toy_;
    ModeToyNoise noise_;
    SharedTensors tensors_;
    ModeToyChannels channels_;
    Branch a_{}, b_{};
    std::int64_t step_ = 0;
    bool has_diverged_ = false;
};

} // namespace etalon
