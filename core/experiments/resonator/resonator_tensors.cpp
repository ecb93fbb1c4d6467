#include "core/experiments/resonator/resonator_tensors.hpp"

#include "core/experiments/resonator/surrogate_training.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr double most_order_entries = 4e6; // beyond that the order is left to the seed

const Tensor& find_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [name](const Tensor& tensor) { return tensor.name == name; });
    if (found == tensors.end())
        throw Error("There is no tensor \"" + std::string(name) + "\" among those of the run.");
    return *found;
}

const std::vector<double>& values_of(std::span<const Tensor> tensors, const std::string& name,
                                     const std::vector<std::size_t>& shape)
{
    const Tensor& tensor = find_tensor(tensors, name);
    const auto* values = std::get_if<std::vector<double>>(&tensor.values);
    std::size_t expected = 1;
    for (const std::size_t extent : shape)
        expected *= extent;
    if (!values || tensor.shape != shape || values->size() != expected)
        throw Error("The checkpoint's tensor \"" + name
                    + "\" does not have the shape that this run needs.");
    return *values;
}

void append_order(std::vector<Tensor>& tensors, const ResonatorSettings& settings,
                  std::uint64_t seed)
{
    const std::int64_t designs = settings.train_size, batches = designs / settings.batch_size;
    const std::int64_t epochs = settings.steps / batches + 1; // ⌈(steps + 1)/batches⌉
    if (static_cast<double>(epochs) * static_cast<double>(designs) > most_order_entries)
        return;
    std::vector<std::int64_t> order;
    order.reserve(static_cast<std::size_t>(epochs * designs));
    for (std::int64_t epoch = 0; epoch < epochs; ++epoch)
        for (const std::size_t design : epoch_order(seed, epoch, static_cast<std::size_t>(designs)))
            order.push_back(static_cast<std::int64_t>(design));
    tensors.push_back({"order",
                       {static_cast<std::size_t>(epochs), static_cast<std::size_t>(designs)},
                       std::move(order)});
}

void append_battery(std::vector<Tensor>& tensors, const ResonatorBattery& battery)
{
    tensors.push_back({"battery_index", {battery_stack_count, battery_media, 2}, battery.index});
    tensors.push_back(
        {"battery_thickness", {battery_stack_count, battery_layers}, battery.thickness});
    tensors.push_back({"battery_angle", {battery_stack_count}, battery.angle});
    tensors.push_back({"battery_polarization", {battery_stack_count}, battery.polarization});
}

/// Of a model whose media came from files, so that figures can rebuild it: indices at every
/// wavelength, the thicknesses in the middle of the box (of a layer file: as listed), and whether
/// it is the reflection that is looked at.
void append_layers(std::vector<Tensor>& tensors, const ResonatorModel& model)
{
    const auto stack = model.layers(std::vector<double>(model.design().size(), 0.0));
    if (!stack)
        return;
    const std::size_t size = model.wavelengths().size();
    std::vector<double> indices;
    for (const LayerIndex& index : stack->indices)
        for (std::size_t i = 0; i < size; ++i) {
            const Complex value = index.values[index.values.size() == 1 ? 0 : i];
            indices.insert(indices.end(), {value.real(), value.imag()});
        }
    tensors.push_back({"layer_index", {stack->indices.size(), size, 2}, std::move(indices)});
    tensors.push_back({"layer_thickness", {stack->thicknesses.size()}, stack->thicknesses});
    const bool reflects = model.observable() == Observable::reflection;
    tensors.push_back({"layer_reflects", {1}, std::vector<double>{reflects ? 1.0 : 0.0}});
}

} // namespace

Tensor tensor_of(std::string name, const ResonatorMatrix& matrix)
{
    return {std::move(name),
            {static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.cols())},
            std::vector<double>(matrix.data(), matrix.data() + matrix.size())};
}

