// What theory says about a resonator without a spectrum, and what is read off a spectrum
// (section 8).
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// Wavelengths λ_m = δ0/(2πm) of the transmission maxima within [lowest, highest], with their order
/// m, descending in wavelength.
struct ResonanceOrder {
    int order = 1;
    double wavelength = 0;
};
std::vector<ResonanceOrder> resonance_orders(double delta0, double lowest, double highest);

/// Distance of neighbouring maxima: in wavenumber (1/nm) 2π/δ0, in wavelength 2πλ²/δ0 (nm).
double free_spectral_range_in_wavenumber(double delta0);
double free_spectral_range(double delta0, double wavelength);

/// π/(2 asin(1/√F)); nothing for F < 1, where T never falls to one half.
std::optional<double> finesse_of(double coefficient);

/// Full width at half maximum in phase (rad), 4 asin(1/√F); nothing for F < 1.
std::optional<double> phase_width(double coefficient);

/// Full width at half maximum near a wavelength: free spectral range over finesse (nm).
std::optional<double> line_width(double coefficient, double delta0, double wavelength);

/// λ over the line width.
std::optional<double> quality_factor(double coefficient, double delta0, double wavelength);

/// (max − min)/(max + min) = F/(2+F), and the minimum 1/(1+F).
double fringe_contrast(double coefficient);
double least_transmission(double coefficient);

/// ((n_in n_L^{2N} − n_out n_H^{2N})/(n_in n_L^{2N} + n_out n_H^{2N}))² of N pairs, high index first.
double quarter_wave_reflectance(double n_in, double n_low, double n_high, double n_out, int pairs);

/// Width of a quarter-wave mirror's stop band over its centre wavelength:
/// (4/π) asin((n_H − n_L)/(n_H + n_L)).
double relative_stop_band(double n_low, double n_high);

/// How far apart along δ0 the valleys of the loss lie (2πλ̄, one fringe), and how many a box of
/// this width holds.
double false_valley_spacing(double mean_wavelength);
double false_valley_count(double width_of_box, double mean_wavelength);

/// A maximum of a measured spectrum.
struct SpectrumPeak {
    double wavelength = 0, height = 0; // of the parabola through the top three samples
    std::optional<double> width{};     // full, at half height; nothing where a side does not fall
    bool under_resolved = false;       // the width is less than two grid steps
};

/// Maxima higher than `threshold`, ascending in wavelength. The grid is equally spaced.
std::vector<SpectrumPeak> measured_peaks(std::span<const double> wavelengths,
                                         std::span<const double> values, double threshold = 0);

} // namespace etalon
