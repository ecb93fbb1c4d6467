// Small kernels and their spectra.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/experiments/linear_cnn/spectral_planes.hpp"

#include <complex>

namespace etalon {

/// Transforms between `count` kernels of a few taps and their spectra in planes (unit: transform).
/// Few taps are summed explicitly, many go through a fast transform.
template <class Scalar>
class KernelTaps {
public:
    KernelTaps(const RealFourierBasis&, const SpectralPlanes<Scalar>&, const LinearCnnShape&,
               std::size_t count);

    void to_spectra(const Scalar* taps, Scalar* spectra);

    /// The taps of the inverse transform: of the gradient with respect to a spectrum, the one with
    /// respect to the taps.
    void from_spectra(const Scalar* spectra, Scalar* taps);

private:
    bool explicit_sums() const { return !phases_.empty(); }

    std::size_t count_, plane_;
    std::vector<std::size_t> displacements_;

    AlignedArray<Scalar> phases_; // of each tap, two planes: cos and -sin
    AlignedArray<Scalar> shares_; // one plane: the bins that a folded one stands for, over n

    struct Bin {
        std::size_t stored = 0, place = 0; // in a half spectrum and in a plane
        bool self_conjugate = false;
        bool conjugated = false; // the partner of a folded bin
    };
    std::vector<Bin> stored_bins_;
    RealFft2<Scalar> fft_;
    std::vector<Scalar> images_;
    std::vector<std::complex<Scalar>> transforms_;
};

extern template class KernelTaps<double>;
extern template class KernelTaps<float>;

} // namespace etalon
