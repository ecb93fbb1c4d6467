// The text beside the figures, with the numbers of the run that is shown.
#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

std::string sum_of(double a, double b)
{
    return rounded(a) + (b < 0 ? " − " : " + ") + rounded(std::abs(b));
}

std::string shape_text(const ScopeShape& shape)
{
    if (shape.height * shape.width == 1)
        return std::to_string(shape.channels);
    return (shape.channels > 1 ? std::to_string(shape.channels) + "\u00a0×\u00a0" : "")
        + std::to_string(shape.height) + "\u00a0×\u00a0" + std::to_string(shape.width);
}

std::optional<double> first(const FigureInput& input, std::string_view channel)
{
    const auto sample = input.at_step(channel);
    if (sample.empty())
        return {};
    return sample[0];
}

Paragraph affine_paragraph(const std::optional<Look>& seen)
{
    Paragraph paragraph{
        "A matrix for this image",
        "Convolution, pooling and rectifiers only add and multiply, once it is decided which gates "
        "are open and which pixel of each window wins. For a given image the decisions are given, "
        "so the network is linear in the signal, exactly: not an approximation, not a derivative. "
        "Another image decides otherwise and has another matrix.",
        "y = F(x) x + b(x)"};
    if (seen)
        paragraph.formula += ";  F: " + std::to_string(seen->out().size()) + " outputs ("
            + shape_text(seen->out()) + ") from " + std::to_string(seen->in().size()) + " inputs ("
            + shape_text(seen->in()) + ")";
    return paragraph;
}

Paragraph decisions_paragraph(const FigureInput& input, const std::optional<Look>& seen)
{
    Paragraph paragraph{
        "Articulations",
        "Each non-linear unit is kept as what it did: a rectifier as its open or closed gates m, a "
        "maximum as the index that won, tanh and sigmoid as the ratio of output and input. Any "
        "other signal can then be sent through the same decisions.",
        "relu: m = 1 if z > 0, else 0;   tanh: m = tanh(z)/z;   sigmoid: 1/2 + m z"};
    if (seen) {
        std::string shares;
        for (const double share : seen->frozen.active())
            shares += (shares.empty() ? "" : ", ") + percent(share);
        if (!shares.empty())
            paragraph.text += " Open in the layers, for this image: " + shares + ".";
    }
    if (const auto flips = first(input, "scope_flips"); flips && input.step > 0)
        paragraph.text +=
            " Flipped since the sample before: " + rounded(100 * *flips, 2) + "\u00a0%.";
    return paragraph;
}

Paragraph rows_paragraph()
{
    return {"Rows and columns",
            "A row says what an output looks for in the input: it is found by sending a 1 back "
            "from that output, through the transposed layers. A column says where an input pixel "
            "goes: the answer to a single impulse. Both take one pass.",
            "row i = Fᵀ eᵢ,   column j = F eⱼ"};
}

Paragraph votes_paragraph(const FigureInput& input, const Look& look)
{
    Paragraph paragraph{
        "Votes and bias",
        "The score of a class is a sum: every pixel votes with its value times its weight, and the "
        "bias is added. The softmax sees only differences between the classes; the switch "
        "“relative” takes away what all have in common.",
        "score = Σₚ F[c, p] x[p] + b[c]"};
    const std::size_t best = winner(look.output);
    const auto linear = look.linear();
    paragraph.formula += ";  " + class_name(input, best) + ": "
        + sum_of(linear[best], look.frozen.bias()[best]) + " = " + rounded(look.output[best]);
    return paragraph;
}

Paragraph bias_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "How much is bias?",
        "What does not come from any pixel. In large classifiers the paper finds a strong reliance "
        "on biases; in networks as small as these it is seen in part only, it differs from seed to "
        "seed, and most of all where the background is not 0.",
        "bias share = Σ|b| / (Σ|b| + Σ|F x|)"};
    if (const auto shares = input.at_step("scope_bias_share"); !shares.empty())
        paragraph.formula += " = "
            + rounded(std::accumulate(shares.begin(), shares.end(), 0.0)
                          / static_cast<double>(shares.size()),
                      2)
            + " (mean over images)";
    return paragraph;
}

