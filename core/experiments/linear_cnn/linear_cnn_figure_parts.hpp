// What the figures of linear-cnn read from a run: parameters in force, the modes of the data, and
// when each mode was learned.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/spectral/spectrum.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon::linear_cnn_figures_detail {

// ---- Parameters ---------------------------------------------------------------------------------

std::int64_t whole_number(const FigureInput&, const std::string& key);
double real_number(const FigureInput&, const std::string& key);
bool is_relu(const FigureInput&);

/// "CNN", or "ReLU CNN".
std::string network_name(const FigureInput&);

/// The rate now in force: the parameter, or what 0 stands for, 0.04/(top drive).
double learning_rate(const FigureInput&);

/// max over frequencies of sigma_1(w); nothing before the first sample.
std::optional<double> top_drive(const FigureInput&);

/// The step from which another learning rate than the start's is in force.
std::optional<std::int64_t> first_rate_change(const FigureInput&);

/// A channel's sample at the shown step, else the data tensor of that name, else empty.
std::span<const double> sample_or_data(const FigureInput&, std::string_view name);

// ---- Modes --------------------------------------------------------------------------------------

/// The data's singular modes: y x^T correlation = sum_a s_a u_a v_a^T.
struct ModeTable {
    HalfSpectrum grid;
    std::vector<double> singular_values{};    // s_a
    std::vector<double> powers{};             // d_a = v_a^T Sxx v_a; empty if not known
    std::span<const double> spectra{};        // modes × bins: S_a(w)
    std::vector<std::size_t> dominant_bins{}; // w*_a
    std::vector<double> shares{};             // folded S_a(w*_a)

    std::size_t size() const { return singular_values.size(); }
    bool is_image() const { return grid.height() > 1; }
    std::span<const double> spectrum(std::size_t mode) const
    {
        return spectra.subspan(mode * grid.bins(), grid.bins());
    }

    /// |V_a(w)| of the unnormalised transform of v_a.
    double amplitude(std::size_t mode, std::size_t bin) const;

    /// max over a != b of s_b |V_b(w*_a)| / (s_a |V_a(w*_a)|): below 0.2 each mode has its own
    /// frequencies, and the overlays that follow one mode at a time hold.
    double overlap() const;
    bool separable() const { return overlap() < 0.2; }
};

/// Nothing before the first sample.
std::optional<ModeTable> mode_table(const FigureInput&);

/// The eta·(top drive) below which a linear network's fitted modes are stable, for any number of
/// layers.
double stable_drive(const FigureInput&, const ModeTable&);

/// Height and width of the images trained on.
HalfSpectrum grid_of(const FigureInput&);

/// Folded power over its total, in the order of `grid.bins()`; NaN throughout if all are 0, and in
/// bins that folding drops.
std::vector<double> folded_shares(const HalfSpectrum&, std::span<const double> power);

// ---- Stages -------------------------------------------------------------------------------------

/// First crossing of a level by a sampled, linearly interpolated curve; nothing if it is never
/// reached or not positive.
std::optional<double> crossing(const Series&, std::size_t entry, double level);

/// When each mode crosses half its strength: its final one once the run has ended, else the one
/// that a perfect fit has, s_a/d_a. A mode far from fitted counts as not reached.
struct StageTimes {
    std::vector<std::optional<double>> measured{}, predicted{};
    /// Where the mode's name is best written.
    std::optional<double> place(std::size_t mode) const
    {
        return measured[mode] ? measured[mode] : predicted[mode];
    }
};
StageTimes stage_times(const FigureInput&, const ModeTable&);

} // namespace etalon::linear_cnn_figures_detail
