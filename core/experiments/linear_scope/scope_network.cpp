#include "core/experiments/linear_scope/scope_network.hpp"

#include "core/experiments/linear_scope/scope.hpp"

#include <algorithm>
#include <array>

namespace etalon {
namespace {

constexpr std::array<std::string_view, 14> layer_names{
    "conv", "dense",   "relu", "leaky_relu", "tanh",        "sigmoid",       "max",
    "avg",  "flatten", "gap",  "shuffle",    "scale_shift", "instance_norm", "add"};

std::string text(const ScopeShape& shape)
{
    return std::to_string(shape.channels) + " × " + std::to_string(shape.height) + " × "
        + std::to_string(shape.width);
}

/// One layer of a document, being given its shapes.
class Connection {
public:
    Connection(ScopeNetwork& network, std::size_t index, const std::string& document)
        : network_(network)
        , layer_(network.layers[index])
        , place_(document + ": layer " + std::to_string(index) + " ("
                 + std::string(to_text(layer_.type)) + ")")
        , index_(index)
    {
    }

    void make()
    {
        layer_.in = index_ == 0 ? network_.input : network_.layers[index_ - 1].out;
        layer_.out = layer_.in;
        switch (layer_.type) {
        case ScopeLayerType::conv:
            return convolution();
        case ScopeLayerType::dense:
            return dense();
        case ScopeLayerType::max:
        case ScopeLayerType::avg:
            return pooling();
        case ScopeLayerType::flatten:
            layer_.out = {layer_.in.size(), 1, 1};
            return;
        case ScopeLayerType::gap:
            layer_.out = {layer_.in.channels, 1, 1};
            return;
        case ScopeLayerType::shuffle:
            return shuffle();
        case ScopeLayerType::scale_shift:
        case ScopeLayerType::instance_norm:
            expect_size("scale", layer_.weight, layer_.in.channels);
            return expect_size("shift", layer_.bias, layer_.in.channels);
        case ScopeLayerType::add:
            return sum();
        default:
            return;
        }
    }

private:
    [[noreturn]] void fail(const std::string& problem) const
    {
        throw UsageError(place_ + " " + problem + ".");
    }

    void expect_size(const std::string& what, const std::vector<double>& values,
                     std::size_t expected) const
    {
        if (values.size() != expected)
            fail("has " + std::to_string(values.size()) + " numbers of " + what + ", expected "
                 + std::to_string(expected));
    }

    /// Weights of `inputs` numbers an output; how many outputs they are for.
    std::size_t outputs(std::size_t inputs) const
    {
        const std::size_t count = layer_.weight.size() / inputs;
        if (count == 0 || count * inputs != layer_.weight.size())
            fail("has " + std::to_string(layer_.weight.size()) + " weights, expected a multiple of "
                 + std::to_string(inputs) + " for its input of " + text(layer_.in));
        if (!layer_.bias.empty())
            expect_size("bias", layer_.bias, count);
        return count;
    }

    void convolution()
    {
        const std::size_t k = layer_.kernel, padded_height = layer_.in.height + 2 * layer_.padding,
                          padded_width = layer_.in.width + 2 * layer_.padding;
        if (std::min(padded_height, padded_width) < k)
            fail("has a kernel of " + std::to_string(k) + " × " + std::to_string(k)
                 + ", larger than its padded input of " + std::to_string(padded_height) + " × "
                 + std::to_string(padded_width));
        layer_.out = {outputs(layer_.in.channels * k * k), (padded_height - k) / layer_.stride + 1,
                      (padded_width - k) / layer_.stride + 1};
    }

    void dense()
    {
        if (layer_.in.height * layer_.in.width != 1)
            fail("gets an input of " + text(layer_.in)
                 + ", expected a vector: put flatten or gap before it");
        layer_.out = {outputs(layer_.in.channels), 1, 1};
    }

    void pooling()
    {
        const std::size_t size = layer_.kernel;
        if (layer_.in.height % size != 0 || layer_.in.width % size != 0)
            fail("gets an input of " + text(layer_.in) + ", expected a height and width that "
                 + std::to_string(size) + " divides");
        layer_.out = {layer_.in.channels, layer_.in.height / size, layer_.in.width / size};
    }

    void shuffle()
    {
        if (layer_.in.channels % 4 != 0)
            fail("gets an input of " + text(layer_.in)
                 + ", expected a number of channels that 4 divides");
        layer_.out = {layer_.in.channels / 4, 2 * layer_.in.height, 2 * layer_.in.width};
    }

