// What a layer decides at one input, and the linear map that this leaves (section 2).
#pragma once

#include "core/experiments/linear_scope/scope_layers.hpp"

#include <cstdint>
#include <vector>

namespace etalon {

using ScopeValues = ScopePlanes<double>;

/// Frozen: y = m z + constant. Layers that decide nothing have an empty one.
struct ScopeFrozenLayer {
    std::vector<std::uint8_t> index{}; // relu, leaky_relu: z > 0; max: place in the window
    std::vector<double> factor{};      // tanh, sigmoid: m of every unit; others: of every channel
    std::vector<double> constant{};    // of every channel; sigmoid: one for all
};

/// Decisions of a layer at the first image of its input.
ScopeFrozenLayer decide(const ScopeLayer&, const ScopeValues& in);

/// Bytes that a layer's decisions take.
std::size_t decision_bytes(const ScopeLayer&);

/// Share of units with m > 0.999, of tanh and sigmoid the mean of m.
double active_share(const ScopeLayer&, const ScopeFrozenLayer&);

/// All images with the same decisions; with the constants if so asked (then `in` must be whole).
void apply_frozen(const ScopeLayer&, const ScopeFrozenLayer&, bool with_constants,
                  const ScopeValues& in, ScopeValues& out);
void apply_frozen_transposed(const ScopeLayer&, const ScopeFrozenLayer&, const ScopeValues& out,
                             ScopeValues& in);

} // namespace etalon
