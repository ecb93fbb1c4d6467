#include "core/experiments/linear_scope/linear_scope_tensors.hpp"

#include "core/experiments/linear_scope/scope.hpp"

#include <algorithm>

namespace etalon {
namespace {

std::vector<std::size_t> extents(const ScopeShape& shape)
{
    return shape.height * shape.width == 1
        ? std::vector<std::size_t>{shape.channels}
        : std::vector<std::size_t>{shape.channels, shape.height, shape.width};
}

std::vector<std::size_t> image_extents(const ScopeShape& shape)
{
    return {shape.channels, shape.height, shape.width};
}

std::vector<std::size_t> counted(std::size_t count, std::vector<std::size_t> shape)
{
    shape.insert(shape.begin(), count);
    return shape;
}

constexpr std::size_t layer_fields = 5;

Tensor layer_tensor(const ScopeNetwork& network)
{
    std::vector<std::int64_t> values;
    for (const ScopeLayer& layer : network.layers)
        for (const std::int64_t value :
             {static_cast<std::int64_t>(layer.type), static_cast<std::int64_t>(layer.kernel),
              static_cast<std::int64_t>(layer.stride), static_cast<std::int64_t>(layer.padding),
              layer.from})
            values.push_back(value);
    return {"network_layers", {network.layers.size(), layer_fields}, std::move(values)};
}

Tensor constant_tensor(const ScopeNetwork& network)
{
    std::vector<double> values;
    for (const ScopeLayer& layer : network.layers)
        values.insert(values.end(), {layer.slope, layer.epsilon});
    return {"network_constants", {network.layers.size(), 2}, std::move(values)};
}

/// One name a row, padded with zeros; bytes of UTF-8.
Tensor name_tensor(const std::vector<std::string>& names)
{
    std::size_t longest = 1;
    for (const std::string& name : names)
        longest = std::max(longest, name.size());
    std::vector<std::int64_t> values;
    for (const std::string& name : names)
        for (std::size_t i = 0; i < longest; ++i)
            values.push_back(i < name.size() ? static_cast<unsigned char>(name[i]) : 0);
    return {"class_names", {names.size(), longest}, std::move(values)};
}

void append_samples(std::vector<Tensor>& tensors, const ScopeSamples& samples,
                    const std::string& set)
{
    const std::size_t count = samples.count();
    tensors.push_back(
        {set + "_inputs", counted(count, image_extents(samples.input)), samples.inputs});
    if (samples.has_labels())
        tensors.push_back({set + "_labels", {count}, samples.labels});
    else if (!samples.targets.empty())
        tensors.push_back(
            {set + "_targets", counted(count, image_extents(samples.output)), samples.targets});
}

void append_import(std::vector<Tensor>& tensors, const ImportedNetwork& imported)
{
    const ScopeNetwork& network = imported.network;
    tensors.push_back(layer_tensor(network));
    tensors.push_back(constant_tensor(network));
    if (!imported.mean.empty())
        tensors.push_back({"input_mean", {imported.mean.size()}, imported.mean});
    if (!imported.deviation.empty())
        tensors.push_back({"input_std", {imported.deviation.size()}, imported.deviation});
    if (!imported.class_names.empty())
        tensors.push_back(name_tensor(imported.class_names));
}

const std::vector<double>& reals(std::span<const Tensor> tensors, std::string_view name)
{
    const Tensor* tensor = find_scope_tensor(tensors, name);
    const auto* values = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
    if (!values)
        throw Error("There is no tensor \"" + std::string(name) + "\" of reals among the data.");
    return *values;
}

ScopeShape image_shape(const Tensor& tensor, std::size_t first)
{
    const auto& shape = tensor.shape;
    return shape.size() < first + 3
        ? ScopeShape{shape.at(first), 1, 1}
        : ScopeShape{shape.at(first), shape.at(first + 1), shape.at(first + 2)};
}

ScopeSamples samples_from(std::span<const Tensor> tensors, const std::string& set)
{
    ScopeSamples samples;
    samples.inputs = reals(tensors, set + "_inputs");
    samples.input = image_shape(*find_scope_tensor(tensors, set + "_inputs"), 1);
    samples.output = image_shape(*find_scope_tensor(tensors, "probe_output"), 0);
    if (const Tensor* labels = find_scope_tensor(tensors, set + "_labels"))
        samples.labels = std::get<std::vector<std::int64_t>>(labels->values);
    else
        samples.targets = reals(tensors, set + "_targets");
    return samples;
}

} // namespace

const Tensor* find_scope_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::ranges::find(tensors, name, &Tensor::name);
    return found == tensors.end() ? nullptr : &*found;
}

