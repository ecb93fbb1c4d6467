// The recursion of section 2.2 and its reverse, eight wavelengths at a time, without a division per
// layer: r = p/q, and the denominators D gather in q.
//
//   X = p e^{2iφ},  p ← ρ q + X,  q ← q + ρ X      from p = ρ_J, q = 1 at the exit;
//   R = |p/q|²,  T = Re y_{J+1}/Re y_0 · ∏|1+ρ|² ∏|e^{2iφ}| / |q|².
//
// As |e^{2iφ}| ≤ 1 nothing grows faster than the few interfaces between two rescalings allow.
#pragma once

#include "core/experiments/resonator/stack_media.hpp"

#include <type_traits>

namespace etalon {

/// Wavelengths worked on together, so that what a layer leaves behind stays in the cache.
inline constexpr std::size_t wavelengths_at_once = 64;

/// e^{2iφ} of one layer at `wavelengths_at_once` wavelengths: cosines, sines and, if it absorbs,
/// the modulus that both contain.
struct PhaseTable {
    static constexpr std::size_t cosine = 0;
    static constexpr std::size_t sine = wavelengths_at_once;
    static constexpr std::size_t modulus = 2 * wavelengths_at_once;
    static constexpr std::size_t size = 3 * wavelengths_at_once;
};

/// A step of the recursion as the kernels take it.
struct KernelStep {
    const double* interface = nullptr;
    std::size_t interface_extent = 0, interface_stride = 0;
    const double* phase = nullptr; // PhaseTable of the layer below
    bool absorbs = false;
    // For the reverse only.
    const double* medium = nullptr; // of the layer below
    std::size_t medium_extent = 0, medium_stride = 0;
    double thickness = 0;
    std::size_t thickness_row = LayerRows::none, index_row = LayerRows::none;
    bool first_thickness = false, first_index = false; // nothing was added to the row before
};

struct KernelGain {
    const double* values = nullptr;
    std::size_t stride = 0;
};

/// One stack at the wavelengths first … last of the grid (multiples of eight, or its end).
struct KernelTask {
    const KernelStep* steps = nullptr; // J + 1
    std::size_t layers = 0;            // J
    const KernelGain* gains = nullptr;
    std::size_t first = 0, last = 0;
};

/// Where the derivatives of an observable go: a layer's row r begins at r · stride.
struct KernelRows {
    double *thickness = nullptr, *index = nullptr;
    bool wanted = false;
};

struct KernelJacobian {
    KernelRows reflection{}, transmission{};
    /// Where nothing absorbs, R = 1 − T: the derivatives of T with the other sign, each row written
    /// once. Null: not wanted.
    double *minus_thickness = nullptr, *minus_index = nullptr;
    std::size_t stride = 0;
    const double* wave_numbers = nullptr; // 2π/λ
};

/// Eight values into the grid, or as many as it still has.
[[gnu::always_inline]] inline void store_within(double* values, std::size_t at, std::size_t last,
                                                const Lane& lanes)
{
    if (at + lane <= last)
        store(values + at, lanes);
    else
        std::memcpy(values + at, &lanes, (last - at) * sizeof(double));
}

[[gnu::always_inline]] inline void add_within(double* values, std::size_t at, std::size_t last,
                                              bool first, const Lane& lanes)
{
    Lane sum = lanes;
    if (!first) {
        Lane before{};
        if (at + lane <= last)
            load(before, values + at);
        else
            std::memcpy(&before, values + at, (last - at) * sizeof(double));
        sum += before;
    }
    store_within(values, at, last, sum);
}

/// Number: Lane where all indices are real, else LaneComplex.
template <class Number>
[[gnu::always_inline]] inline void read(Number& value, const double* record, std::size_t extent,
                                        std::size_t stride, std::size_t quantity, std::size_t at)
{
    if constexpr (std::is_same_v<Number, Lane>) {
        load(value, record + quantity * extent + stride * at);
    } else {
        load(value.re, record + 2 * quantity * extent + stride * at);
        load(value.im, record + (2 * quantity + 1) * extent + stride * at);
    }
}

template <class Number>
[[gnu::always_inline]] inline void read_interface(Number& value, const KernelStep& step,
                                                  std::size_t quantity, std::size_t at)
{
    read(value, step.interface, step.interface_extent, step.interface_stride, quantity, at);
}

/// r and t of the stack below an interface: r = p/q, |t|² = power/|q|².
struct Amplitudes {
    LaneComplex p{}, q{};
    Lane power{};
};

template <class Number>
[[gnu::always_inline]] inline void start_at_exit(const KernelTask& task, std::size_t at,
                                                 Amplitudes& wave)
{
    Number rho;
    read_interface(rho, task.steps[task.layers], InterfaceField::reflection, at);
    if constexpr (std::is_same_v<Number, Lane>)
        wave.p = {rho, Lane{}};
    else
        wave.p = rho;
    wave.q = {Lane{} + 1, Lane{}};
    load(wave.power, task.gains[0].values + task.gains[0].stride * at);
}

[[gnu::always_inline]] inline void apply_gain(const KernelTask& task, std::size_t group,
                                              std::size_t at, Amplitudes& wave)
{
    Lane gain;
    load(gain, task.gains[group].values + task.gains[group].stride * at);
    wave.power *= gain;
}

/// Brings |q| back near 1 by a power of two.
[[gnu::always_inline]] inline void rescale(Amplitudes& wave, Lane& scale)
{
    Lane p_squared, size;
    squared_modulus(wave.p, p_squared);
    squared_modulus(wave.q, size);
    size += p_squared;
    near_inverse_root(size, scale);
    wave.p = scale * wave.p;
    wave.q = scale * wave.q;
    wave.power *= scale * scale;
}

template <class Number>
[[gnu::always_inline]] inline void cross_layer(const KernelStep& step, const Number& rho,
                                               std::size_t place, Amplitudes& wave, LaneComplex& x)
{
    LaneComplex phase;
    load(phase.re, step.phase + PhaseTable::cosine + place);
    load(phase.im, step.phase + PhaseTable::sine + place);
    if constexpr (!std::is_same_v<Number, Lane>)
        if (step.absorbs) {
            Lane modulus;
            load(modulus, step.phase + PhaseTable::modulus + place);
            wave.power *= modulus;
        }
    x = wave.p * phase;
    wave.p = rho * wave.q + x;
    wave.q = wave.q + rho * x;
}

/// R and T, eight wavelengths at `at`.
[[gnu::always_inline]] inline void finish(const Amplitudes& wave, Lane& reflection,
                                          Lane& transmission, Lane& inverse)
{
    Lane p_squared, q_squared;
    squared_modulus(wave.p, p_squared);
    squared_modulus(wave.q, q_squared);
    inverse = 1 / q_squared;
    reflection = p_squared * inverse;
    transmission = wave.power * inverse;
}

template <class Number>
void spectrum_kernel(const KernelTask& task, double* reflection, double* transmission)
{
    for (std::size_t at = task.first; at < task.last; at += lane) {
        const std::size_t place = at - task.first;
        Amplitudes wave;
        start_at_exit<Number>(task, at, wave);
        std::size_t j = task.layers;
        for (std::size_t group = 1; j > 0; ++group) {
            for (const std::size_t end = j - std::min(j, rescale_every); j > end;) {
                const KernelStep& step = task.steps[--j];
                Number rho;
                LaneComplex x;
                read_interface(rho, step, InterfaceField::reflection, at);
                cross_layer(step, rho, place, wave, x);
            }
            apply_gain(task, group, at, wave);
            Lane scale;
            if (j > 0)
                rescale(wave, scale);
        }
        Lane r, t, inverse;
        finish(wave, r, t, inverse);
        store_within(reflection, at, task.last, r);
        store_within(transmission, at, task.last, t);
    }
}

} // namespace etalon
