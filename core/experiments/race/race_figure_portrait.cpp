// Every neuron as a dot: how well it points at its target and how large it is, where it came from,
// and where the laws of alignment and growth take it next.
#include "core/experiments/race/race_figure_neurons.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t trail_samples = 10;
constexpr std::size_t chosen_neurons = 12;
constexpr double flow_ahead = 3; // arrows reach η · steps = 3 ahead

/// Which two channels are drawn against each other.
struct View {
    std::string across{}, up{};
    bool balance = false; // |c| against r
};

struct Dots {
    View view{};
    std::vector<std::size_t> shown{}; // neurons
    std::vector<Ink> inks{};          // one a neuron
    std::optional<NeuronGroups> groups{};
};

double place_up(const View& view, double value)
{
    return view.balance ? std::abs(value) : value;
}

Ink with_opacity(Ink ink, double share)
{
    ink.opacity *= share;
    return ink;
}

/// The way to the shown step: the last samples of each neuron, the whole way of pinned ones.
Segments trails(const FigureInput& input, const Dots& dots)
{
    Segments result{.label = "trails"};
    const Series *across = recorded(input, dots.view.across), *up = recorded(input, dots.view.up);
    if (!across || !up || across->steps().front() > input.step)
        return result;
    const std::size_t now =
        std::min(across->at_or_before(input.step), up->at_or_before(input.step));
    for (const std::size_t neuron : dots.shown) {
        const Item item = neuron_item(neuron);
        const bool pinned =
            std::find(input.pinned.begin(), input.pinned.end(), item) != input.pinned.end();
        const std::size_t length = pinned ? now : std::min(now, trail_samples - 1);
        for (std::size_t i = now - length; i < now; ++i) {
            const double age = static_cast<double>(now - i) / static_cast<double>(length);
            result.x0.push_back(across->sample(i)[neuron]);
            result.y0.push_back(place_up(dots.view, up->sample(i)[neuron]));
            result.x1.push_back(across->sample(i + 1)[neuron]);
            result.y1.push_back(place_up(dots.view, up->sample(i + 1)[neuron]));
            result.inks.push_back(with_opacity(dots.inks[neuron], 0.1 + 0.6 * (1 - age)));
            result.items.push_back(item);
            result.names.push_back(neuron_name(neuron));
        }
    }
    return result;
}

Points dots_of(const FigureInput& input, const Dots& dots)
{
    const auto across = input.at_step(dots.view.across), up = input.at_step(dots.view.up);
    Points points{.size = dots.shown.size() > 400 ? 4.5 : 6.5, .label = "neurons"};
    for (const std::size_t neuron : dots.shown) {
        points.x.push_back(across[neuron]);
        points.y.push_back(place_up(dots.view, up[neuron]));
        points.inks.push_back(dots.inks[neuron]);
        points.items.push_back(neuron_item(neuron));
        const int group = dots.groups ? dots.groups->of_neuron[neuron] : -1;
        points.names.push_back(
            neuron_name(neuron)
            + (group < 0 ? "" : ", " + group_name(static_cast<std::size_t>(group))));
    }
    return points;
}

/// Pinned neurons, else a dozen spread over all norms.
std::vector<std::size_t> chosen(const FigureInput& input, const Dots& dots)
{
    if (input.text("laws") == "all")
        return dots.shown;
    std::vector<std::size_t> result;
    for (const std::size_t neuron : dots.shown)
        if (std::find(input.pinned.begin(), input.pinned.end(), neuron_item(neuron))
            != input.pinned.end())
            result.push_back(neuron);
    if (!result.empty() || dots.shown.empty())
        return result;
    const auto norm = newest_sample(input, "neuron_norm"); // the same ones at all times
    auto order = dots.shown;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return norm[a] > norm[b]; });
    const std::size_t count = std::min(chosen_neurons, order.size());
    for (std::size_t i = 0; i < count; ++i)
        result.push_back(order[i * order.size() / count]);
    return result;
}

int steps_ahead(double learning_rate)
{
    return static_cast<int>(std::clamp(std::round(flow_ahead / learning_rate), 1.0, 1e6));
}

