// All that squared loss needs to know of the data: training never touches a sample.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/experiments/linear_cnn/spectral_planes.hpp"

namespace etalon {

/// The moments Syx = Yᵀ X/N, Sxx = Xᵀ X/N and tr Syy in coordinates of the Fourier basis. A map B
/// of inputs onto classes is C rows of I spectra in planes (unit: coordinates).
template <class Scalar>
class Moments {
public:
    /// inputs: N × D in pixels, targets: N × C. Serves up to `copies` maps at a time. Where samples
    /// are few (N < D/2) or images large, B Sxx is computed as (B Xᵀ) X/N.
    Moments(const RealFourierBasis&, const SpectralPlanes<Scalar>&, ConstRows inputs,
            ConstRows targets, std::size_t channels, std::size_t copies);

    std::size_t row() const { return row_; } // numbers of one row of a map

    /// G = B Sxx - Syx, the loss's gradient with respect to B, of `copies` maps below each other.
    void gradient(const Scalar* maps, std::size_t copies, Scalar* gradients);

    /// E = (tr Syy - 2 tr(B Syxᵀ) + tr(B Sxx Bᵀ))/2 of one map with its gradient.
    double loss(const Scalar* map, const Scalar* gradient) const;

private:
    void pack_covariance(const RealFourierBasis&, const SpectralPlanes<Scalar>&, ConstRows inputs);
    void pack_samples(const RealFourierBasis&, const SpectralPlanes<Scalar>&, ConstRows inputs);

    std::size_t channels_, classes_, row_;
    double trace_yy_ = 0;
    AlignedArray<Scalar> minus_yx_; // -Syx, once for each copy

    std::vector<EntryRange> coordinates_; // of a map's row
    PackedMatrix<Scalar> covariance_;     // Sxx, or none

    std::vector<EntryRange> samples_;        // all N, or none
    PackedMatrix<Scalar> columns_;           // Xᵀ
    PackedMatrix<Scalar> rows_;              // X/N
    AlignedArray<Scalar> zeros_, responses_; // copies · C × N, padded
};

extern template class Moments<double>;
extern template class Moments<float>;

} // namespace etalon
