// The surrogate learns: loss, probes, and which optical paths it knows.
#include "core/experiments/resonator/path_error.hpp"
#include "core/experiments/resonator/resonator_figure_parts.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/lab/contour.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace etalon {
namespace {

constexpr double nm_per_um = 1000;
constexpr const char* no_training = "steps = 0: no surrogate is trained, designs come from the "
                                    "exact model alone.";

bool trains(const FigureInput& input)
{
    return resonator_settings_of(input).steps > 0;
}

void add_trace(Panel& panel, const FigureInput& input, const std::string& channel,
               const std::string& legend, const Ink& ink, Weight weight, Side side)
{
    const auto index = input.find(channel);
    if (!index || input.series[*index].empty())
        return;
    panel.marks.emplace_back(Traces{.channel = *index,
                                    .traces = {{.ink = ink, .label = legend}},
                                    .weight = weight,
                                    .legend = legend,
                                    .side = side});
}

} // namespace

Drawing draw_resonator_loss(const FigureInput& input)
{
    if (!trains(input))
        return {.empty = no_training};
    if (!resonator_series(input, "loss"))
        return {.empty = "The curves begin with the first sample."};
    Panel panel = empty_panel(
        step_axis(input),
        {.label = "Loss (mean squared error)", .scale = Scale::logarithmic, .brief = "Loss"});
    panel.right =
        Axis{.label = "Validation error (MAE)", .scale = Scale::logarithmic, .brief = "MAE"};
    add_trace(panel, input, "loss", "training", {Hue::sequence, 5}, Weight::thin, Side::left);
    add_trace(panel, input, "validation_loss", "validation", {Hue::sequence, 0}, Weight::bold,
              Side::left);
    add_trace(panel, input, "validation_mae", "validation MAE (right)", {Hue::sequence, 1},
              Weight::normal, Side::right);
    Drawing drawing{.panels = {std::move(panel)}};
    if (const auto mae = input.at_step("validation_mae"); !mae.empty())
        drawing.note = "Mean error of a predicted value: " + rounded(mae[0], 2) + " at this step.";
    for (const auto& [name, seconds] : input.timing)
        if (name == "training" && input.steps > 0)
            drawing.note += " " + rounded(1000 * seconds / static_cast<double>(input.steps), 2)
                + "\u00a0ms a step.";
    return drawing;
}

Drawing draw_resonator_probes(const FigureInput& input)
{
    if (!trains(input))
        return {.empty = no_training};
    const auto model = resonator_model_of(input);
    if (!model)
        return {.empty = no_resonator_model_text()};
    const ResonatorMatrix designs = resonator_data(input, "validation_x");
    const std::size_t size = model->wavelengths().size();
    const auto count = std::min<Eigen::Index>(4, designs.rows());
    if (count == 0)
        return {.empty = "Four validation spectra appear with the run's data."};
    const ResonatorMatrix probes = designs.topRows(count);
    ResonatorMatrix predicted;
    if (auto surrogate = shown_surrogate(input, *model))
        predicted = surrogate->spectra(probes);
    else if (const auto recorded = newest_resonator_sample(input, "probe_spectra");
             recorded.size() >= static_cast<std::size_t>(count) * size)
        predicted = Eigen::Map<const ResonatorMatrix>(recorded.data(), count,
                                                      static_cast<Eigen::Index>(size));
    const auto worker = model->worker();
    Drawing drawing;
    for (Eigen::Index i = 0; i < count; ++i) {
        const std::span<const double> x(probes.row(i).data(),
                                        static_cast<std::size_t>(probes.cols()));
        std::vector<double> exact(size);
        worker->spectrum(x, exact);
        Panel panel = empty_panel(wavelength_axis(*model),
                                  {.label = observable_name(*model),
                                   .low = -0.05,
                                   .high = 1.3,
                                   .ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}},
                                   .brief = observable_symbol(*model)},
                                  design_text(*model, x));
        panel.brief = "probe " + std::to_string(i + 1);
        panel.marks.emplace_back(Curve{.x = model->wavelengths(),
                                       .y = exact,
                                       .ink = {Hue::theory},
                                       .weight = Weight::thin,
                                       .label = "exact",
                                       .legend = "exact"});
        if (predicted.rows() == count) {
            std::vector<double> belief(predicted.row(i).data(), predicted.row(i).data() + size);
            const double error = mean_difference(belief, exact);
            panel.marks.emplace_back(Curve{.x = model->wavelengths(),
                                           .y = std::move(belief),
                                           .ink = {Hue::sequence, 1},
                                           .weight = Weight::normal,
                                           .label = "network",
                                           .legend = "network"});
            panel.marks.emplace_back(Label{.text = "MAE " + rounded(error, 2),
                                           .x = model->wavelengths().back(),
                                           .y = 1.2,
                                           .anchor = Anchor::right,
                                           .above = false,
                                           .ink = {Hue::sequence, 1},
                                           .bold = true});
        }
        place(panel, static_cast<std::size_t>(i / 2), static_cast<std::size_t>(i % 2));
        drawing.panels.push_back(std::move(panel));
    }
    if (!input.weights.empty() && input.weights_step >= 0 && input.weights_step != input.step)
        drawing.note = "Network of step " + std::to_string(input.weights_step) + ".";
    return drawing;
}