SharedTensors resonator_data_tensors(const ResonatorSettings& settings, std::uint64_t seed,
                                     const ResonatorModel& model, const SurrogateData& data,
                                     const DesignTargets& targets, const ResonatorBattery& battery,
                                     bool keep_layers)
{
    std::vector<Tensor> tensors;
    tensors.push_back(tensor_of("train_x", data.train));
    tensors.push_back(tensor_of("validation_x", data.validation));
    tensors.push_back(tensor_of("target_spectra", targets.spectra));
    tensors.push_back(tensor_of("target_clean", targets.clean));
    tensors.push_back(tensor_of("target_x", targets.designs));
    if (!targets.weights.empty())
        tensors.push_back({"target_weight", {targets.weights.size()}, targets.weights});
    append_order(tensors, settings, seed);
    tensors.push_back({"wavelength", {model.wavelengths().size()}, model.wavelengths()});
    append_battery(tensors, battery);
    if (keep_layers)
        append_layers(tensors, model);
    return std::make_shared<const std::vector<Tensor>>(std::move(tensors));
}

void append_weight_tensors(std::vector<Tensor>& tensors, const SurrogateWeights& weights,
                           const std::string& prefix)
{
    for (std::size_t l = 0; l < weights.weights.size(); ++l) {
        const std::string number = std::to_string(l);
        const Eigen::VectorXd& bias = weights.biases[l];
        tensors.push_back(tensor_of(prefix + "weight_" + number, weights.weights[l]));
        tensors.push_back({prefix + "bias_" + number,
                           {static_cast<std::size_t>(bias.size())},
                           std::vector<double>(bias.begin(), bias.end())});
    }
}

SurrogateWeights weights_from(std::span<const Tensor> tensors, const SurrogateShape& shape,
                              const std::string& prefix)
{
    const auto widths = shape.widths();
    SurrogateWeights result;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
        const std::string number = std::to_string(l);
        const std::size_t inputs = widths[l], outputs = widths[l + 1];
        const auto& weight = values_of(tensors, prefix + "weight_" + number, {outputs, inputs});
        const auto& bias = values_of(tensors, prefix + "bias_" + number, {outputs});
        result.weights.emplace_back(Eigen::Map<const ResonatorMatrix>(
            weight.data(), static_cast<Eigen::Index>(outputs), static_cast<Eigen::Index>(inputs)));
        result.biases.emplace_back(
            Eigen::Map<const Eigen::VectorXd>(bias.data(), static_cast<Eigen::Index>(outputs)));
    }
    return result;
}

Surrogate surrogate_from(std::span<const Tensor> weights, const ResonatorSettings& settings,
                         std::size_t design_parameters)
{
    const SurrogateShape shape = surrogate_shape(settings, design_parameters);
    return {shape, weights_from(weights, shape)};
}

ResonatorMatrix matrix_from(std::span<const Tensor> tensors, std::string_view name)
{
    const Tensor& tensor = find_tensor(tensors, name);
    const auto* values = std::get_if<std::vector<double>>(&tensor.values);
    if (!values || tensor.shape.size() != 2 || values->size() != tensor.shape[0] * tensor.shape[1])
        throw Error("The tensor \"" + std::string(name) + "\" is not a table of real numbers.");
    return Eigen::Map<const ResonatorMatrix>(values->data(),
                                             static_cast<Eigen::Index>(tensor.shape[0]),
                                             static_cast<Eigen::Index>(tensor.shape[1]));
}

DesignTargets targets_from(std::span<const Tensor> data, const ResonatorSettings& settings)
{
    DesignTargets targets{.spectra = matrix_from(data, "target_spectra"),
                          .clean = matrix_from(data, "target_clean"),
                          .designs = matrix_from(data, "target_x"),
                          .designs_known = settings.target == "spectra"};
    for (const Tensor& tensor : data)
        if (tensor.name == "target_weight")
            targets.weights = std::get<std::vector<double>>(tensor.values);
    return targets;
}

} // namespace etalon
