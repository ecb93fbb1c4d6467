// A linear map seen through the modes of the data.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "core/spectral/real_fourier_basis.hpp"

#include <vector>

namespace etalon {

/// Rows u_aᵀ B of a map B, one a mode.
struct MapView {
    std::vector<double> strengths{};     // a_a = u_aᵀ B v_a: M
    std::vector<double> spectra{};       // |(u_aᵀ B)^|²/n summed over channels: M × stored bins
    std::vector<double> dominance{};     // share of the folded spectrum at w*_a: M
    std::vector<double> participation{}; // effective number of frequencies: M
    std::vector<double> images{};        // u_aᵀ B averaged over channels: M × H × W
};

/// map: C × D, coordinates of the basis.
MapView view_of(const LinearCnnModes&, const RealFourierBasis&, const RowMatrix& map);

/// Images averaged over their channels. images: count × channels × H × W.
std::vector<double> channel_means(const double* images, std::size_t count, std::size_t channels,
                                  std::size_t pixels);

/// Shares of rows whose largest entry (the first of ties) is at the label.
double accuracy(const RowMatrix& outputs, const std::vector<std::int64_t>& labels);

/// (1/2N) sum |y - f|².
double squared_loss(const RowMatrix& outputs, ConstRows targets);

} // namespace etalon
