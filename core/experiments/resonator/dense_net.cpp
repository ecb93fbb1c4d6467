#include "core/experiments/resonator/dense_net.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <cassert>
#include <string>

namespace etalon {
namespace {

using ConstRows =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0,
               Eigen::OuterStride<>>;
using Rows = Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>, 0,
                        Eigen::OuterStride<>>;

Eigen::Index index(std::size_t size)
{
    return static_cast<Eigen::Index>(size);
}

/// out (columns × out_row) = transpose of in (rows × in_row), in squares that stay in the cache.
void transpose(const double* in, std::size_t rows, std::size_t columns, std::size_t in_row,
               double* out, std::size_t out_row)
{
    constexpr std::size_t side = 8;
    for (std::size_t i = 0; i < rows; i += side)
        for (std::size_t j = 0; j < columns; j += side)
            for (std::size_t c = j; c < std::min(j + side, columns); ++c)
                for (std::size_t r = i; r < std::min(i + side, rows); ++r)
                    out[c * out_row + r] = in[r * in_row + c];
}

} // namespace

DenseNet::DenseNet(std::vector<std::size_t> widths, Activation activation)
    : widths_(std::move(widths))
    , activation_(activation)
    , outputs_(layers())
    , slopes_(layers() - 1)
    , deltas_(layers())
{
    std::size_t size = 0;
    for (std::size_t l = 0; l < layers(); ++l) {
        const std::size_t in = widths_[l], out = widths_[l + 1];
        layers_.push_back({in, out, size, size + out * padded(in)});
        size = layers_.back().bias + padded(out);
        transposed_.emplace_back(in * padded(out), 0.0);
    }
    parameters_.assign(size, 0.0);
}

void DenseNet::parameters_changed()
{
    for (std::size_t l = 0; l < layers(); ++l) {
        const Layer& layer = layers_[l];
        transpose(parameters_.data() + layer.weight, layer.outputs, layer.inputs,
                  padded(layer.inputs), transposed_[l].data(), padded(layer.outputs));
    }
}

SurrogateWeights DenseNet::unpack(const DenseArray& values) const
{
    assert(values.size() == parameters_.size());
    SurrogateWeights result;
    for (const Layer& layer : layers_) {
        result.weights.emplace_back(ConstRows(values.data() + layer.weight, index(layer.outputs),
                                              index(layer.inputs),
                                              Eigen::OuterStride<>(index(padded(layer.inputs)))));
        result.biases.emplace_back(
            Eigen::Map<const Eigen::VectorXd>(values.data() + layer.bias, index(layer.outputs)));
    }
    return result;
}

DenseArray DenseNet::pack(const SurrogateWeights& weights) const
{
    if (weights.weights.size() != layers() || weights.biases.size() != layers())
        throw Error("The surrogate has " + std::to_string(layers()) + " layers, but weights of "
                    + std::to_string(weights.weights.size()) + " and biases of "
                    + std::to_string(weights.biases.size()) + " were given.");
    DenseArray values(parameters_.size(), 0.0);
    for (std::size_t l = 0; l < layers(); ++l) {
        const Layer& layer = layers_[l];
        const auto& weight = weights.weights[l];
        if (weight.rows() != index(layer.outputs) || weight.cols() != index(layer.inputs)
            || weights.biases[l].size() != index(layer.outputs))
            throw Error("weight_" + std::to_string(l) + " of the surrogate must be "
                        + std::to_string(layer.outputs) + " × " + std::to_string(layer.inputs)
                        + " with as many biases as rows, not " + std::to_string(weight.rows())
                        + " × " + std::to_string(weight.cols()) + " with "
                        + std::to_string(weights.biases[l].size()) + ".");
        Rows(values.data() + layer.weight, weight.rows(), weight.cols(),
             Eigen::OuterStride<>(index(padded(layer.inputs)))) = weight;
        Eigen::Map<Eigen::VectorXd>(values.data() + layer.bias, index(layer.outputs)) =
            weights.biases[l];
    }
    return values;
}

void DenseNet::reserve(std::size_t rows)
{
    if (rows <= rows_)
        return;
    rows_ = rows;
    for (std::size_t l = 0; l < layers(); ++l) {
        outputs_[l].assign(rows * padded(layers_[l].outputs), 0.0);
        deltas_[l].assign(rows * padded(layers_[l].inputs), 0.0);
        if (l + 1 < layers())
            slopes_[l].assign(rows * padded(layers_[l].outputs), 0.0);
    }
}

const double* DenseNet::forward(const double* inputs, std::size_t rows)
{
    reserve(rows);
    const double* below = inputs;
    for (std::size_t l = 0; l < layers(); ++l) {
        const Layer& layer = layers_[l];
        const std::size_t stride = padded(layer.outputs);
        double* out = outputs_[l].data();
        multiply({.a = below,
                  .a_row = padded(layer.inputs),
                  .b = transposed_[l].data(),
                  .b_row = stride,
                  .out = out,
                  .out_row = stride,
                  .rows = rows,
                  .columns = stride,
                  .depth = layer.inputs,
                  .start = parameters_.data() + layer.bias});
        if (l + 1 < layers())
            activate(activation_, out, out, slopes_[l].data(), rows * stride);
        below = out;
    }
    return below;
}

const double* DenseNet::through(std::size_t l, const double* delta, std::size_t rows)
{
    const Layer& layer = layers_[l];
    const std::size_t stride = padded(layer.inputs);
    double* below = deltas_[l].data();
    multiply({.a = delta,
              .a_row = padded(layer.outputs),
              .b = parameters_.data() + layer.weight,
              .b_row = stride,
              .out = below,
              .out_row = stride,
              .rows = rows,
              .columns = stride,
              .depth = layer.outputs});
    if (l > 0) {
        const double* slope = slopes_[l - 1].data();
        for (std::size_t i = 0; i < rows * stride; ++i)
            below[i] *= slope[i];
    }
    return below;
}

void DenseNet::backward(const double* inputs, const double* delta, std::size_t rows,
                        DenseArray& gradient)
{
    gradient.resize(parameters_.size());
    for (std::size_t l = layers(); l-- > 0;) {
        const Layer& layer = layers_[l];
        const std::size_t stride = padded(layer.outputs);
        multiply({.a = delta, // transposed
                  .a_row = 1,
                  .a_column = stride,
                  .b = l > 0 ? outputs_[l - 1].data() : inputs,
                  .b_row = padded(layer.inputs),
                  .out = gradient.data() + layer.weight,
                  .out_row = padded(layer.inputs),
                  .rows = layer.outputs,
                  .columns = padded(layer.inputs),
                  .depth = rows});
        double* bias = gradient.data() + layer.bias;
        std::fill_n(bias, stride, 0.0);
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t i = 0; i < stride; ++i)
                bias[i] += delta[row * stride + i];
        if (l > 0)
            delta = through(l, delta, rows);
    }
}

const double* DenseNet::input_gradient(const double* delta, std::size_t rows)
{
    for (std::size_t l = layers(); l-- > 0;)
        delta = through(l, delta, rows);
    return delta;
}

} // namespace etalon
