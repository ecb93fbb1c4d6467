#include "core/experiments/resonator/resonator_figure_parts.hpp"

#include "core/experiments/resonator/layered_model.hpp"
#include "core/experiments/resonator/resonator_figure_layers.hpp"
#include "core/lab/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

ResonatorSettings resonator_settings_of(const FigureInput& input)
{
    return resonator_schema().settings(input.parameters);
}

std::shared_ptr<const ResonatorModel> resonator_model_of(const FigureInput& input,
                                                         std::size_t wavelengths)
{
    ResonatorSettings settings = resonator_settings_of(input);
    if (wavelengths > 0)
        settings.wavelengths = static_cast<std::int64_t>(wavelengths);
    try {
        if (auto listed = listed_resonator_model(input, settings))
            return listed;
        settings.target = "spectra"; // the model does not depend on it, and its file is elsewhere
        return make_resonator_model(settings, {}, saved_media(input, settings));
    } catch (const Error&) {
        return nullptr; // a material or a layer file that no run has read yet
    }
}

std::string no_resonator_model_text()
{
    return "This structure takes its layers from a file: it appears once a run has read it.";
}

const Series* resonator_series(const FigureInput& input, std::string_view channel)
{
    const auto index = input.find(channel);
    return index && !input.series[*index].empty() ? &input.series[*index] : nullptr;
}

std::span<const double> newest_resonator_sample(const FigureInput& input, std::string_view channel)
{
    const Series* series = resonator_series(input, channel);
    return series ? series->sample(series->size() - 1) : std::span<const double>();
}

std::optional<double> resonator_scalar(const FigureInput& input, std::string_view name)
{
    for (const auto& [key, value] : input.summary)
        if (key == name)
            return value;
    return {};
}

ResonatorMatrix resonator_data(const FigureInput& input, std::string_view name)
{
    for (const Tensor& tensor : input.data) {
        const auto* values = std::get_if<std::vector<double>>(&tensor.values);
        if (tensor.name != name || !values || tensor.shape.empty() || values->empty())
            continue;
        const auto columns = static_cast<Eigen::Index>(tensor.shape.back());
        return Eigen::Map<const ResonatorMatrix>(
            values->data(), static_cast<Eigen::Index>(values->size()) / columns, columns);
    }
    return {};
}

bool has_hidden_designs(const ResonatorSettings& settings)
{
    return settings.target == "spectra";
}

DesignTargets resonator_targets_of(const FigureInput& input)
{
    return {.spectra = resonator_data(input, "target_spectra"),
            .clean = resonator_data(input, "target_clean"),
            .designs = resonator_data(input, "target_x"),
            .designs_known = has_hidden_designs(resonator_settings_of(input)),
            .weights = copied(input.tensor("target_weight"))};
}

namespace {

/// Weights as matrices, if all of them are there in the right shapes.
std::optional<SurrogateWeights> weights_of(std::span<const Tensor> tensors,
                                           const SurrogateShape& shape)
{
    const auto widths = shape.widths();
    const auto find = [&](const std::string& name, std::size_t size) -> const double* {
        for (const Tensor& tensor : tensors)
            if (tensor.name == name)
                if (const auto* values = std::get_if<std::vector<double>>(&tensor.values);
                    values && values->size() == size)
                    return values->data();
        return nullptr;
    };
    SurrogateWeights result;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
        const double* weight = find("weight_" + std::to_string(l), widths[l] * widths[l + 1]);
        const double* bias = find("bias_" + std::to_string(l), widths[l + 1]);
        if (!weight || !bias)
            return {};
        const auto rows = static_cast<Eigen::Index>(widths[l + 1]),
                   columns = static_cast<Eigen::Index>(widths[l]);
        result.weights.emplace_back(Eigen::Map<const ResonatorMatrix>(weight, rows, columns));
        result.biases.emplace_back(Eigen::Map<const Eigen::VectorXd>(bias, rows));
    }
    return result;
}

std::span<const Tensor> shown_weights(const FigureInput& input)
{
    return input.weights.empty() ? input.final_weights : input.weights;
}

} // namespace

