// The text beside the figures, with the numbers of the run that is shown.
#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_forecast.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

std::string count(double number)
{
    return rounded(number, 6);
}

/// One value of a per-neuron or scalar channel at the shown step.
std::optional<double> value(const FigureInput& input, std::string_view channel,
                            std::size_t entry = 0)
{
    const auto sample = input.at_step(channel);
    if (entry >= sample.size())
        return {};
    return sample[entry];
}

Paragraph network_paragraph(const FigureInput& input)
{
    const RaceSettings settings = race_settings_of(input);
    std::string sizes = "m = " + std::to_string(settings.hidden_width);
    for (const Tensor& tensor : input.data)
        if (tensor.name == "inputs" && tensor.shape.size() == 2)
            sizes += ", n = " + std::to_string(tensor.shape[1])
                + ", N = " + std::to_string(tensor.shape[0]);
    const std::string gates = settings.gate_mode == "frozen"
        ? " Gates keep the value they had at the start, for ever: a control without unlocking."
        : " A neuron sees the samples on its side of a hyperplane: those are its open gates.";
    return {"What is trained",
            "One hidden layer of rectifiers without biases, by full-batch gradient descent on "
            "labels ±1, from weights of scale "
                + rounded(settings.init_scale) + "." + gates,
            "f(x) = Σₐ cₐ max(0, wₐ·x)   (" + sizes + ")"};
}

Paragraph alignment_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "1. Mutual alignment",
        "The samples that a neuron sees pull it towards a target direction sgn(c) M. Small "
        "neurons change the errors e hardly at all, so all of them turn in the same still field, "
        "long before the loss moves. The angle δ to the target closes while gates hold still.",
        "Mₐ = ⟨gₐ e x⟩,  s = |M|,  d cos δ/dt = (|c|/|w|) s sin² δ ≥ 0"};
    const auto start = sample_at(input, "negative_alignment_share", 0),
               now = input.at_step("negative_alignment_share");
    if (!start.empty() && !now.empty())
        paragraph.text += " Turned away from their target: " + percent(start[0]) + " at the start, "
            + percent(now[0]) + " at this step.";
    return paragraph;
}

Paragraph unlocking_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "2. Unlocking",
        "Turning opens gates that were shut, and these samples pull as well: neurons that see the "
        "same samples are drawn to the same direction. Those that start on the wrong side have to "
        "turn round first. Without gate changes there are no groups at all.",
        "p = |w| cos δ < 0:  p crosses 0 after artanh(|p₀|/|c₀|)/(η s) steps;  |p₀| > |c₀|: c "
        "changes its sign instead"};
    if (const auto unlocked = value(input, "gates_unlocked"))
        paragraph.text +=
            " Of the gates shut at the start, " + percent(*unlocked) + " are open at this step.";
    const auto before = sample_at(input, "group_count", 0), groups = input.at_step("group_count"),
               carry = input.at_step("effective_capacity");
    if (!before.empty() && !groups.empty() && !carry.empty())
        paragraph.text += " Groups: " + count(before[0]) + " at the start, " + count(groups[0])
            + " now, of which " + count(carry[0]) + " carry the task.";
    return paragraph;
}

/// The law for the neuron that leads at the shown step.
Paragraph racing_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "3. Racing",
        "A neuron's norm a = |w||c| grows exponentially at a rate set by its alignment. In one "
        "step of any size, with whatever gates, the growth is exactly as below, here with the "
        "numbers "
        "of the neuron that leads now.",
        "ln a(t+1) − ln a(t) = ln|1 + q/k| + ½ ln(1 + 2qk + (ηsk)²),  q = η s cos δ,  k = |c|/|w|"};
    const auto norm = input.at_step("neuron_norm");
    if (norm.empty())
        return paragraph;
    const std::size_t leader = falling_order(norm).front();
    const auto pull = value(input, "pull", leader), cosine = value(input, "alignment", leader),
               input_norm = value(input, "input_norm", leader),
               weight = value(input, "output_weight", leader),
               growth = value(input, "growth_measured", leader);
    if (pull && cosine && input_norm && weight && *input_norm > 0)
        paragraph.formula += ";  " + neuron_name(leader)
            + ": η s = " + rounded(race_settings_of(input).learning_rate * *pull)
            + ", cos δ = " + rounded(*cosine) + ", k = " + rounded(std::abs(*weight) / *input_norm)
            + (growth ? ", growth " + rounded(*growth) : "");
    return paragraph;
}

