// The network and the images of the run that a figure is drawn from.
#include "core/experiments/linear_scope/linear_scope_tensors.hpp"
#include "core/experiments/linear_scope/scope.hpp"

namespace etalon {
namespace {

ScopeShape shape_of(const Tensor& image)
{
    return {image.shape.at(0), image.shape.at(1), image.shape.at(2)};
}

/// Gives imported layers vectors of the right size, as far as the weights themselves tell.
void take_weights(ScopeNetwork& network, std::span<const Tensor> weights)
{
    const auto take = [&](const std::string& name) {
        const Tensor* tensor = find_scope_tensor(weights, name);
        return tensor ? std::get<std::vector<double>>(tensor->values) : std::vector<double>();
    };
    int weighted = 0, scaled = 0;
    for (ScopeLayer& layer : network.layers)
        if (layer.has_weights()) {
            const std::string i = std::to_string(++weighted);
            layer.weight = take("weight_" + i);
            layer.bias = take("bias_" + i);
        } else if (layer.type == ScopeLayerType::scale_shift
                   || layer.type == ScopeLayerType::instance_norm) {
            const std::string i = std::to_string(++scaled);
            layer.weight = take("scale_" + i);
            layer.bias = take("shift_" + i);
        }
    connect(network, "linear-scope");
}

} // namespace

std::optional<ScopeNetwork> scope_layers_of(std::span<const Tensor> data)
{
    const Tensor* layers = find_scope_tensor(data, "network_layers");
    const Tensor* constants = find_scope_tensor(data, "network_constants");
    const Tensor* probe = find_scope_tensor(data, "probe_input");
    if (!layers || !constants || !probe)
        return {};
    ScopeNetwork network{.input = shape_of(*probe)};
    const auto& fields = std::get<std::vector<std::int64_t>>(layers->values);
    const auto& reals = std::get<std::vector<double>>(constants->values);
    for (std::size_t l = 0; l < layers->shape.at(0); ++l) {
        const std::int64_t* field = fields.data() + l * layers->shape.at(1);
        network.layers.push_back({.type = static_cast<ScopeLayerType>(field[0]),
                                  .kernel = static_cast<std::size_t>(field[1]),
                                  .stride = static_cast<std::size_t>(field[2]),
                                  .padding = static_cast<std::size_t>(field[3]),
                                  .slope = reals[2 * l],
                                  .epsilon = reals[2 * l + 1],
                                  .from = field[4]});
    }
    return network;
}

bool is_imported(const FigureInput& input)
{
    return find_scope_tensor(input.data, "network_layers") != nullptr;
}

std::optional<ScopeNetwork> scope_network(const FigureInput& input)
{
    const auto weights = input.weights.empty() ? input.final_weights : input.weights;
    const Tensor* probe = find_scope_tensor(input.data, "probe_input");
    const Tensor* output = find_scope_tensor(input.data, "probe_output");
    if (weights.empty() || !probe || !output)
        return {};
    if (auto network = scope_layers_of(input.data)) {
        take_weights(*network, weights);
        return network;
    }
    auto network = make_scope_network(linear_scope_schema().settings(input.parameters),
                                      shape_of(*probe), output->shape.at(0));
    set_weights(network, weights);
    return network;
}

std::vector<double> scope_input(const FigureInput& input, std::size_t index)
{
    const Tensor* images = find_scope_tensor(input.data, "test_inputs");
    if (!images || index >= images->shape.at(0))
        return {};
    const auto& values = std::get<std::vector<double>>(images->values);
    const std::size_t width = values.size() / images->shape.at(0);
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(index * width);
    return {first, first + static_cast<std::ptrdiff_t>(width)};
}

std::vector<std::string> scope_class_names(const FigureInput& input)
{
    std::vector<std::string> result;
    if (const Tensor* names = find_scope_tensor(input.data, "class_names")) {
        const auto& bytes = std::get<std::vector<std::int64_t>>(names->values);
        const std::size_t longest = names->shape.at(1);
        for (std::size_t i = 0; i < names->shape.at(0); ++i) {
            std::string name;
            for (std::size_t k = 0; k < longest && bytes[i * longest + k] != 0; ++k)
                name += static_cast<char>(bytes[i * longest + k]);
            result.push_back(std::move(name));
        }
        return result;
    }
    const Tensor* output = find_scope_tensor(input.data, "probe_output");
    const bool is_vector = output && output->shape.size() == 1;
    const std::size_t classes = is_vector ? output->shape[0] : 0;
    const bool draws_shapes = classes == 4 && !is_imported(input);
    constexpr const char* shapes[] = {"disc", "square", "triangle", "cross"};
    for (std::size_t i = 0; i < classes; ++i)
        result.emplace_back(draws_shapes ? shapes[i] : std::to_string(i));
    return result;
}

} // namespace etalon
