// The surrogate's layers: forward, backward and derivatives with respect to the input, in batches.
#pragma once

#include "core/experiments/resonator/activation.hpp"
#include "core/experiments/resonator/dense_product.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <span>
#include <vector>

namespace etalon {

/// weight_l (out × in) and bias_l, l = 0 … L, as files hold them.
struct SurrogateWeights {
    std::vector<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> weights{};
    std::vector<Eigen::VectorXd> biases{};
};

/// h_{l+1} = act(W_l h_l + b_l), the last layer linear. All weights and biases lie in one array;
/// rows of every array are padded with zeros to a multiple of `dense_padding`. Owns its buffers:
/// one thread at a time. Allocates when a batch is larger than any before, else never.
class DenseNet {
public:
    /// widths: inputs, hidden layers, outputs.
    DenseNet(std::vector<std::size_t> widths, Activation);

    std::size_t input_stride() const { return padded(widths_.front()); }
    std::size_t output_stride() const { return padded(widths_.back()); }
    std::size_t layers() const { return widths_.size() - 1; }

    const DenseArray& parameters() const { return parameters_; }
    /// Call `parameters_changed` after writing to it.
    DenseArray& parameters() { return parameters_; }
    void parameters_changed();

    /// An array of the shape of `parameters` as matrices, and back. Throws Error on wrong shapes.
    SurrogateWeights unpack(const DenseArray&) const;
    DenseArray pack(const SurrogateWeights&) const;

    /// rows × output_stride from rows × input_stride. The inputs are needed again by `backward`.
    const double* forward(const double* inputs, std::size_t rows);

    /// After `forward` of the same inputs: the gradient of a loss whose derivatives with respect
    /// to the outputs are `delta` (rows × output_stride), in the shape of `parameters`.
    void backward(const double* inputs, const double* delta, std::size_t rows,
                  DenseArray& gradient);

    /// After `forward`: derivatives of that loss with respect to the inputs, rows × input_stride.
    const double* input_gradient(const double* delta, std::size_t rows);

private:
    struct Layer {
        std::size_t inputs = 0, outputs = 0;
        std::size_t weight = 0, bias = 0; // where they begin in the array of parameters
    };
    void reserve(std::size_t rows);
    /// delta of the layer below: delta · W, times the slopes there.
    const double* through(std::size_t layer, const double* delta, std::size_t rows);

    std::vector<std::size_t> widths_;
    Activation activation_;
    std::vector<Layer> layers_;
    DenseArray parameters_;
    std::vector<DenseArray> transposed_;      // in × padded(out), what `forward` multiplies with
    std::size_t rows_ = 0;                    // that the buffers hold
    std::vector<DenseArray> outputs_;         // h of each layer
    std::vector<DenseArray> slopes_, deltas_; // act'(z) of the hidden layers; deltas of the inputs
};

} // namespace etalon
