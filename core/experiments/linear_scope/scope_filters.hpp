// Convolution of several images at once: the sums of section 2, a register a pixel.
#pragma once

#include "core/experiments/linear_scope/scope_lanes.hpp"

#include <array>
#include <cassert>
#include <span>

namespace etalon {

/// The filters of one layer, packed in the order in which `correlate` reads them: blocks of four,
/// two or one outputs, in a block (input, row, column, output).
template <class Scalar>
class ScopeFilters {
public:
    ScopeFilters() = default;
    /// `weight(o, c, u, v)` of every tap.
    template <class Weight>
    ScopeFilters(std::size_t outputs, std::size_t inputs, std::size_t kernel, Weight&& weight)
        : outputs_(outputs)
        , inputs_(inputs)
        , kernel_(kernel)
    {
        fill(weight);
    }

    std::size_t outputs() const { return outputs_; }
    std::size_t inputs() const { return inputs_; }
    std::size_t kernel() const { return kernel_; }
    /// Outputs computed together from this one on.
    std::size_t block(std::size_t output) const
    {
        const std::size_t left = outputs_ - output;
        return left >= 4 ? 4 : left >= 2 ? 2 : 1;
    }
    const Scalar* data(std::size_t output) const
    {
        return values_.data() + output * inputs_ * kernel_ * kernel_;
    }

