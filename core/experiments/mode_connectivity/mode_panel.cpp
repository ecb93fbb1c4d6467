#include "core/experiments/mode_connectivity/mode_panel.hpp"

#include <algorithm>

namespace etalon {
namespace {

using namespace Eigen::internal;
using Eigen::Index;

constexpr int panel_packets = static_cast<int>(mode_panel) / mode_lanes;

// As many sums as stay in registers: 8 × 2 of 32, or 2 × 4 of 16.
constexpr int tile_rows = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 8 : 2;

/// Calls `tile<rows>(first)` for tiles that cover 0 … rows-1.
template <class Tile>
void for_each_tile(Index rows, Tile&& tile)
{
    Index first = 0;
    for (; first + tile_rows <= rows; first += tile_rows)
        tile.template operator()<tile_rows>(first);
    if constexpr (tile_rows > 4)
        for (; first + 4 <= rows; first += 4)
            tile.template operator()<4>(first);
    if constexpr (tile_rows > 2)
        for (; first + 2 <= rows; first += 2)
            tile.template operator()<2>(first);
    for (; first < rows; ++first)
        tile.template operator()<1>(first);
}

/// A tile of sums, `rows` × a panel. The weight of row r and input i is at r·across + i·down.
template <int rows, bool adds>
void multiply_tile(const double* weights, Index across, Index down, Index inner, const double* in,
                   double* out)
{
    ModePacket sums[rows][panel_packets];
    for (int r = 0; r < rows; ++r)
        for (int p = 0; p < panel_packets; ++p)
            sums[r][p] = adds ? mode_load(out + r * mode_panel + p * mode_lanes) : mode_all(0);
    for (Index i = 0; i < inner; ++i, weights += down, in += mode_panel) {
        ModePacket values[panel_packets];
        for (int p = 0; p < panel_packets; ++p)
            values[p] = mode_load(in + p * mode_lanes);
        for (int r = 0; r < rows; ++r) {
            const ModePacket weight = mode_all(weights[r * across]);
            for (int p = 0; p < panel_packets; ++p)
                sums[r][p] = pmadd(weight, values[p], sums[r][p]);
        }
    }
    for (int r = 0; r < rows; ++r)
        for (int p = 0; p < panel_packets; ++p)
            mode_store(out + r * mode_panel + p * mode_lanes, sums[r][p]);
}

/// A tile of the gradient: `rows` neurons × `packets` registers of inputs.
template <int rows, int packets>
void accumulate_tile(const double* errors, const double* transposed, Index stride, Index count,
                     double* gradient, bool adds)
{
    ModePacket sums[rows][packets];
    for (int r = 0; r < rows; ++r)
        for (int p = 0; p < packets; ++p)
            sums[r][p] = adds ? mode_load(gradient + r * stride + p * mode_lanes) : mode_all(0);
    for (Index example = 0; example < count; ++example, transposed += stride) {
        ModePacket values[packets];
        for (int p = 0; p < packets; ++p)
            values[p] = mode_load(transposed + p * mode_lanes);
        for (int r = 0; r < rows; ++r) {
            const ModePacket error = mode_all(errors[r * mode_panel + example]);
            for (int p = 0; p < packets; ++p)
                sums[r][p] = pmadd(error, values[p], sums[r][p]);
        }
    }
    for (int r = 0; r < rows; ++r)
        for (int p = 0; p < packets; ++p)
            mode_store(gradient + r * stride + p * mode_lanes, sums[r][p]);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes" // alignment, which a block keeps anyway

/// A block of as many rows as a register has lanes.
void transpose_block(const double* from, Index from_stride, double* to, Index to_stride)
{
    PacketBlock<ModePacket, mode_lanes> block;
    for (int i = 0; i < mode_lanes; ++i)
        block.packet[i] = mode_load(from + i * from_stride);
    ptranspose(block);
    for (int i = 0; i < mode_lanes; ++i)
        mode_store(to + i * to_stride, block.packet[i]);
}

#pragma GCC diagnostic pop

/// 2^n and e^r - 1 with x = n ln 2 + r, |r| <= ln 2 / 2; |x| below 700.
struct SplitExponential {
    ModePacket power, rest;
};

SplitExponential split_exponential(const ModePacket& x)
{
    using Bits [[gnu::vector_size(sizeof(ModePacket))]] = std::uint64_t;
    // Added to a small number, its low bits become the nearest whole number.
    constexpr double rounder = 0x1.8p52;
    const ModePacket shifted = pmadd(x, mode_all(1.4426950408889634), mode_all(rounder));
    const ModePacket whole = psub(shifted, mode_all(rounder));
    ModePacket r =
        pmadd(whole, mode_all(-0x1.62e42feep-1), x); // ln 2 in two parts, the first short
    r = pmadd(whole, mode_all(-0x1.a39ef35793c76p-33), r);
    // Taylor to r^13: what is left is below 1e-17 of the sum.
    constexpr double factorials[] = {6227020800, 479001600, 39916800, 3628800, 362880, 40320,
                                     5040,       720,       120,      24,      6,      2};
    ModePacket sum = mode_all(1 / factorials[0]);
    for (std::size_t i = 1; i < std::size(factorials); ++i)
        sum = pmadd(sum, r, mode_all(1 / factorials[i]));
    const ModePacket rest = pmadd(pmul(sum, r), r, r);
    const Bits exponent = ((Bits)shifted + 1023) << 52;
    return {(ModePacket)exponent, rest};
}

} // namespace

void mode_multiply(const double* weights, Index stride, Index rows, Index inner, const double* in,
                   double* out, ModeStart start)
{
    for_each_tile(rows, [&]<int tile>(Index first) {
        if (start == ModeStart::add)
            multiply_tile<tile, true>(weights + first * stride, stride, 1, inner, in,
                                      out + first * mode_panel);
        else
            multiply_tile<tile, false>(weights + first * stride, stride, 1, inner, in,
                                       out + first * mode_panel);
    });
}

void mode_multiply_transposed(const double* weights, Index stride, Index rows, Index columns,
                              const double* in, double* out)
{
    for_each_tile(columns, [&]<int tile>(Index first) {
        multiply_tile<tile, false>(weights + first, 1, stride, rows, in, out + first * mode_panel);
    });
}

void mode_accumulate(const double* errors, const double* transposed, Index rows, Index stride,
                     Index count, double* gradient, ModeStart start)
{
    const bool adds = start == ModeStart::add;
    for_each_tile(rows, [&]<int tile>(Index first) {
        Index column = 0;
        const auto strip = [&]<int packets>() {
            accumulate_tile<tile, packets>(errors + first * mode_panel, transposed + column, stride,
                                           count, gradient + first * stride + column, adds);
            column += packets * mode_lanes;
        };
        while (column + 2 * mode_lanes <= stride)
            strip.template operator()<2>();
        while (column < stride)
            strip.template operator()<1>();
    });
}

void mode_transpose(const double* from, Index rows, Index columns, double* to)
{
    for (Index row = 0; row < rows; row += mode_lanes)
        for (Index column = 0; column < columns; column += mode_lanes)
            transpose_block(from + row * columns + column, columns, to + column * rows + row, rows);
}

ModePacket mode_exp(const ModePacket& x)
{
    const auto [power, rest] = split_exponential(pmax(x, mode_all(-700)));
    return pmadd(power, rest, power);
}

/// u/(u + 2) with u = e^{2|x|} - 1, which is exact also for small x; the sign comes last.
ModePacket mode_tanh(const ModePacket& x)
{
    const ModePacket size = pmin(pabs(x), mode_all(20)); // there it is 1 to the last bit
    const auto [power, rest] = split_exponential(padd(size, size));
    const ModePacket u = padd(pmul(power, rest), psub(power, mode_all(1)));
    const ModePacket result = pdiv(u, padd(u, mode_all(2)));
    return por(result, pand(x, mode_all(-0.0)));
}

void mode_activate(ModeActivation activation, double* values, Index rows)
{
    const Index size = rows * mode_panel;
    if (activation == ModeActivation::relu)
        for (Index i = 0; i < size; i += mode_lanes)
            mode_store(values + i, pmax(mode_load(values + i), mode_all(0)));
    else
        for (Index i = 0; i < size; i += mode_lanes)
            mode_store(values + i, mode_tanh(mode_load(values + i)));
}

void mode_differentiate(ModeActivation activation, const double* activations, double* errors,
                        Index rows)
{
    const Index size = rows * mode_panel;
    for (Index i = 0; i < size; i += mode_lanes) {
        const ModePacket h = mode_load(activations + i), error = mode_load(errors + i);
        const ModePacket result = activation == ModeActivation::relu
            ? pand(pcmp_lt(mode_all(0), h), error)
            : pmul(error, psub(mode_all(1), pmul(h, h)));
        mode_store(errors + i, result);
    }
}

} // namespace etalon
