// The explorer's spectrum: where the light goes, where theory expects the maxima, and what the
// network believes.
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/experiments/resonator/resonator_readouts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr Ink transmission_ink{Hue::sequence, 0}, reflection_ink{Hue::sequence, 3},
    absorption_ink{Hue::neutral}, belief_ink{Hue::sequence, 1};
constexpr double marker_height = 1.05, bracket_height = 0.8, top = 1.2;

struct Scene {
    const FigureInput& input;
    const Explorer& explorer;
    ResonatorSettings settings;
    ExplorerSpectrum spectrum;
    std::optional<AiryDesign> fringes;
    const ResonatorModel& model() const { return *explorer.model; }
    std::span<const double> observable() const { return spectrum.observable(model()); }
};

Ink faded(Ink ink, double opacity)
{
    ink.opacity = opacity;
    return ink;
}

std::size_t place_of_greatest(std::span<const double> values)
{
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end())
                                    - values.begin());
}

/// Names an area where it is highest, away from the panel's ends.
void name_area(Panel& panel, const Scene& scene, const std::string& name, const Ink& ink,
               std::span<const double> low, std::span<const double> high, double place)
{
    // As high as the text is wide, so that it is no needle.
    const std::size_t size = low.size(), margin = std::max<std::size_t>(size / 40, 1);
    std::vector<double> heights(size, 0);
    for (std::size_t i = 2 * margin; i + 2 * margin < size; ++i) {
        heights[i] = 1;
        for (std::size_t j = i - margin; j <= i + margin; ++j)
            heights[i] = std::min(heights[i], high[j] - low[j]);
    }
    const std::size_t at = place_of_greatest(heights);
    if (heights[at] > 0.12)
        panel.marks.emplace_back(Label{.text = name,
                                       .x = scene.model().wavelengths()[at],
                                       .y = low[at] + place * (high[at] - low[at]),
                                       .above = false,
                                       .ink = ink,
                                       .bold = true});
}

/// The observable from below, the other one on it, absorption up to 1: R + T + A = 1 is seen.
void add_areas(Panel& panel, const Scene& scene)
{
    const auto& lambda = scene.model().wavelengths();
    const bool reflects = scene.model().observable() == Observable::reflection;
    const auto first = scene.observable();
    const auto& second = reflects ? scene.spectrum.transmission : scene.spectrum.reflection;
    const Ink first_ink = reflects ? reflection_ink : transmission_ink,
              second_ink = reflects ? transmission_ink : reflection_ink;
    const std::vector<double> zeros(lambda.size(), 0), ones(lambda.size(), 1);
    std::vector<double> both(lambda.size());
    std::transform(first.begin(), first.end(), second.begin(), both.begin(), std::plus<>());
    const double absorbed = 1 - *std::min_element(both.begin(), both.end());
    const std::string names[] = {reflects ? "R" : "T", reflects ? "T" : "R"};
    panel.marks.emplace_back(Band{lambda, zeros, copied(first), faded(first_ink, 0.3), names[0]});
    panel.marks.emplace_back(Band{lambda, copied(first), both, faded(second_ink, 0.22), names[1]});
    if (absorbed > 1e-6)
        panel.marks.emplace_back(Band{lambda, both, ones, faded(absorption_ink, 0.25), "A"});
    panel.marks.emplace_back(Curve{.x = lambda,
                                   .y = copied(first),
                                   .ink = first_ink,
                                   .weight = Weight::bold,
                                   .label = observable_name(scene.model()),
                                   .legend = "exact"});
    name_area(panel, scene, names[0], first_ink, zeros, first, 0.35);
    name_area(panel, scene, names[1], second_ink, first, both, 0.93);
    if (absorbed > 1e-6)
        name_area(panel, scene, "A", absorption_ink, both, ones, 0.5);
}

