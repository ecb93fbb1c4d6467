// Asking the network under the scope: at once, or through the notes of a study.
#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/experiments/linear_scope/linear_scope_painting.hpp"
#include "core/experiments/linear_scope/linear_scope_tensors.hpp"

#include <algorithm>
#include <numeric>

namespace etalon::linear_scope_figures_detail {
namespace {

/// Products of one pass that a frame has time for some thirty times over, as several figures look
/// at once (50 ms on a slow machine).
constexpr std::size_t most_products = 1'000'000;

/// A grey 1 at a pixel of every channel, zeros elsewhere.
std::vector<double> grey_impulse(const ScopeShape& shape, std::size_t row, std::size_t column)
{
    std::vector<double> impulse(shape.size());
    const std::size_t pixels = shape.height * shape.width;
    for (std::size_t channel = 0; channel < shape.channels; ++channel)
        impulse[channel * pixels + row * shape.width + column] = 1;
    return impulse;
}

std::vector<double> numbers(const ScopeMatrix& matrix)
{
    return {matrix.data(), matrix.data() + matrix.size()};
}

std::size_t products(const ScopeNetwork& network)
{
    std::size_t sum = 0;
    for (const ScopeLayer& layer : network.layers)
        sum += layer.weight.size()
            * (layer.type == ScopeLayerType::conv ? layer.out.height * layer.out.width : 1);
    return sum;
}

std::optional<ScopeShape> shape_of(const FigureInput& input, const char* name)
{
    const Tensor* tensor = find_scope_tensor(input.data, name);
    if (!tensor || tensor->shape.empty())
        return {};
    const auto& shape = tensor->shape;
    return ScopeShape{shape[0], shape.size() > 1 ? shape[1] : 1, shape.size() > 2 ? shape[2] : 1};
}

std::span<const Tensor> weights_of(const FigureInput& input)
{
    return input.weights.empty() ? input.final_weights : input.weights;
}

double share_that_differs(const FrozenScope& one, const FrozenScope& other, double none)
{
    const auto here = one.decisions(), there = other.decisions();
    std::size_t count = 0, differing = 0;
    for (std::size_t layer = 0; layer < std::min(here.size(), there.size()); ++layer) {
        const auto &a = here[layer].index, &b = there[layer].index;
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            differing += a[i] != b[i];
        count += a.size();
    }
    return count > 0 ? static_cast<double>(differing) / static_cast<double>(count) : none;
}

// ---- Decisions as notes -------------------------------------------------------------------------

constexpr std::size_t header = 9; // numbers before the decisions themselves

std::vector<double> written(const Decided& decided)
{
    std::vector<double> values;
    for (const std::size_t number : {decided.layer, std::size_t{decided.is_relu}, decided.kernel,
                                     decided.in.channels, decided.in.height, decided.in.width,
                                     decided.out.channels, decided.out.height, decided.out.width})
        values.push_back(static_cast<double>(number));
    values.insert(values.end(), decided.index.begin(), decided.index.end());
    return values;
}

std::optional<Decided> read(const std::vector<double>& values)
{
    if (values.size() < header)
        return {};
    const auto number = [&](std::size_t i) { return static_cast<std::size_t>(values[i]); };
    Decided decided{.layer = number(0),
                    .is_relu = number(1) != 0,
                    .kernel = number(2),
                    .in = {number(3), number(4), number(5)},
                    .out = {number(6), number(7), number(8)}};
    for (std::size_t i = header; i < values.size(); ++i)
        decided.index.push_back(static_cast<std::uint8_t>(values[i]));
    return decided;
}

} // namespace

// ---- Questions ----------------------------------------------------------------------------------

std::vector<double> Look::answer(const char* kind, std::optional<std::size_t> size,
                                 const ScopeNotes::Work& work) const
{
    return notes ? notes->answer(kind, size, work) : work();
}

std::vector<double> Look::bias() const
{
    return answer("bias", out().size(), [&] { return frozen.bias(); });
}

std::vector<double> Look::linear() const
{
    return answer("linear", out().size(), [&] { return frozen.forward(shown); });
}

std::vector<double> Look::replay() const
{
    auto sum = linear();
    const auto constants = bias();
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += constants[i];
    return sum;
}

std::optional<double> Look::flips() const
{
    const auto share = answer("flips", 1, [&] {
        const auto other = freeze(frozen.network(), held ? shown : clean);
        return std::vector<double>{share_that_differs(frozen, other, -1)};
    });
    return share[0] >= 0 ? std::optional(share[0]) : std::nullopt;
}

std::vector<double> Look::column(std::size_t row, std::size_t column) const
{
    return answer("column", out().size(),
                  [&] { return frozen.forward(grey_impulse(in(), row, column)); });
}

std::vector<double> Look::row(std::size_t row, std::size_t column) const
{
    return answer("row", in().size(), [&] {
        return is_vector() ? frozen.row(column)
                           : frozen.transposed(grey_impulse(out(), row, column));
    });
}

ScopeMatrix Look::rows(const std::vector<std::size_t>& entries) const
{
    const auto values =
        answer("rows", entries.size() * in().size(), [&] { return numbers(frozen.rows(entries)); });
    return Eigen::Map<const ScopeMatrix>(values.data(), std::ssize(entries),
                                         static_cast<Eigen::Index>(in().size()));
}

std::vector<double> Look::mean_row() const
{
    const std::size_t outputs = out().size();
    return answer("mean_row", in().size(), [&] {
        return frozen.transposed(std::vector<double>(outputs, 1 / static_cast<double>(outputs)));
    });
}

std::optional<Decided> Look::first_decided(const char* kind,
                                           bool (*wanted)(const ScopeLayer&)) const
{
    return read(answer(kind, {}, [&]() -> std::vector<double> {
        const auto& layers = frozen.network().layers;
        for (const ScopeDecisions& one : frozen.decisions())
            if (const ScopeLayer& layer = layers[one.layer]; wanted(layer))
                return written({one.layer, layer.type == ScopeLayerType::relu, layer.kernel,
                                layer.in, layer.out, one.index});
        return {};
    }));
}

std::optional<Decided> Look::gates() const
{
    return first_decided("gates", [](const ScopeLayer& layer) { return layer.has_gates(); });
}

std::optional<Decided> Look::winners() const
{
    return first_decided("winners",
                         [](const ScopeLayer& layer) { return layer.type == ScopeLayerType::max; });
}

// ---- Looks --------------------------------------------------------------------------------------

std::size_t image_index(const FigureInput& input)
{
    const double number = chosen_number(input, image_key, 1);
    return number >= 1 ? static_cast<std::size_t>(number) - 1 : 0;
}

bool is_large(const FigureInput& input)
{
    std::size_t numbers = 0; // each takes part in one product at least
    for (const Tensor& tensor : weights_of(input))
        if (const auto* values = std::get_if<std::vector<double>>(&tensor.values))
            numbers += values->size();
    if (numbers > most_products)
        return true;
    const auto network = scope_network(input);
    return network && products(*network) > most_products;
}

std::optional<Look> look(const FigureInput& input)
{
    return is_large(input) ? std::nullopt : whole_look(input);
}

std::optional<Look> look_at_shapes(const FigureInput& input)
{
    const auto in = shape_of(input, "probe_input"), out = shape_of(input, "probe_output");
    if (!in || !out || weights_of(input).empty())
        return {};
    Look seen{.image = image_index(input), .clean = scope_input(input, image_index(input))};
    if (seen.clean.empty() && seen.image > 0) { // fewer images than asked for
        seen.image = 0;
        seen.clean = scope_input(input, 0);
    }
    if (seen.clean.size() != in->size())
        return {};
    seen.in_shape = *in;
    seen.out_shape = *out;
    seen.shown = seen.clean;
    seen.painted = apply_paint(chosen(input, painted_key, ""), seen.image, seen.in_shape.height,
                               seen.in_shape.width, seen.shown);
    seen.held = seen.painted > 0 && chosen(input, decisions_key, "follow") == "locked";
    return seen;
}

std::optional<Look> whole_look(const FigureInput& input)
{
    auto seen = look_at_shapes(input);
    auto network = seen ? scope_network(input) : std::nullopt;
    if (!network)
        return {};
    seen->frozen = freeze(std::move(*network), seen->held ? seen->clean : seen->shown);
    seen->output =
        seen->held ? run_network(seen->frozen.network(), seen->shown) : seen->frozen.output();
    return seen;
}

std::optional<Look> noted_look(const FigureInput& input)
{
    auto seen = look_at_shapes(input);
    if (!seen)
        return {};
    seen->notes = std::make_shared<ScopeNotes>(input.study);
    seen->output = seen->notes->answer("output", seen->out().size(), {});
    return seen->notes->are_incomplete() ? std::nullopt : seen;
}

std::string nothing_to_look_at(const FigureInput& input)
{
    return is_large(input) && look_at_shapes(input)
        ? "The network is being looked through in the background."
        : "This appears with the network's first weights.";
}

} // namespace etalon::linear_scope_figures_detail
