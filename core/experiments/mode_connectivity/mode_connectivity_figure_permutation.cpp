// Renaming hidden neurons: how alike the neurons of A and B are before and after B's are reordered,
// and what that does to the loss on the line.
#include "core/experiments/mode_connectivity/mode_alignment.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr const char* layer_option = "layer";

/// l = 1 … L − 1: the hidden layer that is shown.
std::int64_t shown_layer(const FigureInput& input)
{
    const std::int64_t layers = settings_of(input).hidden_layers;
    const bool declared =
        std::any_of(input.declared.begin(), input.declared.end(),
                    [](const Option& option) { return option.key == layer_option; });
    return declared ? std::clamp<std::int64_t>(std::stoll(input.text(layer_option)), 1, layers) : 1;
}

std::string channel_of(std::int64_t layer)
{
    return "permutation_" + std::to_string(layer);
}

std::string subject(const FigureInput& input)
{
    if (!has_alignment(input) || !has_mode_weights(input.final_weights, "a")
        || !has_mode_weights(input.final_weights, "b")
        || newest_sample(input, channel_of(1)).empty())
        return {};
    return "similarity of layer " + std::to_string(shown_layer(input));
}

void make(const FigureInput& input, const ShowStudy& show)
{
    const auto settings = settings_of(input);
    const ModeShape shape = mode_shape_from(input.final_weights, settings);
    const ModeVector a = mode_weights_from(shape, input.final_weights, "a"),
                     b = mode_weights_from(shape, input.final_weights, "b");
    const Eigen::Index layer = shown_layer(input);
    ModePermutations permutations = mode_identity(shape);
    for (std::size_t l = 0; l < permutations.size(); ++l) {
        const auto sample = newest_sample(input, channel_of(static_cast<std::int64_t>(l) + 1));
        for (std::size_t i = 0; i < std::min(sample.size(), permutations[l].size()); ++i)
            permutations[l][i] = static_cast<Eigen::Index>(sample[i]);
    }
    const ModeMatrix similarity = settings.alignment == "activation"
        ? mode_activation_similarity(shape, a, b, layer, mode_samples_from(input.data, "train"))
        : mode_weight_similarity(shape, a, b, layer, permutations);
    const auto size = static_cast<std::size_t>(similarity.rows());
    std::vector<double> order;
    for (const Eigen::Index neuron : permutations[static_cast<std::size_t>(layer - 1)])
        order.push_back(static_cast<double>(neuron));
    show({Tensor{"similarity",
                 {size, size},
                 std::vector<double>(similarity.data(), similarity.data() + similarity.size())},
          Tensor{"order", {size}, std::move(order)}},
         1);
}

/// C with B's neurons in this order: rows are A's neurons, the first on top.
Panel matrix(const std::vector<double>& similarity, const std::vector<std::size_t>& order,
             double largest, const std::string& name, bool colour_bar)
{
    const std::size_t size = order.size();
    HeatMap map{.rows = size,
                .columns = size,
                .values = std::vector<double>(size * size),
                .left = 0.5,
                .right = static_cast<double>(size) + 0.5,
                .bottom = 0.5,
                .top = static_cast<double>(size) + 0.5,
                .colours = ColourMap::diverging,
                .limits = {{-largest, largest}},
                .label = "similarity C",
                .colour_bar = colour_bar};
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j)
            map.values[(size - 1 - i) * size + j] = similarity[i * size + order[j]];
        sum += similarity[i * size + order[i]];
    }
    const double end = static_cast<double>(size);
    return {.title = name + ": sum of the diagonal " + rounded(sum),
            .x = {.label = "Neuron of B",
                  .low = 0.5,
                  .high = end + 0.5,
                  .ticks = {{1, "1"}, {end, std::to_string(size)}}},
            .y = {.label = "Neuron of A",
                  .low = 0.5,
                  .high = end + 0.5,
                  .ticks = {{1, std::to_string(size)}, {end, "1"}}},
            .marks = {std::move(map)},
            .square_cells = true,
            .brief = name};
}

/// Raw and aligned loss on the line, side by side with the matrices.
std::optional<Panel> lines(const FigureInput& input)
{
    const auto raw = newest_sample(input, "path_train_loss"),
               aligned = newest_sample(input, "aligned_path_train_loss");
    if (raw.empty() || aligned.empty())
        return {};
    auto panel = empty_panel({.label = "Place on the line",
                              .low = 0,
                              .high = 1,
                              .ticks = {{0, "A"}, {0.5, "½"}, {1, "B"}}},
                             {.label = "Training loss", .unit = "nats", .low = 0},
                             "What it does to the barrier");
    const auto add = [&](std::span<const double> path, Ink ink, const std::string& name) {
        const Peak peak = highest_over_chord(path);
        panel.marks.emplace_back(Curve{.x = alphas(path.size()),
                                       .y = {path.begin(), path.end()},
                                       .ink = ink,
                                       .weight = Weight::bold,
                                       .label = name});
        panel.marks.emplace_back(Label{.text = name + " " + rounded(std::max(0.0, peak.height()), 2),
                                       .x = 0.5,
                                       .y = path[path.size() / 2],
                                       .ink = ink,
                                       .bold = true});
    };
    add(raw, raw_ink, "before:");
    add(aligned, aligned_ink, "after:");
    return panel;
}

std::string note_of(const std::vector<std::size_t>& order)
{
    std::size_t renamed = 0;
    for (std::size_t i = 0; i < order.size(); ++i)
        renamed += order[i] != i;
    return renamed == 0 ? "No neuron of this layer is renamed: they did not swap."
                        : std::to_string(renamed) + " of " + std::to_string(order.size())
            + " neurons of this layer have another name; the function of B is the same.";
}

} // namespace

std::vector<Option> permutation_options(const Values& values)
{
    const auto settings = mode_connectivity_schema().settings(values);
    if (settings.is_toy() || settings.hidden_layers < 2)
        return {};
    Option option{.key = layer_option, .label = "Hidden layer"};
    for (std::int64_t layer = 1; layer <= settings.hidden_layers; ++layer)
        option.choices.push_back(std::to_string(layer));
    return {option};
}

Study permutation_study()
{
    return {.subject = subject, .make = make};
}

Drawing draw_permutation(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = needs_networks("Renaming hidden neurons")};
    if (!has_alignment(input))
        return {.empty = "Needs alignment: set it to weight or activation."};
    const Tensor *similarity = input.studied("similarity"), *found = input.studied("order");
    if (!similarity || !found)
        return {.empty = input.final_weights.empty()
                    ? "The matrices of the final networks appear when the run has ended."
                    : "The matrices are being computed from the final networks."};
    const auto& values = std::get<std::vector<double>>(similarity->values);
    std::vector<std::size_t> as_they_come, renamed;
    for (const double neuron : std::get<std::vector<double>>(found->values)) {
        as_they_come.push_back(as_they_come.size());
        renamed.push_back(static_cast<std::size_t>(neuron));
    }
    double largest = 1e-9;
    for (const double value : values)
        largest = std::max(largest, std::abs(value));
    Drawing drawing{.note = note_of(renamed)};
    drawing.panels.push_back(matrix(values, as_they_come, largest, "Before", false));
    drawing.panels.push_back(matrix(values, renamed, largest, "After", true));
    place(drawing.panels.back(), 0, 1);
    drawing.column_stretch = {1, 1.15};
    if (auto panel = lines(input)) {
        place(*panel, 0, 2);
        drawing.panels.push_back(std::move(*panel));
        drawing.column_stretch.push_back(1);
    }
    return drawing;
}

} // namespace etalon::mode_connectivity_drawings
