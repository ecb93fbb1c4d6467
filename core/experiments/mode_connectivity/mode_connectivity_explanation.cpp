// The text beside the figures, with the numbers of the run that is shown.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_toy.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

using namespace mode_connectivity_drawings;

/// Stands behind every formula that is not the paper's.
const std::string derived = " (derived for this laboratory)";

std::string height(double nats)
{
    return nats < 0.0005 ? "0" : rounded(nats, 2);
}

Paragraph runs_paragraph(const FigureInput& input)
{
    const auto settings = settings_of(input);
    Paragraph paragraph{"Two runs of one network", "", ""};
    if (is_shared(input))
        paragraph.text = "A and B share the first k = " + std::to_string(settings.spawn_step)
            + " of " + std::to_string(settings.steps)
            + " steps, the trunk. Then each sees the same examples in an order of its own. The "
              "order is the only thing that differs.";
    else
        paragraph.text = "A and B begin with weights of their own and see the examples in orders "
                         "of their own: nothing is shared but data and settings.";
    paragraph.formula = "V ← μV + G,  θ ← θ − ηV   (η = " + rounded(settings.learning_rate)
        + (settings.schedule == "cosine" ? ", falling as a cosine" : "")
        + ", μ = " + rounded(settings.momentum) + ")";
    return paragraph;
}

Paragraph barrier_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "The barrier",
        "Blend the weights, α of B and 1 − α of A, and evaluate each blend as a network. What the "
        "loss rises above the chord between its ends is the barrier; zero means that the two are "
        "linearly connected.",
        "max over α of  ℓ(α) − (1−α) ℓ(0) − α ℓ(1),   ℓ(α) = L((1−α) θ_A + α θ_B)"};
    if (const auto barrier = barrier_now(input)) {
        paragraph.formula += "  =  " + height(*barrier);
        if (const auto aligned = aligned_barrier_now(input))
            paragraph.text +=
                " After renaming hidden neurons of B: " + height(*aligned) + " at this step.";
    }
    return paragraph;
}

Paragraph landscape_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "A mountainside and a ridge",
        "Early on the runs come down one mountainside: across their way the loss curves upwards, "
        "so differences between them are forgotten. Further down a ridge rises between them: "
        "across it the loss curves downwards, and the smallest difference grows. Which valley is "
        "reached is decided where the one turns into the other. ",
        ""};
    const auto barrier = barrier_now(input);
    if (!barrier || input.step <= spawn_step(input))
        return paragraph;
    if (input.ended && input.step >= input.steps && is_shared(input))
        paragraph.text += *barrier <= connected_below
            ? "In this run no ridge stands between the ends: the fate was sealed at the branching."
            : "In this run a ridge stands between the ends: the fate was not sealed at the "
              "branching.";
    return paragraph;
}

Paragraph identity_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "A barrier is negative curvature",
        "With ℓ″ the curvature along the line, the rise at the middle is an integral of it: no "
        "rise without negative curvature somewhere on the way"
            + derived + ".",
        "M = ℓ(½) − (ℓ(0) + ℓ(1))/2 = −½ ∫ min(α, 1−α) ℓ″(α) dα"};
    if (const auto rise = at_step(input, "midpoint_rise"))
        paragraph.formula += "  =  " + rounded(*rise);
    if (is_relu(input))
        paragraph.text += " For rectifiers the slope jumps where neurons switch; ℓ″ does not see "
                          "these kinks, and the integral misses their share.";
    return paragraph;
}

Paragraph quintic_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "What the two ends foretell",
        "Slope g and curvature h at both ends give a curve of degree 5 and its rise at the middle. "
        "At exact minima that is curvature times squared distance over 32"
            + derived
            + ". Measured over 60 runs, rank correlation with the true rise and median ratio: "
              "quintic 0.87 and 0.66, Taylor 0.86 and 2.2, curvature of the middle 0.89 and 2.2; "
              "layer by layer 0.93. The curvature at the branching point foretells nothing "
              "(−0.18): the ridge cannot be seen from there.",
        "M ≈ 5(g_A − g_B)/32 + (h_A + h_B)/64"};
    const auto ends = input.at_step("path_derivatives");
    const auto quintic = at_step(input, "midpoint_rise", 2),
               measured = at_step(input, "midpoint_rise");
    if (ends.size() == 5 && quintic && measured)
        paragraph.formula += " = 5(" + rounded(ends[0]) + " − (" + rounded(ends[1]) + "))/32 + ("
            + rounded(ends[2]) + " + " + rounded(ends[3]) + ")/64 = " + rounded(*quintic)
            + ";  measured " + rounded(*measured);
    return paragraph;
}

