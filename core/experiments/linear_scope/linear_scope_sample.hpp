// One look through the scope: the first test images, each with its own linear system.
#pragma once

#include "core/experiments/linear_scope/linear_scope_data.hpp"
#include "core/experiments/linear_scope/scope.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// What every look needs, and what costs little.
struct LinearScopeImage {
    FrozenScope frozen{};
    double identity = 0, adjoint = 0; // residuals
    double bias_share = 0;
    std::vector<std::uint8_t> decisions{}; // of all layers, in order
};

/// What costs more: only where it is recorded.
struct LinearScopeSystem {
    ScopeMatrix matrix{};      // M × N, where F is held in full
    ScopeSingular singular{};  // vectors only if asked for
    double bicubic_cosine = 0; // upscale
};

/// The state after some step.
class LinearScopeSample {
public:
    LinearScopeSample(const ScopeNetwork&, const LinearScopeData&, std::size_t images);

    const std::vector<LinearScopeImage>& images() const { return images_; }
    /// Largest residuals of all images: identity, adjoint.
    std::array<double, 2> worst() const;
    /// Share of decisions of every image that differ from these; 0 where there are none.
    std::vector<double> flips(std::span<const std::vector<std::uint8_t>> before) const;
    std::vector<std::vector<std::uint8_t>> decisions() const;
    /// Whether the output is 0 everywhere on all images.
    bool is_dead() const;

    /// Made once, of all images; made again if vectors are asked for later.
    const std::vector<LinearScopeSystem>& systems(std::size_t kept, bool with_vectors) const;

private:
    std::vector<LinearScopeImage> images_{};
    mutable std::vector<LinearScopeSystem> systems_{};
    mutable bool have_vectors_ = false;
};

/// (dy, dx) and value of the entry of largest magnitude of K averaged over images.
struct ScopeStencilPeak {
    std::int64_t x = 0, y = 0;
    double value = 0;
};
ScopeStencilPeak stencil_peak(std::span<const LinearScopeSystem>, const ScopeShape& image);

} // namespace etalon
