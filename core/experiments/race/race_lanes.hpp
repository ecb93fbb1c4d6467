// Products of a fixed matrix with arrays that hold one neuron a lane: what training spends its time
// on.
#pragma once

#include <Eigen/Core>

#include <cstdlib>
#include <vector>

namespace etalon {

/// A register of neurons, in Eigen's portable packet arithmetic (fused where the machine can).
template <class Scalar>
using RacePacket = typename Eigen::internal::packet_traits<Scalar>::type;

template <class Scalar>
inline constexpr int race_lanes = Eigen::internal::unpacket_traits<RacePacket<Scalar>>::size;

// A tile's sums stay in registers: 8 × 3 of 32, or 4 × 3 of 16.
inline constexpr int race_tile_rows = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 8 : 4;
inline constexpr int race_tile_vectors = 3;

template <class Scalar>
using RaceAligned = std::vector<Scalar, Eigen::aligned_allocator<Scalar>>;

inline Eigen::Index race_round_up(Eigen::Index size, Eigen::Index multiple)
{
    return (size + multiple - 1) / multiple * multiple;
}

/// rows × neurons, a row padded with zeros to whole registers. Row i of Z is sample i, of W input i.
template <class Scalar>
class RaceLaneArray {
public:
    RaceLaneArray() = default;
    RaceLaneArray(Eigen::Index rows, Eigen::Index neurons)
        : rows_(rows)
        , neurons_(neurons)
        , stride_(race_round_up(neurons, race_lanes<Scalar>))
        , values_(static_cast<std::size_t>(rows * stride_), Scalar(0))
    {
    }

    Eigen::Index rows() const { return rows_; }
    Eigen::Index neurons() const { return neurons_; }
    Eigen::Index stride() const { return stride_; }
    bool empty() const { return values_.empty(); }
    Scalar* row(Eigen::Index index) { return values_.data() + index * stride_; }
    const Scalar* row(Eigen::Index index) const { return values_.data() + index * stride_; }

    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Stride = Eigen::OuterStride<>;
    /// Without the padding.
    auto matrix()
    {
        return Eigen::Map<Matrix, 0, Stride>(row(0), rows_, neurons_, Stride(stride_));
    }
    auto matrix() const
    {
        return Eigen::Map<const Matrix, 0, Stride>(row(0), rows_, neurons_, Stride(stride_));
    }

private:
    Eigen::Index rows_ = 0, neurons_ = 0, stride_ = 0;
    RaceAligned<Scalar> values_{};
};

/// A matrix that never changes, packed so that a tile's rows lie side by side; rows padded with
/// zeros to whole tiles.
template <class Scalar>
class RacePackedRows {
public:
    RacePackedRows() = default;
    template <class Matrix>
    explicit RacePackedRows(const Matrix& matrix)
        : rows_(matrix.rows())
        , inner_(matrix.cols())
        , values_(static_cast<std::size_t>(padded_rows() * inner_), Scalar(0))
    {
        for (Eigen::Index i = 0; i < rows_; ++i)
            for (Eigen::Index j = 0; j < inner_; ++j)
                values_[static_cast<std::size_t>((i / race_tile_rows * inner_ + j) * race_tile_rows
                                                 + i % race_tile_rows)] =
                    static_cast<Scalar>(matrix(i, j));
    }

    Eigen::Index rows() const { return rows_; }
    Eigen::Index inner() const { return inner_; }
    Eigen::Index padded_rows() const { return race_round_up(rows_, race_tile_rows); }
    /// inner × race_tile_rows, for the tile that begins at this row.
    const Scalar* tile(Eigen::Index first_row) const { return values_.data() + first_row * inner_; }

private:
    Eigen::Index rows_ = 0, inner_ = 0;
    RaceAligned<Scalar> values_{};
};

/// Calls `strip<vectors>(first lane)` for strips of neurons that cover a row.
template <class Scalar, class Strip>
void for_each_race_strip(Eigen::Index stride, Strip&& strip)
{
    constexpr Eigen::Index lanes = race_lanes<Scalar>;
    Eigen::Index lane = 0;
    for (; lane + race_tile_vectors * lanes <= stride; lane += race_tile_vectors * lanes)
        strip.template operator()<race_tile_vectors>(lane);
    if (stride - lane == 2 * lanes)
        strip.template operator()<2>(lane);
    else if (stride - lane == lanes)
        strip.template operator()<1>(lane);
}

/// start + left · right for a strip of neurons from `lane` on: `take(row, values)` gets the registers
/// of each row of the result in turn. No start: 0. `left` has as many columns as `right` has rows.
template <int vectors, class Scalar, class Take>
void multiply_race_strip(const RacePackedRows<Scalar>& left, const RaceLaneArray<Scalar>& right,
                         const RaceLaneArray<Scalar>* start, Eigen::Index lane, Take&& take)
{
    using namespace Eigen::internal;
    using Packet = RacePacket<Scalar>;
    constexpr int rows = race_tile_rows;
    constexpr Eigen::Index lanes = race_lanes<Scalar>;
    const Eigen::Index stride = right.stride(), inner = left.inner();
    for (Eigen::Index first = 0; first < left.padded_rows(); first += rows) {
        Packet sums[rows][vectors];
        for (int s = 0; s < rows; ++s)
            for (int v = 0; v < vectors; ++v)
                sums[s][v] = start && first + s < start->rows()
                    ? pload<Packet>(start->row(first + s) + lane + v * lanes)
                    : pset1<Packet>(Scalar(0));
        const Scalar* from = left.tile(first);
        const Scalar* weights = right.row(0) + lane;
        for (Eigen::Index j = 0; j < inner; ++j, from += rows, weights += stride) {
            Packet weight[vectors];
            for (int v = 0; v < vectors; ++v)
                weight[v] = pload<Packet>(weights + v * lanes);
            for (int s = 0; s < rows; ++s) {
                const Packet value = pset1<Packet>(from[s]);
                for (int v = 0; v < vectors; ++v)
                    sums[s][v] = pmadd(value, weight[v], sums[s][v]);
            }
        }
        const int used = static_cast<int>(std::min<Eigen::Index>(rows, left.rows() - first));
        for (int s = 0; s < rows; ++s)
            if (s < used)
                take(first + s, sums[s]);
    }
}

/// value where gate > 0, else 0.
template <class Packet>
inline Packet race_gated(const Packet& gate, const Packet& value)
{
    using namespace Eigen::internal;
    return pand(pcmp_lt(pzero(gate), gate), value);
}

} // namespace etalon
