#include "core/experiments/race/race_tensors.hpp"

#include <algorithm>

namespace etalon {
namespace {

std::size_t size(Eigen::Index value)
{
    return static_cast<std::size_t>(value);
}

const Tensor* find_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [name](const Tensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

RaceMatrix matrix_of(const Tensor& tensor)
{
    const auto& values = std::get<std::vector<double>>(tensor.values);
    return Eigen::Map<const RaceMatrix>(values.data(),
                                        static_cast<Eigen::Index>(tensor.shape.at(0)),
                                        static_cast<Eigen::Index>(tensor.shape.at(1)));
}

std::vector<std::int64_t> integers(const RaceVector& labels)
{
    std::vector<std::int64_t> values;
    for (const double label : labels)
        values.push_back(label < 0 ? -1 : 1);
    return values;
}

RaceVector reals(const Tensor& tensor)
{
    const auto& labels = std::get<std::vector<std::int64_t>>(tensor.values);
    RaceVector values(static_cast<Eigen::Index>(labels.size()));
    std::copy(labels.begin(), labels.end(), values.begin());
    return values;
}

} // namespace

const Tensor& race_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    if (const Tensor* tensor = find_tensor(tensors, name))
        return *tensor;
    throw Error("There is no tensor \"" + std::string(name) + "\" among those of the run.");
}

const std::vector<double>& race_values(std::span<const Tensor> tensors, std::string_view name,
                                       const std::vector<std::size_t>& shape)
{
    const Tensor& tensor = race_tensor(tensors, name);
    const auto* values = std::get_if<std::vector<double>>(&tensor.values);
    std::size_t expected = 1;
    for (const std::size_t extent : shape)
        expected *= extent;
    if (!values || tensor.shape != shape || values->size() != expected)
        throw Error("The checkpoint's tensor \"" + std::string(name)
                    + "\" does not have the shape that this run needs.");
    return *values;
}

Tensor race_tensor_of(std::string name, const RaceMatrix& matrix)
{
    return {std::move(name),
            {size(matrix.rows()), size(matrix.cols())},
            std::vector<double>(matrix.data(), matrix.data() + matrix.size())};
}

SharedTensors race_data_tensors(const RaceData& data, const RaceSettings& settings)
{
    std::vector<Tensor> tensors;
    tensors.push_back(race_tensor_of("inputs", data.train.inputs));
    tensors.push_back({"labels", {size(data.train.labels.size())}, integers(data.train.labels)});
    tensors.push_back(race_tensor_of("test_inputs", data.test.inputs));
    tensors.push_back({"test_labels", {size(data.test.labels.size())}, integers(data.test.labels)});
    if (data.prototypes.size() > 0)
        tensors.push_back(race_tensor_of("prototypes", data.prototypes));
    if (!data.random_orders.empty())
        tensors.push_back({"random_orders",
                           {size(settings.prune_random_draws), size(settings.hidden_width)},
                           data.random_orders});
    if (!data.ticket_random.empty())
        tensors.push_back({"ticket_random",
                           {size(settings.ticket_random_draws), size(settings.ticket_size)},
                           data.ticket_random});
    return std::make_shared<const std::vector<Tensor>>(std::move(tensors));
}

std::vector<Tensor> race_weight_tensors(const RaceNetwork& network)
{
    const RaceVector& c = network.output_weights;
    return {race_tensor_of("input_weights", network.input_weights),
            {"output_weights", {size(c.size())}, std::vector<double>(c.begin(), c.end())}};
}

RaceData race_data_from(std::span<const Tensor> tensors)
{
    RaceData data;
    data.train = {matrix_of(race_tensor(tensors, "inputs")), reals(race_tensor(tensors, "labels"))};
    data.test = {matrix_of(race_tensor(tensors, "test_inputs")),
                 reals(race_tensor(tensors, "test_labels"))};
    if (const Tensor* prototypes = find_tensor(tensors, "prototypes"))
        data.prototypes = matrix_of(*prototypes);
    if (const Tensor* orders = find_tensor(tensors, "random_orders"))
        data.random_orders = std::get<std::vector<std::int64_t>>(orders->values);
    if (const Tensor* tickets = find_tensor(tensors, "ticket_random"))
        data.ticket_random = std::get<std::vector<std::int64_t>>(tickets->values);
    return data;
}

RaceNetwork race_network_from(std::span<const Tensor> tensors)
{
    const auto& c = std::get<std::vector<double>>(race_tensor(tensors, "output_weights").values);
    return {matrix_of(race_tensor(tensors, "input_weights")),
            Eigen::Map<const RaceVector>(c.data(), static_cast<Eigen::Index>(c.size()))};
}

} // namespace etalon
