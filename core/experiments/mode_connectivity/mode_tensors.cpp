#include "core/experiments/mode_connectivity/mode_tensors.hpp"

#include <algorithm>

namespace etalon {

using Eigen::Index;

namespace {

const Tensor* find_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const Tensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

std::string layer_name(std::string_view branch, const char* what, Index l)
{
    return std::string(branch) + "_" + what + "_" + std::to_string(l);
}

/// Its numbers, if it has this shape.
const std::vector<double>& reals(std::span<const Tensor> tensors, const std::string& name,
                                 const std::vector<std::size_t>& shape)
{
    const Tensor& tensor = mode_tensor(tensors, name);
    const auto* values = std::get_if<std::vector<double>>(&tensor.values);
    std::size_t size = 1;
    for (const std::size_t extent : shape)
        size *= extent;
    if (!values || tensor.shape != shape || values->size() != size)
        throw Error("The stored tensor \"" + name + "\" does not have the shape of this network.");
    return *values;
}

std::size_t extent(Index size)
{
    return static_cast<std::size_t>(size);
}

} // namespace

const Tensor& mode_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    if (const Tensor* tensor = find_tensor(tensors, name))
        return *tensor;
    throw Error("The stored state has no tensor \"" + std::string(name) + "\".");
}

bool has_mode_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    return find_tensor(tensors, name) != nullptr;
}

const std::vector<double>& mode_reals(const Tensor& tensor)
{
    if (const auto* values = std::get_if<std::vector<double>>(&tensor.values))
        return *values;
    throw Error("The stored tensor \"" + tensor.name + "\" holds whole numbers.");
}

ModeShape mode_shape_from(std::span<const Tensor> tensors, const ModeConnectivitySettings& settings,
                          std::string_view branch)
{
    std::vector<Index> sizes;
    for (Index l = 1; const Tensor* weight = find_tensor(tensors, layer_name(branch, "weight", l));
         ++l) {
        if (weight->shape.size() != 2
            || (l > 1 && weight->shape[1] != static_cast<std::size_t>(sizes.back())))
            throw Error("The stored tensor \"" + weight->name
                        + "\" does not fit the layer before it.");
        if (l == 1)
            sizes.push_back(static_cast<Index>(weight->shape[1]));
        sizes.push_back(static_cast<Index>(weight->shape[0]));
    }
    if (sizes.size() < 2)
        throw Error("The stored state has no tensor \"" + layer_name(branch, "weight", 1) + "\".");
    return {std::move(sizes),
            settings.activation == "relu" ? ModeActivation::relu : ModeActivation::tanh};
}

bool has_mode_weights(std::span<const Tensor> tensors, std::string_view branch)
{
    return find_tensor(tensors, layer_name(branch, "weight", 1)) != nullptr;
}

ModeVector mode_weights_from(const ModeShape& shape, std::span<const Tensor> tensors,
                             std::string_view branch)
{
    ModeVector theta = ModeVector::Zero(shape.length());
    for (Index l = 1; l <= shape.layers(); ++l) {
        const auto& weight = reals(tensors, layer_name(branch, "weight", l),
                                   {extent(shape.size(l)), extent(shape.size(l - 1))});
        const auto& bias = reals(tensors, layer_name(branch, "bias", l), {extent(shape.size(l))});
        mode_weight(shape, theta, l) =
            Eigen::Map<const ModeMatrix>(weight.data(), shape.size(l), shape.size(l - 1));
        mode_bias(shape, theta, l) = Eigen::Map<const ModeVector>(bias.data(), shape.size(l));
    }
    return theta;
}

void append_mode_weights(std::vector<Tensor>& tensors, const ModeShape& shape,
                         const ModeVector& theta, const std::string& branch)
{
    for (Index l = 1; l <= shape.layers(); ++l) {
        const ModeMatrix weight = mode_weight(shape, theta, l);
        const ModeVector bias = mode_bias(shape, theta, l);
        tensors.push_back({layer_name(branch, "weight", l),
                           {extent(weight.rows()), extent(weight.cols())},
                           std::vector<double>(weight.data(), weight.data() + weight.size())});
        tensors.push_back({layer_name(branch, "bias", l),
                           {extent(bias.size())},
                           std::vector<double>(bias.data(), bias.data() + bias.size())});
    }
}

void append_mode_ancestors(std::vector<Tensor>& tensors, std::span<const std::int64_t> ancestors)
{
    if (!ancestors.empty())
        tensors.push_back({mode_ancestors_name,
                           {ancestors.size()},
                           std::vector<double>(ancestors.begin(), ancestors.end())});
}

ModeSamples mode_samples_from(std::span<const Tensor> data, const std::string& part)
{
    const Tensor& inputs = mode_tensor(data, part + "_inputs");
    const Tensor& labels = mode_tensor(data, part + "_labels");
    const auto* values = std::get_if<std::vector<double>>(&inputs.values);
    const auto* classes = std::get_if<std::vector<std::int64_t>>(&labels.values);
    if (!values || !classes || inputs.shape.size() != 2 || inputs.shape[0] != classes->size())
        throw Error("The stored " + part + " examples have no labels, or not as many.");
    return {Eigen::Map<const ModeMatrix>(values->data(), static_cast<Index>(inputs.shape[0]),
                                         static_cast<Index>(inputs.shape[1])),
            *classes};
}

namespace {

void append_samples(std::vector<Tensor>& tensors, const ModeSamples& samples,
                    const std::string& part)
{
    const ModeMatrix& inputs = samples.inputs();
    tensors.push_back({part + "_inputs",
                       {extent(inputs.rows()), extent(inputs.cols())},
                       std::vector<double>(inputs.data(), inputs.data() + inputs.size())});
    tensors.push_back({part + "_labels", {samples.labels().size()}, samples.labels()});
}

ModeOrder order_from(std::span<const Tensor> tensors, const std::string& name)
{
    const Tensor& tensor = mode_tensor(tensors, name);
    const auto* values = std::get_if<std::vector<std::int64_t>>(&tensor.values);
    if (!values || tensor.shape.size() != 2 || tensor.shape[0] * tensor.shape[1] != values->size())
        throw Error("The stored order \"" + name + "\" is no table of example numbers.");
    return {static_cast<std::int64_t>(tensor.shape[1]), *values};
}

} // namespace

std::vector<Tensor> mode_data_tensors(const ModeData& data)
{
    std::vector<Tensor> tensors;
    append_samples(tensors, data.examples.train, "train");
    append_samples(tensors, data.examples.test, "test");
    const auto append = [&](const char* name, const ModeOrder& order) {
        tensors.push_back({name, {extent(order.steps()), extent(order.batch)}, order.examples});
    };
    append("order_trunk", data.order_trunk);
    append("order_a", data.order_a);
    append("order_b", data.order_b);
    return tensors;
}

ModeData mode_data_from(std::span<const Tensor> tensors, std::int64_t classes)
{
    return {.examples = {.train = mode_samples_from(tensors, "train"),
                         .test = mode_samples_from(tensors, "test"),
                         .classes = classes},
            .order_trunk = order_from(tensors, "order_trunk"),
            .order_a = order_from(tensors, "order_a"),
            .order_b = order_from(tensors, "order_b")};
}

} // namespace etalon
