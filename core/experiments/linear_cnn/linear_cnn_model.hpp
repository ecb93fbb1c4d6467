// What a run trains: a convolutional network and, if wanted, its fully connected companion.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/spectral/real_fourier_basis.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

/// All that is seen of the weights at one moment, in coordinates of the Fourier basis.
struct LinearCnnLook {
    RowMatrix map{};                     // B, C × D; of a relu network the mean Jacobian
    RowMatrix map_fully_connected{};     // empty without a companion
    std::vector<double> first_kernels{}; // K·I × n
};

/// Networks in training. Precision and kind of network are hidden behind it.
class LinearCnnTraining {
public:
    virtual ~LinearCnnTraining() = default;

    /// One gradient step of both networks. False: a weight would become infinite or not a number;
    /// then the step is not taken.
    virtual bool step(double learning_rate, double companion_rate) = 0;

    virtual LinearCnnLook look() = 0;

    /// f(x) of the convolutional network for inputs in pixels: rows × C.
    virtual RowMatrix outputs(ConstRows inputs) = 0;

    virtual LinearCnnWeights weights() const = 0;

    /// All that continuing bit by bit needs besides the number of steps made.
    using Exact = std::vector<std::pair<std::string, std::vector<double>>>;
    virtual Exact exact() const = 0;
    /// `exact` has the names and sizes that `exact()` gives.
    virtual void restore(std::int64_t step, const Exact& exact) = 0;
};

struct LinearCnnProblem {
    LinearCnnShape shape;
    ConstRows inputs, targets;                    // N × D in pixels, N × C
    const std::vector<std::int64_t>* batch_order; // relu: T × batch
    std::size_t batch;                            // relu
    bool single_precision = false;
};

/// `problem` and `basis` must outlive what is made.
std::unique_ptr<LinearCnnTraining> train_linear(const LinearCnnProblem&, const RealFourierBasis&,
                                                const LinearCnnWeights&);
std::unique_ptr<LinearCnnTraining> train_relu(const LinearCnnProblem&, const RealFourierBasis&,
                                              const LinearCnnWeights&);

/// A map's rows in pixels.
RowMatrix in_pixels(const RealFourierBasis&, const RowMatrix& map);

} // namespace etalon