Paragraph forecast_paragraph(const FigureInput& input, const Milestones& known)
{
    Paragraph paragraph{
        "Who will win",
        "While the field stands still, |c| + |w| cos δ grows as e^(st) and |c| − |w| cos δ decays: "
        "the norm follows its score S. Within a group all grow at the same rate, so shares of S "
        "are the final shares. The forecast names the highest scores, group by group. ",
        "a → S e^(2st),  S = (max(0, |c| + |w| cos δ)/2)²"};
    const auto groups = final_groups(input);
    if (!groups)
        return paragraph;
    std::string names;
    for (const std::size_t neuron : shown_forecast(input, known, *groups))
        names += (names.empty() ? "" : ", ") + std::to_string(neuron);
    if (!names.empty())
        paragraph.text += "At this step: neurons " + names + ". ";
    if (const auto quality = forecast_quality(input, known, *groups))
        paragraph.text += forecast_sentence(*quality, known);
    else
        paragraph.text += "When the loss has dropped, it is said how early this was right.";
    if (const auto bets = bets_sentence(input, newest_sample(input, "neuron_norm")); !bets.empty())
        paragraph.text += " B" + bets.substr(1) + ".";
    return paragraph;
}

Paragraph drop_paragraph(const FigureInput& input, const Milestones& known)
{
    Paragraph paragraph{
        "When the loss drops",
        "The loss moves only once the leaders are large enough to matter. Each decade less in the "
        "start scale w₀ costs the same number of steps.",
        "steps for a decade = ln 10 / ln(1 + η s*)"};
    if (const auto slope = scalar(input, "drop_slope_predicted"))
        paragraph.formula += " = " + rounded(*slope, 4);
    if (known.dropped())
        paragraph.text += " This run: below " + percent(race_settings_of(input).drop_fraction)
            + " of its start at step " + std::to_string(known.moments.drop) + ".";
    else if (input.ended)
        paragraph.text += " " + no_drop_text(input);
    return paragraph;
}

Paragraph compression_paragraph(const FigureInput& input)
{
    Paragraph paragraph{
        "What is left",
        "Neurons that point the same way are one neuron: a group can be merged almost exactly, and "
        "groups with a small share of all norms pruned. The winners set back to their start and "
        "trained alone learn nearly as well; losers learn late.",
        "w' = σ v/√|v|,  c' = σ √|v|,  v = Σ c w over the group"};
    const auto core = scalar(input, "merged_core_size"),
               change = scalar(input, "merged_core_loss_change"),
               ratio = scalar(input, "ticket_loss_ratio");
    if (core && change)
        paragraph.text += " Here " + count(*core) + " merged neurons change the loss of all "
            + std::to_string(race_settings_of(input).hidden_width) + " by "
            + rounded(100 * *change, 2) + "\u00a0%.";
    if (ratio)
        paragraph.text +=
            " The winners alone end at " + rounded(*ratio, 4) + " times the network's loss.";
    return paragraph;
}

Paragraph limits_paragraph(const FigureInput& input)
{
    std::string text =
        "With a large start directions hardly move: no race, as many groups as neurons. With "
        "frozen gates there is growth but no agreement. Where groups differ in speed, only ranks "
        "within a group can be foretold; and a group may regroup during the drop.";
    std::string formula;
    if (const auto error = scalar(input, "growth_identity_error"))
        formula = "largest error of the exact growth law in this run: " + rounded(*error, 2);
    if (const auto flow = scalar(input, "flow_law_error"))
        formula += "; median error of the flow law: " + rounded(*flow, 2);
    return {"When it fails", std::move(text), std::move(formula)};
}

} // namespace

std::vector<Paragraph> race_explanation(const FigureInput& input)
{
    const auto known = milestones(input);
    return {network_paragraph(input),         alignment_paragraph(input),
            unlocking_paragraph(input),       racing_paragraph(input),
            forecast_paragraph(input, known), drop_paragraph(input, known),
            compression_paragraph(input),     limits_paragraph(input)};
}

} // namespace etalon
