#include "core/experiments/linear_scope/scope_pass.hpp"

#include "core/experiments/linear_scope/scope.hpp"

#include <numeric>

namespace etalon {
namespace {

constexpr std::size_t lanes = scope_lanes<double>;

std::size_t size(Eigen::Index value)
{
    return static_cast<std::size_t>(value);
}

Eigen::Index index(std::size_t value)
{
    return static_cast<Eigen::Index>(value);
}

std::span<const double> numbers(const ScopeMatrix& matrix)
{
    return {matrix.data(), size(matrix.size())};
}

std::span<double> numbers(ScopeMatrix& matrix)
{
    return {matrix.data(), size(matrix.size())};
}

std::vector<double> run(const ScopeSystem& system, std::span<const double> x)
{
    ScopeValues values;
    load_lanes(x, 0, system.network.input, values);
    ScopeForward forward(system, values);
    for (std::size_t layer = 0; layer < system.network.layers.size(); ++layer)
        forward.pass(layer);
    forward.finish();
    std::vector<double> y(system.network.outputs());
    store_lanes(values, 0, y);
    return y;
}

} // namespace

std::vector<double> run_network(const ScopeNetwork& network, std::span<const double> x)
{
    return run(ScopeSystem(network), x);
}

/// Everything is const once `freeze` has made it.
struct FrozenScope::State {
    explicit State(ScopeNetwork network)
        : system(std::move(network))
    {
    }

    ScopeSystem system;
    std::vector<double> x{}, y{}, b{};
    bool are_stored = true;
    std::vector<ScopeFrozenLayer> frozen{}; // a layer each, if they are stored
    std::vector<double> active{};

    std::size_t layers() const { return system.network.layers.size(); }

    /// The frozen input on its way, to make decisions anew.
    class Walk {
    public:
        explicit Walk(const State& state)
            : state_(state)
        {
            load_lanes(state.x, 0, state.system.network.input, values_);
            forward_.emplace(state.system, values_);
        }
        ScopeFrozenLayer decide_and_pass(std::size_t layer)
        {
            ScopeFrozenLayer result = decide(state_.system.network.layers[layer], values_);
            forward_->pass(layer);
            return result;
        }
        /// After the last layer: y of the network itself.
        std::vector<double> finish()
        {
            forward_->finish();
            std::vector<double> y(state_.system.network.outputs());
            store_lanes(values_, 0, y);
            return y;
        }

    private:
        const State& state_;
        ScopeValues values_{};
        std::optional<ScopeForward> forward_{};
    };

    void pass_forward(ScopeValues& values, bool with_constants) const
    {
        ScopeForward probes(system, values);
        if (are_stored)
            for (std::size_t layer = 0; layer < layers(); ++layer)
                probes.pass_frozen(layer, frozen[layer], with_constants);
        else { // beside the input itself: nothing is kept
            Walk walk(*this);
            for (std::size_t layer = 0; layer < layers(); ++layer)
                probes.pass_frozen(layer, walk.decide_and_pass(layer), with_constants);
        }
        probes.finish();
    }

    void pass_backward(ScopeValues& values) const
    {
        ScopeBackward probes(system, values);
        for (std::size_t layer = layers(); layer-- > 0;)
            if (are_stored)
                probes.pass_frozen(layer, frozen[layer]);
            else
                probes.pass_frozen(layer, decision_of(layer));
        probes.finish();
    }

