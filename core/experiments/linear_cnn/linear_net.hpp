// A linear convolutional network, trained frequency by frequency.
#pragma once

#include "core/experiments/linear_cnn/bin_product.hpp"
#include "core/experiments/linear_cnn/kernel_taps.hpp"
#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/experiments/linear_cnn/spectral_planes.hpp"

namespace etalon {

/// f = B x with B^_ci = sum_k U^_ck conj(Q_ki), Q = W_L ··· W_1 at each frequency. The state is the
/// transforms of readout and full kernels, so that a step needs no Fourier transform; small kernels
/// are kept as taps. The state changes in `commit` only, to what `descend` has prepared.
template <class Scalar>
class LinearNet {
public:
    LinearNet(const RealFourierBasis&, const SpectralPlanes<Scalar>&, const LinearCnnShape&,
              const LinearCnnWeights&);

    /// B, C rows of I spectra (unit: coordinates).
    void map_into(Scalar* map);

    /// One gradient step from the state that `map_into` saw last; `gradient` is that with respect
    /// to B, and is used up. False: it would make a weight infinite or not a number.
    bool descend(Scalar* gradient, Scalar learning_rate);
    void commit();

    /// Fills in kernels and readout, in pixels.
    void weights_into(const RealFourierBasis&, LinearCnnWeights&) const;
    /// The first layer in coordinates, K·I × n.
    std::vector<double> first_kernels() const;

    /// The state, bit by bit: of each layer the spectra, or the taps of small kernels; the readout.
    std::vector<std::vector<double>> exact() const;
    void restore(const std::vector<std::vector<double>>&);

private:
    struct Layer {
        std::size_t fan_in = 0;
        AlignedArray<Scalar> taps, next_taps;      // small kernels only
        AlignedArray<Scalar> spectra, next;        // W_l: K × fan-in; `next` of full kernels only
        AlignedArray<Scalar> product;              // W_l ··· W_1 for l >= 2: K × I
        std::vector<KernelTaps<Scalar>> transform; // one for small kernels, else none
    };

    SpectrumMatrix<Scalar> matrix(const AlignedArray<Scalar>& spectra, std::size_t columns) const
    {
        return {spectra.data(), columns * planes_.spectrum(), planes_.spectrum()};
    }
    const AlignedArray<Scalar>& product(std::size_t layer) const
    {
        return layer == 0 ? layers_[0].spectra : layers_[layer].product;
    }
    bool descend_kernels(Layer&, const AlignedArray<Scalar>& slope, Scalar learning_rate);

    const SpectralPlanes<Scalar>& planes_;
    LinearCnnShape shape_;
    std::vector<Layer> layers_;
    AlignedArray<Scalar> readout_, next_readout_;    // U: C × K
    AlignedArray<Scalar> back_, back_below_, slope_; // gradients of products and of a layer
    AlignedArray<Scalar> tap_slope_;
};

extern template class LinearNet<double>;
extern template class LinearNet<float>;

} // namespace etalon