Paragraph renaming_paragraph(const FigureInput& input)
{
    const auto settings = settings_of(input);
    Paragraph paragraph{
        "Part of it is bookkeeping",
        "Hidden neurons have no names: any order of them computes the same function. B's are put "
        "in the order that fits A best, exactly, layer by layer. With two starts most of the "
        "barrier goes; wide networks are then practically connected. Runs with one start gain "
        "less, some even lose: matching cannot help where neurons did not swap.",
        settings.alignment == "activation"
            ? "σ_l = argmax Σᵢ C[i, σ(i)],  C = correlation of h_l of A and B over the examples"
            : "σ_l = argmax Σᵢ C[i, σ(i)],  C = W W′ᵀ + b b′ᵀ + Vᵀ V′   (W into the layer, V out "
              "of it; primes: B)"};
    const auto raw = barrier_now(input), aligned = aligned_barrier_now(input),
               distance = at_step(input, "distance"),
               aligned_distance = at_step(input, "aligned_distance");
    if (raw && aligned && *raw > connected_below)
        paragraph.text += " Here " + percent(*aligned / *raw) + " of the barrier is left.";
    if (distance && aligned_distance)
        paragraph.text += " Distance of the weights: " + rounded(*distance) + ", renamed "
            + rounded(*aligned_distance) + ".";
    return paragraph;
}

Paragraph toy_paragraph(const FigureInput& input)
{
    const auto settings = settings_of(input);
    const ModeToy toy{settings.toy_sum, settings.toy_square, settings.toy_stiffness};
    Paragraph paragraph{
        "The ridge in two parameters",
        "The loss does not change when a and b are swapped: the diagonal is the toy's renaming "
        "symmetry. With c = (a+b)/2 and d = (a−b)/2 the minima lie at d = ±D, and the curvature "
        "across the diagonal changes its sign at c = √(Q/2) = "
            + rounded(toy.ridge_start(), 4) + derived + ".",
        "L = (a+b−S)²/2 + κ(a²+b²−Q)²/2,   ∂²L/∂d² = 4κ(2c² − Q),   barrier 2κD⁴ = "
            + rounded(toy.barrier())};
    if (const auto a = at_step(input, "ridge_curvature", 0),
        b = at_step(input, "ridge_curvature", 1);
        a && b)
        paragraph.text += " Curvature across, now: A " + rounded(*a) + ", B " + rounded(*b) + ".";
    return paragraph;
}

Paragraph chance_paragraph()
{
    return {"How often one side",
            "Measured over 2000 pairs: without a trunk both runs end on the same side in 50 of "
            "100 pairs; with k = 20 in 59, 60 in 73, 100 in 81, 200 in 94, 400 in 99. The ridge "
            "begins at step 12 in the median.",
            ""};
}

Paragraph source_paragraph()
{
    return {"What is whose",
            "The questions and the picture of mountainside and ridge are those of the paper. The "
            "formulas for jets, barriers and the toy, and all numbers, were derived and measured "
            "for this laboratory; they are not the paper's theorems.",
            ""};
}

} // namespace

std::vector<Paragraph> mode_connectivity_explanation(const FigureInput& input)
{
    if (is_toy(input))
        return {runs_paragraph(input),    toy_paragraph(input), landscape_paragraph(input),
                barrier_paragraph(input), chance_paragraph(),   source_paragraph()};
    std::vector<Paragraph> paragraphs{runs_paragraph(input), barrier_paragraph(input),
                                      landscape_paragraph(input), identity_paragraph(input),
                                      quintic_paragraph(input)};
    if (has_alignment(input))
        paragraphs.push_back(renaming_paragraph(input));
    paragraphs.push_back(source_paragraph());
    return paragraphs;
}

} // namespace etalon