    /// Made anew, from the input on.
    ScopeFrozenLayer decision_of(std::size_t layer) const
    {
        if (is_linear(system.network.layers[layer].type))
            return {};
        Walk walk(*this);
        for (std::size_t before = 0; before < layer; ++before)
            walk.decide_and_pass(before);
        return walk.decide_and_pass(layer);
    }
};

FrozenScope freeze(ScopeNetwork network, std::span<const double> x, std::size_t most_bytes)
{
    auto state = std::make_shared<FrozenScope::State>(std::move(network));
    state->x.assign(x.begin(), x.end());
    const auto& layers = state->system.network.layers;
    const std::size_t bytes = std::accumulate(
        layers.begin(), layers.end(), std::size_t{0},
        [](std::size_t sum, const ScopeLayer& layer) { return sum + decision_bytes(layer); });
    state->are_stored = bytes <= most_bytes;
    {
        FrozenScope::State::Walk walk(*state);
        for (std::size_t layer = 0; layer < layers.size(); ++layer) {
            ScopeFrozenLayer frozen = walk.decide_and_pass(layer);
            if (layers[layer].is_pointwise())
                state->active.push_back(active_share(layers[layer], frozen));
            if (state->are_stored)
                state->frozen.push_back(std::move(frozen));
        }
        state->y = walk.finish();
    }
    ScopeValues values;
    load_lanes(std::vector<double>(x.size(), 0.0), 0, state->system.network.input, values);
    state->pass_forward(values, true);
    state->b.resize(state->system.network.outputs());
    store_lanes(values, 0, state->b);

    FrozenScope result;
    result.state_ = std::move(state);
    return result;
}

const ScopeNetwork& FrozenScope::network() const
{
    return state_->system.network;
}

const std::vector<double>& FrozenScope::input() const
{
    return state_->x;
}

const std::vector<double>& FrozenScope::output() const
{
    return state_->y;
}

const std::vector<double>& FrozenScope::bias() const
{
    return state_->b;
}

std::vector<double> FrozenScope::forward(std::span<const double> v) const
{
    ScopeValues values;
    load_lanes(v, 0, network().input, values);
    values.crop();
    state_->pass_forward(values, false);
    std::vector<double> result(outputs());
    store_lanes(values, 0, result);
    return result;
}

std::vector<double> FrozenScope::transposed(std::span<const double> g) const
{
    ScopeValues values;
    load_lanes(g, 0, network().output(), values);
    values.crop();
    state_->pass_backward(values);
    std::vector<double> result(inputs());
    store_lanes(values, 0, result);
    return result;
}

std::vector<double> FrozenScope::column(std::size_t j) const
{
    const ScopeMatrix result = columns({&j, 1});
    return {result.data(), result.data() + result.size()};
}

std::vector<double> FrozenScope::row(std::size_t i) const
{
    const ScopeMatrix result = rows({&i, 1});
    return {result.data(), result.data() + result.size()};
}

ScopeMatrix FrozenScope::forward(const ScopeMatrix& v) const
{
    ScopeMatrix result(v.rows(), index(outputs()));
    ScopeValues values;
    for (std::size_t first = 0; first < size(v.rows()); first += lanes) {
        load_lanes(numbers(v), first, network().input, values);
        values.crop();
        state_->pass_forward(values, false);
        store_lanes(values, first, numbers(result));
    }
    return result;
}

ScopeMatrix FrozenScope::transposed(const ScopeMatrix& g) const
{
    ScopeMatrix result(g.rows(), index(inputs()));
    ScopeValues values;
    for (std::size_t first = 0; first < size(g.rows()); first += lanes) {
        load_lanes(numbers(g), first, network().output(), values);
        values.crop();
        state_->pass_backward(values);
        store_lanes(values, first, numbers(result));
    }
    return result;
}

ScopeMatrix FrozenScope::columns(std::span<const std::size_t> places) const
{
    ScopeMatrix result(std::ssize(places), index(outputs()));
    ScopeValues values;
    for (std::size_t first = 0; first < places.size(); first += lanes) {
        load_impulses(places.subspan(first, std::min(lanes, places.size() - first)),
                      network().input, values);
        state_->pass_forward(values, false);
        store_lanes(values, first, numbers(result));
    }
    return result;
}

ScopeMatrix FrozenScope::rows(std::span<const std::size_t> places) const
{
    ScopeMatrix result(std::ssize(places), index(inputs()));
    ScopeValues values;
    for (std::size_t first = 0; first < places.size(); first += lanes) {
        load_impulses(places.subspan(first, std::min(lanes, places.size() - first)),
                      network().output(), values);
        state_->pass_backward(values);
        store_lanes(values, first, numbers(result));
    }
    return result;
}

ScopeMatrix FrozenScope::matrix() const
{
    const std::size_t m = outputs(), n = inputs();
    std::vector<std::size_t> places(std::min(m, n));
    std::iota(places.begin(), places.end(), std::size_t{0});
    return m <= n ? rows(places) : ScopeMatrix(columns(places).transpose());
}

std::vector<ScopeDecisions> FrozenScope::decisions() const
{
    std::vector<ScopeDecisions> result;
    for (std::size_t layer = 0; layer < state_->frozen.size(); ++layer)
        if (!state_->frozen[layer].index.empty())
            result.push_back({layer, state_->frozen[layer].index});
    return result;
}

std::vector<double> FrozenScope::active() const
{
    return state_->active;
}

} // namespace etalon
