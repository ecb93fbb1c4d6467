// The companion: a fully connected linear network with one hidden layer.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/experiments/linear_cnn/spectral_planes.hpp"

namespace etalon {

/// F = W2 W1. W1 is kept in coordinates of the Fourier basis, which gradient descent does not
/// notice, so that network and companion share one product with the data. The state changes in
/// `commit` only, to what `descend` has prepared.
template <class Scalar>
class FullyConnectedNet {
public:
    FullyConnectedNet(const RealFourierBasis&, const SpectralPlanes<Scalar>&, const LinearCnnShape&,
                      const LinearCnnWeights&);

    /// F, C rows of I spectra (unit: coordinates).
    void map_into(Scalar* map) const;

    /// One gradient step; `gradient` is that with respect to F. False: it would make a weight
    /// infinite or not a number.
    bool descend(const Scalar* gradient, Scalar learning_rate);
    void commit();

    /// Fills in both layers, in pixels.
    void weights_into(const RealFourierBasis&, LinearCnnWeights&) const;

    /// The state, bit by bit: W1 in planes and W2.
    std::vector<std::vector<double>> exact() const;
    void restore(const std::vector<std::vector<double>>&);

private:
    void descend_readout(const Scalar* gradient, Scalar learning_rate);

    const SpectralPlanes<Scalar>& planes_;
    std::size_t channels_, classes_, hidden_, row_;
    AlignedArray<Scalar> hidden_weights_, next_hidden_; // W1: h × row
    AlignedArray<Scalar> readout_, next_readout_;       // W2: C × h
    AlignedArray<Scalar> pull_;                         // -rate · W2ᵀ
    AlignedArray<Scalar> zeros_;                        // a row
};

extern template class FullyConnectedNet<double>;
extern template class FullyConnectedNet<float>;

} // namespace etalon
