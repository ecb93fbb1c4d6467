#include "core/experiments/resonator/resonator_explorer.hpp"

#include "core/experiments/resonator/materials.hpp"
#include "core/experiments/resonator/resonator_figure_layers.hpp"
#include "core/lab/error.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr double design_wavelength = 600; // quarter waves of the start are made for it, nm
/// Of all layers of a file at once: theirs are too many for a slider each.
DesignParameter scale_of_layers()
{
    return {"scale", "All thicknesses", "1", 0.5, 1.5};
}

double index_or(const std::string& text, double otherwise)
{
    return constant_index(text).value_or(otherwise);
}

/// Where the slider stands at first: clear fringes, or a quarter-wave mirror.
double start_of(const DesignParameter& parameter, const ResonatorSettings& settings)
{
    const bool bragg = settings.structure == "bragg", coupled = settings.structure == "bragg-cmt";
    const double n_low = bragg ? 1.45 : index_or(settings.n_low, 1.45),
                 n_high = bragg ? 2.3 : index_or(settings.n_high, 2.3);
    double start = (parameter.low + parameter.high) / 2;
    if (parameter.key == "n_low")
        start = n_low;
    else if (parameter.key == "n_high")
        start = n_high;
    else if (parameter.key == "d_low")
        start = design_wavelength / (4 * n_low);
    else if (parameter.key == "d_high")
        start = design_wavelength / (4 * n_high);
    else if (parameter.key == "d_defect")
        start = design_wavelength / (2 * index_or(settings.n_defect, 1.45));
    else if (coupled && parameter.key == "n_mean")
        start = 1.5;
    else if (coupled && parameter.key == "n_contrast")
        start = 0.3;
    else if (parameter.key == "period")
        start = design_wavelength / (2 * 1.5);
    else if (parameter.key == "pairs")
        start = 8;
    return std::clamp(start, parameter.low, parameter.high);
}

double step_of(const DesignParameter& parameter)
{
    if (parameter.unit != "nm")
        return parameter.high > 5 ? 0.05 : 0.005;
    return parameter.high > 5000 ? 10 : 0.5;
}

std::vector<DesignParameter> design_of(ResonatorSettings settings)
{
    if (settings.structure == "stack")
        return {scale_of_layers()};
    settings.target = "spectra"; // of no account here, and its file is elsewhere
    try {
        return make_resonator_model(settings, {}, stand_in_media(settings))->design();
    } catch (const Error&) {
        return {};
    }
}

} // namespace

std::string explorer_key(const DesignParameter& parameter)
{
    return "design_" + parameter.key;
}

std::string slider_label(const DesignParameter& parameter)
{
    if (parameter.key == "F")
        return "Finesse coeff. F";
    if (parameter.key == "delta0")
        return "Round trip δ₀";
    return parameter.label;
}

std::vector<Option> explorer_options(const Values& parameters, bool hidden)
{
    const ResonatorSettings settings = resonator_schema().settings(parameters);
    std::vector<Option> options;
    for (const DesignParameter& parameter : design_of(settings))
        options.push_back({.key = explorer_key(parameter),
                           .label = slider_label(parameter),
                           .minimum = parameter.low,
                           .maximum = parameter.high,
                           .fallback = start_of(parameter, settings),
                           .step = step_of(parameter),
                           .unit = parameter.unit == "1" ? "" : parameter.unit,
                           .shared = true,
                           .hidden = hidden,
                           .in_sight = !hidden});
    return options;
}

std::optional<std::size_t> Explorer::find(const std::string& key) const
{
    const auto& design = model->design();
    const auto found = std::find_if(design.begin(), design.end(),
                                    [&](const DesignParameter& p) { return p.key == key; });
    if (found == design.end())
        return {};
    return static_cast<std::size_t>(found - design.begin());
}

double Explorer::value(const std::string& key) const
{
    const auto index = find(key);
    return index ? q[*index] : 0;
}

std::vector<double> Explorer::with(std::size_t coordinate, double quantity) const
{
    std::vector<double> moved = q;
    moved[coordinate] = quantity;
    return model->normalised(moved);
}

std::vector<double> Explorer::moved(std::size_t slider, double value) const
{
    if (!scales_layers())
        return with(slider, value);
    return std::vector<double>(q.size(),
                               2 * value - 2); // thicknesses reach from ½ to 1½ of the file's
}

double Explorer::standing(std::size_t slider) const
{
    return scales_layers() ? (x.front() + 2) / 2 : q[slider];
}

std::optional<Explorer> explorer_of(const FigureInput& input)
{
    auto model = resonator_model_of(input);
    if (!model)
        return {};
    Explorer explorer{.model = std::move(model)};
    const auto& design = explorer.model->design();
    const bool listed = resonator_settings_of(input).structure == "stack";
    explorer.sliders = listed ? std::vector{scale_of_layers()} : design;
    const auto chosen = [&](const DesignParameter& slider) {
        const std::string key = explorer_key(slider);
        const bool known = std::any_of(input.declared.begin(), input.declared.end(),
                                       [&](const Option& option) { return option.key == key; });
        return known ? std::clamp(resonator_number(input, key), slider.low, slider.high)
                     : (slider.low + slider.high) / 2;
    };
    if (listed) {
        explorer.x.assign(design.size(), 2 * chosen(explorer.sliders.front()) - 2);
        explorer.q = explorer.model->physical(explorer.x);
    } else {
        for (const DesignParameter& slider : explorer.sliders)
            explorer.q.push_back(chosen(slider));
        explorer.x = explorer.model->normalised(explorer.q);
    }
    return explorer;
}

std::size_t tuning_coordinate(const ResonatorModel& model)
{
    return model.scan_order().front();
}

Dragged sets_coordinate(const DesignParameter& parameter)
{
    return {.option = explorer_key(parameter), .low = parameter.low, .high = parameter.high};
}

} // namespace etalon
