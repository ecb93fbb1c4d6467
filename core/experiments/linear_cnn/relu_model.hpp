// The network with a rectifier between convolution and readout.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/spectral/real_fourier_basis.hpp"

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace etalon {

/// f_c = sum_k <U_ck, max(0, z_k)>, z_k = sum_i w_ki * x_i, squared loss averaged over a batch. The
/// weights are kept in pixels; convolutions go through batches of Fourier transforms. The state
/// changes in `commit` only, to what `descend` has prepared.
template <class Scalar>
class ReluNet {
public:
    /// Transforms all inputs once; steps take them by their index. `largest_batch` bounds the
    /// batches of `descend`.
    ReluNet(const LinearCnnShape&, ConstRows inputs, ConstRows targets, std::size_t largest_batch,
            const LinearCnnWeights&);

    /// One gradient step over these samples. False: it would make a weight infinite or not a number.
    bool descend(std::span<const std::int64_t> batch, Scalar learning_rate);
    void commit();

    /// f for inputs in pixels: rows × C.
    RowMatrix outputs(ConstRows inputs);

    /// The mean Jacobian over the inputs of the constructor, C × D in pixels: that of a linear
    /// network whose readout is gated by how often each unit is active.
    RowMatrix mean_map();

    LinearCnnWeights weights() const;
    void restore(const LinearCnnWeights&);

private:
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Complex = std::complex<Scalar>;

    std::size_t units() const { return shape_.kernels * shape_.pixels(); } // before the readout
    void find_kernel_spectra();
    void convolve(std::size_t count); // spectra_in_ -> z_
    void take(std::span<const std::int64_t> samples);
    void correlate(std::size_t count); // adds to kernel_slopes_ what z_, now dE/dz, says
    RowMatrix evaluate(ConstRows inputs);

    LinearCnnShape shape_;
    std::size_t bins_, chunk_;           // stored bins of a half spectrum; samples at a time
    RealFft2<Scalar> inputs_fft_;        // chunk · I
    RealFft2<Scalar> units_fft_;         // chunk · K
    RealFft2<Scalar> kernels_fft_;       // K · I
    Matrix targets_;                     // N × C
    std::vector<Complex> input_spectra_; // N × I × bins
    std::size_t samples_;

    Matrix kernels_, next_kernels_; // K·I × taps
    Matrix readout_, next_readout_; // C × K·n
    Matrix readout_slope_;

    std::vector<Complex> kernel_spectra_, kernel_slopes_; // K × I × bins
    std::vector<Complex> spectra_in_;                     // chunk × I × bins
    std::vector<Complex> unit_spectra_;                   // chunk × K × bins
    std::vector<Scalar> images_;                          // of kernels or inputs
    Matrix z_, active_, chunk_targets_, residuals_;       // a row a sample
};

extern template class ReluNet<double>;
extern template class ReluNet<float>;

} // namespace etalon