std::optional<Surrogate> shown_surrogate(const FigureInput& input, const ResonatorModel& model)
{
    const ResonatorSettings settings = resonator_settings_of(input);
    SurrogateShape shape = surrogate_shape(settings, model.design().size());
    shape.wavelengths = static_cast<std::size_t>(settings.wavelengths);
    const auto weights = weights_of(shown_weights(input), shape);
    if (!weights || settings.steps == 0)
        return {};
    return Surrogate(shape, *weights);
}

std::string shown_surrogate_name(const FigureInput& input)
{
    const auto tensors = shown_weights(input);
    if (tensors.empty())
        return {};
    if (!input.ended && input.weights_step > 0) { // a thirty-second part of the steps so far
        const double steps = static_cast<double>(input.weights_step);
        return "weights about " + std::to_string(std::lround(32 * std::log(steps)));
    }
    // The step alone would not tell two runs apart: a sum of one layer does.
    double sum = 0;
    for (const Tensor& tensor : tensors)
        if (tensor.name == "bias_0" || tensor.name == "bias_1")
            if (const auto* values = std::get_if<std::vector<double>>(&tensor.values))
                sum = std::accumulate(values->begin(), values->end(), sum);
    return "weights " + std::to_string(input.weights.empty() ? input.steps : input.weights_step)
        + " " + to_text(sum);
}

bool MethodLook::descends() const
{
    return name.ends_with("-centre") || name.ends_with("-multistart") || name.ends_with("-fourier");
}

const std::vector<MethodLook>& all_resonator_methods()
{
    static const std::vector<MethodLook> methods{
        {"surrogate-centre",
         "surrogate_centre",
         "surrogate, from the centre",
         "surrogate centre",
         {Hue::sequence, 13},
         Line::dotted,
         Weight::normal},
        {"surrogate-multistart",
         "surrogate_multistart",
         "surrogate, many starts",
         "surrogate starts",
         {Hue::sequence, 7},
         Line::dashed,
         Weight::normal},
        {"surrogate-fourier",
         "surrogate_fourier",
         "surrogate, Fourier scans",
         "surrogate Fourier",
         {Hue::sequence, 1},
         Line::solid,
         Weight::bold},
        {"exact-centre",
         "exact_centre",
         "exact, from the centre",
         "exact centre",
         {Hue::sequence, 5},
         Line::dotted,
         Weight::normal},
        {"exact-multistart",
         "exact_multistart",
         "exact, many starts",
         "exact starts",
         {Hue::sequence, 11},
         Line::dashed,
         Weight::normal},
        {"exact-fourier",
         "exact_fourier",
         "exact, Fourier scans",
         "exact Fourier",
         {Hue::sequence, 0},
         Line::solid,
         Weight::normal},
        {"exact-lm",
         "exact_lm",
         "exact, Levenberg-Marquardt",
         "exact LM",
         {Hue::sequence, 6},
         Line::solid,
         Weight::bold},
        {"grid", "grid", "grid", "grid", {Hue::neutral}, Line::solid, Weight::normal},
        {"differential-evolution",
         "differential_evolution",
         "differential evolution",
         "diff. evolution",
         {Hue::sequence, 2},
         Line::solid,
         Weight::normal},
        {"crs",
         "crs",
         "controlled random search",
         "CRS",
         {Hue::sequence, 8},
         Line::dashed,
         Weight::normal},
        {"direct", "direct", "DIRECT", "DIRECT", {Hue::sequence, 14}, Line::solid, Weight::normal}};
    return methods;
}

std::vector<MethodLook> resonator_methods(const FigureInput& input)
{
    std::vector<MethodLook> present;
    for (const MethodLook& method : all_resonator_methods())
        if (resonator_series(input, "design_best_" + method.key))
            present.push_back(method);
    return present;
}

ResonatorMatrix found_designs(const FigureInput& input, const MethodLook& method,
                              std::size_t parameters)
{
    const auto values = newest_resonator_sample(input, "design_found_" + method.key);
    if (values.empty() || parameters == 0 || values.size() % parameters != 0)
        return {};
    return Eigen::Map<const ResonatorMatrix>(values.data(),
                                             static_cast<Eigen::Index>(values.size() / parameters),
                                             static_cast<Eigen::Index>(parameters));
}

