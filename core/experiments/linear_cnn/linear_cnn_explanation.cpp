// The text beside the figures, with the numbers of the run that is shown.
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figures.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

using namespace linear_cnn_figures_detail;

/// |V_a(w*_a)|: from the folded share, which counts a pair of bins as one.
double dominant_amplitude(const ModeTable& table, std::size_t mode)
{
    return table.amplitude(mode, table.dominant_bins[mode]);
}

/// Growth of a mode per step near zero: rho = 2 ln(1 + eta s |V*|).
double growth_rate(double eta, double strength, double amplitude)
{
    return 2 * std::log1p(eta * strength * amplitude);
}

std::string list(const std::vector<double>& values)
{
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(values.size(), 6); ++i)
        text += (i == 0 ? "" : ", ") + rounded(values[i]);
    return values.size() > 6 ? text + ", …" : text;
}

/// The closed form's half-time from its curve: with a logistic a(t) of rate rho, two samples give
/// the limit, 1/a(t) = 1/limit + (1/a_0 - 1/limit) e^(-rho t).
std::optional<double> half_time(const Series& sigmoid, std::size_t mode, double rho)
{
    if (sigmoid.size() < 2 || mode >= sigmoid.width())
        return {};
    const double start = sigmoid.sample(0)[mode], end = sigmoid.sample(sigmoid.size() - 1)[mode];
    const double decay = std::exp(-rho * static_cast<double>(sigmoid.steps().back()));
    const double inverse_limit = (1 / end - decay / start) / (1 - decay);
    const double time = std::log(1 / (inverse_limit * start) - 1) / rho;
    if (!(start > 0) || !(inverse_limit > 0) || !std::isfinite(time))
        return {};
    return time;
}

Paragraph network_paragraph(const FigureInput& input, const ModeTable& table)
{
    const auto kernels = whole_number(input, "kernels"),
               layers = whole_number(input, "conv_layers");
    const std::string sizes =
        "K = " + std::to_string(kernels) + ", n = " + std::to_string(table.grid.pixels());
    if (is_relu(input))
        return {"What is trained",
                "One layer of circular convolutions, a rectifier and a linear readout, without "
                "biases, by mini-batches. "
                "Its effective map B, the mean slope over the training samples, is read like a "
                "linear network's: gₖ[p] "
                "is the share of samples for which kernel k is active at p.",
                "B̂_c(ω) = Σₖ (U_ck · gₖ)^(ω) · ŵₖ(ω)*   (" + sizes + ")"};
    if (layers > 1)
        return {"What is trained",
                "A chain of " + std::to_string(layers)
                    + " circular convolutions and a linear readout, without biases, by full-batch "
                      "gradient descent. "
                      "However deep, it computes a linear function, f = B x.",
                "B̂_c(ω) = Σₖ Û_ck(ω) · Qₖ(ω)*,  Q = W_" + std::to_string(layers) + "(ω) ⋯ W₁(ω)   ("
                    + sizes + ")"};
    return {"What is trained",
            "A circular convolution and a linear readout, without biases, by full-batch gradient "
            "descent. The network "
            "computes a linear function, f = B x; in Fourier space the convolution is a product, "
            "so that every "
            "frequency ω is a small network of its own.",
            "B̂_c(ω) = Σₖ Û_ck(ω) · ŵₖ(ω)*   (" + sizes + ")"};
}

Paragraph modes_paragraph(const ModeTable& table)
{
    return {"The modes of the data",
            "The correlation of targets and inputs is a sum of modes: a direction uₐ among the "
            "classes, a pattern vₐ "
            "in the input, and a strength sₐ. This data set has "
                + std::to_string(table.size()) + (table.size() == 1 ? " mode. " : " modes. ")
                + "A mode is learned as far as aₐ = uₐᵀ B vₐ has come to sₐ/dₐ, where dₐ is the "
                  "inputs' power along vₐ.",
            "⟨y xᵀ⟩ = Σₐ sₐ uₐ vₐᵀ,  s = " + list(table.singular_values)};
}

Paragraph race_paragraph(const FigureInput& input, const ModeTable& table)
{
    const double eta = learning_rate(input);
    Paragraph paragraph{
        "Why one frequency wins",
        "Near zero, the kernels' power at each frequency grows exponentially, at a rate set by the "
        "drive σ(ω), the data's correlation at that frequency. All frequencies of a mode feed on "
        "the "
        "same residual: when the fastest has used it up, the others stop where they are. The "
        "smaller "
        "the initial weights, the longer the race and the clearer the winner.",
        "|ŵ(ω)|² ∝ (1 + η σ(ω))²ᵗ"};
    const auto drive = input.at_step("drive");
    if (drive.size() != table.grid.bins() || table.size() == 0)
        return paragraph;
    // The winner of mode 1 and the mode's second strongest frequency.
    const std::size_t winner = table.dominant_bins[0];
    const auto shares = folded(table.grid, table.spectrum(0));
    std::optional<std::size_t> second;
    for (const std::size_t bin : table.grid.folded_bins())
        if (bin != winner && shares[bin] > 1e-3 && (!second || shares[bin] > shares[*second]))
            second = bin;
    const auto rate = [&](std::size_t bin) {
        return frequency_name(table.grid, bin) + ": " + rounded(2 * std::log1p(eta * drive[bin]))
            + " per step";
    };
    paragraph.formula +=
        ",  rate 2 ln(1 + η σ): " + rate(winner) + (second ? "; " + rate(*second) : "");
    return paragraph;
}