void add_bracket(Panel& panel, double from, double to, double y, const std::string& text,
                 bool beside)
{
    constexpr double end = 0.018;
    panel.marks.emplace_back(Segments{.x0 = {from, from, to},
                                      .y0 = {y, y - end, y - end},
                                      .x1 = {to, from, to},
                                      .y1 = {y, y + end, y + end},
                                      .ink = {Hue::theory},
                                      .weight = Weight::normal,
                                      .label = text});
    panel.marks.emplace_back(Label{.text = text,
                                   .x = beside ? to : (from + to) / 2,
                                   .y = y,
                                   .anchor = beside ? Anchor::left : Anchor::centre,
                                   .above = !beside,
                                   .ink = {Hue::theory}});
}

/// λ_m with the orders, the distance of two and the width of one.
void add_fringe_theory(Panel& panel, const Scene& scene)
{
    const auto& lambda = scene.model().wavelengths();
    const AiryDesign design = *scene.fringes;
    const auto orders = resonance_orders(design.delta0, lambda.front(), lambda.back());
    Points maxima{.shape = Shape::triangle_down,
                  .size = 7,
                  .ink = {Hue::theory},
                  .label = "maxima, theory",
                  .legend = "λₘ = δ₀/2πm (theory)"};
    std::vector<Mark> names;
    for (const ResonanceOrder& order : orders) {
        maxima.x.push_back(order.wavelength);
        maxima.y.push_back(marker_height);
        maxima.names.push_back("m = " + std::to_string(order.order));
        if (orders.size() <= 8)
            names.emplace_back(Label{.text = "m = " + std::to_string(order.order),
                                     .x = order.wavelength,
                                     .y = marker_height + 0.02,
                                     .ink = {Hue::neutral},
                                     .brief = std::to_string(order.order)});
    }
    if (!orders.empty())
        panel.marks.emplace_back(std::move(maxima));
    std::move(names.begin(), names.end(), std::back_inserter(panel.marks));
    const auto order = central_order(design, scene.model());
    if (!order)
        return;
    const double next = design.delta0 / (2 * std::numbers::pi * (order->order + 1));
    if (next >= lambda.front())
        add_bracket(panel, next, order->wavelength, bracket_height,
                    "FSR " + rounded(order->wavelength - next) + "\u00a0nm", false);
    if (const auto width = phase_width(design.finesse)) {
        const double middle = 2 * std::numbers::pi * order->order;
        const double from = design.delta0 / (middle + *width / 2),
                     to = design.delta0 / (middle - *width / 2);
        if (from >= lambda.front() && to <= lambda.back())
            add_bracket(panel, from, to, 0.5, " FWHM " + rounded(to - from) + "\u00a0nm", true);
    }
}

/// Drag a maximum sideways, or the bottom between two up and down.
void add_fringe_handles(Panel& panel, const Scene& scene)
{
    const AiryDesign design = *scene.fringes;
    const auto order = central_order(design, scene.model());
    if (!order)
        return;
    const bool airy = scene.settings.structure == "airy";
    const auto coordinate = tuning_coordinate(scene.model());
    const DesignParameter& tuned = scene.model().design()[coordinate];
    const double per_wavelength = scene.explorer.q[coordinate] / order->wavelength;
    panel.handles.push_back({.x = order->wavelength,
                             .y = 1,
                             .across = {.option = explorer_key(tuned),
                                        .low = scene.model().wavelengths().front(),
                                        .high = scene.model().wavelengths().back(),
                                        .value = [=](double at) { return at * per_wavelength; }},
                             .label = "maximum of order " + std::to_string(order->order)});
    const double between = design.delta0 / (2 * std::numbers::pi * (order->order + 0.5));
    if (airy && between >= scene.model().wavelengths().front())
        panel.handles.push_back({.x = between,
                                 .y = least_transmission(design.finesse),
                                 .up = {.option = "design_F",
                                        .low = least_transmission(24),
                                        .high = 1,
                                        .value = [](double at) { return 1 / at - 1; }},
                                 .label = "least transmission, by the finesse coefficient"});
}