Drawing draw_resonator_frequency_bias(const FigureInput& input)
{
    if (!trains(input))
        return {.empty = no_training};
    const Series* series = resonator_series(input, "path_error");
    const auto model = resonator_model_of(input);
    if (!series || !model)
        return {.empty = "Each fringe bin's error appears with the first sample."};
    const auto steps = series->steps();
    const std::size_t bins = series->width();
    double every = static_cast<double>(resonator_settings_of(input).sample_every);
    if (steps.size() > 1)
        every = static_cast<double>(steps[1] - steps[0]);
    const double planned = static_cast<double>(std::max<std::int64_t>(input.steps, 1));
    every = std::max({every, planned / 600, 1.0});
    const auto columns = static_cast<std::size_t>(std::floor(planned / every)) + 1;
    HeatMap map{.rows = bins,
                .columns = columns,
                .values =
                    std::vector<double>(bins * columns, std::numeric_limits<double>::quiet_NaN()),
                .left = -every / 2,
                .right = (static_cast<double>(columns) - 0.5) * every,
                .limits = {{-3.0, 0.5}},
                .label = "log₁₀ error power / signal power"};
    for (std::size_t column = 0; column < columns; ++column) {
        const auto at =
            static_cast<std::int64_t>(std::llround(static_cast<double>(column) * every));
        if (at > steps.back())
            break;
        const auto sample = series->sample(series->at_or_before(at));
        for (std::size_t bin = 0; bin < bins; ++bin)
            if (sample[bin] > 0 && std::isfinite(sample[bin]))
                map.values[bin * columns + column] = std::log10(sample[bin]);
    }
    PathSpectrum paths(model->wavelengths());
    const double path = paths.optical_path(1) / nm_per_um;
    map.bottom = 0.5 * path;
    map.top = (static_cast<double>(bins) + 0.5) * path;
    Panel panel = empty_panel(
        step_axis(input),
        {.label = "Optical path of the fringe", .unit = "µm", .low = map.bottom, .high = map.top});
    Segments front = contour_line(map, std::log10(0.5));
    front.ink = {Hue::warning};
    front.weight = Weight::bold;
    front.label = front.legend = "half of the power learned";
    panel.marks.emplace_back(std::move(map));
    if (!front.x0.empty())
        panel.marks.emplace_back(std::move(front));
    Drawing drawing{.panels = {}};
    if (resonator_settings_of(input).structure == "airy")
        panel.marks.emplace_back(
            Rule{.direction = Direction::horizontal,
                 .at = model->design()[1].high / (2 * std::numbers::pi * nm_per_um),
                 .ink = {Hue::theory, 0, 0.8},
                 .line = Line::dashed,
                 .label = "longest fringe; above, its harmonics"});
    if (const auto sample = input.at_step("path_error"); !sample.empty()) {
        const auto learned =
            std::count_if(sample.begin(), sample.end(), [](double e) { return e < 0.5; });
        drawing.note = std::to_string(learned) + " of " + std::to_string(bins)
            + " fringe bins are half learned at this step.";
    }
    drawing.panels.push_back(std::move(panel));
    return drawing;
}

} // namespace etalon
