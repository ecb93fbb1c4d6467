// The curvature along the line from A to B: where it is negative, there is a ridge, and its weighted
// area is the rise of the loss at the middle (exact for tanh).
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_quadrature.hpp"
#include "core/experiments/mode_connectivity/mode_jets.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr int panels = 12;
constexpr double costly = 3e7; // parameters × examples: then fewer points do

std::string subject(const FigureInput& input)
{
    if (is_toy(input) || !has_mode_weights(input.final_weights, "a")
        || !has_mode_weights(input.final_weights, "b"))
        return {};
    return "curvature of the final networks";
}

/// Kinks make ℓ'' of rectifiers jump: no rule converges fast there.
int points_of_a_panel(const ModeShape& shape, const ModeSamples& samples)
{
    const double cost =
        static_cast<double>(shape.parameters()) * static_cast<double>(samples.count());
    return shape.activation() == ModeActivation::relu || cost > costly ? 4 : 24;
}

Tensor list(std::string name, std::vector<double> values)
{
    const std::size_t size = values.size();
    return {std::move(name), {size}, std::move(values)};
}

std::vector<double> curvatures(const std::vector<ModeJet>& jets)
{
    std::vector<double> result;
    for (const ModeJet& jet : jets)
        result.push_back(jet.curvature);
    return result;
}

void make(const FigureInput& input, const ShowStudy& show)
{
    const auto settings = settings_of(input);
    const ModeShape shape = mode_shape_from(input.final_weights, settings);
    const ModeVector a = mode_weights_from(shape, input.final_weights, "a"),
                     b = mode_weights_from(shape, input.final_weights, "b");
    const ModeSamples samples = mode_samples_from(input.data, "train");

    std::vector<Tensor> found;
    const auto proceed = [&] { return found.empty() || show(found, 0.3); };
    const auto coarse =
        alphas(std::min<std::size_t>(9, static_cast<std::size_t>(settings.alpha_points)));
    for (const auto& places : {coarse, alphas(static_cast<std::size_t>(settings.alpha_points))}) {
        const auto jets = mode_path_jets(shape, a, b, places, samples, proceed);
        if (jets.empty())
            return;
        found = {list("alpha", places), list("curvature", curvatures(jets))};
        if (!show(found, 0.2))
            return;
    }
    const Quadrature rule = gauss_legendre_panels(panels, points_of_a_panel(shape, samples));
    const auto jets = mode_path_jets(shape, a, b, rule.places, samples, proceed);
    if (jets.empty())
        return;
    double integral = 0;
    for (std::size_t i = 0; i < jets.size(); ++i)
        integral +=
            rule.weights[i] * std::min(rule.places[i], 1 - rule.places[i]) * jets[i].curvature;
    found.push_back(list("rise", {-0.5 * integral}));
    found.push_back(list("fine_alpha", rule.places));
    found.push_back(list("fine_curvature", curvatures(jets)));
    show(found, 1);
}

struct Profile {
    std::vector<double> x{}, y{};
};

/// All curvatures that are known, in order of α.
Profile profile(const FigureInput& input)
{
    std::map<double, double> known;
    for (const char* part : {"", "fine_"}) {
        const Tensor *places = input.studied(std::string(part) + "alpha"),
                     *found = input.studied(std::string(part) + "curvature");
        if (!places || !found)
            continue;
        const auto& x = std::get<std::vector<double>>(places->values);
        const auto& y = std::get<std::vector<double>>(found->values);
        for (std::size_t i = 0; i < x.size(); ++i)
            known[x[i]] = y[i];
    }
    Profile result;
    for (const auto& [x, y] : known) {
        result.x.push_back(x);
        result.y.push_back(y);
    }
    return result;
}

/// The area between the curve and zero where it is negative; crossings are added.
Band negative_part(std::span<const double> x, std::span<const double> y)
{
    Band band{.ink = {Hue::warning, 0, 0.3}, .label = "negative: a ridge"};
    const auto add = [&](double at, double value) {
        band.x.push_back(at);
        band.low.push_back(std::min(value, 0.0));
        band.high.push_back(0);
    };
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (i > 0 && (y[i - 1] < 0) != (y[i] < 0))
            add(x[i - 1] + (x[i] - x[i - 1]) * y[i - 1] / (y[i - 1] - y[i]), 0);
        add(x[i], y[i]);
    }
    return band;
}

std::string signed_number(double value)
{
    return (value < 0 ? "−" : "") + with_decimals(std::abs(value), 4);
}

/// Both sides of the identity, in numbers.
std::string identity(const FigureInput& input)
{
    const auto rise = newest_sample(input, "midpoint_rise");
    const Tensor* integral = input.studied("rise");
    if (rise.empty())
        return {};
    const std::string measured = "Rise at the middle: measured " + signed_number(rise[0]);
    if (!integral)
        return measured + "; the integral is being computed.";
    const double value = std::get<std::vector<double>>(integral->values)[0];
    const std::string both = measured + "; −½ ∫ min(α, 1−α) ℓ″ dα = " + signed_number(value);
    if (is_relu(input))
        return both + "; kinks' share " + signed_number(rise[0] - value) + ".";
    return both
        + (std::abs(rise[0] - value) < 1e-6 * std::max(1.0, std::abs(rise[0]))
               ? ": both sides agree."
               : ": too few places for so large a network.");
}

} // namespace

Study curvature_study()
{
    return {.subject = subject, .make = make};
}

Drawing draw_curvature(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = needs_networks("The curvature by jets")};
    const auto [x, y] = profile(input);
    if (x.empty())
        return {.empty = input.final_weights.empty()
                    ? "The curvature along the line appears when the run has ended."
                    : "The curvature along the line is being computed from the final networks."};
    auto panel = empty_panel({.label = "Place on the straight line α",
                              .low = 0,
                              .high = 1,
                              .ticks = {{0, "A"}, {0.5, "½"}, {1, "B"}}},
                             {.label = "Curvature ℓ″(α) of the training loss",
                              .unit = "nats",
                              .include = {0},
                              .brief = "ℓ″(α) (nats)"});
    panel.marks.emplace_back(negative_part(x, y));
    panel.marks.emplace_back(
        Rule{.direction = Direction::horizontal, .at = 0, .ink = {Hue::neutral}});
    panel.marks.emplace_back(
        Curve{.x = x, .y = y, .ink = raw_ink, .weight = Weight::bold, .label = "ℓ″(α)"});
    const auto lowest = std::min_element(y.begin(), y.end());
    const auto barrier = newest_sample(input, "barrier");
    const bool is_ridge = !barrier.empty() && barrier[0] > connected_below;
    if (*lowest < 0)
        panel.marks.emplace_back(Label{.text = is_ridge ? "negative: a ridge" : "negative",
                                       .x = x[static_cast<std::size_t>(lowest - y.begin())],
                                       .y = 0.25 * *lowest,
                                       .above = false,
                                       .ink = {Hue::warning},
                                       .bold = true});
    return {.panels = {std::move(panel)}, .note = identity(input)};
}

} // namespace etalon::mode_connectivity_drawings