    template <class Weight>
    void fill(Weight&& weight)
    {
        values_.resize(outputs_ * inputs_ * kernel_ * kernel_);
        Scalar* to = values_.data();
        for (std::size_t first = 0; first < outputs_; first += block(first))
            for (std::size_t c = 0; c < inputs_; ++c)
                for (std::size_t u = 0; u < kernel_; ++u)
                    for (std::size_t v = 0; v < kernel_; ++v)
                        for (std::size_t o = first; o < first + block(first); ++o)
                            *to++ = static_cast<Scalar>(weight(o, c, u, v));
    }

private:
    std::size_t outputs_ = 0, inputs_ = 0, kernel_ = 1;
    std::vector<Scalar> values_{};
};

/// A block of every input channel, with its zeros around it: where `correlate` reads.
template <class Scalar>
struct ScopePatch {
    const Scalar* data = nullptr;   // lanes of (channel, row, column)
    std::size_t row = 0, plane = 0; // strides, in numbers
};

/// Where `correlate` writes: `data` is channel 0 at the window's top left.
template <class Scalar>
struct ScopeTarget {
    Scalar* data = nullptr;
    std::size_t row = 0, plane = 0;
};

/// One row of `columns` outputs of a block of filters.
template <int outputs, int columns, class Scalar>
inline void correlate_tile(const ScopePatch<Scalar>& from, std::size_t inputs, std::size_t kernel,
                           std::size_t stride, const Scalar* weight, const Scalar* bias, Scalar* to,
                           std::size_t plane)
{
    using namespace Eigen::internal;
    using Packet = ScopePacket<Scalar>;
    constexpr std::size_t lanes = scope_lanes<Scalar>;
    Packet sums[outputs][columns];
    for (int o = 0; o < outputs; ++o)
        for (int j = 0; j < columns; ++j)
            sums[o][j] = pset1<Packet>(bias ? bias[o] : Scalar(0));
    for (std::size_t c = 0; c < inputs; ++c)
        for (std::size_t u = 0; u < kernel; ++u) {
            const Scalar* x = from.data + c * from.plane + u * from.row;
            for (std::size_t v = 0; v < kernel; ++v, x += lanes, weight += outputs) {
                Packet pixels[columns];
                for (int j = 0; j < columns; ++j)
                    pixels[j] = pload<Packet>(x + static_cast<std::size_t>(j) * stride * lanes);
                for (int o = 0; o < outputs; ++o) {
                    const Packet tap = pset1<Packet>(weight[o]);
                    for (int j = 0; j < columns; ++j)
                        sums[o][j] = pmadd(tap, pixels[j], sums[o][j]);
                }
            }
        }
    for (int o = 0; o < outputs; ++o)
        for (int j = 0; j < columns; ++j)
            pstore(to + static_cast<std::size_t>(o) * plane + static_cast<std::size_t>(j) * lanes,
                   sums[o][j]);
}

/// All columns of one row.
template <int outputs, class Scalar>
void correlate_row(ScopePatch<Scalar> from, std::size_t inputs, std::size_t kernel,
                   std::size_t stride, const Scalar* weight, const Scalar* bias, Scalar* to,
                   std::size_t plane, std::size_t columns)
{
    constexpr std::size_t lanes = scope_lanes<Scalar>;
    const auto take = [&]<int count>() {
        correlate_tile<outputs, count>(from, inputs, kernel, stride, weight, bias, to, plane);
        from.data += count * stride * lanes;
        to += count * lanes;
    };
    constexpr int most = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 4 : 2;
    if constexpr (outputs == 1)
        for (; columns >= 8; columns -= 8)
            take.template operator()<8>();
    for (; columns >= most; columns -= most)
        take.template operator()<most>();
    if constexpr (most > 2)
        if (columns >= 2) {
            take.template operator()<2>();
            columns -= 2;
        }
    if (columns == 1)
        take.template operator()<1>();
}

/// y[o,i,j] = bias[o] + sum over c, u, v of W[o,c,u,v] x[c, stride i + u, stride j + v] for `rows` ×
/// `columns` outputs of every filter; no bias: 0.
template <class Scalar>
void correlate(const ScopePatch<Scalar>& from, const ScopeFilters<Scalar>& filters,
               std::span<const Scalar> bias, std::size_t stride, const ScopeTarget<Scalar>& to,
               std::size_t rows, std::size_t columns)
{
    for (std::size_t first = 0; first < filters.outputs(); first += filters.block(first)) {
        const Scalar* weight = filters.data(first);
        const Scalar* start = bias.empty() ? nullptr : bias.data() + first;
        for (std::size_t i = 0; i < rows; ++i) {
            const ScopePatch<Scalar> row{from.data + i * stride * from.row, from.row, from.plane};
            Scalar* target = to.data + first * to.plane + i * to.row;
            const auto run = [&]<int outputs>() {
                correlate_row<outputs>(row, filters.inputs(), filters.kernel(), stride, weight,
                                       start, target, to.plane, columns);
            };
            switch (filters.block(first)) {
            case 4:
                run.template operator()<4>();
                break;
            case 2:
                run.template operator()<2>();
                break;
            default:
                run.template operator()<1>();
            }
        }
    }
}

/// In a fixed order.
template <class Scalar>
inline Scalar sum_of_lanes(const ScopePacket<Scalar>& packet)
{
    alignas(64) Scalar parts[scope_lanes<Scalar>];
    Eigen::internal::pstore(parts, packet);
    for (std::size_t half = scope_lanes<Scalar> / 2; half > 0; half /= 2)
        for (std::size_t i = 0; i < half; ++i)
            parts[i] += parts[i + half];
    return parts[0];
}

/// The gradient of up to four filters' taps in one row of the kernel, over all images and pixels:
/// gradient[o][v] += sum over i, j, lanes of g[o,i,j] x[i, j + v].
template <int outputs, int kernel, class Scalar>
void add_tap_gradients(const ScopePatch<Scalar>& x, const ScopePatch<Scalar>& g, std::size_t rows,
                       std::size_t columns, Scalar* gradient, std::size_t stride)
{
    using namespace Eigen::internal;
    using Packet = ScopePacket<Scalar>;
    constexpr std::size_t lanes = scope_lanes<Scalar>;
    Packet sums[outputs][kernel];
    for (int o = 0; o < outputs; ++o)
        for (int v = 0; v < kernel; ++v)
            sums[o][v] = pset1<Packet>(Scalar(0));
    for (std::size_t i = 0; i < rows; ++i) {
        const Scalar* pixel = x.data + i * x.row;
        const Scalar* error = g.data + i * g.row;
        for (std::size_t j = 0; j < columns; ++j, pixel += lanes, error += lanes) {
            Packet pixels[kernel];
            for (int v = 0; v < kernel; ++v)
                pixels[v] = pload<Packet>(pixel + static_cast<std::size_t>(v) * lanes);
            for (int o = 0; o < outputs; ++o) {
                const Packet e = pload<Packet>(error + static_cast<std::size_t>(o) * g.plane);
                for (int v = 0; v < kernel; ++v)
                    sums[o][v] = pmadd(e, pixels[v], sums[o][v]);
            }
        }
    }
    for (int o = 0; o < outputs; ++o)
        for (int v = 0; v < kernel; ++v)
            gradient[static_cast<std::size_t>(o) * stride + static_cast<std::size_t>(v)] +=
                sum_of_lanes<Scalar>(sums[o][v]);
}

/// dW[o,c,u,v] += sum over pixels and lanes of g[o,i,j] x[c, i + u, j + v], stride 1; `gradient` is
/// laid out as W. Kernels of 1, 3, 5 and 7.
template <class Scalar>
void add_filter_gradients(const ScopePatch<Scalar>& x, const ScopePatch<Scalar>& g,
                          std::size_t outputs, std::size_t inputs, std::size_t kernel,
                          std::size_t rows, std::size_t columns, Scalar* gradient)
{
    const std::size_t filter = inputs * kernel * kernel;
    const auto run = [&]<int width>() {
        constexpr std::size_t most =
            EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? (width == 7 ? 3 : 4) : 2;
        for (std::size_t o = 0; o < outputs;) {
            const std::size_t count = outputs - o >= most ? most : 1;
            const ScopePatch<Scalar> errors{g.data + o * g.plane, g.row, g.plane};
            for (std::size_t c = 0; c < inputs; ++c)
                for (std::size_t u = 0; u < kernel; ++u) {
                    const ScopePatch<Scalar> pixels{x.data + c * x.plane + u * x.row, x.row,
                                                    x.plane};
                    Scalar* to = gradient + o * filter + (c * kernel + u) * kernel;
                    if (count == most)
                        add_tap_gradients<static_cast<int>(most), width>(pixels, errors, rows,
                                                                         columns, to, filter);
                    else
                        add_tap_gradients<1, width>(pixels, errors, rows, columns, to, filter);
                }
            o += count;
        }
    };
    switch (kernel) {
    case 1:
        return run.template operator()<1>();
    case 3:
        return run.template operator()<3>();
    case 5:
        return run.template operator()<5>();
    case 7:
        return run.template operator()<7>();
    default:
        assert(false);
    }
}

} // namespace etalon