const std::vector<double>& scope_values(std::span<const Tensor> tensors, std::string_view name,
                                        const std::vector<std::size_t>& shape)
{
    const Tensor* tensor = find_scope_tensor(tensors, name);
    const auto* values = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
    std::size_t expected = 1;
    for (const std::size_t extent : shape)
        expected *= extent;
    if (!values || tensor->shape != shape || values->size() != expected)
        throw Error("The tensor \"" + std::string(name)
                    + "\" is missing or does not have the shape that this network needs.");
    return *values;
}

std::vector<ScopeTensorPlace> scope_tensor_places(const ScopeNetwork& network)
{
    std::vector<ScopeTensorPlace> places;
    std::size_t weighted = 0, scaled = 0;
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
        const ScopeLayer& layer = network.layers[l];
        const std::size_t inputs = layer.in.channels, outputs = layer.out.channels;
        if (layer.has_weights()) {
            const std::string i = std::to_string(++weighted);
            places.push_back({"weight_" + i,
                              layer.type == ScopeLayerType::conv
                                  ? std::vector{outputs, inputs, layer.kernel, layer.kernel}
                                  : std::vector{outputs, inputs},
                              l, false});
            if (!layer.bias.empty())
                places.push_back({"bias_" + i, {outputs}, l, true});
        } else if (layer.type == ScopeLayerType::scale_shift
                   || layer.type == ScopeLayerType::instance_norm) {
            const std::string i = std::to_string(++scaled);
            places.push_back({"scale_" + i, {outputs}, l, false});
            places.push_back({"shift_" + i, {outputs}, l, true});
        }
    }
    return places;
}

std::vector<Tensor> scope_weight_tensors(const ScopeNetwork& network)
{
    std::vector<Tensor> tensors;
    for (const ScopeTensorPlace& place : scope_tensor_places(network)) {
        const ScopeLayer& layer = network.layers[place.layer];
        tensors.push_back({place.name, place.shape, place.is_bias ? layer.bias : layer.weight});
    }
    return tensors;
}

void set_weights(ScopeNetwork& network, std::span<const Tensor> tensors)
{
    for (const ScopeTensorPlace& place : scope_tensor_places(network)) {
        ScopeLayer& layer = network.layers[place.layer];
        (place.is_bias ? layer.bias : layer.weight) =
            scope_values(tensors, place.name, place.shape);
    }
}

SharedTensors scope_data_tensors(const LinearScopeData& data, const ImportedNetwork* imported)
{
    std::vector<Tensor> tensors;
    if (imported)
        append_import(tensors, *imported);
    else
        append_samples(tensors, data.train, "train");
    append_samples(tensors, data.test, "test");
    if (!data.order.empty()) {
        const std::size_t batch = data.batch_size;
        tensors.push_back({"order", {data.order.size() / batch, batch}, data.order});
    }
    tensors.push_back({"probe_input", image_extents(data.test.input), data.probe_input});
    tensors.push_back({"probe_output", extents(data.test.output), data.probe_output});
    return std::make_shared<const std::vector<Tensor>>(std::move(tensors));
}

LinearScopeData linear_scope_data_from(std::span<const Tensor> tensors,
                                       const LinearScopeSettings& settings)
{
    LinearScopeData data;
    data.train = samples_from(tensors, "train");
    data.test = samples_from(tensors, "test");
    data.batch_size = static_cast<std::size_t>(settings.batch_size);
    data.classes = settings.task == "classify" ? data.test.output.channels : 0;
    data.order = std::get<std::vector<std::int64_t>>(find_scope_tensor(tensors, "order")->values);
    data.probe_input = reals(tensors, "probe_input");
    data.probe_output = reals(tensors, "probe_output");
    return data;
}

} // namespace etalon
