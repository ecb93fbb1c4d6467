// The linear layers and their transposes, on several images at once (section 2, table).
#pragma once

#include "core/experiments/linear_scope/scope_filters.hpp"
#include "core/experiments/linear_scope/scope_lanes.hpp"

#include <span>

namespace etalon {

/// What lies between two layers, for one register of images. Outside the window it is 0, whatever
/// the numbers there say.
template <class Scalar>
struct ScopePlanes {
    ScopeShape shape{};
    ScopeWindow window{};
    ScopeLanes<Scalar> values{}; // (channel, row, column, lane)

    void resize(const ScopeShape& new_shape, const ScopeWindow& new_window)
    {
        shape = new_shape;
        window = new_window;
        values.resize(shape.size() * scope_lanes<Scalar>);
    }
    Scalar* at(std::size_t c, std::size_t i, std::size_t j)
    {
        return values.data() + ((c * shape.height + i) * shape.width + j) * scope_lanes<Scalar>;
    }
    const Scalar* at(std::size_t c, std::size_t i, std::size_t j) const
    {
        return values.data() + ((c * shape.height + i) * shape.width + j) * scope_lanes<Scalar>;
    }
    std::size_t row() const { return shape.width * scope_lanes<Scalar>; }
    std::size_t plane() const { return shape.height * row(); }
    bool has(std::size_t i, std::size_t j) const
    {
        return i >= window.top && i < window.bottom && j >= window.left && j < window.right;
    }
    /// Makes the window this one, which must be around the present one.
    void grow(const ScopeWindow& around);
    /// Makes the window the smallest one around all that is not 0.
    void crop();
    /// Makes the window the whole plane.
    void fill_up() { grow(whole_window(shape)); }
};

/// A layer that is linear but for its bias, packed for passes in both directions.
template <class Scalar>
struct ScopeLinear {
    ScopeLinear() = default;
    explicit ScopeLinear(const ScopeLayer&);
    /// New weights of the same shape.
    void load(std::span<const Scalar> weight, std::span<const Scalar> new_bias, const ScopeLayer&);

    ScopeFilters<Scalar> filters{}, transposed{}; // W, and W'[c,o,u,v] = W[o,c,k-1-u,k-1-v]
    std::vector<Scalar> bias{};
};

/// The rectangle of rows top … top + rows - 1 and so on of `planes`, with zeros outside its window;
/// every `step`-th number of it, zeros between, if `step` > 1.
template <class Scalar>
ScopePatch<Scalar> cut_out(const ScopePlanes<Scalar>& planes, std::ptrdiff_t top,
                           std::ptrdiff_t left, std::size_t rows, std::size_t columns,
                           std::size_t step, ScopeLanes<Scalar>& buffer);

/// Whether a layer is conv, dense, avg, flatten, gap or shuffle.
bool is_linear(ScopeLayerType);

/// `out` = layer(`in`), with the bias if so asked (then `in` must be whole).
template <class Scalar>
void apply_linear(const ScopeLayer&, const ScopeLinear<Scalar>&, bool with_bias,
                  const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out,
                  ScopeLanes<Scalar>& buffer);

/// `out` = layer(`in`) of every image by itself: activations, max, scale_shift, instance_norm. `in`
/// must be whole.
template <class Scalar>
void apply_nonlinear(const ScopeLayer&, const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out);

/// to += from.
template <class Scalar>
void add_planes(ScopePlanes<Scalar>& to, const ScopePlanes<Scalar>& from);

/// `in` = layer^T(`out`).
template <class Scalar>
void apply_transposed(const ScopeLayer&, const ScopeLinear<Scalar>&, const ScopePlanes<Scalar>& out,
                      ScopePlanes<Scalar>& in, ScopeLanes<Scalar>& buffer);

} // namespace etalon