/// Laws 2 and 3 with s and k = |c|/r held still: artanh cos δ grows by s k, ln a by s cos δ (k + 1/k)
/// in a unit of time.
Arrows laws(const FigureInput& input, const Dots& dots)
{
    const auto norm = input.at_step("neuron_norm"), alignment = input.at_step("alignment"),
               pull = input.at_step("pull"), radius = input.at_step("input_norm"),
               output = input.at_step("output_weight");
    const double rate = race_settings_of(input).learning_rate;
    const double time = rate * steps_ahead(rate);
    Arrows result{.ink = {Hue::theory, 0, 0.75},
                  .label = "laws of alignment and growth",
                  .legend = "laws 2 and 3"};
    for (const auto* known : {&norm, &alignment, &pull, &radius, &output})
        if (known->size() != dots.inks.size())
            return result;
    for (const std::size_t a : chosen(input, dots)) {
        const double c = std::abs(output[a]), r = radius[a];
        if (!(norm[a] > 0) || !(r > 0) || !(c > 0))
            continue;
        const double k = c / r, cosine = std::clamp(alignment[a], -1.0, 1.0);
        const double turned =
            std::abs(cosine) < 1 ? std::tanh(std::atanh(cosine) + pull[a] * k * time) : cosine;
        const double growth = pull[a] * cosine * (k + 1 / k) * time;
        result.x.push_back(cosine);
        result.y.push_back(norm[a]);
        result.dx.push_back(turned - cosine);
        result.dy.push_back(norm[a] * std::expm1(std::clamp(growth, -20.0, 20.0)));
        result.items.push_back(neuron_item(a));
        result.names.push_back(neuron_name(a));
    }
    return result;
}

/// r² − c² of chosen neurons at the start, which they keep (law 1).
std::vector<Mark> hyperbolas(const FigureInput& input, const Dots& dots, double low, double high)
{
    const auto radius = sample_at(input, "input_norm", 0),
               output = sample_at(input, "output_weight", 0);
    std::vector<Mark> result;
    result.emplace_back(Curve{.x = {low, high},
                              .y = {low, high},
                              .ink = {Hue::neutral},
                              .line = Line::dotted,
                              .weight = Weight::thin,
                              .label = "balanced",
                              .legend = "|c| = r"});
    if (radius.size() != dots.inks.size() || output.size() != dots.inks.size())
        return result;
    constexpr int points = 120;
    for (const std::size_t a : chosen(input, dots)) {
        const double kept = radius[a] * radius[a] - output[a] * output[a];
        Curve curve{.ink = {Hue::theory, 0, 0.5},
                    .line = Line::dashed,
                    .weight = Weight::hairline,
                    .label = "r² − c² of " + neuron_name(a),
                    .item = neuron_item(a),
                    .legend = "r² − c² kept"};
        for (int i = 0; i <= points; ++i) {
            // From the nearest point to the axes on: one of r and |c| is free, the other follows.
            const double free = low * std::pow(high / low, static_cast<double>(i) / points);
            const double other = std::sqrt(free * free + std::abs(kept));
            curve.x.push_back(kept > 0 ? other : free);
            curve.y.push_back(kept > 0 ? free : other);
        }
        result.emplace_back(std::move(curve));
    }
    return result;
}

double decade_below(double value)
{
    return std::pow(10, std::floor(std::log10(value) + 1e-9));
}

double decade_above(double value)
{
    return std::pow(10, std::ceil(std::log10(value) - 1e-9));
}

/// Ends of a logarithmic axis that hold from start to end: from the smallest values of the start to
/// those of a network that has learned.
std::pair<double, double> lasting_ends(std::span<const double> start, std::span<const double> now,
                                       double scale, double learned)
{
    double low = scale, high = learned;
    for (const double value : start)
        if (std::abs(value) > 0)
            low = std::min(low, std::abs(value));
    for (const double value : now)
        if (std::isfinite(value))
            high = std::max(high, std::abs(value));
    return {decade_below(std::max(low, 1e-4 * scale)), decade_above(high)};
}

