// Spectra of spectra: optical paths of the wish and of the design.
#include "core/experiments/resonator/path_error.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/experiments/resonator/resonator_readouts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr double nm_per_um = 1000;
constexpr std::size_t most_bins = 32;

/// |DFT| over equally spaced wavelengths, bins 1 …, over its length: the paper's bins.
std::vector<double> wavelength_bins(std::span<const double> spectrum)
{
    const std::size_t size = spectrum.size(), bins = std::min(most_bins, size / 2);
    std::vector<double> amplitudes;
    for (std::size_t b = 1; b <= bins; ++b) {
        double real = 0, imaginary = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const double phase = 2 * std::numbers::pi * static_cast<double>(b * i % size)
                / static_cast<double>(size);
            real += spectrum[i] * std::cos(phase);
            imaginary += spectrum[i] * std::sin(phase);
        }
        amplitudes.push_back(std::hypot(real, imaginary) / static_cast<double>(size));
    }
    return amplitudes;
}

std::vector<double> path_bins(PathSpectrum& paths, std::span<const double> spectrum)
{
    auto amplitudes = paths.power(spectrum);
    for (double& value : amplitudes)
        value = std::sqrt(value) / static_cast<double>(spectrum.size());
    return amplitudes;
}

/// A line with a dot at each bin.
void add_bins(Panel& panel, const std::vector<double>& x, const std::vector<double>& y,
              const Ink& ink, const std::string& name)
{
    panel.marks.emplace_back(Curve{.x = x, .y = y, .ink = ink, .label = name, .legend = name});
    panel.marks.emplace_back(Points{.x = x, .y = y, .size = 5, .ink = ink, .label = name});
}

void add_harmonics(Panel& panel, double fundamental, const std::string& whose, const Ink& ink)
{
    for (int harmonic = 1; harmonic <= 3; ++harmonic) {
        const double at = harmonic * fundamental / nm_per_um;
        if (at < *panel.x.high)
            panel.marks.emplace_back(
                Rule{.at = at,
                     .ink = ink,
                     .line = Line::dotted,
                     .label = harmonic == 1 ? whose : std::to_string(harmonic) + "×",
                     .brief = std::to_string(harmonic) + "×"});
    }
}

} // namespace

std::vector<Option> resonator_path_options(const Values& parameters)
{
    const ResonatorSettings settings = resonator_schema().settings(parameters);
    auto options = explorer_options(parameters, true);
    options.push_back(
        {.key = "bins", .label = "Bins over", .choices = {"wavenumber", "wavelength"}});
    if (settings.targets > 1)
        options.push_back({.key = "target",
                           .label = "Target",
                           .minimum = 0,
                           .maximum = static_cast<double>(settings.targets - 1),
                           .fallback = 0,
                           .step = 1,
                           .shared = true});
    return options;
}

Drawing draw_resonator_path_spectrum(const FigureInput& input)
{
    const auto explorer = explorer_of(input);
    if (!explorer)
        return {.empty = no_resonator_model_text()};
    const ResonatorModel& model = *explorer->model;
    const ResonatorSettings settings = resonator_settings_of(input);
    const auto now = explorer_spectrum(model, explorer->x);
    const DesignTargets targets = resonator_targets_of(input);
    const auto chosen =
        settings.targets > 1 ? std::llround(resonator_number(input, "target")) : 0LL;
    const bool has_target = chosen < targets.spectra.rows()
        && targets.spectra.cols() == static_cast<Eigen::Index>(model.wavelengths().size());
    const bool by_wavelength = resonator_choice(input, "bins") == "wavelength";

    PathSpectrum paths(model.wavelengths());
    const auto bins_of = [&](std::span<const double> spectrum) {
        return by_wavelength ? wavelength_bins(spectrum) : path_bins(paths, spectrum);
    };
    const auto current = bins_of(now.observable(model));
    std::vector<double> x;
    for (std::size_t b = 1; b <= current.size(); ++b)
        x.push_back(by_wavelength ? static_cast<double>(b) : paths.optical_path(b) / nm_per_um);
    Panel panel = empty_panel({.label = by_wavelength ? "Bin over wavelength" : "Optical path",
                               .unit = by_wavelength ? "1" : "µm",
                               .low = 0,
                               .high = x.back()},
                              {.label = "Amplitude |DFT| / M", .low = 0});
    if (by_wavelength)
        panel.marks.emplace_back(Span{.from = 0.5,
                                      .to = static_cast<double>(settings.fourier_bins) + 0.5,
                                      .ink = {Hue::data, 0, 0.4},
                                      .label = "bins of the scans"});
    if (has_target)
        add_bins(panel, x,
                 bins_of({targets.spectra.row(chosen).data(), model.wavelengths().size()}),
                 {Hue::theory}, "target " + std::to_string(chosen));
    add_bins(panel, x, current, {Hue::sequence, 1}, "explorer's design");
    double highest = 0;
    for (const Mark& mark : panel.marks)
        if (const auto* curve = std::get_if<Curve>(&mark))
            highest = std::max(highest, *std::max_element(curve->y.begin(), curve->y.end()));
    panel.y.high = highest > 0 ? 1.18 * highest : 1; // room for the names of the lines
    Drawing drawing{.panels = {}};
    if (!by_wavelength && settings.structure == "airy" && has_target && targets.designs_known
        && chosen < targets.designs.rows()) {
        const auto q = model.physical({targets.designs.row(chosen).data(), 2});
        add_harmonics(panel, q[1] / (2 * std::numbers::pi), "δ₀/2π", {Hue::theory, 0, 0.8});
        drawing.note = "Target: fringe at " + rounded(q[1] / (2 * std::numbers::pi * nm_per_um))
            + "\u00a0µm; a sharp resonance also has the multiples.";
    } else if (const auto fringes = fringes_of(*explorer, settings); fringes && !by_wavelength) {
        add_harmonics(panel, fringes->delta0 / (2 * std::numbers::pi), "δ₀/2π",
                      {Hue::sequence, 1, 0.9});
    }
    drawing.panels.push_back(std::move(panel));
    return drawing;
}

} // namespace etalon