    void sum()
    {
        if (layer_.from < -1 || layer_.from >= static_cast<std::int64_t>(index_))
            fail("adds the output of layer " + std::to_string(layer_.from)
                 + ", expected an earlier one or -1 for the network's input");
        const ScopeShape& other = layer_.from < 0
            ? network_.input
            : network_.layers[static_cast<std::size_t>(layer_.from)].out;
        if (other != layer_.in)
            fail("adds an output of " + text(other) + ", expected " + text(layer_.in)
                 + " as of its input");
    }

    const ScopeNetwork& network_;
    ScopeLayer& layer_;
    std::string place_;
    std::size_t index_;
};

/// Layers of section 3 in their order.
class Builder {
public:
    Builder(const LinearScopeSettings& settings, ScopeShape input)
        : settings_(settings)
        , shape_(input)
    {
        network_.input = input;
    }

    void conv(std::size_t outputs)
    {
        const auto k = static_cast<std::size_t>(settings_.kernel);
        ScopeLayer layer{.type = ScopeLayerType::conv, .kernel = k, .padding = (k - 1) / 2};
        weights(layer, outputs, shape_.channels * k * k);
    }

    void dense(std::size_t outputs)
    {
        ScopeLayer layer{.type = ScopeLayerType::dense};
        weights(layer, outputs, shape_.channels);
    }

    void activation()
    {
        ScopeLayer layer{.type = ScopeLayerType::relu};
        if (settings_.activation == "leaky_relu") {
            layer.type = ScopeLayerType::leaky_relu;
            layer.slope = settings_.leaky_slope;
        } else if (settings_.activation == "tanh")
            layer.type = ScopeLayerType::tanh;
        else if (settings_.activation == "sigmoid")
            layer.type = ScopeLayerType::sigmoid;
        push(layer);
    }

    void pool()
    {
        push({.type = settings_.pooling == "avg" ? ScopeLayerType::avg : ScopeLayerType::max,
              .kernel = 2});
    }

    void plain(ScopeLayerType type) { push({.type = type}); }

    ScopeNetwork finish(ScopeSkip skip)
    {
        network_.skip = skip;
        return std::move(network_);
    }

private:
    void weights(ScopeLayer& layer, std::size_t outputs, std::size_t fan_in)
    {
        layer.weight.assign(outputs * fan_in, 0);
        if (settings_.use_bias)
            layer.bias.assign(outputs, 0);
        push(layer);
    }

    void push(ScopeLayer layer)
    {
        network_.layers.push_back(std::move(layer));
        Connection(network_, network_.layers.size() - 1, "linear-scope").make();
        shape_ = network_.layers.back().out;
    }

    const LinearScopeSettings& settings_;
    ScopeShape shape_;
    ScopeNetwork network_{};
};

ScopeNetwork classifier(Builder builder, const LinearScopeSettings& settings, std::size_t classes)
{
    const auto c = static_cast<std::size_t>(settings.channels);
    for (const std::size_t outputs : {c, 2 * c}) {
        builder.conv(outputs);
        builder.activation();
        builder.pool();
    }
    builder.plain(settings.head == "gap" ? ScopeLayerType::gap : ScopeLayerType::flatten);
    builder.dense(classes);
    return builder.finish(ScopeSkip::none);
}

ScopeNetwork filler(Builder builder, const LinearScopeSettings& settings, ScopeSkip skip)
{
    const auto c = static_cast<std::size_t>(settings.channels);
    builder.conv(c);
    builder.activation();
    builder.pool();
    builder.conv(2 * c);
    builder.activation();
    builder.conv(2 * c);
    builder.activation();
    builder.conv(4);
    builder.plain(ScopeLayerType::shuffle);
    return builder.finish(skip);
}

} // namespace

std::string_view to_text(ScopeLayerType type)
{
    return layer_names.at(static_cast<std::size_t>(type));
}

void connect(ScopeNetwork& network, const std::string& document)
{
    for (std::size_t i = 0; i < network.layers.size(); ++i)
        Connection(network, i, document).make();
}

ScopeNetwork make_scope_network(const LinearScopeSettings& settings, ScopeShape input,
                                std::size_t classes)
{
    Builder builder(settings, input);
    if (settings.task == "classify")
        return classifier(builder, settings, classes);
    const ScopeSkip skip = !settings.residual ? ScopeSkip::none
        : settings.task == "upscale"          ? ScopeSkip::bicubic
                                              : ScopeSkip::identity;
    if (settings.task == "fill")
        return filler(builder, settings, skip);
    const auto c = static_cast<std::size_t>(settings.channels);
    for (int i = 0; i < 2; ++i) {
        builder.conv(c);
        builder.activation();
    }
    builder.conv(settings.task == "upscale" ? 4 : 1);
    if (settings.task == "upscale")
        builder.plain(ScopeLayerType::shuffle);
    return builder.finish(skip);
}

} // namespace etalon