std::string no_designs_text(const FigureInput& input, const std::string& what)
{
    if (input.ended)
        return "This run has no designs: the search follows a run that went to its end.";
    return what
        + (resonator_settings_of(input).steps > 0
               ? " when the surrogate is trained and the methods have searched."
               : " when the methods have searched.");
}

namespace {

bool has_option(const FigureInput& input, const std::string& option)
{
    return input.options.contains(option)
        || std::any_of(input.declared.begin(), input.declared.end(),
                       [&](const Option& declared) { return declared.key == option; });
}

} // namespace

std::string resonator_choice(const FigureInput& input, const std::string& option)
{
    return has_option(input, option) ? input.text(option) : std::string();
}

double resonator_number(const FigureInput& input, const std::string& option)
{
    return has_option(input, option) ? input.number(option) : 0;
}

namespace {

/// "δ₀", or the label where the paper has no letter.
std::string symbol_of(const DesignParameter& parameter)
{
    return parameter.key == "F" ? "F" : parameter.key == "delta0" ? "δ₀" : parameter.label;
}

} // namespace

std::string design_label(const DesignParameter& parameter)
{
    if (parameter.key == "F")
        return "Finesse coefficient F";
    if (parameter.key == "delta0")
        return "Round-trip phase scale δ₀";
    return parameter.label;
}

Axis design_axis(const DesignParameter& parameter)
{
    return {.label = design_label(parameter),
            .unit = parameter.unit,
            .low = parameter.low,
            .high = parameter.high,
            .brief =
                symbol_of(parameter) + (parameter.unit == "1" ? "" : " (" + parameter.unit + ")")};
}

std::string quantity_text(const DesignParameter& parameter, double q)
{
    return symbol_of(parameter) + " = "
        + (parameter.unit == "nm" ? grouped_digits(q, 4) : rounded(q))
        + (parameter.unit == "1" ? "" : "\u00a0" + parameter.unit);
}

std::string design_text(const ResonatorModel& model, std::span<const double> x)
{
    const auto q = model.physical(x);
    std::string text;
    for (std::size_t i = 0; i < q.size() && i < 4; ++i)
        text += (i > 0 ? ", " : "") + quantity_text(model.design()[i], q[i]);
    return text + (q.size() > 4 ? ", …" : "");
}

std::string observable_symbol(const ResonatorModel& model)
{
    return model.observable() == Observable::reflection ? "R" : "T";
}

std::string observable_name(const ResonatorModel& model)
{
    return model.observable() == Observable::reflection ? "Reflection" : "Transmission";
}

Axis wavelength_axis(const ResonatorModel& model)
{
    return {.label = "Wavelength",
            .unit = "nm",
            .low = model.wavelengths().front(),
            .high = model.wavelengths().back()};
}

Axis wavenumber_axis(const ResonatorModel& model)
{
    constexpr double nm_per_cm = 1e7;
    const double low = nm_per_cm / model.wavelengths().back(),
                 high = nm_per_cm / model.wavelengths().front();
    Axis axis{.label = "Wavenumber", .unit = "1/cm"};
    const double step = step_above((high - low) / 6);
    for (double at = std::ceil(low / step) * step; at <= high * (1 + 1e-9); at += step)
        axis.ticks.push_back({nm_per_cm / at, grouped_digits(at, 6)});
    return axis;
}

std::string grouped_digits(double value, int significant_digits)
{
    std::string digits = rounded(value, significant_digits);
    const std::size_t whole = std::min(digits.find('.'), digits.size());
    if (whole > 4 && digits.find('e') == std::string::npos && value > 0)
        for (std::size_t at = whole - 3; at > 0 && at<whole; at = at> 3 ? at - 3 : 0)
            digits.insert(at, "\u2009");
    return digits;
}

std::string error_text(double error)
{
    return error < 1e-6 ? "< 10⁻⁶" : rounded(error, 2);
}

double mean_difference(std::span<const double> a, std::span<const double> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += std::abs(a[i] - b[i]);
    return a.empty() ? 0 : sum / static_cast<double>(a.size());
}

std::vector<double> copied(std::span<const double> values)
{
    return {values.begin(), values.end()};
}

} // namespace etalon
