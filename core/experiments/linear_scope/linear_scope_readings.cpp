// Status line and timeline of linear-scope.
#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>
#include <numeric>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr double linear_to = 1e-11; // the bound that the identity is held to

double mean(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void add_quality(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto quality = input.at_step("quality");
    if (quality.size() < 2)
        return;
    if (is_classifier(input)) {
        readings.push_back({"accuracy " + percent(quality[0]) + ", test " + percent(quality[1])});
        return;
    }
    const auto bicubic = bicubic_quality(input);
    readings.push_back({"test " + with_decimals(quality[1], 1) + " dB"
                            + (bicubic ? ", bicubic " + with_decimals(*bicubic, 1) + " dB" : ""),
                        bicubic && quality[1] > *bicubic ? Level::good : Level::plain});
}

void add_identity(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto residuals = input.at_step("scope_identity");
    if (residuals.empty())
        return;
    const double worst = *std::max_element(residuals.begin(), residuals.end());
    const bool holds = worst <= linear_to;
    readings.push_back({worst == 0 ? "linear to the last bit"
                                   : (holds ? "linear to " : "not linear: ") + rounded(worst, 2),
                        holds ? Level::good : Level::bad});
}

void add_bias_share(std::vector<Reading>& readings, const FigureInput& input)
{
    if (const auto shares = input.at_step("scope_bias_share"); !shares.empty())
        readings.push_back({"bias share " + percent(mean(shares))});
}

/// A layer of rectifiers that none of the images opens passes nothing on.
void add_closed(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto channel = input.find("scope_active");
    const auto open = input.at_step("scope_active");
    if (!channel || open.empty() || is_imported(input) || settings_of(input).activation != "relu")
        return;
    const std::size_t layers = input.channels[*channel].shape.at(1);
    for (std::size_t layer = 0; layer < layers; ++layer) {
        bool closed = true;
        for (std::size_t i = layer; i < open.size(); i += layers)
            closed = closed && open[i] == 0;
        if (closed) {
            readings.push_back({"all units are closed: no pixel reaches the output", Level::caution,
                                "learning_rate"});
            return;
        }
    }
}

/// The first sample after step 0 for which `holds`.
template <class Holds>
std::optional<double> first_step(const Series& series, Holds&& holds)
{
    for (std::size_t i = 0; i < series.size(); ++i)
        if (series.steps()[i] > 0 && holds(series.sample(i)))
            return static_cast<double>(series.steps()[i]);
    return {};
}

} // namespace

std::vector<Reading> linear_scope_readings(const FigureInput& input)
{
    std::vector<Reading> readings;
    add_quality(readings, input);
    add_identity(readings, input);
    add_bias_share(readings, input);
    add_closed(readings, input);
    return readings;
}

std::vector<Event> linear_scope_events(const FigureInput& input)
{
    std::vector<Event> events;
    const auto add = [&](std::optional<double> step, const std::string& label, Ink ink) {
        if (step)
            events.push_back({*step, label, ink, {}});
    };
    const Series* quality = recorded(input, "quality");
    const Series* flips = recorded(input, "scope_flips");
    const auto bicubic = bicubic_quality(input);
    if (quality && quality->width() >= 2 && bicubic)
        add(first_step(*quality, [&](auto sample) { return sample[1] > *bicubic; }),
            "passes bicubic", {Hue::sequence, 2});
    if (quality && quality->width() >= 2 && is_classifier(input))
        add(first_step(*quality, [](auto sample) { return sample[1] >= 0.9; }), "90\u00a0% right",
            {Hue::sequence, 2});
    const std::string activation = settings_of(input).activation;
    if (flips && !is_imported(input) && activation != "tanh" && activation != "sigmoid")
        add(first_step(*flips, [](auto sample) { return mean(sample) < 0.01; }), "decisions settle",
            {Hue::neutral});
    return events;
}

} // namespace etalon
