// A network as data: a list of layers with their numbers. What it computes is in scope.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// Extents of one image between two layers; a vector is c × 1 × 1.
struct ScopeShape {
    std::size_t channels = 1, height = 1, width = 1;
    std::size_t size() const { return channels * height * width; }
    bool operator==(const ScopeShape&) const = default;
};

enum class ScopeLayerType : std::int64_t {
    conv,
    dense,
    relu,
    leaky_relu,
    tanh,
    sigmoid,
    max,
    avg,
    flatten,
    gap,
    shuffle,
    scale_shift,
    instance_norm,
    add,
};

/// "leaky_relu"; as in network files.
std::string_view to_text(ScopeLayerType);

/// What is added to the network's output: nothing, its input, or its input twice as large.
enum class ScopeSkip : std::int64_t { none, identity, bicubic };

struct ScopeLayer {
    ScopeLayerType type = ScopeLayerType::relu;
    ScopeShape in{}, out{};
    std::size_t kernel = 1;  // conv: its side; max, avg: side and stride of the window
    std::size_t stride = 1;  // conv
    std::size_t padding = 0; // conv: zeros on every side
    double slope = 0;        // leaky_relu
    double epsilon = 1e-5;   // instance_norm
    std::int64_t from = -1; // add: the earlier layer whose output is added; -1: the network's input

    // conv: out × in × kernel × kernel and out; dense: out × in and out; scale_shift and
    // instance_norm: scale and shift, one a channel. An empty bias is none at all.
    std::vector<double> weight{}, bias{};

    bool has_weights() const
    {
        return type == ScopeLayerType::conv || type == ScopeLayerType::dense;
    }
    bool is_pointwise() const // an activation
    {
        return type == ScopeLayerType::relu || type == ScopeLayerType::leaky_relu
            || type == ScopeLayerType::tanh || type == ScopeLayerType::sigmoid;
    }
    bool has_gates() const // decisions z > 0
    {
        return type == ScopeLayerType::relu || type == ScopeLayerType::leaky_relu;
    }
};

struct ScopeNetwork {
    ScopeShape input{};
    std::vector<ScopeLayer> layers{}; // shapes filled in by `connect`
    ScopeSkip skip = ScopeSkip::none;

    /// Of its output.
    ScopeShape output() const { return layers.empty() ? input : layers.back().out; }
    std::size_t inputs() const { return input.size(); }     // N
    std::size_t outputs() const { return output().size(); } // M
};

/// Fills in what follows from the input's shape: every layer's `in` and `out`. UsageError naming
/// `document`, the layer, what it gets and what it can take; also for weights of another size.
void connect(ScopeNetwork&, const std::string& document);

} // namespace etalon