Paragraph spectrum_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "A basis of its own",
        "Singular vectors are pairs of images: the network turns an eigen-input into σ times its "
        "eigen-output and mixes it with no other. Inputs with small σ are what the network "
        "ignores. The effective rank counts how many pairs matter.",
        "F vᵣ = σᵣ uᵣ,   effective rank = (Σσ)² / Σσ²"};
    if (const auto rank = first(input, "scope_effective_rank"))
        paragraph.formula += " = " + rounded(*rank);
    return paragraph;
}

Paragraph upscale_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "Against bicubic",
        "Bicubic interpolation is one matrix U for all images. The network's F changes with the "
        "image: nearly bicubic on flat places, turned along edges. The cosine compares all "
        "entries of both.",
        "⟨F, U⟩ / (|F||U|)"};
    if (const auto cosine = first(input, "scope_bicubic_cosine"))
        paragraph.formula += " = " + rounded(*cosine, 4);
    const auto quality = input.at_step("quality");
    if (const auto bicubic = bicubic_quality(input); bicubic && quality.size() == 2)
        paragraph.text += " Test PSNR: " + with_decimals(quality[1], 2) + " dB, bicubic "
            + with_decimals(*bicubic, 2) + " dB.";
    return paragraph;
}

Paragraph stencil_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "Copy-move",
        "Averaged along its diagonals, F becomes one stencil: how strongly an output takes from an "
        "input at each displacement. A single peak is a copy; an edge-preserving average is a blob "
        "around 0.",
        "K[d] = mean over p of F[p, p − d]"};
    const auto x = scalar(input, "stencil_peak_x"), y = scalar(input, "stencil_peak_y"),
               value = scalar(input, "stencil_peak_value");
    if (x && y && value)
        paragraph.formula +=
            ";  peak " + rounded(*value, 2) + " at (" + rounded(*x) + ", " + rounded(*y) + ")";
    return paragraph;
}

Paragraph fill_paragraph()
{
    return {"Creation",
            "Inside an outline the input is black: nothing there can be copied. Point at an output "
            "pixel inside the shape: its row looks at the outline, as far away as the layers "
            "reach, and the bias has its share.",
            "y[p] = Σ F[p, q] x[q] + b[p]"};
}

Paragraph limits_paragraph(const FigureInput& input)
{
    std::string text =
        "The matrix belongs to one image: it says nothing of how decisions change, and two images "
        "that look alike may have different ones. For tanh and sigmoid the mask is a secant, not "
        "the derivative. Where windows hold equal values (constant backgrounds) the winner is the "
        "first, and F is one of several matrices. Equal singular values have no vectors of their "
        "own: compare subspaces.";
    if (!is_imported(input) && settings_of(input).activation == "relu")
        text += " A large learning rate can close all units for ever; leaky rectifiers survive.";
    std::string formula;
    const auto identity = input.at_step("scope_identity"), adjoint = input.at_step("scope_adjoint");
    if (!identity.empty() && !adjoint.empty())
        formula = "|y − F x − b| / |y| = "
            + rounded(*std::max_element(identity.begin(), identity.end()), 2)
            + ",  |⟨F v, w⟩ − ⟨v, Fᵀ w⟩| / (|F v||w|) = "
            + rounded(*std::max_element(adjoint.begin(), adjoint.end()), 2);
    return {"What it does not say", std::move(text), std::move(formula)};
}

} // namespace

std::vector<Paragraph> linear_scope_explanation(const FigureInput& input)
{
    const auto seen = look(input);
    std::vector<Paragraph> paragraphs{affine_paragraph(seen), decisions_paragraph(input, seen),
                                      rows_paragraph()};
    if (seen && seen->is_vector())
        paragraphs.push_back(votes_paragraph(input, *seen));
    paragraphs.push_back(bias_paragraph(input));
    paragraphs.push_back(spectrum_paragraph(input));
    const std::string task = is_imported(input) ? "" : settings_of(input).task;
    if (task == "upscale")
        paragraphs.push_back(upscale_paragraph(input));
    if (task == "denoise" || task == "shift")
        paragraphs.push_back(stencil_paragraph(input));
    if (task == "fill")
        paragraphs.push_back(fill_paragraph());
    paragraphs.push_back(limits_paragraph(input));
    return paragraphs;
}

} // namespace etalon
