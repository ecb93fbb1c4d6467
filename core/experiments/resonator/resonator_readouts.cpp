#include "core/experiments/resonator/resonator_readouts.hpp"

#include "core/experiments/resonator/materials.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

double middle_of(const ResonatorModel& model)
{
    return (model.wavelengths().front() + model.wavelengths().back()) / 2;
}

std::string nm(double value)
{
    return rounded(value) + "\u00a0nm";
}

std::string fringe_text(const AiryDesign& design, double at)
{
    std::string text = "Theory at " + nm(at) + ": free spectral range "
        + nm(free_spectral_range(design.delta0, at));
    const auto finesse = finesse_of(design.finesse);
    const auto width = line_width(design.finesse, design.delta0, at);
    const auto quality = quality_factor(design.finesse, design.delta0, at);
    if (finesse && width && quality)
        text += ", finesse " + rounded(*finesse) + ", line width " + nm(*width) + ", Q "
            + rounded(*quality);
    else
        text += ", F < 1: T never falls to one half, so no finesse";
    return text + ", contrast " + rounded(fringe_contrast(design.finesse)) + ", least T "
        + rounded(least_transmission(design.finesse)) + ".";
}

std::string peak_text(const SpectrumPeak& peak)
{
    std::string text = "Measured: sharpest peak " + rounded(peak.height) + " at "
        + rounded(peak.wavelength, 4) + "\u00a0nm";
    if (!peak.width)
        return text + "; it does not fall to half its height on both sides.";
    return text + ", width " + nm(*peak.width) + ", Q " + rounded(peak.wavelength / *peak.width)
        + (peak.under_resolved ? " (under-resolved: less than two grid steps)." : ".");
}

std::string stop_band_text(const StopBand& band)
{
    std::string text = "Theory: Bragg wavelength " + rounded(band.centre, 4) + "\u00a0nm";
    if (band.width)
        text += ", quarter waves: stop band " + nm(*band.width) + " wide";
    if (band.reflectance)
        text += ", R there " + rounded(*band.reflectance, 4);
    return text + ".";
}

} // namespace

std::span<const double> ExplorerSpectrum::observable(const ResonatorModel& model) const
{
    return model.observable() == Observable::reflection ? reflection : transmission;
}

ExplorerSpectrum explorer_spectrum(const ResonatorModel& model, std::span<const double> x)
{
    const std::size_t size = model.wavelengths().size();
    ExplorerSpectrum spectrum{std::vector<double>(size), std::vector<double>(size)};
    model.worker()->all(x, spectrum.reflection, spectrum.transmission);
    return spectrum;
}

std::optional<AiryDesign> fringes_of(const Explorer& explorer, const ResonatorSettings& settings)
{
    if (settings.structure == "airy")
        return AiryDesign{explorer.value("F"), explorer.value("delta0")};
    const auto n_out = constant_index(settings.n_out);
    if (settings.structure != "slab" || settings.extinction > 0 || !n_out
        || *n_out != settings.n_in)
        return {};
    const double n = explorer.value("index"), angle = settings.angle * std::numbers::pi / 180;
    const double squared = n * n - std::pow(settings.n_in * std::sin(angle), 2);
    if (!(squared > 0))
        return {};
    const double inside = std::sqrt(squared), outside = settings.n_in * std::cos(angle);
    const double ratio = settings.polarization == "p"
        ? (n * n / inside) / (settings.n_in * settings.n_in / outside)
        : inside / outside;
    return AiryDesign{std::pow(ratio - 1 / ratio, 2) / 4,
                      4 * std::numbers::pi * inside * explorer.value("thickness")};
}

std::optional<StopBand> stop_band_of(const Explorer& explorer, const ResonatorSettings& settings)
{
    if (settings.structure == "bragg-cmt")
        return StopBand{.centre = 2 * explorer.value("n_mean") * explorer.value("period")};
    if (settings.structure != "bragg" || settings.angle != 0 || !explorer.find("n_low")
        || !explorer.find("n_high"))
        return {};
    const double low = explorer.value("n_low"), high = explorer.value("n_high");
    const double low_path = low * explorer.value("d_low"),
                 high_path = high * explorer.value("d_high");
    StopBand band{.centre = 2 * (low_path + high_path)};
    if (std::abs(low_path - high_path) < 0.01 * (low_path + high_path)) {
        band.width = band.centre * relative_stop_band(low, high);
        if (const auto n_out = constant_index(settings.n_out))
            band.reflectance = quarter_wave_reflectance(settings.n_in, low, high, *n_out,
                                                        static_cast<int>(settings.pairs));
    }
    return band;
}

std::optional<ResonanceOrder> central_order(const AiryDesign& design, const ResonatorModel& model)
{
    const auto orders =
        resonance_orders(design.delta0, model.wavelengths().front(), model.wavelengths().back());
    const double middle = middle_of(model);
    const auto nearest =
        std::min_element(orders.begin(), orders.end(), [&](const auto& a, const auto& b) {
            return std::abs(a.wavelength - middle) < std::abs(b.wavelength - middle);
        });
    if (nearest == orders.end())
        return {};
    return *nearest;
}

std::optional<SpectrumPeak> leading_peak(const ResonatorModel& model,
                                         std::span<const double> observable)
{
    const auto peaks = measured_peaks(model.wavelengths(), observable, 0.05);
    double highest = 0;
    for (const SpectrumPeak& peak : peaks)
        highest = std::max(highest, peak.height);
    // The line, not the edges of the mirrors' bands, although these may be as high.
    const auto width_of = [](const SpectrumPeak& peak) { return peak.width.value_or(1e300); };
    const SpectrumPeak* sharpest = nullptr;
    for (const SpectrumPeak& peak : peaks)
        if (peak.height > highest / 2 && (!sharpest || width_of(peak) < width_of(*sharpest)))
            sharpest = &peak;
    if (!sharpest)
        return {};
    return *sharpest;
}

std::string readout_text(const Explorer& explorer, const ResonatorSettings& settings,
                         std::span<const double> observable)
{
    if (const auto fringes = fringes_of(explorer, settings)) {
        const auto order = central_order(*fringes, *explorer.model);
        return fringe_text(*fringes, order ? order->wavelength : middle_of(*explorer.model));
    }
    if (const auto band = stop_band_of(explorer, settings))
        return stop_band_text(*band);
    if (const auto peak = leading_peak(*explorer.model, observable))
        return peak_text(*peak);
    return {};
}

} // namespace etalon
