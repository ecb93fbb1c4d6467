// Products and functions of small blocks that hold one example a lane: what training and every loss
// evaluation spend their time on.
#pragma once

#include "core/experiments/mode_connectivity/mode_network.hpp"

#include <cstdint>

namespace etalon {

/// Examples that pass through the network together.
inline constexpr Eigen::Index mode_panel = 16;

/// Rows of weights and of panels are padded to a multiple of this, whatever the machine.
inline constexpr Eigen::Index mode_padding = 8;

constexpr Eigen::Index mode_padded(Eigen::Index size)
{
    return (size + mode_padding - 1) / mode_padding * mode_padding;
}

/// A register, in Eigen's portable packet arithmetic (fused where the machine can).
using ModePacket = Eigen::internal::packet_traits<double>::type;
inline constexpr int mode_lanes = Eigen::internal::packet_traits<double>::size;
static_assert(mode_padding % mode_lanes == 0 && mode_panel % mode_padding == 0);

inline ModePacket mode_load(const double* from)
{
    return Eigen::internal::ploadu<ModePacket>(from);
}

inline void mode_store(double* to, const ModePacket& packet)
{
    Eigen::internal::pstoreu(to, packet);
}

inline ModePacket mode_all(double value)
{
    return Eigen::internal::pset1<ModePacket>(value);
}

enum class ModeStart { zero, add };

// A panel of activations is (n + 1 rows, padded) × mode_panel, with ones in row n: the biases' input.

/// out (rows, panel) = W in, or += W in: W as in θ, its first `inner` columns.
void mode_multiply(const double* weights, Eigen::Index stride, Eigen::Index rows,
                   Eigen::Index inner, const double* in, double* out,
                   ModeStart start = ModeStart::zero);

/// out (columns, panel) = Wᵀ in for the first columns of W.
void mode_multiply_transposed(const double* weights, Eigen::Index stride, Eigen::Index rows,
                              Eigen::Index columns, const double* in, double* out);

/// gradient (rows, stride) = or += errors (rows, panel) · activationsᵀ, the latter given as
/// (panel, stride); only the first `count` examples.
void mode_accumulate(const double* errors, const double* transposed, Eigen::Index rows,
                     Eigen::Index stride, Eigen::Index count, double* gradient, ModeStart start);

/// to (columns, rows) = from (rows, columns) transposed; both multiples of mode_padding.
void mode_transpose(const double* from, Eigen::Index rows, Eigen::Index columns, double* to);

/// z -> φ(z) for `rows` rows of a panel, in place.
void mode_activate(ModeActivation, double* values, Eigen::Index rows);

/// errors *= φ'(z), given h = φ(z).
void mode_differentiate(ModeActivation, const double* activations, double* errors,
                        Eigen::Index rows);

/// exp(x) for x <= 0, and tanh(x); relative error below 1e-15 or so.
ModePacket mode_exp(const ModePacket& x);
ModePacket mode_tanh(const ModePacket& x);

} // namespace etalon
