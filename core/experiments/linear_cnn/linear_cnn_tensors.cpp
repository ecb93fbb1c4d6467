#include "core/experiments/linear_cnn/linear_cnn_tensors.hpp"

#include <algorithm>

namespace etalon {
namespace {

const Tensor* find_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [name](const Tensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

/// A tensor's values of one kind; empty if it is not there.
template <class T>
std::vector<T> values_of(std::span<const Tensor> tensors, std::string_view name)
{
    const Tensor* tensor = find_tensor(tensors, name);
    return tensor ? std::get<std::vector<T>>(tensor->values) : std::vector<T>{};
}

} // namespace

const Tensor& tensor_named(std::span<const Tensor> tensors, std::string_view name)
{
    if (const Tensor* tensor = find_tensor(tensors, name))
        return *tensor;
    throw Error("There is no tensor \"" + std::string(name) + "\" among those of the run.");
}

SharedTensors data_tensors(LinearCnnData&& data, const LinearCnnModes& modes,
                           const HalfSpectrum& spectrum)
{
    std::vector<Tensor> tensors;
    const std::size_t samples = data.labels.size();
    const auto images = [&](std::size_t count) {
        return std::vector<std::size_t>{count, data.channels, data.height, data.width};
    };
    tensors.push_back({"inputs", images(samples), std::move(data.inputs)});
    tensors.push_back({"targets", {samples, data.classes}, std::move(data.targets)});
    tensors.push_back({"labels", {samples}, std::move(data.labels)});
    if (const std::size_t count = data.test_labels.size(); count > 0) {
        tensors.push_back({"test_inputs", images(count), std::move(data.test_inputs)});
        tensors.push_back({"test_labels", {count}, std::move(data.test_labels)});
    }
    if (const std::size_t count = data.conflict_shape_labels.size(); count > 0) {
        tensors.push_back({"conflict_inputs", images(count), std::move(data.conflict_inputs)});
        tensors.push_back(
            {"conflict_shape_labels", {count}, std::move(data.conflict_shape_labels)});
        tensors.push_back(
            {"conflict_texture_labels", {count}, std::move(data.conflict_texture_labels)});
    }
    if (!data.batch_order.empty()) {
        const std::size_t steps = data.batch_order.size() / data.batch;
        tensors.push_back({"batch_order", {steps, data.batch}, std::move(data.batch_order)});
    }

    const std::size_t m = modes.count;
    const auto values = [](const RowMatrix& matrix) {
        return std::vector<double>(matrix.data(), matrix.data() + matrix.size());
    };
    std::vector<std::int64_t> bins;
    for (const std::size_t bin : modes.dominant_bins) {
        bins.push_back(static_cast<std::int64_t>(spectrum.row(bin)));
        bins.push_back(static_cast<std::int64_t>(spectrum.column(bin)));
    }
    tensors.push_back({"mode_singular_values", {m}, modes.strengths});
    tensors.push_back({"mode_class_vectors", {data.classes, m}, values(modes.class_vectors)});
    tensors.push_back({"mode_images", images(m), values(modes.images)});
    tensors.push_back(
        {"mode_spectra", {m, spectrum.height(), spectrum.columns()}, values(modes.spectra)});
    tensors.push_back({"mode_dominant_bins", {m, 2}, std::move(bins)});
    tensors.push_back({"mode_dominant_shares", {m}, modes.dominant_shares});
    tensors.push_back({"mode_powers", {m}, modes.powers});
    return std::make_shared<const std::vector<Tensor>>(std::move(tensors));
}

std::vector<Tensor> weight_tensors(const LinearCnnShape& shape, LinearCnnWeights weights)
{
    std::vector<Tensor> tensors;
    for (std::size_t l = 0; l < shape.layers; ++l)
        tensors.push_back(
            {"kernels_" + std::to_string(l + 1),
             {shape.kernels, shape.fan_in(l), shape.kernel_height(), shape.kernel_width()},
             std::move(weights.kernels[l])});
    tensors.push_back({"readout",
                       {shape.classes, shape.kernels, shape.height, shape.width},
                       std::move(weights.readout)});
    if (shape.hidden > 0) {
        tensors.push_back({"fully_connected_1",
                           {shape.hidden, shape.values()},
                           std::move(weights.fully_connected_1)});
        tensors.push_back({"fully_connected_2",
                           {shape.classes, shape.hidden},
                           std::move(weights.fully_connected_2)});
    }
    return tensors;
}

LinearCnnData data_from_tensors(std::span<const Tensor> tensors)
{
    LinearCnnData data;
    const Tensor& inputs = tensor_named(tensors, "inputs");
    data.channels = inputs.shape.at(1);
    data.height = inputs.shape.at(2);
    data.width = inputs.shape.at(3);
    data.classes = tensor_named(tensors, "targets").shape.at(1);
    data.inputs = values_of<double>(tensors, "inputs");
    data.targets = values_of<double>(tensors, "targets");
    data.labels = values_of<std::int64_t>(tensors, "labels");
    data.test_inputs = values_of<double>(tensors, "test_inputs");
    data.test_labels = values_of<std::int64_t>(tensors, "test_labels");
    data.conflict_inputs = values_of<double>(tensors, "conflict_inputs");
    data.conflict_shape_labels = values_of<std::int64_t>(tensors, "conflict_shape_labels");
    data.conflict_texture_labels = values_of<std::int64_t>(tensors, "conflict_texture_labels");
    data.batch_order = values_of<std::int64_t>(tensors, "batch_order");
    if (!data.batch_order.empty())
        data.batch = tensor_named(tensors, "batch_order").shape.at(1);
    return data;
}

LinearCnnWeights weights_from_tensors(std::span<const Tensor> tensors)
{
    LinearCnnWeights weights;
    for (std::size_t l = 1; find_tensor(tensors, "kernels_" + std::to_string(l)); ++l)
        weights.kernels.push_back(values_of<double>(tensors, "kernels_" + std::to_string(l)));
    weights.readout = values_of<double>(tensors, "readout");
    weights.fully_connected_1 = values_of<double>(tensors, "fully_connected_1");
    weights.fully_connected_2 = values_of<double>(tensors, "fully_connected_2");
    return weights;
}

} // namespace etalon
