// Gradients and Adam for the networks of section 3, in float or double.
#pragma once

#include "core/experiments/linear_scope/scope_network.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace etalon {

/// Images and what is wanted of them: labels for classify, else targets.
struct ScopeSamples {
    ScopeShape input{}, output{};
    std::vector<double> inputs{};       // count × N
    std::vector<double> targets{};      // count × M, or empty
    std::vector<std::int64_t> labels{}; // count, or empty

    std::size_t count() const { return inputs.size() / input.size(); }
    bool has_labels() const { return !labels.empty(); }
};

struct ScopeScore {
    double loss = 0;
    double quality = 0; // share of right labels, or PSNR in dB
};

/// Of the first `count` samples, in float64.
ScopeScore score_network(const ScopeNetwork&, const ScopeSamples&, std::size_t count);

/// One tensor of the network and what Adam keeps of it.
struct ScopeMoments {
    std::vector<double> value{}, first{}, second{};
};

/// Weights in training. Tensors are numbered as the network has them: weight, then bias (if there
/// is one) of each conv and dense layer in turn.
class ScopeTraining {
public:
    virtual ~ScopeTraining() = default;

    /// Update number `t` = 1, 2, … with these samples; the loss before it.
    /// Not a number, and no update, if the loss or a gradient is not finite.
    virtual double step(std::span<const std::int64_t> batch, double learning_rate,
                        std::int64_t t) = 0;
    /// Loss and gradients (one a tensor) without an update.
    virtual double gradients(std::span<const std::int64_t> batch,
                             std::vector<std::vector<double>>& result) = 0;

    virtual std::vector<ScopeMoments> tensors() const = 0;
    virtual void set(std::span<const ScopeMoments>) = 0;
};

/// `samples` must outlive it.
std::unique_ptr<ScopeTraining> train_scope(const ScopeNetwork& initial, const ScopeSamples& samples,
                                           bool single_precision);

} // namespace etalon
