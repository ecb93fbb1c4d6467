// The text beside the figures, with the numbers of the run that is shown.
#include "core/experiments/resonator/resonator.hpp"
#include "core/experiments/resonator/resonator_readouts.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

std::string success_text(const FigureInput& input, const std::string& key)
{
    const auto success = resonator_scalar(input, "success_" + key);
    return success ? percent(*success) : "";
}

Paragraph model_paragraph(const FigureInput& input)
{
    const ResonatorSettings settings = resonator_settings_of(input);
    if (settings.structure == "airy")
        return {"The resonator",
                "Light bounces between two mirrors and interferes with itself. Two numbers carry "
                "everything: the finesse coefficient F, how good the mirrors are, and the "
                "round-trip phase scale δ₀, how long the resonator is.",
                "T(λ) = 1 / (1 + F sin²(δ₀/2λ)),  λₘ = δ₀/(2πm)"};
    if (settings.structure == "bragg-cmt")
        return {"The resonator",
                "A grating of weak contrast, by coupled-mode theory. The dashed spectrum is the "
                "exact stack: the theory fails for a contrast beyond about 0.3.",
                "R = u/(1+u),  u = (κ l S)²,  κ = 2Δn/λ,  δ = 2πn̄/λ − π/Λ"};
    return {"The resonator",
            "Waves go up and down in every layer. The recursion starts at the exit and never meets "
            "a growing exponential: a thick absorber gives T = 0, not an overflow.",
            "r ← (ρ + X)/(1 + ρX),  X = r exp(2iφ),  φ = 2πκd/λ,  R = |r|²"};
}

Paragraph readout_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "Read-outs",
        "Free spectral range: the distance of two maxima. Finesse: that distance over the width of "
        "one. In wavenumber all fringes are equally far apart; in wavelength they crowd towards "
        "the blue.",
        "FSR ≈ 2πλ²/δ₀,  finesse = π/(2 asin(1/√F)),  Q = λ/FWHM"};
    if (const auto explorer = explorer_of(input)) {
        const auto spectrum = explorer_spectrum(*explorer->model, explorer->x);
        if (const auto text = readout_text(*explorer, resonator_settings_of(input),
                                           spectrum.observable(*explorer->model));
            !text.empty())
            paragraph.text += " Of the design at the middle of the box: " + text;
    }
    return paragraph;
}

Paragraph family_paragraph(const FigureInput& input)
{
    if (resonator_settings_of(input).structure != "airy")
        return {"One spectrum, many designs",
                "A spectrum does not name its design: thicker layers of another index, or another "
                "order, look nearly the same. The network is asked for spectra of designs, never "
                "for designs of spectra, so it need not choose.",
                {}};
    return {"One spectrum, many slabs",
            "At every angle exactly one slab with n ≥ 1 has a given F and δ₀: index, thickness and "
            "angle cannot be told from the spectrum. That is why the search is done in F and δ₀.",
            "κ = cos θ · exp(asinh √F),  n = √(κ² + sin²θ),  L = δ₀/(4πκ)"};
}

Paragraph surrogate_paragraph(const FigureInput& input)
{
    const ResonatorSettings settings = resonator_settings_of(input);
    if (settings.steps == 0)
        return {"No network", "steps = 0: only methods on the exact model search.", {}};
    Paragraph paragraph{
        "The surrogate",
        settings.feature_bands > 0
            ? "A network sees sines and cosines of the design and learns spectra from low to high "
              "optical paths."
            : "A network sees the design itself. It learns smooth spectra first and fast fringes "
              "hardly ever: frequency bias. Compare with feature_bands = 20.",
        "ŷ = W₂ s(W₁ s(W₀ [x; sin πbx; cos πbx]))"};
    const auto mae = input.at_step("validation_mae");
    if (!mae.empty())
        paragraph.text += " Its mean error is " + rounded(mae[0], 2) + " at step "
            + std::to_string(input.step) + ".";
    if (const auto error = resonator_scalar(input, "target_surrogate_mae"))
        paragraph.text += " At the true designs of the targets: " + rounded(*error, 2) + ".";
    return paragraph;
}

