// What the explorer reads off a design: closed forms where there are some, else the spectrum itself
// (section 8).
#pragma once

#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/resonator_closed_forms.hpp"
#include "core/experiments/resonator/resonator_explorer.hpp"

#include <optional>
#include <span>
#include <string>

namespace etalon {

/// Reflection and transmission of the explorer's design, M values each.
struct ExplorerSpectrum {
    std::vector<double> reflection{}, transmission{};
    std::span<const double> observable(const ResonatorModel&) const;
};
ExplorerSpectrum explorer_spectrum(const ResonatorModel&, std::span<const double> x);

/// F and δ₀ of the explorer's resonator; nothing where its fringes are not Airy's (several layers,
/// absorption, two different media).
std::optional<AiryDesign> fringes_of(const Explorer&, const ResonatorSettings&);

/// A periodic mirror: where its stop band is centred, and how wide it is if its layers are quarter
/// waves (within two per cent).
struct StopBand {
    double centre = 0; // nm
    std::optional<double> width{};
    std::optional<double> reflectance{}; // at the centre, at normal incidence
};
/// Of bragg and bragg-cmt with constant indices at normal incidence; nothing else has one.
std::optional<StopBand> stop_band_of(const Explorer&, const ResonatorSettings&);

/// The order whose maximum is nearest to the middle of the grid.
std::optional<ResonanceOrder> central_order(const AiryDesign&, const ResonatorModel&);

/// The sharpest of the maxima at least half as high as the highest.
std::optional<SpectrumPeak> leading_peak(const ResonatorModel&, std::span<const double> observable);

/// All of it as one sentence.
std::string readout_text(const Explorer&, const ResonatorSettings&,
                         std::span<const double> observable);

} // namespace etalon
