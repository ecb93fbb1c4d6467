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

constexpr const char *layer_option = "layer", *scale_option = "scale";

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

/// Length of all weights into and out of each neuron of a hidden layer, bias included.
std::vector<double> sizes(const ModeShape& shape, const ModeVector& theta, Eigen::Index layer)
{
    const ModeMatrix into = mode_weight(shape, theta, layer),
                     out = mode_weight(shape, theta, layer + 1);
    const ModeVector bias = mode_bias(shape, theta, layer);
    const ModeVector result =
        (into.rowwise().squaredNorm() + bias.cwiseAbs2() + out.colwise().squaredNorm().transpose())
            .cwiseSqrt();
    return {result.begin(), result.end()};
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
          Tensor{"order", {size}, std::move(order)},
          Tensor{"sizes_a", {size}, sizes(shape, a, layer)},
          Tensor{"sizes_b", {size}, sizes(shape, b, layer)},
          Tensor{"layer", {1}, std::vector<double>{static_cast<double>(layer)}}},
         1);
}

/// What the cells show: C, or C over the sizes of both neurons, which is the cosine of their weights.
struct Similarity {
    std::vector<double> matrix{}, shown{}; // rows A, columns B
    double largest = 1;                    // of the colours
    std::string label{};
};

Similarity similarity_of(const FigureInput& input, const Tensor& found)
{
    Similarity result{.matrix = std::get<std::vector<double>>(found.values)};
    result.shown = result.matrix;
    const bool declared =
        std::any_of(input.declared.begin(), input.declared.end(),
                    [](const Option& option) { return option.key == scale_option; });
    const Tensor *a = input.studied("sizes_a"), *b = input.studied("sizes_b");
    if (settings_of(input).alignment == "activation") {
        result.label = "correlation C";
        return result;
    }
    if (declared && input.text(scale_option) == "C") {
        // A few very large neurons would leave all others pale.
        std::vector<double> magnitudes;
        for (const double value : result.matrix)
            magnitudes.push_back(std::abs(value));
        result.largest = std::max(1e-9, quantile(std::move(magnitudes), 0.985));
        result.label = "similarity C";
        return result;
    }
    result.label = "cosine";
    const auto &rows = std::get<std::vector<double>>(a->values),
               &columns = std::get<std::vector<double>>(b->values);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < columns.size(); ++j)
            result.shown[i * columns.size() + j] /= std::max(rows[i] * columns[j], 1e-12);
    return result;
}

/// With B's neurons in this order: rows are A's neurons, the first on top.
Panel matrix(const Similarity& similarity, const std::vector<std::size_t>& order,
             const std::string& name, bool colour_bar)
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
                .limits = {{-similarity.largest, similarity.largest}},
                .label = similarity.label,
                .colour_bar = colour_bar};
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
            map.values[(size - 1 - i) * size + j] = similarity.shown[i * size + order[j]];
    const double end = static_cast<double>(size);
    return {.title = name,
            .x = {.label = "Neuron of B",
                  .low = 0.5,
                  .high = end + 0.5,
                  .ticks = {{1, "1"}, {end, std::to_string(size)}}},
            .y = {.label = "Neuron of A",
                  .low = 0.5,
                  .high = end + 0.5,
                  .ticks = {{1, std::to_string(size)}, {end, "1"}}},
            .marks = {std::move(map)},
            .square_cells = true};
}

/// Raw and aligned loss on the line, side by side with the matrices.
std::optional<Panel> lines(const FigureInput& input)
{
    const auto raw = newest_sample(input, "path_train_loss"),
               aligned = newest_sample(input, "aligned_path_train_loss");
    if (raw.empty() || aligned.empty())
        return {};
    auto panel =
        empty_panel({.label = "Place on the line",
                     .low = 0,
                     .high = 1,
                     .ticks = {{0, "A"}, {0.5, "½"}, {1, "B"}}},
                    {.label = "Training loss", .unit = "nats", .low = 0}, "Loss on the line");
    const auto add = [&](std::span<const double> path, Ink ink, const std::string& name) {
        const double barrier = std::max(0.0, highest_over_chord(path).height());
        panel.marks.emplace_back(Curve{.x = alphas(path.size()),
                                       .y = {path.begin(), path.end()},
                                       .ink = ink,
                                       .weight = Weight::bold,
                                       .label = name,
                                       .legend = name + ": barrier " + rounded(barrier, 2)});
    };
    add(raw, raw_ink, "before");
    add(aligned, aligned_ink, "after");
    return panel;
}

std::string note_of(const Similarity& similarity, const std::vector<std::size_t>& order)
{
    const std::size_t size = order.size();
    std::size_t renamed = 0;
    double before = 0, after = 0;
    for (std::size_t i = 0; i < size; ++i) {
        renamed += order[i] != i;
        before += similarity.matrix[i * size + i];
        after += similarity.matrix[i * size + order[i]];
    }
    if (renamed == 0)
        return "No neuron of this layer is renamed: they did not swap.";
    return std::to_string(renamed) + " of " + std::to_string(size)
        + " neurons renamed; ΣC on the diagonal: " + rounded(before) + " before, " + rounded(after)
        + " after.";
}

} // namespace

std::vector<Option> permutation_options(const Values& values)
{
    const auto settings = mode_connectivity_schema().settings(values);
    std::vector<Option> options;
    if (settings.is_toy() || settings.alignment == "none")
        return options;
    if (settings.hidden_layers > 1) {
        Option layer{.key = layer_option, .label = "Hidden layer"};
        for (std::int64_t l = 1; l <= settings.hidden_layers; ++l)
            layer.choices.push_back(std::to_string(l));
        options.push_back(std::move(layer));
    }
    if (settings.alignment == "weight") // activations have correlations already
        options.push_back({.key = scale_option, .label = "Cells show", .choices = {"cosine", "C"}});
    return options;
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
    const Tensor* layer = input.studied("layer");
    if (!similarity || !found || !layer
        || std::get<std::vector<double>>(layer->values)[0]
            != static_cast<double>(shown_layer(input)))
        return {.empty = input.final_weights.empty()
                    ? "The matrices of the final networks appear when the run has ended."
                    : "The matrices are being computed from the final networks."};
    std::vector<std::size_t> as_they_come, renamed;
    for (const double neuron : std::get<std::vector<double>>(found->values)) {
        as_they_come.push_back(as_they_come.size());
        renamed.push_back(static_cast<std::size_t>(neuron));
    }
    const Similarity cells = similarity_of(input, *similarity);
    Drawing drawing{.note = note_of(cells, renamed)};
    drawing.panels.push_back(matrix(cells, as_they_come, "Before", false));
    drawing.panels.push_back(matrix(cells, renamed, "After", true));
    place(drawing.panels.back(), 0, 1);
    drawing.column_stretch = {1, 1.15};
    drawing.row_stretch = {1};
    if (auto panel = lines(input)) {
        place(*panel, 1, 0, 1, 2);
        drawing.panels.push_back(std::move(*panel));
        drawing.row_stretch = {1.7, 1};
    }
    return drawing;
}

} // namespace etalon::mode_connectivity_drawings
