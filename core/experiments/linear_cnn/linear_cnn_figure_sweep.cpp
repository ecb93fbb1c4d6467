// Where the dominant frequency bias ends: final dominance over one parameter, for several seeds.
#include "core/experiments/linear_cnn/linear_cnn.hpp"
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::linear_cnn_figures_detail {
namespace {

/// Of an unordered, non-empty list.
double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// Median over the modes of one run's final `name`_1, _2, …; nothing if it has none.
std::optional<double> over_modes(const Summary& summary, const std::string& name)
{
    std::vector<double> values;
    for (const auto& [key, value] : summary) {
        const bool is_mode = key.size() > name.size() + 1 && key.compare(0, name.size(), name) == 0
            && key[name.size()] == '_'
            && std::all_of(key.begin() + static_cast<std::ptrdiff_t>(name.size()) + 1, key.end(),
                           [](char c) { return c >= '0' && c <= '9'; });
        if (is_mode && value && std::isfinite(*value))
            values.push_back(*value);
    }
    if (values.empty())
        return {};
    return median(std::move(values));
}

double as_number(const Value& value)
{
    return std::visit(
        [](const auto& held) {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>)
                return std::numeric_limits<double>::quiet_NaN();
            else
                return static_cast<double>(held);
        },
        value);
}

/// One parameter value with what its seeds gave.
struct Place {
    double value = 0;
    std::vector<double> network{}, companion{};
};

std::vector<Place> places(const FigureInput& input)
{
    std::vector<Place> result;
    for (const KeptRun& run : input.sweep) {
        const double value = as_number(run.parameters[input.sweep_key]);
        auto found = std::find_if(result.begin(), result.end(),
                                  [&](const Place& place) { return place.value == value; });
        if (found == result.end())
            found = result.insert(result.end(), Place{value});
        if (const auto dominance = over_modes(run.summary, "dominance"))
            found->network.push_back(*dominance);
        if (const auto dominance = over_modes(run.summary, "dominance_fully_connected"))
            found->companion.push_back(*dominance);
    }
    return result;
}

struct Results {
    Band band{};
    Curve line{};
    Points points{};

    void add(double x, const std::vector<double>& seeds)
    {
        if (seeds.empty())
            return;
        const auto [least, largest] = std::minmax_element(seeds.begin(), seeds.end());
        const double middle = median(seeds);
        for (auto* xs : {&band.x, &line.x, &points.x})
            xs->push_back(x);
        band.low.push_back(*least);
        band.high.push_back(*largest);
        line.y.push_back(middle);
        points.y.push_back(middle);
    }

    void draw(Panel& panel, const std::string& name, Ink ink, Line style)
    {
        if (line.x.empty())
            return;
        band.ink = ink;
        band.ink.opacity = 0.2;
        band.label = name + ", least to largest seed";
        line.ink = points.ink = ink;
        line.line = style;
        line.weight = Weight::bold;
        line.label = line.legend = points.label = name;
        panel.marks.emplace_back(band);
        panel.marks.emplace_back(line);
        panel.marks.emplace_back(points);
        panel.marks.emplace_back(Label{.text = name,
                                       .x = line.x.front(),
                                       .y = line.y.front(),
                                       .anchor = Anchor::left,
                                       .ink = ink,
                                       .bold = true});
    }
};

} // namespace

Drawing draw_bias_sweep(const FigureInput& input)
{
    if (input.sweep.empty())
        return {.empty = "Choose a parameter and start the sweep: the final dominance of each "
                         "value and seed appears "
                         "here as it is done."};
    const auto results = places(input);
    const Parameter& swept = linear_cnn_schema().schema().at(input.sweep_key);
    const bool by_name = input.sweep_key == "kernels" || input.sweep_key == "kernel_size";

    Panel panel{.x = {.label = swept.label, .unit = swept.unit, .scale = swept.scale},
                .y = {.label = "Final dominance, median over modes",
                      .low = 0,
                      .high = 1.1,
                      .brief = "Final dominance"}};
    if (by_name)
        panel.x.scale = Scale::linear;
    Results network, companion;
    for (std::size_t i = 0; i < results.size(); ++i) {
        // Few whole numbers stand at even distances, by name.
        const double x = by_name ? static_cast<double>(i) : results[i].value;
        network.add(x, results[i].network);
        companion.add(x, results[i].companion);
        const bool is_full = input.sweep_key == "kernel_size" && results[i].value == 0;
        if (by_name)
            panel.x.ticks.push_back({x, is_full ? "full" : rounded(results[i].value)});
    }
    companion.draw(panel, "fully connected", {Hue::neutral}, Line::dashed);
    network.draw(panel, "CNN", {Hue::accent}, Line::solid);
    if (panel.marks.empty())
        return {.empty = "None of the sweep's runs so far has a dominance: they ended before their "
                         "first sample."};
    return {.panels = {std::move(panel)}};
}

} // namespace etalon::linear_cnn_figures_detail
