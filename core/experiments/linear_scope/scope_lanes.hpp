// Several images side by side: every number of an image is a register, a lane of it an image.
#pragma once

#include "core/experiments/linear_scope/scope_network.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace etalon {

/// A register of images, in Eigen's portable packet arithmetic (fused where the machine can).
template <class Scalar>
using ScopePacket = typename Eigen::internal::packet_traits<Scalar>::type;

/// Images in one.
template <class Scalar>
inline constexpr std::size_t scope_lanes =
    static_cast<std::size_t>(Eigen::internal::unpacket_traits<ScopePacket<Scalar>>::size);

/// Arrays of (channel, row, column, lane).
template <class Scalar>
using ScopeLanes = std::vector<Scalar, Eigen::aligned_allocator<Scalar>>;

/// The part of an image's plane outside of which all is 0: rows top … bottom-1 and so on.
struct ScopeWindow {
    std::size_t top = 0, left = 0, bottom = 0, right = 0;

    std::size_t rows() const { return bottom - top; }
    std::size_t columns() const { return right - left; }
    bool is_empty() const { return top >= bottom || left >= right; }
    bool operator==(const ScopeWindow&) const = default;
};

inline ScopeWindow whole_window(const ScopeShape& shape)
{
    return {0, 0, shape.height, shape.width};
}

/// The smallest window around both.
inline ScopeWindow hull(const ScopeWindow& a, const ScopeWindow& b)
{
    if (a.is_empty())
        return b;
    if (b.is_empty())
        return a;
    return {std::min(a.top, b.top), std::min(a.left, b.left), std::max(a.bottom, b.bottom),
            std::max(a.right, b.right)};
}

} // namespace etalon
