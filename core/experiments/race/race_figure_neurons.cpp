#include "core/experiments/race/race_figure_neurons.hpp"

#include "core/experiments/race/race_figures.hpp"
#include "core/experiments/race/race_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {
namespace {

constexpr int most_colours = 12; // the palette's own six and a darker variant of each

Ink by_value(double share)
{
    // Not quite to the ends of the map, which come near the card's own colour; in few steps, so
    // that lines keep their colour from one frame to the next.
    const double place = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
    return {Hue::sequential, 14 + 4 * static_cast<int>(std::lround(20 * place))};
}

/// Share of a neuron's norm on a logarithmic scale over the four decades below the largest.
double norm_share(double norm, double largest)
{
    return norm > 0 && largest > 0 ? 1 + std::log10(norm / largest) / 4 : 0;
}

std::string chosen_colour(const FigureInput& input)
{
    const bool is_declared =
        std::any_of(input.declared.begin(), input.declared.end(),
                    [](const Option& option) { return option.key == "colour"; });
    return is_declared ? input.text("colour") : "group";
}

NeuronGroups renumbered(const RaceGroups& groups, const RaceSettings& settings, bool ended)
{
    const auto order = falling_order(groups.share);
    std::vector<int> place(order.size());
    NeuronGroups result;
    result.sizes.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = static_cast<int>(i);
        result.shares.push_back(groups.share[order[i]]);
        result.large += groups.share[order[i]] >= settings.capacity_floor;
    }
    for (const int group : groups.of_neuron) {
        result.of_neuron.push_back(group < 0 ? -1 : place[static_cast<std::size_t>(group)]);
        if (group >= 0)
            ++result.sizes[static_cast<std::size_t>(result.of_neuron.back())];
    }
    // While the run goes on, a neuron alone is no group yet and stays grey.
    int next = 0;
    for (std::size_t group = 0; group < order.size(); ++group) {
        const bool has_colour =
            group < result.large && next < most_colours && (ended || result.sizes[group] > 1);
        result.colours.push_back(has_colour ? next++ : -1);
    }
    return result;
}

std::optional<NeuronGroups> groups_of(const FigureInput& input, const Series& cosines,
                                      std::size_t index)
{
    const std::int64_t step = cosines.steps()[index];
    const auto norm = sample_at(input, "neuron_norm", step),
               output = sample_at(input, "output_weight", step);
    if (norm.empty() || output.size() != norm.size()
        || cosines.width() != norm.size() * norm.size())
        return {};
    const auto vector = [](std::span<const double> values) -> RaceVector {
        return Eigen::Map<const RaceVector>(values.data(),
                                            static_cast<Eigen::Index>(values.size()));
    };
    const RaceSettings settings = race_settings_of(input);
    auto groups = renumbered(race_groups(vector(norm), vector(output), cosines.sample(index).data(),
                                         settings.group_cosine),
                             settings, input.ended);
    groups.step = step;
    return groups;
}

} // namespace

Item neuron_item(std::size_t neuron)
{
    return {"neuron", static_cast<std::int64_t>(neuron)};
}

std::string neuron_name(std::size_t neuron)
{
    return "neuron " + std::to_string(neuron);
}

std::string group_name(std::size_t group)
{
    return "group " + std::to_string(group + 1);
}

Ink NeuronGroups::ink(int group) const
{
    const int colour = group < 0 ? -1 : colours[static_cast<std::size_t>(group)];
    return colour < 0 ? Ink{Hue::neutral, 0, 0.45} : Ink{Hue::sequence, colour};
}

std::vector<std::vector<std::size_t>> NeuronGroups::members() const
{
    std::vector<std::vector<std::size_t>> neurons(count());
    for (std::size_t neuron = 0; neuron < width(); ++neuron)
        if (const int group = of_neuron[neuron]; group >= 0)
            neurons[static_cast<std::size_t>(group)].push_back(neuron);
    return neurons;
}

std::optional<NeuronGroups> final_groups(const FigureInput& input)
{
    const Series* cosines = recorded(input, "cosines");
    if (!cosines)
        return {};
    return groups_of(input, *cosines, cosines->size() - 1);
}

std::optional<NeuronGroups> groups_at(const FigureInput& input, std::int64_t step)
{
    const Series* cosines = recorded(input, "cosines");
    if (!cosines || cosines->steps().front() > step)
        return {};
    return groups_of(input, *cosines, cosines->at_or_before(step));
}

Option race_colour_option()
{
    return {.key = "colour",
            .label = "Colour by",
            .choices = {"group", "alignment", "final norm", "sign of c"}};
}

std::vector<Ink> neuron_inks(const FigureInput& input, const NeuronGroups& groups)
{
    std::vector<Ink> inks;
    inks.reserve(groups.width());
    const std::string by = chosen_colour(input);
    if (by == "alignment") {
        for (const double cosine : input.at_step("alignment"))
            inks.push_back(by_value(0.5 * (1 + cosine)));
    } else if (by == "final norm") {
        const auto norm = newest_sample(input, "neuron_norm");
        const double largest = norm.empty() ? 0 : *std::max_element(norm.begin(), norm.end());
        for (const double value : norm)
            inks.push_back(by_value(norm_share(value, largest)));
    } else if (by == "sign of c") {
        for (const double weight : newest_sample(input, "output_weight"))
            inks.push_back({Hue::sequence, race_sign(weight) > 0 ? 0 : 1});
    } else {
        for (const int group : groups.of_neuron)
            inks.push_back(groups.ink(group));
    }
    inks.resize(groups.width(), {Hue::neutral, 0, 0.45});
    return inks;
}

std::string colour_note(const FigureInput& input)
{
    const std::string by = chosen_colour(input);
    if (by == "alignment")
        return "Colour: cos δ at the shown step, dark −1, bright 1.";
    if (by == "final norm")
        return "Colour: final norm on a logarithmic scale, bright the largest.";
    if (by == "sign of c")
        return "Colour: sign of the output weight, blue +, orange −.";
    return {};
}

std::vector<std::size_t> falling_order(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    return order;
}

std::vector<std::size_t> grouped_order(const NeuronGroups& groups, std::span<const double> norm)
{
    auto order = falling_order(norm.first(std::min(norm.size(), groups.width())));
    const auto key = [&](std::size_t neuron) { // no group: after all groups
        return static_cast<std::size_t>(groups.of_neuron[neuron]);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
}

} // namespace etalon
