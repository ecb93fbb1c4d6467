// The structure of the data that a linear network learns: modes of the input-output correlation.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/spectral/spectrum.hpp"

#include <complex>
#include <cstdint>
#include <vector>

namespace etalon {

/// Syx = Yᵀ X/N = sum_a s_a u_a v_aᵀ, s descending, and what follows from it. Spectra cover the
/// stored bins (H × (W/2+1)).
struct LinearCnnModes {
    std::size_t count = 0;                    // M
    std::size_t pixels = 1;                   // n
    std::vector<double> strengths{};          // s_a
    Eigen::MatrixXd class_vectors{};          // u_a: C × M; the largest entry of each is positive
    RowMatrix images{};                       // v_a: M × D
    RowMatrix spectra{};                      // S_a = |v_a^|²/n summed over channels: M × bins
    std::vector<std::size_t> dominant_bins{}; // w*_a, of the folded S_a
    std::vector<double> dominant_shares{};
    std::vector<double> powers{};         // d_a = v_aᵀ Sxx v_a
    std::vector<double> between_powers{}; // the part of d_a that is between classes

    std::vector<double> noise{};                     // mean |(x - class mean)^|²/n
    std::vector<std::complex<double>> correlation{}; // Syx^: C × I × bins
    std::vector<double> drive{}; // largest singular value of each bin's C × I matrix
    double top_drive = 0;        // largest of all bins
    double overlap = 0; // how much other modes drive a mode's dominant frequency, 0 if M = 1

    bool separable() const { return overlap < 0.2; }

    /// |V_a| at a stored bin: the root of the power over all channels.
    double amplitude(std::size_t mode, std::size_t bin) const;
    /// |V_1(w*_1)|: gives the companion the growth rate of mode 1.
    double matched_rate_factor() const { return amplitude(0, dominant_bins[0]); }
    /// Pairs of neighbouring modes whose s differ by less than 1e-6 of the larger; the first's index.
    std::vector<std::size_t> equally_strong() const;
};

/// inputs: N × D in pixels, targets: N × C. `wanted` modes, or if 0 those with s_a > 1e-3 s_1; at
/// most min(C, D, 16).
LinearCnnModes find_linear_cnn_modes(const HalfSpectrum&, std::size_t channels, ConstRows inputs,
                                     ConstRows targets, const std::vector<std::int64_t>& labels,
                                     std::size_t wanted);

} // namespace etalon
