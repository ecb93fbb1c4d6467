// Sine, cosine and exponential of eight numbers at once, and complex numbers made of such eights.
#pragma once

#include "core/experiments/linear_cnn/lanes.hpp"

#include <cstdint>
#include <numbers>

namespace etalon {

using Lane = Lanes<double>;
using LaneBits [[gnu::vector_size(64)]] = std::int64_t;

inline constexpr std::size_t lane = lane_count<double>;

/// Beyond this many turns the place within a turn is lost to rounding; sines are meaningless.
inline constexpr double most_turns = 0x1p49;

/// A phase but for whole quarters of a turn: sine and cosine of the rest, |rest| ≤ π/4.
struct QuarterWave {
    Lane sine, cosine;
    LaneBits quarters; // only the lowest two bits count
};

/// The nearest quarter turn is taken off exactly, so that the error does not grow with the number
/// of turns. The polynomials are those of fdlibm; the results are good to 2 units of the last place.
[[gnu::always_inline]] inline void reduce_turns(const Lane& turns, QuarterWave& result)
{
    constexpr double to_integer = 0x1.8p52; // adding it leaves the nearest integer in the low bits
    const Lane shifted = 4 * turns + to_integer;
    const Lane x = (turns - 0.25 * (shifted - to_integer)) * (2 * std::numbers::pi);
    const Lane z = x * x;
    result.quarters = reinterpret_cast<LaneBits>(shifted);
    Lane sum = Lane{} + 1.58969099521155010221e-10;
    for (const double coefficient :
         {-2.50507602534068634195e-08, 2.75573137070700676789e-06, -1.98412698298579493134e-04,
          8.33333333332248946124e-03, -1.66666666666666324348e-01})
        sum = sum * z + coefficient;
    result.sine = x + x * z * sum;
    sum = Lane{} - 1.13596475577881948265e-11;
    for (const double coefficient :
         {2.08757232129817482790e-09, -2.75573143513906633035e-07, 2.48015872894767294178e-05,
          -1.38888888888741095749e-03, 4.16666666666666019037e-02})
        sum = sum * z + coefficient;
    result.cosine = 1 - (0.5 * z - z * z * sum);
}

[[gnu::always_inline]] inline void flip_sign(Lane& value, const LaneBits& bit)
{
    value = reinterpret_cast<Lane>(reinterpret_cast<LaneBits>(value) ^ (bit << 63));
}

/// sin 2πt and cos 2πt for |t| ≤ most_turns.
[[gnu::always_inline]] inline void sine_and_cosine_of_turns(const Lane& turns, Lane& sine,
                                                            Lane& cosine)
{
    QuarterWave wave;
    reduce_turns(turns, wave);
    const LaneBits odd = (wave.quarters & 1) == 1;
    sine = odd ? wave.cosine : wave.sine;
    cosine = odd ? wave.sine : wave.cosine;
    flip_sign(sine, wave.quarters >> 1);
    flip_sign(cosine, (wave.quarters >> 1) ^ wave.quarters);
}

/// exp x for x ≤ 0; 0 where the result would be below the normal numbers.
[[gnu::always_inline]] inline void exponential_of_negative(const Lane& x, Lane& result)
{
    constexpr double lowest = -708;
    constexpr double to_integer = 0x1.8p52;
    // x = k ln 2 + r, |r| ≤ ln 2 / 2; ln 2 in two parts, the first with zeros at its end
    const Lane bounded = x < lowest ? Lane{} + lowest : x;
    const Lane shifted = bounded * std::numbers::log2e + to_integer;
    const Lane k = shifted - to_integer;
    const Lane r = (bounded - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    Lane sum = Lane{} + 1.0 / 6227020800;
    for (const double inverse_factorial :
         {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
          1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0, 1.0})
        sum = sum * r + inverse_factorial;
    const LaneBits scale = (reinterpret_cast<LaneBits>(shifted) + 1023) << 52;
    result = x < lowest ? Lane{} : sum * reinterpret_cast<Lane>(scale);
}

/// A power of two near 1/√x for a normal positive x.
[[gnu::always_inline]] inline void near_inverse_root(const Lane& x, Lane& result)
{
    const LaneBits exponent = (reinterpret_cast<LaneBits>(x) >> 52) - 1023;
    const LaneBits bits = (1023 - (exponent >> 1)) << 52;
    result = reinterpret_cast<Lane>(bits);
}

/// Eight complex numbers.
struct LaneComplex {
    Lane re, im;
};

[[gnu::always_inline]] inline LaneComplex operator+(const LaneComplex& a, const LaneComplex& b)
{
    return {a.re + b.re, a.im + b.im};
}
[[gnu::always_inline]] inline LaneComplex operator-(const LaneComplex& a, const LaneComplex& b)
{
    return {a.re - b.re, a.im - b.im};
}
[[gnu::always_inline]] inline LaneComplex operator*(const LaneComplex& a, const LaneComplex& b)
{
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
[[gnu::always_inline]] inline LaneComplex operator*(const Lane& a, const LaneComplex& b)
{
    return {a * b.re, a * b.im};
}

/// Re(a b).
[[gnu::always_inline]] inline void real_of_product(const Lane& a, const LaneComplex& b,
                                                   Lane& result)
{
    result = a * b.re;
}
[[gnu::always_inline]] inline void real_of_product(const LaneComplex& a, const LaneComplex& b,
                                                   Lane& result)
{
    result = a.re * b.re - a.im * b.im;
}

[[gnu::always_inline]] inline void squared_modulus(const LaneComplex& a, Lane& result)
{
    result = a.re * a.re + a.im * a.im;
}

} // namespace etalon
