#include "core/experiments/linear_scope/scope_layers.hpp"

#include <cstring>

namespace etalon {
namespace {

std::ptrdiff_t whole(std::size_t value)
{
    return static_cast<std::ptrdiff_t>(value);
}

/// ceil(a / b) of a possibly negative a.
std::ptrdiff_t divided_up(std::ptrdiff_t a, std::ptrdiff_t b)
{
    return a >= 0 ? (a + b - 1) / b : -(-a / b);
}

struct Range {
    std::size_t from = 0, to = 0;
};

Range clipped(std::ptrdiff_t from, std::ptrdiff_t to, std::size_t extent)
{
    from = std::max<std::ptrdiff_t>(from, 0);
    to = std::min(to, whole(extent));
    return from < to ? Range{static_cast<std::size_t>(from), static_cast<std::size_t>(to)}
                     : Range{};
}

ScopeWindow window_of(const Range& rows, const Range& columns)
{
    return rows.from < rows.to && columns.from < columns.to
        ? ScopeWindow{rows.from, columns.from, rows.to, columns.to}
        : ScopeWindow{};
}

/// Outputs that see the inputs from … to-1.
Range seen(const ScopeLayer& layer, std::size_t from, std::size_t to, std::size_t outputs)
{
    const auto k = whole(layer.kernel), s = whole(layer.stride), p = whole(layer.padding);
    const std::ptrdiff_t last = whole(to) - 1 + p;
    return clipped(divided_up(whole(from) + p - k + 1, s), last < 0 ? 0 : last / s + 1, outputs);
}

/// Inputs that the outputs from … to-1 see.
Range seeing(const ScopeLayer& layer, std::size_t from, std::size_t to, std::size_t inputs)
{
    const auto k = whole(layer.kernel), s = whole(layer.stride), p = whole(layer.padding);
    return clipped(whole(from) * s - p, (whole(to) - 1) * s - p + k, inputs);
}

template <class Scalar>
void add_scaled(Scalar* to, const Scalar* from, Scalar factor)
{
    for (std::size_t lane = 0; lane < scope_lanes<Scalar>; ++lane)
        to[lane] += factor * from[lane];
}

template <class Scalar>
void assign(Scalar* to, const Scalar* from, Scalar factor = 1)
{
    for (std::size_t lane = 0; lane < scope_lanes<Scalar>; ++lane)
        to[lane] = factor * from[lane];
}

template <class Scalar>
void clear(Scalar* to)
{
    std::fill_n(to, scope_lanes<Scalar>, Scalar(0));
}

/// Calls `use(c, i, j)` for every place of the window.
template <class Scalar, class Use>
void for_each_place(const ScopePlanes<Scalar>& planes, Use&& use)
{
    for (std::size_t c = 0; c < planes.shape.channels; ++c)
        for (std::size_t i = planes.window.top; i < planes.window.bottom; ++i)
            for (std::size_t j = planes.window.left; j < planes.window.right; ++j)
                use(c, i, j);
}

// ---- Convolution

template <class Scalar>
ScopeTarget<Scalar> target_of(ScopePlanes<Scalar>& planes)
{
    return {planes.at(0, planes.window.top, planes.window.left), planes.row(), planes.plane()};
}

template <class Scalar>
void convolve(const ScopeLayer& layer, const ScopeLinear<Scalar>& linear, bool with_bias,
              const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out, ScopeLanes<Scalar>& buffer)
{
    const ScopeWindow& w = in.window;
    const ScopeWindow window = with_bias ? whole_window(layer.out)
                                         : window_of(seen(layer, w.top, w.bottom, layer.out.height),
                                                     seen(layer, w.left, w.right, layer.out.width));
    out.resize(layer.out, window);
    if (window.is_empty())
        return;
    const std::size_t s = layer.stride, k = layer.kernel;
    const auto patch =
        cut_out(in, whole(window.top * s) - whole(layer.padding),
                whole(window.left * s) - whole(layer.padding), (window.rows() - 1) * s + k,
                (window.columns() - 1) * s + k, 1, buffer);
    correlate<Scalar>(patch, linear.filters,
                      with_bias ? std::span<const Scalar>(linear.bias) : std::span<const Scalar>(),
                      s, target_of(out), window.rows(), window.columns());
}

template <class Scalar>
void convolve_transposed(const ScopeLayer& layer, const ScopeLinear<Scalar>& linear,
                         const ScopePlanes<Scalar>& out, ScopePlanes<Scalar>& in,
                         ScopeLanes<Scalar>& buffer)
{
    const ScopeWindow& w = out.window;
    const ScopeWindow window = window_of(seeing(layer, w.top, w.bottom, layer.in.height),
                                         seeing(layer, w.left, w.right, layer.in.width));
    in.resize(layer.in, window);
    if (window.is_empty())
        return;
    // in[i] = sum over u of W'[u] g(i + u - (k - 1 - p)), g with stride-1 zeros between its numbers.
    const auto shift = whole(layer.kernel) - 1 - whole(layer.padding);
    const auto patch = cut_out(out, whole(window.top) - shift, whole(window.left) - shift,
                               window.rows() + layer.kernel - 1,
                               window.columns() + layer.kernel - 1, layer.stride, buffer);
    correlate<Scalar>(patch, linear.transposed, {}, 1, target_of(in), window.rows(),
                      window.columns());
}

template <class Scalar>
void multiply(const ScopeFilters<Scalar>& matrix, std::span<const Scalar> bias,
              const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out, const ScopeShape& shape)
{
    out.resize(shape, {0, 0, 1, 1});
    const ScopePatch<Scalar> from{in.values.data(), in.row(), in.plane()};
    correlate<Scalar>(from, matrix, bias, 1, target_of(out), 1, 1);
}

// ---- Pooling and shuffling

template <class Scalar>
void average(const ScopeLayer& layer, const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out)
{
    const std::size_t size = layer.kernel;
    const ScopeWindow& w = in.window;
    const auto up = [size](std::size_t value) { return (value + size - 1) / size; };
    out.resize(layer.out, {w.top / size, w.left / size, up(w.bottom), up(w.right)});
    const Scalar share = Scalar(1) / static_cast<Scalar>(size * size);
    for_each_place(out, [&](std::size_t c, std::size_t i, std::size_t j) {
        Scalar* to = out.at(c, i, j);
        clear(to);
        for (std::size_t a = i * size; a < (i + 1) * size; ++a)
            for (std::size_t b = j * size; b < (j + 1) * size; ++b)
                if (in.has(a, b))
                    add_scaled(to, in.at(c, a, b), Scalar(1));
        assign(to, to, share);
    });
}

template <class Scalar>
void average_transposed(const ScopeLayer& layer, const ScopePlanes<Scalar>& out,
                        ScopePlanes<Scalar>& in)
{
    const std::size_t size = layer.kernel;
    const ScopeWindow& w = out.window;
    in.resize(layer.in, {w.top * size, w.left * size, w.bottom * size, w.right * size});
    const Scalar share = Scalar(1) / static_cast<Scalar>(size * size);
    for_each_place(in, [&](std::size_t c, std::size_t i, std::size_t j) {
        assign(in.at(c, i, j), out.at(c, i / size, j / size), share);
    });
}

template <class Scalar>
void reshape(const ScopePlanes<Scalar>& from, const ScopeShape& shape, ScopePlanes<Scalar>& to)
{
    to = from;
    to.fill_up();
    to.shape = shape;
    to.window = whole_window(shape);
}

template <class Scalar>
void mean_of_pixels(const ScopeLayer& layer, const ScopePlanes<Scalar>& in,
                    ScopePlanes<Scalar>& out)
{
    out.resize(layer.out, {0, 0, 1, 1});
    const Scalar share = Scalar(1) / static_cast<Scalar>(layer.in.height * layer.in.width);
    for (std::size_t c = 0; c < layer.in.channels; ++c)
        clear(out.at(c, 0, 0));
    for_each_place(in, [&](std::size_t c, std::size_t i, std::size_t j) {
        add_scaled(out.at(c, 0, 0), in.at(c, i, j), Scalar(1));
    });
    for (std::size_t c = 0; c < layer.in.channels; ++c)
        assign(out.at(c, 0, 0), out.at(c, 0, 0), share);
}

template <class Scalar>
void mean_transposed(const ScopeLayer& layer, const ScopePlanes<Scalar>& out,
                     ScopePlanes<Scalar>& in)
{
    in.resize(layer.in, whole_window(layer.in));
    const Scalar share = Scalar(1) / static_cast<Scalar>(layer.in.height * layer.in.width);
    for_each_place(in, [&](std::size_t c, std::size_t i, std::size_t j) {
        assign(in.at(c, i, j), out.at(c, 0, 0), share);
    });
}

template <class Scalar>
void shuffle(const ScopeLayer& layer, const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out)
{
    const ScopeWindow& w = in.window;
    out.resize(layer.out, {2 * w.top, 2 * w.left, 2 * w.bottom, 2 * w.right});
    for_each_place(out, [&](std::size_t c, std::size_t i, std::size_t j) {
        assign(out.at(c, i, j), in.at(4 * c + 2 * (i % 2) + j % 2, i / 2, j / 2));
    });
}

template <class Scalar>
void shuffle_transposed(const ScopeLayer& layer, const ScopePlanes<Scalar>& out,
                        ScopePlanes<Scalar>& in)
{
    const ScopeWindow& w = out.window;
    in.resize(layer.in, {w.top / 2, w.left / 2, (w.bottom + 1) / 2, (w.right + 1) / 2});
    for_each_place(in, [&](std::size_t c, std::size_t i, std::size_t j) {
        const std::size_t row = 2 * i + c % 4 / 2, column = 2 * j + c % 2;
        if (out.has(row, column))
            assign(in.at(c, i, j), out.at(c / 4, row, column));
        else
            clear(in.at(c, i, j));
    });
}

} // namespace

template <class Scalar>
void ScopePlanes<Scalar>::grow(const ScopeWindow& around)
{
    if (around == window)
        return;
    for (std::size_t c = 0; c < shape.channels; ++c)
        for (std::size_t i = around.top; i < around.bottom; ++i)
            for (std::size_t j = around.left; j < around.right; ++j)
                if (!has(i, j))
                    clear(at(c, i, j));
    window = around;
}

template <class Scalar>
void ScopePlanes<Scalar>::crop()
{
    ScopeWindow filled;
    for_each_place(*this, [&](std::size_t c, std::size_t i, std::size_t j) {
        const Scalar* const lanes = at(c, i, j);
        if (std::any_of(lanes, lanes + scope_lanes<Scalar>, [](Scalar x) { return x != 0; }))
            filled = hull(filled, {i, j, i + 1, j + 1});
    });
    window = filled.is_empty() ? ScopeWindow{0, 0, 1, 1} : filled; // all 0: one of them will do
}

template <class Scalar>
void add_planes(ScopePlanes<Scalar>& to, const ScopePlanes<Scalar>& from)
{
    to.grow(hull(to.window, from.window));
    for_each_place(from, [&](std::size_t c, std::size_t i, std::size_t j) {
        add_scaled(to.at(c, i, j), from.at(c, i, j), Scalar(1));
    });
}

template <class Scalar>
ScopePatch<Scalar> cut_out(const ScopePlanes<Scalar>& planes, std::ptrdiff_t top,
                           std::ptrdiff_t left, std::size_t rows, std::size_t columns,
                           std::size_t step, ScopeLanes<Scalar>& buffer)
{
    constexpr std::size_t lanes = scope_lanes<Scalar>;
    const std::size_t row = columns * lanes, plane = rows * row;
    buffer.resize(planes.shape.channels * plane);
    const ScopeWindow& w = planes.window;
    const auto s = whole(step);
    // Places of the window's numbers in the rectangle.
    const Range inner_rows =
        clipped(whole(w.top) * s - top, (whole(w.bottom) - 1) * s - top + 1, rows);
    const Range inner =
        clipped(whole(w.left) * s - left, (whole(w.right) - 1) * s - left + 1, columns);
    for (std::size_t c = 0; c < planes.shape.channels; ++c)
        for (std::size_t r = 0; r < rows; ++r) {
            Scalar* to = buffer.data() + c * plane + r * row;
            const std::ptrdiff_t i = whole(r) + top;
            if (r < inner_rows.from || r >= inner_rows.to || i % s != 0 || inner.to == 0) {
                std::fill_n(to, row, Scalar(0));
                continue;
            }
            const auto source_row = static_cast<std::size_t>(i / s);
            if (step == 1) {
                std::fill_n(to, inner.from * lanes, Scalar(0));
                const auto first = static_cast<std::size_t>(whole(inner.from) + left);
                std::memcpy(to + inner.from * lanes, planes.at(c, source_row, first),
                            (inner.to - inner.from) * lanes * sizeof(Scalar));
                std::fill_n(to + inner.to * lanes, (columns - inner.to) * lanes, Scalar(0));
                continue;
            }
            std::fill_n(to, row, Scalar(0));
            for (std::size_t q = inner.from; q < inner.to; ++q)
                if (const std::ptrdiff_t j = whole(q) + left; j % s == 0)
                    assign(to + q * lanes,
                           planes.at(c, source_row, static_cast<std::size_t>(j / s)));
        }
    return {buffer.data(), row, plane};
}

bool is_linear(ScopeLayerType type)
{
    using enum ScopeLayerType;
    return type == conv || type == dense || type == avg || type == flatten || type == gap
        || type == ScopeLayerType::shuffle;
}

template <class Scalar>
void apply_linear(const ScopeLayer& layer, const ScopeLinear<Scalar>& linear, bool with_bias,
                  const ScopePlanes<Scalar>& in, ScopePlanes<Scalar>& out,
                  ScopeLanes<Scalar>& buffer)
{
    switch (layer.type) {
    case ScopeLayerType::conv:
        return convolve(layer, linear, with_bias, in, out, buffer);
    case ScopeLayerType::dense:
        return multiply<Scalar>(linear.filters,
                                with_bias ? std::span<const Scalar>(linear.bias)
                                          : std::span<const Scalar>(),
                                in, out, layer.out);
    case ScopeLayerType::avg:
        return average(layer, in, out);
    case ScopeLayerType::flatten:
        return reshape(in, layer.out, out);
    case ScopeLayerType::gap:
        return mean_of_pixels(layer, in, out);
    case ScopeLayerType::shuffle:
        return shuffle(layer, in, out);
    default:
        assert(false);
    }
}

template <class Scalar>
void apply_transposed(const ScopeLayer& layer, const ScopeLinear<Scalar>& linear,
                      const ScopePlanes<Scalar>& out, ScopePlanes<Scalar>& in,
                      ScopeLanes<Scalar>& buffer)
{
    switch (layer.type) {
    case ScopeLayerType::conv:
        return convolve_transposed(layer, linear, out, in, buffer);
    case ScopeLayerType::dense:
        return multiply<Scalar>(linear.transposed, {}, out, in, layer.in);
    case ScopeLayerType::avg:
        return average_transposed(layer, out, in);
    case ScopeLayerType::flatten:
        return reshape(out, layer.in, in);
    case ScopeLayerType::gap:
        return mean_transposed(layer, out, in);
    case ScopeLayerType::shuffle:
        return shuffle_transposed(layer, out, in);
    default:
        assert(false);
    }
}

template struct ScopePlanes<double>;
template struct ScopePlanes<float>;
template void add_planes(ScopePlanes<double>&, const ScopePlanes<double>&);
template void add_planes(ScopePlanes<float>&, const ScopePlanes<float>&);
template ScopePatch<double> cut_out(const ScopePlanes<double>&, std::ptrdiff_t, std::ptrdiff_t,
                                    std::size_t, std::size_t, std::size_t, ScopeLanes<double>&);
template ScopePatch<float> cut_out(const ScopePlanes<float>&, std::ptrdiff_t, std::ptrdiff_t,
                                   std::size_t, std::size_t, std::size_t, ScopeLanes<float>&);
template void apply_linear(const ScopeLayer&, const ScopeLinear<double>&, bool,
                           const ScopePlanes<double>&, ScopePlanes<double>&, ScopeLanes<double>&);
template void apply_linear(const ScopeLayer&, const ScopeLinear<float>&, bool,
                           const ScopePlanes<float>&, ScopePlanes<float>&, ScopeLanes<float>&);
template void apply_transposed(const ScopeLayer&, const ScopeLinear<double>&,
                               const ScopePlanes<double>&, ScopePlanes<double>&,
                               ScopeLanes<double>&);
template void apply_transposed(const ScopeLayer&, const ScopeLinear<float>&,
                               const ScopePlanes<float>&, ScopePlanes<float>&, ScopeLanes<float>&);

} // namespace etalon
