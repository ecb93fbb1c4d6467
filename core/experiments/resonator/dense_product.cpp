#include "core/experiments/resonator/dense_product.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

namespace etalon {
namespace {

// A tile of `tile_rows` rows and `tile_vectors` vectors is summed in registers. Where the machine
// fuses multiplication and addition, so do we: it nearly doubles the speed.
#if defined(__AVX512F__)
using Vector [[gnu::vector_size(64)]] = double;
constexpr std::size_t tile_rows = 8, tile_vectors = 3;
void add_product(Vector& sum, const Vector& b, double a)
{
    sum = _mm512_fmadd_pd(_mm512_set1_pd(a), b, sum);
}
#elif defined(__AVX2__) && defined(__FMA__)
using Vector [[gnu::vector_size(32)]] = double;
constexpr std::size_t tile_rows = 4, tile_vectors = 3;
void add_product(Vector& sum, const Vector& b, double a)
{
    sum = _mm256_fmadd_pd(_mm256_set1_pd(a), b, sum);
}
#else
using Vector [[gnu::vector_size(16)]] = double;
constexpr std::size_t tile_rows = 4, tile_vectors = 2;
void add_product(Vector& sum, const Vector& b, double a)
{
    sum += b * a;
}
#endif

constexpr std::size_t lanes = sizeof(Vector) / sizeof(double);
static_assert(dense_padding % lanes == 0);

// Longer sums are cut, so that the part of `b` in use stays in the first-level cache.
constexpr std::size_t longest_run = 128;

template <std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline void multiply_tile(const DenseProduct& p, std::size_t row,
                                                 std::size_t column, std::size_t first,
                                                 std::size_t last)
{
    Vector sums[Rows][Vectors];
    double* out = p.out + row * p.out_row + column;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 3
        for (std::size_t j = 0; j < Vectors; ++j)
            if (first > 0)
                std::memcpy(&sums[i][j], out + i * p.out_row + j * lanes, sizeof(Vector));
            else if (p.start)
                std::memcpy(&sums[i][j], p.start + column + j * lanes, sizeof(Vector));
            else
                sums[i][j] = Vector{};
    const double* a = p.a + row * p.a_row + first * p.a_column;
    const double* b = p.b + first * p.b_row + column;
    for (std::size_t k = first; k < last; ++k, a += p.a_column, b += p.b_row) {
        Vector right[Vectors];
#pragma GCC unroll 3
        for (std::size_t j = 0; j < Vectors; ++j)
            std::memcpy(&right[j], b + j * lanes, sizeof(Vector));
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 3
            for (std::size_t j = 0; j < Vectors; ++j)
                add_product(sums[i][j], right[j], a[i * p.a_row]);
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 3
        for (std::size_t j = 0; j < Vectors; ++j)
            std::memcpy(out + i * p.out_row + j * lanes, &sums[i][j], sizeof(Vector));
}

template <std::size_t Vectors>
void multiply_panel(const DenseProduct& p, std::size_t column, std::size_t first, std::size_t last)
{
    std::size_t row = 0;
    for (; row + tile_rows <= p.rows; row += tile_rows)
        multiply_tile<tile_rows, Vectors>(p, row, column, first, last);
    for (; row < p.rows; ++row)
        multiply_tile<1, Vectors>(p, row, column, first, last);
}

} // namespace

void multiply(const DenseProduct& p)
{
    assert(p.columns % dense_padding == 0);
    const std::size_t runs = std::max<std::size_t>(1, (p.depth + longest_run - 1) / longest_run);
    const std::size_t length = (p.depth + runs - 1) / runs;
    std::size_t first = 0;
    do {
        const std::size_t last = std::min(first + length, p.depth);
        std::size_t column = 0;
        for (; column + tile_vectors * lanes <= p.columns; column += tile_vectors * lanes)
            multiply_panel<tile_vectors>(p, column, first, last);
        for (; column < p.columns; column += lanes)
            multiply_panel<1>(p, column, first, last);
        first = last;
    } while (first < p.depth);
}

} // namespace etalon
