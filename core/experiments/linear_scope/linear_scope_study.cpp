#include "core/experiments/linear_scope/linear_scope_study.hpp"

#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr std::size_t most_vectors = 64;  // kept for the figures
constexpr std::size_t first_vectors = 16; // shown while they are still coarse

// ---- What a result depends on -------------------------------------------------------------------

/// FNV-1a over whole numbers of 64 bits; of a long row every 1 in 17, as training moves them all.
void mix(std::uint64_t& digest, std::span<const double> values)
{
    const std::size_t stride = values.size() > 100'000 ? 17 : 1;
    for (std::size_t i = 0; i < values.size(); i += stride)
        digest = (digest ^ std::bit_cast<std::uint64_t>(values[i])) * 0x100000001b3u;
}

/// The weights, the image and what is painted on it, whatever run they come from.
std::string subject(const FigureInput& input)
{
    const auto weights = input.weights.empty() ? input.final_weights : input.weights;
    if (weights.empty())
        return {};
    std::uint64_t digest = 0xcbf29ce484222325u;
    for (const Tensor& tensor : weights)
        if (const auto* values = std::get_if<std::vector<double>>(&tensor.values))
            mix(digest, *values);
    const std::size_t image = image_index(input);
    mix(digest, scope_input(input, image));
    return std::to_string(digest) + " " + std::to_string(image) + " "
        + settings_of(input).activation + " " + chosen(input, decisions_key, "follow") + " "
        + chosen(input, painted_key, "");
}

/// Also every option of the figure where it asks a large network.
std::string kernel_subject(const FigureInput& input)
{
    const std::string whole = scope_look_subject(input);
    return whole.empty() ? subject(input) : whole;
}

// ---- Average kernels ----------------------------------------------------------------------------

Tensor square(std::string name, std::vector<double> values, std::size_t side)
{
    return {std::move(name), {side, side}, std::move(values)};
}

void make_kernels(const FigureInput& input, const ShowStudy& show)
{
    const auto seen = whole_look(input);
    if (!seen || !has_kernels(seen->in(), seen->out())) {
        show({}, 1);
        return;
    }
    const std::size_t side = kernel_window(seen->in(), seen->out()).side();
    std::vector<Tensor> fixed;
    if (is_large(input))
        fixed = scope_look_notes(input, draw_scope_kernels);
    if (seen->out().height == 2 * seen->in().height)
        fixed.push_back(
            square("average_bicubic", average_bicubic_kernel(seen->in(), seen->out()), side));
    if (const Tensor* earlier = input.studied("average_kernel")) { // until there is a new one
        auto found = fixed;
        found.push_back(*earlier);
        if (!show(std::move(found), 0))
            return;
    }
    average_kernel(seen->frozen, [&](const std::vector<double>& mean, double share) {
        auto found = fixed;
        found.push_back(square("average_kernel", mean, side));
        return show(std::move(found), share);
    });
}

// ---- Singular vectors ---------------------------------------------------------------------------

std::vector<double> first_rows(const ScopeMatrix& matrix, Eigen::Index count)
{
    return {matrix.data(), matrix.data() + count * matrix.cols()};
}

std::vector<Tensor> vector_tensors(const ScopeSingular& found)
{
    const auto kept = std::min(static_cast<Eigen::Index>(most_vectors), found.left.rows());
    const auto vectors = static_cast<std::size_t>(kept),
               inputs = static_cast<std::size_t>(found.right.cols()),
               outputs = static_cast<std::size_t>(found.left.cols());
    return {{"singular_values", {found.values.size()}, found.values},
            {"left", {vectors, outputs}, first_rows(found.left, kept)},
            {"right", {vectors, inputs}, first_rows(found.right, kept)},
            {"effective_rank", {1}, std::vector<double>{found.effective_rank}}};
}

/// The right vectors that are on the screen: those of a similar image, or of somewhat other weights.
ScopeMatrix earlier_vectors(const FigureInput& input, std::size_t inputs, std::size_t most)
{
    const Tensor* tensor = input.studied("right");
    if (!tensor || tensor->shape.size() != 2 || tensor->shape[1] != inputs)
        return {};
    const auto& values = std::get<std::vector<double>>(tensor->values);
    return Eigen::Map<const ScopeMatrix>(
        values.data(), static_cast<Eigen::Index>(std::min(most, tensor->shape[0])),
        static_cast<Eigen::Index>(inputs));
}

void make_vectors(const FigureInput& input, const ShowStudy& show)
{
    const auto seen = whole_look(input);
    if (!seen) {
        show({}, 1);
        return;
    }
    const FrozenScope& frozen = seen->frozen;
    const auto asked = static_cast<std::size_t>(settings_of(input).singular_values);
    const std::size_t all = std::min(frozen.inputs(), frozen.outputs()),
                      few = std::max(first_vectors, asked);
    const auto found = singular_vectors(frozen,
                                        {.count = frozen.has_matrix() ? all : std::min(all, asked),
                                         .few = few,
                                         .guess = earlier_vectors(input, frozen.inputs(), few),
                                         .progress = [&](const ScopeSingular& coarse) {
                                             return show(vector_tensors(coarse), 0.1);
                                         }});
    if (!found.values.empty())
        show(vector_tensors(found), 1);
}

} // namespace

std::string scope_look_subject(const FigureInput& input)
{
    if (!is_large(input))
        return {};
    std::string name = subject(input);
    for (const Option& option : input.declared)
        name += " "
            + (option.is_text || !option.choices.empty()
                   ? input.text(option.key)
                   : std::to_string(input.number(option.key)));
    return name;
}

std::vector<Tensor> scope_look_notes(const FigureInput& input, LookDrawing draw)
{
    auto seen = whole_look(input);
    if (!seen)
        return {};
    seen->notes = std::make_shared<ScopeNotes>();
    seen->notes->answer("output", {}, [&] { return seen->output; });
    draw(input, &*seen);
    return seen->notes->tensors();
}

Study scope_kernel_study()
{
    return {kernel_subject, make_kernels};
}

Study scope_vector_study()
{
    return {subject, make_vectors};
}

} // namespace etalon