Paragraph stage_paragraph(const FigureInput& input, const ModeTable& table)
{
    const auto times = stage_times(input, table);
    const double eta = learning_rate(input), amplitude = dominant_amplitude(table, 0);
    const double rho = growth_rate(eta, table.singular_values[0], amplitude);
    Paragraph paragraph{
        "When a mode is learned",
        "With its dominant frequency alone, a mode's strength follows a logistic curve: a plateau "
        "while "
        "the weights grow unseen, then a sudden rise.",
        "a(t) = (s/d) / (1 + (s/(d a₀) − 1) e^(−ρt));  mode 1: ρ = 2 ln(1 + η s |V*|) = 2 ln(1 + "
            + rounded(eta) + " · " + rounded(table.singular_values[0]) + " · " + rounded(amplitude)
            + ") = " + rounded(rho)};
    if (is_relu(input))
        paragraph.text +=
            " The formula is the linear network's: with rectifiers it holds in outline only.";
    const auto sigmoid = input.find("mode_strengths_sigmoid");
    if (sigmoid && !first_rate_change(input))
        if (const auto time = half_time(input.series[*sigmoid], 0, rho))
            paragraph.formula += ",  t½ = ln(s/(d a₀) − 1)/ρ = " + rounded(*time);
    std::string reached;
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        if (!times.measured[mode])
            continue;
        reached += (reached.empty() ? " Measured: " : "; ") + mode_name(mode) + " at step "
            + rounded(*times.measured[mode], 4);
        if (times.predicted[mode] && table.separable())
            reached += " (predicted " + rounded(*times.predicted[mode], 4) + ")";
    }
    paragraph.text +=
        reached.empty() ? " No mode has crossed half its strength yet." : reached + ".";
    return paragraph;
}

Paragraph depth_paragraph(const FigureInput& input)
{
    const auto depth = whole_number(input, "conv_layers") + 1;
    const std::string layers = std::to_string(depth);
    return {"More layers",
            "With L = " + layers
                + " balanced layers growth is faster than exponential: plateaus are longer, stages "
                  "sharper, and the "
                  "initial weights matter more for which frequency wins. There is no closed form "
                  "to draw here.",
            "dB/dt = L B^(2−2/L) (g|V| − noise · B),  t½ ∼ B₀^(2/L−1)  with L = " + layers};
}

Paragraph companion_paragraph(const FigureInput& input, const ModeTable& table)
{
    const double factor = real_number(input, "fully_connected_rate_factor");
    const double kappa = factor > 0 ? factor : dominant_amplitude(table, 0);
    const double eta = learning_rate(input), strength = table.singular_values[0];
    std::string text =
        "A fully connected linear net learns the same data by the same steps, and can compute the "
        "same "
        "functions. It knows no frequencies: a mode grows as a whole and keeps its spectrum. ";
    const auto cnn = input.at_step("dominance"),
               companion = input.at_step("dominance_fully_connected");
    if (!cnn.empty() && !companion.empty())
        text += "At this step the dominant frequency holds " + percent(cnn[0])
            + " of mode 1 in the " + network_name(input) + ", " + percent(companion[0])
            + " in the fully connected net and " + percent(table.shares[0]) + " in the data. ";
    text += factor > 0 ? "Its learning rate is η κ with the κ that was set."
                       : "Its learning rate is η κ with κ = |V*| of mode 1, so that both nets "
                         "learn mode 1 at the same rate.";
    return {"The fully connected companion", std::move(text),
            "ρ = 2 ln(1 + η κ s) = 2 ln(1 + " + rounded(eta) + " · " + rounded(kappa) + " · "
                + rounded(strength) + ") = " + rounded(2 * std::log1p(eta * kappa * strength))};
}

Paragraph limits_paragraph(const FigureInput& input, const ModeTable& table)
{
    std::string text =
        "Large initial weights end the race before it is decided; two nearly equal frequencies are "
        "decided by luck; noise lets weak frequencies grow in the long run; short kernels cannot "
        "hold a "
        "single frequency. ";
    text += table.separable()
        ? "Here each mode has its own frequencies, so the curves of theory hold mode by mode."
        : "Here modes share frequencies, so curves that follow one mode at a time do not hold and "
          "are pale.";
    std::string formula = "overlap " + rounded(table.overlap(), 2) + " (separable below 0.2)";
    if (const auto drive = top_drive(input))
        formula += ",  η · drive = " + rounded(learning_rate(input)) + " · " + rounded(*drive)
            + " = " + rounded(learning_rate(input) * *drive, 2) + " (stable below "
            + rounded(stable_drive(input, table), 2) + ")";
    return {"When it fails", std::move(text), std::move(formula)};
}

} // namespace

std::vector<Paragraph> linear_cnn_explain(const FigureInput& input)
{
    const auto table = mode_table(input);
    if (!table || table->size() == 0)
        return {{"What is trained",
                 "A linear convolutional network, and a fully connected one beside it. Their "
                 "numbers appear with the "
                 "first sample.",
                 "f = B x"}};
    std::vector<Paragraph> paragraphs{network_paragraph(input, *table), modes_paragraph(*table),
                                      race_paragraph(input, *table)};
    paragraphs.push_back(whole_number(input, "conv_layers") > 1 ? depth_paragraph(input)
                                                                : stage_paragraph(input, *table));
    if (input.find("mode_strengths_fully_connected"))
        paragraphs.push_back(companion_paragraph(input, *table));
    paragraphs.push_back(limits_paragraph(input, *table));
    return paragraphs;
}

} // namespace etalon