void add_stop_band(Panel& panel, const Scene& scene, const StopBand& band)
{
    const auto& lambda = scene.model().wavelengths();
    if (!(band.centre > lambda.front() && band.centre < lambda.back()))
        return;
    const double half = band.width.value_or(0) / 2;
    const double from = std::max(band.centre - half, lambda.front()),
                 to = std::min(band.centre + half, lambda.back());
    if (band.width)
        add_bracket(panel, from, to, bracket_height,
                    "stop band " + rounded(*band.width) + "\u00a0nm (theory)", false);
    else
        panel.marks.emplace_back(Rule{.at = band.centre,
                                      .ink = {Hue::theory, 0, 0.7},
                                      .line = Line::dotted,
                                      .label = "Bragg wavelength (theory)"});
    if (band.reflectance)
        panel.marks.emplace_back(Points{.x = {band.centre},
                                        .y = {*band.reflectance},
                                        .shape = Shape::ring,
                                        .size = 9,
                                        .ink = {Hue::theory},
                                        .label = "quarter-wave mirror, theory",
                                        .legend = "R of quarter waves (theory)"});
    const auto tuned = tuning_coordinate(scene.model());
    const DesignParameter& parameter = scene.model().design()[tuned];
    const double offset = scene.explorer.q[tuned];
    // 2 n̄ Λ, or 2 (n_L d_L + n_H d_H): linear in what is dragged.
    const double slope = scene.settings.structure == "bragg-cmt"
        ? 2 * scene.explorer.value("n_mean")
        : 2 * scene.explorer.value("n_high");
    panel.handles.push_back(
        {.x = band.centre,
         .y = 1,
         .across = {.option = explorer_key(parameter),
                    .low = lambda.front(),
                    .high = lambda.back(),
                    .value = [=, centre = band.centre](
                                 double at) { return offset + (at - centre) / slope; }},
         .label = "Bragg wavelength, by " + parameter.label});
}

/// How far the peak moves for a change of the coordinate, by asking the model.
double peak_slope(const Scene& scene, std::size_t coordinate, double wavelength)
{
    const DesignParameter& parameter = scene.model().design()[coordinate];
    const double step = 0.01 * (parameter.high - parameter.low);
    double places[2] = {wavelength, wavelength};
    for (const int side : {0, 1}) {
        const auto moved = explorer_spectrum(
            scene.model(),
            scene.explorer.with(coordinate,
                                scene.explorer.q[coordinate] + (side == 0 ? -step : step)));
        double nearest = 1e300;
        for (const SpectrumPeak& peak :
             measured_peaks(scene.model().wavelengths(), moved.observable(scene.model()), 0.05))
            if (std::abs(peak.wavelength - wavelength) < nearest) {
                nearest = std::abs(peak.wavelength - wavelength);
                places[side] = peak.wavelength;
            }
    }
    return (places[1] - places[0]) / (2 * step);
}

void add_measured_peak(Panel& panel, const Scene& scene)
{
    const auto& lambda = scene.model().wavelengths();
    const auto peak = leading_peak(scene.model(), scene.observable());
    if (!peak)
        return;
    if (peak->width) {
        const double from = std::max(peak->wavelength - *peak->width / 2, lambda.front()),
                     to = std::min(peak->wavelength + *peak->width / 2, lambda.back());
        add_bracket(panel, from, to, peak->height / 2,
                    " FWHM " + rounded(*peak->width) + "\u00a0nm"
                        + (peak->under_resolved ? ", under-resolved" : ""),
                    true);
    }
    panel.marks.emplace_back(Points{.x = {peak->wavelength},
                                    .y = {marker_height},
                                    .shape = Shape::triangle_down,
                                    .ink = {Hue::theory},
                                    .label = "sharpest peak",
                                    .legend = "sharpest peak (measured)"});
    const std::size_t tuned = tuning_coordinate(scene.model());
    const double slope = peak_slope(scene, tuned, peak->wavelength);
    if (std::abs(slope) > 1e-3)
        panel.handles.push_back(
            {.x = peak->wavelength,
             .y = peak->height,
             .across = {.option = explorer_key(scene.model().design()[tuned]),
                        .low = lambda.front(),
                        .high = lambda.back(),
                        .value = [slope, at0 = peak->wavelength, q = scene.explorer.q[tuned]](
                                     double at) { return q + (at - at0) / slope; }},
             .label = "sharpest peak, by " + scene.model().design()[tuned].label});
}

