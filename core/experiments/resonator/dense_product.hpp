// Products of small dense matrices: out = start + a · b, the heart of the surrogate.
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

namespace etalon {

/// Numbers that begin where a vector register may be loaded.
using DenseArray = std::vector<double, Eigen::aligned_allocator<double>>;

/// Row lengths of arrays that take part are rounded up to this many numbers; the rest is zero.
inline constexpr std::size_t dense_padding = 8;

constexpr std::size_t padded(std::size_t size)
{
    return (size + dense_padding - 1) / dense_padding * dense_padding;
}

/// Entry (i, k) of `a` lies at a + i·a_row + k·a_column, so that a transposed matrix is as good.
/// `b` (depth × columns) and `out` (rows × columns) are row-major with a stride.
struct DenseProduct {
    const double* a = nullptr;
    std::size_t a_row = 0, a_column = 1;
    const double* b = nullptr;
    std::size_t b_row = 0;
    double* out = nullptr;
    std::size_t out_row = 0;
    std::size_t rows = 0, columns = 0, depth = 0; // columns: a multiple of dense_padding
    const double* start = nullptr;                // a row that every row begins with; null: zeros
};

/// Each entry is summed over k = 0 … depth-1 in this order, whatever the sizes: an entry does not
/// depend on which other rows are computed with it.
void multiply(const DenseProduct&);

} // namespace etalon
