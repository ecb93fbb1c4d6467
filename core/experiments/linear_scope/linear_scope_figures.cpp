// The figures of linear-scope: names, captions and options. What each draws is in
// linear_scope_figure_*.cpp.
#include "core/experiments/linear_scope/linear_scope_figures.hpp"

#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/linear_scope_study.hpp"

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

/// A figure of the network under the scope: small ones are looked through at once, of large ones
/// the notes of the figure's study are read.
template <LookDrawing draw>
Drawing draw_looking(const FigureInput& input)
{
    const auto seen = is_large(input) ? noted_look(input) : whole_look(input);
    Drawing drawing = draw(input, seen ? &*seen : nullptr);
    const bool is_whole = !seen || !seen->notes || !seen->notes->are_incomplete();
    return is_whole ? drawing : draw(input, nullptr);
}

std::vector<Figure> looking_figures()
{
    return {
        {.id = "scope",
         .title = "The linear scope",
         .caption = "With its decisions held the network is y = F x + b. A column of F: where the "
                    "input pixel goes. A row: what the output looks for.",
         .draw = draw_looking<draw_scope_scope>,
         .options_for = scope_scope_options,
         .study = scope_look_study<draw_scope_scope>()},
        {.id = "rows",
         .title = "Rows: what outputs look for",
         .caption = "Each image is one row of F, all in one scale: red pixels raise the output, "
                    "blue ones lower it.",
         .draw = draw_looking<draw_scope_rows>,
         .options_for = scope_rows_options,
         .study = scope_look_study<draw_scope_rows>()},
        {.id = "votes",
         .title = "Every pixel votes",
         .caption =
             "An output is the sum of the votes F x of all pixels and a bias. Red votes for, "
             "blue against; the winning class is framed.",
         .draw = draw_looking<draw_scope_votes>,
         .options_for = scope_votes_options,
         .study = scope_look_study<draw_scope_votes>()},
        {.id = "bias-share",
         .title = "Bias or pixels?",
         .caption =
             "The share of |b| in |b| + |F x|: how much of the output does not come from any "
             "pixel.",
         .draw = draw_looking<draw_scope_bias_share>,
         .options_for = scope_look_options,
         .study = scope_look_study<draw_scope_bias_share>()},
    };
}

std::vector<Figure> decomposing_figures()
{
    return {
        {.id = "spectrum",
         .title = "What passes, and how strongly",
         .caption =
             "Singular values of F, one line an image: a slow fall passes nearly everything, "
             "a cliff drops what lies beyond.",
         .draw = draw_scope_spectrum,
         .options_for = scope_look_options,
         .study = scope_vector_study()},
        {.id = "singular-vectors",
         .title = "Eigen-inputs and eigen-outputs",
         .caption = "The network turns each eigen-input into σ times its eigen-output. The chosen "
                    "pair is large, beside it the first eight.",
         .draw = draw_scope_singular_vectors,
         .options_for = scope_vectors_options,
         .study = scope_vector_study()},
        {.id = "kernels",
         .title = "Kernels, place by place",
         .caption = "Columns of F around a flat place, an edge and a texture (drag the marks), and "
                    "their average over the image. Where they differ, the network is more than a "
                    "filter.",
         .draw = draw_looking<draw_scope_kernels>,
         .options_for = scope_kernels_options,
         .study = scope_kernel_study()},
        {.id = "stencil",
         .title = "Copy-move, read off the matrix",
         .caption = "F averaged along its diagonals: how an output depends on inputs at each "
                    "displacement. The peak is where pixels are copied from.",
         .draw = draw_scope_stencil,
         .options_for = scope_look_options,
         .study = scope_kernel_study()},
    };
}

std::vector<Figure> following_figures()
{
    return {
        {.id = "decisions",
         .title = "Decisions settle",
         .caption = "Gates and maxima make the network non-linear. Fewer and fewer of them flip as "
                    "training goes on. Arrows: which pixel of each window wins.",
         .draw = draw_looking<draw_scope_decisions>,
         .options_for = scope_decisions_options,
         .study = scope_look_study<draw_scope_decisions>()},
        {.id = "learning",
         .title = "Learning",
         .caption = "Loss and quality on training and test images.",
         .draw = draw_scope_learning,
         .options = {{.key = "axis", .label = "Loss axis", .choices = {"log", "linear"}}}},
        {.id = "checks",
         .title = "It is linear, to the last digit",
         .caption = "The relative distance of the network from F x + b, and of ⟨F v, w⟩ from "
                    "⟨v, Fᵀ w⟩: rounding, at every step and for every image.",
         .draw = draw_scope_checks,
         .options_for = scope_look_options},
    };
}

} // namespace

std::vector<Figure> linear_scope_figures()
{
    auto figures = looking_figures();
    for (auto* more : {&decomposing_figures, &following_figures})
        for (Figure& figure : more())
            figures.push_back(std::move(figure));
    return figures;
}

} // namespace etalon