/// Coupled-mode theory is for weak contrast; the exact stack shows where it fails.
void add_exact_stack(Panel& panel, const Scene& scene)
{
    if (scene.settings.structure != "bragg-cmt")
        return;
    const auto stack = scene.model().layers(scene.explorer.x);
    if (!stack)
        return;
    StackSolver solver(scene.model().wavelengths());
    StackSpectrum spectrum;
    solver.spectrum(*stack, spectrum);
    panel.marks.emplace_back(Curve{.x = scene.model().wavelengths(),
                                   .y = spectrum.reflection,
                                   .ink = {Hue::theory, 0, 0.8},
                                   .line = Line::dashed,
                                   .weight = Weight::thin,
                                   .label = "exact stack",
                                   .legend = "exact stack, mean index outside"});
}

void add_belief(Panel& panel, const Scene& scene)
{
    const bool untaught = scene.input.weights_step == 0; // nothing but noise yet
    if (untaught || resonator_choice(scene.input, "network") == "hide")
        return;
    auto surrogate = shown_surrogate(scene.input, scene.model());
    if (!surrogate)
        return;
    const ResonatorMatrix x = Eigen::Map<const ResonatorMatrix>(
        scene.explorer.x.data(), 1, static_cast<Eigen::Index>(scene.explorer.x.size()));
    const ResonatorMatrix y = surrogate->spectra(x);
    std::vector<double> values(y.data(), y.data() + y.size());
    const double error = mean_difference(values, scene.observable());
    panel.marks.emplace_back(Curve{.x = scene.model().wavelengths(),
                                   .y = std::move(values),
                                   .ink = belief_ink,
                                   .weight = Weight::normal,
                                   .label = "network's belief",
                                   .legend = "network, error " + error_text(error)});
}

} // namespace

std::vector<Option> resonator_spectrum_options(const Values& parameters)
{
    auto options = explorer_options(parameters, false);
    options.push_back({.key = "network", .label = "Network", .choices = {"show", "hide"}});
    return options;
}

Drawing draw_resonator_spectrum(const FigureInput& input)
{
    const auto explorer = explorer_of(input);
    if (!explorer)
        return {.empty = no_resonator_model_text()};
    Scene scene{.input = input,
                .explorer = *explorer,
                .settings = resonator_settings_of(input),
                .spectrum = explorer_spectrum(*explorer->model, explorer->x),
                .fringes = {}};
    scene.fringes = fringes_of(*explorer, scene.settings);
    Panel panel =
        empty_panel(wavelength_axis(*explorer->model),
                    {.label = "Share of the light", .low = 0, .high = top, .brief = "Share"});
    for (const double at : {0.0, 0.25, 0.5, 0.75, 1.0})
        panel.y.ticks.push_back({at, rounded(at)});
    panel.top = wavenumber_axis(*explorer->model);
    add_areas(panel, scene);
    add_exact_stack(panel, scene);
    add_belief(panel, scene);
    if (scene.fringes) {
        add_fringe_theory(panel, scene);
        add_fringe_handles(panel, scene);
    } else if (const auto band = stop_band_of(*explorer, scene.settings)) {
        add_stop_band(panel, scene, *band);
    } else if (explorer->model->observable() == Observable::transmission) {
        add_measured_peak(panel, scene);
    }
    return {.panels = {std::move(panel)},
            .note = readout_text(*explorer, scene.settings, scene.observable())};
}

} // namespace etalon
