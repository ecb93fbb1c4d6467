// One register of images on its way through a network, layer by layer, in either direction.
#pragma once

#include "core/experiments/linear_scope/scope_decisions.hpp"

#include <map>
#include <span>
#include <vector>

namespace etalon {

/// A network packed for passes.
struct ScopeSystem {
    explicit ScopeSystem(ScopeNetwork);

    ScopeNetwork network;
    std::vector<ScopeLinear<double>> linear{}; // a layer each
    std::vector<bool> is_added_later{};        // outputs of layers -1, 0, …: [layer + 1]

    bool is_added(std::int64_t layer) const
    {
        return is_added_later[static_cast<std::size_t>(layer + 1)];
    }
};

/// Images that go forward together. `values` is the output of the last layer passed.
class ScopeForward {
public:
    /// `values` must outlive the pass, and is its input at first.
    ScopeForward(const ScopeSystem&, ScopeValues& values);

    /// The network itself, every image with its own decisions.
    void pass(std::size_t layer);
    /// With given decisions and, if so asked, constants.
    void pass_frozen(std::size_t layer, const ScopeFrozenLayer&, bool with_constants);
    /// Adds the skip, after the last layer.
    void finish();

    const ScopeValues& values() const { return values_; }

private:
    bool pass_sum(std::size_t layer);
    void keep(std::int64_t layer);

    const ScopeSystem& system_;
    ScopeValues& values_;
    ScopeValues input_{}, next_{};
    std::map<std::int64_t, ScopeValues> kept_{};
    ScopeLanes<double> buffer_{};
};

/// Images that go back together, from the output to the input.
class ScopeBackward {
public:
    ScopeBackward(const ScopeSystem&, ScopeValues& values);

    void pass_frozen(std::size_t layer, const ScopeFrozenLayer&);
    void finish();

private:
    void add_pending(std::int64_t layer);

    const ScopeSystem& system_;
    ScopeValues& values_;
    ScopeValues output_{}, next_{};
    std::map<std::int64_t, ScopeValues> pending_{};
    ScopeLanes<double> buffer_{};
};

/// One vector a lane, starting at `first` of `rows` (row-major, `shape.size()` numbers each); 0 in
/// lanes beyond the last.
void load_lanes(std::span<const double> rows, std::size_t first, const ScopeShape&, ScopeValues&);
/// The inverse; rows beyond the last are left out.
void store_lanes(const ScopeValues&, std::size_t first, std::span<double> rows);
/// A one at places[i] of lane i, else 0.
void load_impulses(std::span<const std::size_t> places, const ScopeShape&, ScopeValues&);

} // namespace etalon