Panel alignment_panel(const FigureInput& input, const Dots& dots)
{
    const double scale = race_settings_of(input).init_scale;
    const auto [low, high] = lasting_ends(sample_at(input, "neuron_norm", 0),
                                          newest_sample(input, "neuron_norm"), scale * scale, 1);
    Panel panel{
        .x = {.label = "Alignment cos δ", .low = -1.04, .high = 1.04},
        .y = {.label = "Norm |w||c|", .scale = Scale::logarithmic, .low = low, .high = high}};
    panel.x.ticks = {{-1, "−1"}, {-0.5, "−0.5"}, {0, "0"}, {0.5, "0.5"}, {1, "1"}};
    panel.marks = {trails(input, dots), dots_of(input, dots)};
    if (input.text("laws") != "hide")
        panel.marks.emplace_back(laws(input, dots));
    return panel;
}

Panel balance_panel(const FigureInput& input, const Dots& dots)
{
    const double scale = race_settings_of(input).init_scale;
    const auto radius = sample_at(input, "input_norm", 0),
               output = sample_at(input, "output_weight", 0);
    std::vector<double> start(radius.begin(), radius.end());
    start.insert(start.end(), output.begin(), output.end());
    const auto [low, high] =
        lasting_ends(start, newest_sample(input, "input_norm"), scale, std::max(1.0, scale));
    Panel panel{
        .x = {.label = "Input weight |w|", .scale = Scale::logarithmic, .low = low, .high = high},
        .y = {.label = "Output weight |c|", .scale = Scale::logarithmic, .low = low, .high = high}};
    if (input.text("laws") != "hide")
        panel.marks = hyperbolas(input, dots, low, high);
    panel.marks.emplace_back(trails(input, dots));
    panel.marks.emplace_back(dots_of(input, dots));
    return panel;
}

} // namespace

std::vector<Option> race_portrait_options()
{
    return {race_colour_option(),
            {.key = "view", .label = "View", .choices = {"alignment", "balance"}},
            {.key = "show", .label = "Show", .choices = {"all", "largest group"}},
            {.key = "laws", .label = "Laws", .choices = {"some", "all", "hide"}}};
}

Drawing draw_race_portrait(const FigureInput& input)
{
    Dots dots;
    dots.view = input.text("view") == "balance" ? View{"input_norm", "output_weight", true}
                                                : View{"alignment", "neuron_norm", false};
    const auto across = input.at_step(dots.view.across), up = input.at_step(dots.view.up);
    if (across.empty() || across.size() != up.size())
        return {.empty = "Every neuron appears here with the first sample."};
    dots.groups = final_groups(input);
    if (dots.groups && dots.groups->width() != across.size())
        dots.groups.reset();
    dots.inks = dots.groups ? neuron_inks(input, *dots.groups)
                            : std::vector<Ink>(across.size(), Ink{Hue::neutral});
    const bool largest_only = dots.groups && input.text("show") == "largest group";
    for (std::size_t neuron = 0; neuron < across.size(); ++neuron)
        if (!largest_only || dots.groups->of_neuron[neuron] == 0)
            dots.shown.push_back(neuron);
    if (dots.groups) { // large groups on top of the grey ones
        const auto depth = [&](std::size_t neuron) {
            const int group = dots.groups->of_neuron[neuron];
            return group < 0
                ? 0u
                : 1u + static_cast<unsigned>(dots.groups->count()) - static_cast<unsigned>(group);
        };
        std::stable_sort(dots.shown.begin(), dots.shown.end(),
                         [&](std::size_t a, std::size_t b) { return depth(a) < depth(b); });
    }

    Drawing drawing;
    drawing.note = colour_note(input);
    if (!dots.view.balance && input.text("laws") != "hide")
        drawing.note += (drawing.note.empty() ? "" : " ") + std::string("Arrows: the next ")
            + std::to_string(steps_ahead(race_settings_of(input).learning_rate))
            + " steps, if gates and errors stood still.";
    drawing.panels = {dots.view.balance ? balance_panel(input, dots)
                                        : alignment_panel(input, dots)};
    return drawing;
}

} // namespace etalon
