#include "core/experiments/linear_scope/scope_pass.hpp"

#include "core/experiments/linear_scope/scope.hpp"

namespace etalon {
namespace {

constexpr std::size_t lanes = scope_lanes<double>;

std::size_t size(Eigen::Index value)
{
    return static_cast<std::size_t>(value);
}

/// to[(i, j)] = sum over a, b of rows[i, a] columns[j, b] from[(a, b)] of every channel.
void interpolate(const ScopeMatrix& rows, const ScopeMatrix& columns, const ScopeValues& from,
                 ScopeValues& to)
{
    ScopeValues middle;
    const auto weigh = [](double factor, const double* x, double* y) {
        if (factor != 0)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                y[lane] += factor * x[lane];
    };
    middle.resize({from.shape.channels, size(rows.rows()), from.shape.width}, {});
    middle.fill_up();
    for (std::size_t c = 0; c < from.shape.channels; ++c)
        for (Eigen::Index i = 0; i < rows.rows(); ++i)
            for (Eigen::Index a = 0; a < rows.cols(); ++a)
                for (std::size_t j = 0; rows(i, a) != 0 && j < from.shape.width; ++j)
                    weigh(rows(i, a), from.at(c, size(a), j), middle.at(c, size(i), j));
    to.resize({from.shape.channels, size(rows.rows()), size(columns.rows())}, {});
    to.fill_up();
    for (std::size_t c = 0; c < from.shape.channels; ++c)
        for (std::size_t i = 0; i < middle.shape.height; ++i)
            for (Eigen::Index j = 0; j < columns.rows(); ++j)
                for (Eigen::Index b = 0; b < columns.cols(); ++b)
                    weigh(columns(j, b), middle.at(c, i, size(b)), to.at(c, i, size(j)));
}

} // namespace

ScopeSystem::ScopeSystem(ScopeNetwork given)
    : network(std::move(given))
    , is_added_later(network.layers.size() + 1)
{
    linear.reserve(network.layers.size());
    for (const ScopeLayer& layer : network.layers) {
        linear.emplace_back(layer);
        if (layer.type == ScopeLayerType::add)
            is_added_later[static_cast<std::size_t>(layer.from + 1)] = true;
    }
}

ScopeForward::ScopeForward(const ScopeSystem& system, ScopeValues& values)
    : system_(system)
    , values_(values)
{
    if (system.network.skip != ScopeSkip::none)
        input_ = values;
    keep(-1);
}

void ScopeForward::keep(std::int64_t layer)
{
    if (system_.is_added(layer))
        kept_[layer] = values_;
}

bool ScopeForward::pass_sum(std::size_t index)
{
    const ScopeLayer& layer = system_.network.layers[index];
    if (layer.type != ScopeLayerType::add)
        return false;
    add_planes(values_, kept_.at(layer.from));
    keep(static_cast<std::int64_t>(index));
    return true;
}

void ScopeForward::pass(std::size_t index)
{
    if (pass_sum(index))
        return;
    const ScopeLayer& layer = system_.network.layers[index];
    if (is_linear(layer.type))
        apply_linear(layer, system_.linear[index], true, values_, next_, buffer_);
    else
        apply_nonlinear(layer, values_, next_);
    std::swap(values_, next_);
    keep(static_cast<std::int64_t>(index));
}

void ScopeForward::pass_frozen(std::size_t index, const ScopeFrozenLayer& frozen,
                               bool with_constants)
{
    if (pass_sum(index))
        return;
    const ScopeLayer& layer = system_.network.layers[index];
    if (is_linear(layer.type))
        apply_linear(layer, system_.linear[index], with_constants, values_, next_, buffer_);
    else
        apply_frozen(layer, frozen, with_constants, values_, next_);
    std::swap(values_, next_);
    keep(static_cast<std::int64_t>(index));
}

void ScopeForward::finish()
{
    const ScopeNetwork& network = system_.network;
    if (network.skip == ScopeSkip::identity)
        add_planes(values_, input_);
    else if (network.skip == ScopeSkip::bicubic) {
        input_.fill_up();
        interpolate(bicubic_matrix(network.input.height), bicubic_matrix(network.input.width),
                    input_, next_);
        add_planes(values_, next_);
    }
}

ScopeBackward::ScopeBackward(const ScopeSystem& system, ScopeValues& values)
    : system_(system)
    , values_(values)
{
    if (system.network.skip != ScopeSkip::none)
        output_ = values;
}

void ScopeBackward::add_pending(std::int64_t layer)
{
    if (const auto found = pending_.find(layer); found != pending_.end()) {
        add_planes(values_, found->second);
        pending_.erase(found);
    }
}

void ScopeBackward::pass_frozen(std::size_t index, const ScopeFrozenLayer& frozen)
{
    const ScopeLayer& layer = system_.network.layers[index];
    add_pending(static_cast<std::int64_t>(index));
    if (layer.type == ScopeLayerType::add) {
        const auto [place, is_new] = pending_.try_emplace(layer.from, values_);
        if (!is_new)
            add_planes(place->second, values_);
        return;
    }
    if (is_linear(layer.type))
        apply_transposed(layer, system_.linear[index], values_, next_, buffer_);
    else
        apply_frozen_transposed(layer, frozen, values_, next_);
    std::swap(values_, next_);
}

void ScopeBackward::finish()
{
    add_pending(-1);
    const ScopeNetwork& network = system_.network;
    if (network.skip == ScopeSkip::identity)
        add_planes(values_, output_);
    else if (network.skip == ScopeSkip::bicubic) {
        output_.fill_up();
        interpolate(bicubic_matrix(network.input.height).transpose(),
                    bicubic_matrix(network.input.width).transpose(), output_, next_);
        add_planes(values_, next_);
    }
}

void load_lanes(std::span<const double> rows, std::size_t first, const ScopeShape& shape,
                ScopeValues& values)
{
    values.resize(shape, whole_window(shape));
    const std::size_t width = shape.size(), count = rows.size() / width;
    for (std::size_t lane = 0; lane < lanes; ++lane)
        for (std::size_t i = 0; i < width; ++i)
            values.values[i * lanes + lane] =
                first + lane < count ? rows[(first + lane) * width + i] : 0;
}

void store_lanes(const ScopeValues& values, std::size_t first, std::span<double> rows)
{
    const ScopeShape& shape = values.shape;
    const std::size_t width = shape.size(), count = rows.size() / width;
    for (std::size_t lane = 0; lane < lanes && first + lane < count; ++lane) {
        double* to = rows.data() + (first + lane) * width;
        for (std::size_t c = 0; c < shape.channels; ++c)
            for (std::size_t i = 0; i < shape.height; ++i)
                for (std::size_t j = 0; j < shape.width; ++j)
                    *to++ = values.has(i, j) ? values.at(c, i, j)[lane] : 0;
    }
}

void load_impulses(std::span<const std::size_t> places, const ScopeShape& shape,
                   ScopeValues& values)
{
    ScopeWindow window;
    for (const std::size_t place : places) {
        const std::size_t pixel = place % (shape.height * shape.width);
        const std::size_t i = pixel / shape.width, j = pixel % shape.width;
        window = hull(window, {i, j, i + 1, j + 1});
    }
    values.resize(shape, {});
    values.grow(window);
    for (std::size_t lane = 0; lane < places.size(); ++lane)
        values.values[places[lane] * lanes + lane] = 1;
}

} // namespace etalon
