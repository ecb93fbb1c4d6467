// Short vectors that the compiler maps onto the machine's registers, and aligned arrays of them.
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <cstring>
#include <vector>

namespace etalon {

template <class Scalar>
struct LanesOf;
template <>
struct LanesOf<double> {
    using Type [[gnu::vector_size(64)]] = double;
};
template <>
struct LanesOf<float> {
    using Type [[gnu::vector_size(64)]] = float;
};

/// 8 doubles or 16 floats with arithmetic on all at once, whatever the machine's registers hold.
template <class Scalar>
using Lanes = typename LanesOf<Scalar>::Type;

template <class Scalar>
inline constexpr std::size_t lane_count = 64 / sizeof(Scalar);

template <class Scalar>
using AlignedArray = std::vector<Scalar, Eigen::aligned_allocator<Scalar>>;

// By reference, as passing such vectors by value has no common convention.
template <class Scalar, class Vector>
inline void load(Vector& lanes, const Scalar* from)
{
    static_assert(sizeof lanes == lane_count<Scalar> * sizeof(Scalar));
    std::memcpy(&lanes, from, sizeof lanes);
}

template <class Scalar, class Vector>
inline void store(Scalar* to, const Vector& lanes)
{
    static_assert(sizeof lanes == lane_count<Scalar> * sizeof(Scalar));
    std::memcpy(to, &lanes, sizeof lanes);
}

/// The sum over lanes, in a fixed order.
template <class Scalar>
inline Scalar sum_of(const Lanes<Scalar>& lanes)
{
    Scalar parts[lane_count<Scalar>];
    std::memcpy(parts, &lanes, sizeof parts);
    for (std::size_t half = lane_count<Scalar> / 2; half > 0; half /= 2)
        for (std::size_t i = 0; i < half; ++i)
            parts[i] += parts[i + half];
    return parts[0];
}

constexpr std::size_t round_up(std::size_t size, std::size_t multiple)
{
    return (size + multiple - 1) / multiple * multiple;
}

/// Whether no entry is infinite or not a number.
template <class Scalar>
bool all_finite(const AlignedArray<Scalar>& values)
{
    constexpr std::size_t step = lane_count<Scalar>;
    Lanes<Scalar> sum{}; // x - x is 0, or not a number
    std::size_t i = 0;
    for (; i + step <= values.size(); i += step) {
        Lanes<Scalar> lanes;
        load(lanes, values.data() + i);
        sum += lanes - lanes;
    }
    Scalar rest = sum_of<Scalar>(sum);
    for (; i < values.size(); ++i)
        rest += values[i] - values[i];
    return rest == 0;
}

} // namespace etalon