Paragraph valley_paragraph(const FigureInput& input)
{
    const ResonatorSettings settings = resonator_settings_of(input);
    Paragraph paragraph{
        "Every order is a false valley",
        "Shift the fringes by one order and they nearly fit again: the objective oscillates, and a "
        "descent ends in the valley it starts in. The Fourier part of the objective looks at how "
        "fast the fringes are, not where they stand, so it is one broad funnel.",
        "f = ⟨(y − t)²⟩ + w ⟨(p − q)²⟩"};
    const double mean = (settings.lambda_min + settings.lambda_max) / 2;
    if (settings.structure == "airy") {
        const double spacing = false_valley_spacing(mean);
        paragraph.formula += ",  valleys every 2πλ̄ = " + rounded(spacing, 3) + " nm: about "
            + rounded(std::floor(false_valley_count(43500, mean))) + " in the box";
    }
    const auto centre = success_text(input, "exact_centre"),
               fourier = success_text(input, "exact_fourier");
    if (!centre.empty() && !fourier.empty())
        paragraph.text += " Here a start at the centre succeeds on " + centre
            + " of the targets, Fourier scans on " + fourier + ".";
    return paragraph;
}

Paragraph physics_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "Physics beats learning where there is some",
        resonator_settings_of(input).structure == "airy"
            ? "1/T is a sine in wavenumber and linear in F: one division gives F for every δ₀, and "
              "Levenberg-Marquardt polishes the three best."
            : "Levenberg-Marquardt uses the whole exact Jacobian, found by going through the "
              "layers "
              "once more, backwards.",
        resonator_settings_of(input).structure == "airy" ? "1/T − 1 = F sin²(δ₀/2λ)"
                                                         : "(JᵀJ + μ diag JᵀJ) s = Jᵀe"};
    const auto lm = success_text(input, "exact_lm"),
               network = success_text(input, "surrogate_fourier");
    if (!lm.empty())
        paragraph.text += " It finds " + lm + " of the targets";
    if (!lm.empty() && !network.empty())
        paragraph.text += ", the network with Fourier scans " + network;
    if (!lm.empty())
        paragraph.text += ".";
    const auto evaluations = resonator_scalar(input, "evaluations_exact_lm"),
               grid = resonator_scalar(input, "evaluations_grid");
    if (evaluations && grid && *evaluations > 0)
        paragraph.formula += ";  spectra: " + rounded(*evaluations, 4) + " against "
            + rounded(*grid, 6) + " of the grid";
    return paragraph;
}

Paragraph limits_paragraph(const FigureInput& input)
{
    std::string text =
        "With two parameters a good global optimiser is strong: DIRECT and dual annealing found "
        "all of 24 targets, with about 670 and 4100 spectra. Only the fit that knows the Airy "
        "formula needs fewer. The grid's spectra serve all targets at once, so its cost for each "
        "falls with their number. And the network saves nothing while one exact spectrum costs "
        "microseconds; it pays when one costs seconds: move the slider of that figure.";
    if (input.ended) {
        double best = 0;
        bool any = false;
        for (const MethodLook& method : all_resonator_methods())
            if (const auto success = resonator_scalar(input, "success_" + method.key)) {
                any = true;
                best = std::max(best, *success);
            }
        if (any && best == 0)
            text += " In this run no design comes within success_mae of the wish: what is shown is "
                    "the closest there is.";
    }
    return {"Honest limits", std::move(text), {}};
}

} // namespace

std::vector<Paragraph> resonator_explanation(const FigureInput& input)
{
    return {model_paragraph(input),     readout_paragraph(input), family_paragraph(input),
            surrogate_paragraph(input), valley_paragraph(input),  physics_paragraph(input),
            limits_paragraph(input)};
}

} // namespace etalon
