// Products of a few rows with a large matrix: out = start + a · b, the heart of a training step.
#pragma once

#include "core/experiments/linear_cnn/lanes.hpp"

#include <cassert>
#include <span>
#include <utility>

namespace etalon {

/// Entries first, first+1, … of a row of `a`, which meet consecutive rows of `b`.
struct EntryRange {
    std::size_t first = 0, size = 0;
};

template <class Scalar>
struct ProductOperands {
    const Scalar* a = nullptr; // rows of coefficients
    std::size_t a_stride = 0;
    std::span<const EntryRange> entries{}; // of a row of `a` that take part
    const Scalar* b = nullptr;
    std::size_t b_stride = 0;
    const Scalar* start = nullptr; // as `out`
    std::size_t start_stride = 0;
    Scalar* out = nullptr;
    std::size_t out_stride = 0;
};

/// `Rows` rows and two vectors of columns, summed in registers.
template <std::size_t Rows, class Scalar>
void multiply_tile(const ProductOperands<Scalar>& p)
{
    constexpr std::size_t lanes = lane_count<Scalar>;
    Lanes<Scalar> left[Rows], right[Rows];
    [&]<std::size_t... row>(std::index_sequence<row...>)
    {
        ((load(left[row], p.start + row * p.start_stride),
          load(right[row], p.start + row * p.start_stride + lanes)),
         ...);
        const Scalar* b = p.b;
        for (const EntryRange& range : p.entries) {
            const Scalar* a = p.a + range.first;
            for (std::size_t k = 0; k < range.size; ++k, ++a, b += p.b_stride) {
                Lanes<Scalar> b_left, b_right;
                load(b_left, b);
                load(b_right, b + lanes);
                ((left[row] += b_left * a[row * p.a_stride],
                  right[row] += b_right * a[row * p.a_stride]),
                 ...);
            }
        }
        ((store(p.out + row * p.out_stride, left[row]),
          store(p.out + row * p.out_stride + lanes, right[row])),
         ...);
    }
    (std::make_index_sequence<Rows>{});
}

/// All rows of one pair of vectors of columns, eight at a time.
template <class Scalar>
void multiply_rows(ProductOperands<Scalar> p, std::size_t rows)
{
    const auto move_down = [&p](std::size_t count) {
        p.a += count * p.a_stride;
        p.start += count * p.start_stride;
        p.out += count * p.out_stride;
    };
    for (; rows >= 8; rows -= 8, move_down(8))
        multiply_tile<8>(p);
    if (rows >= 4) {
        multiply_tile<4>(p);
        rows -= 4;
        move_down(4);
    }
    if (rows == 3)
        multiply_tile<3>(p);
    else if (rows == 2)
        multiply_tile<2>(p);
    else if (rows == 1)
        multiply_tile<1>(p);
}

/// The whole product with a dense row-major `b`; `columns` is a multiple of two vectors.
template <class Scalar>
void multiply(const ProductOperands<Scalar>& p, std::size_t rows, std::size_t columns)
{
    constexpr std::size_t width = 2 * lane_count<Scalar>;
    assert(columns % width == 0);
    for (std::size_t column = 0; column < columns; column += width) {
        ProductOperands<Scalar> part = p;
        part.b += column;
        part.start += column;
        part.out += column;
        multiply_rows(part, rows);
    }
}

/// A large constant `b`, kept as panels two vectors wide, so that it is read from front to back.
template <class Scalar>
class PackedMatrix {
public:
    PackedMatrix() = default;
    PackedMatrix(std::size_t rows, std::size_t columns)
        : rows_(rows)
        , columns_(round_up(columns, width))
        , values_(rows_ * columns_, Scalar(0))
    {
    }

    std::size_t columns() const { return columns_; }

    void set(std::size_t row, std::size_t column, Scalar value)
    {
        values_[(column / width * rows_ + row) * width + column % width] = value;
    }

    /// `p.b` and `p.b_stride` are not looked at.
    void multiply(const ProductOperands<Scalar>& p, std::size_t rows) const
    {
        for (std::size_t column = 0; column < columns_; column += width) {
            ProductOperands<Scalar> part = p;
            part.b = values_.data() + column * rows_;
            part.b_stride = width;
            part.start += column;
            part.out += column;
            multiply_rows(part, rows);
        }
    }

private:
    static constexpr std::size_t width = 2 * lane_count<Scalar>;

    std::size_t rows_ = 0, columns_ = 0;
    AlignedArray<Scalar> values_;
};

} // namespace etalon
