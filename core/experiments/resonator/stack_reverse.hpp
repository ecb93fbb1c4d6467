// Derivatives of R and T with respect to all layers in one pass back over the recursion
// (section 2.3 of the specification, in the division-free form of stack_kernels.hpp).
//
// With a row vector w = (a, b) such that a dp + b dq is the change of R (or T) that a change of the
// amplitudes below an interface brings about, passing the interface gives
//   v = a + ρ b,  ∂/∂ρ = a q + b X,  ∂/∂φ = 2i X v,  b ← b + ρ a,  a ← v e^{2iφ}.
#pragma once

#include "core/experiments/resonator/stack_kernels.hpp"

namespace etalon {

/// What a step forward leaves behind for the way back: X and the q before it, and the rescaling
/// after it, if there was one.
struct TapeEntry {
    LaneComplex x, q;
    Lane scale;
};

struct Adjoint {
    LaneComplex a{}, b{};
    Lane pending{}; // of the index of the layer above, until the interface below it is passed
};

template <class Number>
struct LayerDerivatives {
    Number rho, above, below;  // ρ_j, ∂ρ_j/∂n_j, ∂ρ_j/∂n_{j+1}
    Number inverse;            // 1/(1+ρ_j)
    Number wave_number, slope; // κ and dκ/dn of the layer below, in units of 2π/λ
    LaneComplex phase;         // e^{2iφ}
    Lane per_nm;               // 2π/λ
};

/// Adds to a row; `mirrored`: a row of the other observable is its negative.
template <bool mirrored>
[[gnu::always_inline]] inline void put_derivative(double* values, double* minus,
                                                  std::size_t row_start, std::size_t at,
                                                  std::size_t last, bool first, const Lane& value)
{
    add_within(values + row_start, at, last, first, value);
    if constexpr (mirrored)
        store_within(minus + row_start, at, last, -value);
}

/// Adds what the interface does to the index of the layer above it; nothing above the first.
template <bool mirrored, class Number>
[[gnu::always_inline]] inline void
close_layer(const LaneComplex& by_rho, const Number& above, const KernelStep& layer,
            const KernelRows& rows, const KernelTask& task, const KernelJacobian& jacobian,
            std::size_t at, const Adjoint& adjoint)
{
    if (layer.index_row == LayerRows::none)
        return;
    Lane value;
    real_of_product(above, by_rho, value);
    put_derivative<mirrored>(rows.index, jacobian.minus_index, layer.index_row * jacobian.stride,
                             at, task.last, layer.first_index, value + adjoint.pending);
}

/// One observable across interface j. `direct` is the observable itself where it has |1+ρ|² and
/// |e^{2iφ}| as factors (T), else nothing (R).
template <bool mirrored, class Number>
[[gnu::always_inline]] inline void
pass_back(const KernelTask& task, std::size_t j, const LayerDerivatives<Number>& layer,
          const TapeEntry& entry, const Lane* direct, const KernelRows& rows,
          const KernelJacobian& jacobian, std::size_t at, Adjoint& adjoint)
{
    const KernelStep& step = task.steps[j];
    if (j > 0 && (task.layers - j) % rescale_every == 0) { // last done forward, first undone
        adjoint.a = entry.scale * adjoint.a;
        adjoint.b = entry.scale * adjoint.b;
    }
    LaneComplex by_rho = adjoint.a * entry.q + adjoint.b * entry.x;
    if (direct) { // d|1+ρ|² = 2 |1+ρ|² Re(dρ/(1+ρ))
        const Lane twice = 2 * *direct;
        if constexpr (std::is_same_v<Number, Lane>)
            by_rho.re += twice * layer.inverse;
        else
            by_rho = by_rho + twice * layer.inverse;
    }
    if (j > 0)
        close_layer<mirrored>(by_rho, layer.above, task.steps[j - 1], rows, task, jacobian, at,
                              adjoint);
    const LaneComplex v = adjoint.a + layer.rho * adjoint.b;
    // 2i X v; Re(g dφ) is wanted, for a real dφ only Re g
    const LaneComplex xv = entry.x * v;
    LaneComplex by_phase{-2 * xv.im, 2 * xv.re};
    if constexpr (!std::is_same_v<Number, Lane>)
        if (direct) // d|e^{2iφ}| = −2 |e^{2iφ}| Im dφ = |e^{2iφ}| Re(2i dφ)
            by_phase.im += 2 * *direct;
    by_phase = layer.per_nm * by_phase;
    if (step.thickness_row != LayerRows::none) {
        Lane value;
        real_of_product(layer.wave_number, by_phase, value);
        put_derivative<mirrored>(rows.thickness, jacobian.minus_thickness,
                                 step.thickness_row * jacobian.stride, at, task.last,
                                 step.first_thickness, value);
    }
    if (step.index_row != LayerRows::none) {
        Lane by_interface, by_path;
        real_of_product(layer.below, by_rho, by_interface);
        real_of_product(layer.slope, by_phase, by_path);
        adjoint.pending = by_interface + step.thickness * by_path;
    }
    adjoint.b = adjoint.b + layer.rho * adjoint.a;
    adjoint.a = v * layer.phase;
}

/// The interface below all layers: p = ρ_J, q = 1 there.
template <bool mirrored, class Number>
[[gnu::always_inline]] inline void pass_last(const KernelTask& task, const Lane* direct,
                                             const KernelRows& rows, const KernelJacobian& jacobian,
                                             std::size_t at, const Adjoint& adjoint)
{
    if (task.layers == 0)
        return;
    const KernelStep& step = task.steps[task.layers];
    Number above, inverse;
    read_interface(above, step, InterfaceField::above, at);
    read_interface(inverse, step, InterfaceField::inverse, at);
    LaneComplex by_rho = adjoint.a;
    if (direct) {
        const Lane twice = 2 * *direct;
        if constexpr (std::is_same_v<Number, Lane>)
            by_rho.re += twice * inverse;
        else
            by_rho = by_rho + twice * inverse;
    }
    close_layer<mirrored>(by_rho, above, task.steps[task.layers - 1], rows, task, jacobian, at,
                          adjoint);
}

/// `mirrored`: R is not followed of its own; its rows are those of T with the other sign.
template <class Number, bool of_reflection, bool of_transmission, bool mirrored = false>
void gradient_kernel(const KernelTask& task, const KernelJacobian& jacobian, TapeEntry* tape,
                     double* reflection, double* transmission)
{
    for (std::size_t at = task.first; at < task.last; at += lane) {
        const std::size_t place = at - task.first;
        Amplitudes wave;
        start_at_exit<Number>(task, at, wave);
        std::size_t j = task.layers;
        for (std::size_t group = 1; j > 0; ++group) {
            for (const std::size_t end = j - std::min(j, rescale_every); j > end;) {
                const KernelStep& step = task.steps[--j];
                TapeEntry& entry = tape[j];
                Number rho;
                read_interface(rho, step, InterfaceField::reflection, at);
                entry.q = wave.q;
                cross_layer(step, rho, place, wave, entry.x);
            }
            apply_gain(task, group, at, wave);
            if (j > 0)
                rescale(wave, tape[j].scale);
        }
        Lane r, t, inverse;
        finish(wave, r, t, inverse);

        // 1/q; then dR = 2 Re(r* (dp − r dq)/q) and dT = −2 T Re(dq/q) + what it is a factor of
        const LaneComplex over_q{wave.q.re * inverse, -wave.q.im * inverse};
        const LaneComplex ratio = wave.p * over_q;
        Adjoint by_r, by_t;
        by_r.a = LaneComplex{2 * ratio.re, -2 * ratio.im} * over_q;
        by_r.b = (Lane{} - 1) * (by_r.a * ratio);
        by_t.b = (-2 * t) * over_q;

        for (j = 0; j < task.layers; ++j) {
            const KernelStep& step = task.steps[j];
            const TapeEntry& entry = tape[j];
            LayerDerivatives<Number> layer;
            read_interface(layer.rho, step, InterfaceField::reflection, at);
            read_interface(layer.above, step, InterfaceField::above, at);
            read_interface(layer.below, step, InterfaceField::below, at);
            read(layer.wave_number, step.medium, step.medium_extent, step.medium_stride,
                 MediumField::wave_number, at);
            read(layer.slope, step.medium, step.medium_extent, step.medium_stride,
                 MediumField::slope, at);
            load(layer.phase.re, step.phase + PhaseTable::cosine + place);
            load(layer.phase.im, step.phase + PhaseTable::sine + place);
            load(layer.per_nm, jacobian.wave_numbers + at);
            if constexpr (of_reflection)
                pass_back<mirrored, Number>(task, j, layer, entry, nullptr, jacobian.reflection,
                                            jacobian, at, by_r);
            if constexpr (of_transmission) {
                read_interface(layer.inverse, step, InterfaceField::inverse, at);
                pass_back<mirrored, Number>(task, j, layer, entry, &t, jacobian.transmission,
                                            jacobian, at, by_t);
            }
        }
        if constexpr (of_reflection)
            pass_last<mirrored, Number>(task, nullptr, jacobian.reflection, jacobian, at, by_r);
        if constexpr (of_transmission)
            pass_last<mirrored, Number>(task, &t, jacobian.transmission, jacobian, at, by_t);
        store_within(reflection, at, task.last, r);
        store_within(transmission, at, task.last, t);
    }
}

} // namespace etalon
