// The linear CNN and its fully connected companion as a textbook trains them: in pixels, with
// products over all samples in every step. What the fast training is measured against.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_tensors.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace etalon {

/// Linear, one layer of full kernels.
class PlainTraining {
public:
    using Matrix = RowMatrix;

    /// `data` and `weights` as a run's tensors.
    PlainTraining(std::span<const Tensor> data, std::span<const Tensor> weights)
    {
        const auto& shape = tensor_named(data, "inputs").shape; // N × I × H × W
        samples_ = index(shape[0]);
        height_ = index(shape[2]);
        width_ = index(shape[3]);
        const Eigen::Index values = index(shape[1]) * pixels();
        inputs_ = matrix(tensor_named(data, "inputs"), samples_, values);
        const Tensor& targets = tensor_named(data, "targets"); // N × C
        const Eigen::Index classes = index(targets.shape[1]);
        targets_ = matrix(targets, samples_, classes);
        const Tensor& kernels = tensor_named(weights, "kernels_1"); // K × I × H × W
        kernels_ = matrix(kernels, index(kernels.shape[0]), values);
        readout_ = matrix(tensor_named(weights, "readout"), classes, kernels_.rows() * pixels());
        const Tensor& hidden = tensor_named(weights, "fully_connected_1"); // h × D
        hidden_ = matrix(hidden, index(hidden.shape[0]), values);
        hidden_readout_ =
            matrix(tensor_named(weights, "fully_connected_2"), classes, hidden_.rows());
        find_places();
    }

    void step(double learning_rate, double companion_rate)
    {
        step_network(learning_rate);
        step_companion(companion_rate);
    }

    /// (1/2N) Σ |y - f|² of the network and of its companion.
    std::pair<double, double> losses() const
    {
        const auto loss = [this](const Matrix& outputs) {
            return (outputs - targets_).squaredNorm() / (2 * static_cast<double>(samples_));
        };
        const Matrix activations = inputs_ * convolution().transpose();
        const Matrix seen = inputs_ * hidden_.transpose();
        return {loss(activations * readout_.transpose()), loss(seen * hidden_readout_.transpose())};
    }

private:
    static Eigen::Index index(std::size_t size) { return static_cast<Eigen::Index>(size); }

    static Matrix matrix(const Tensor& tensor, Eigen::Index rows, Eigen::Index columns)
    {
        return ConstRows(std::get<std::vector<double>>(tensor.values).data(), rows, columns);
    }

    Eigen::Index pixels() const { return height_ * width_; }

    /// Where a tap q of the output pixel p looks: p - q on the torus.
    void find_places()
    {
        for (Eigen::Index p = 0; p < pixels(); ++p)
            for (Eigen::Index q = 0; q < pixels(); ++q)
                places_.push_back((p / width_ - q / width_ + height_) % height_ * width_
                                  + (p % width_ - q % width_ + width_) % width_);
    }

    /// Calls with (row, column) of the convolution's matrix and (kernel, place) of its entry.
    template <class Visit>
    void for_each_entry(const Visit& visit) const
    {
        const Eigen::Index n = pixels();
        for (Eigen::Index k = 0; k < kernels_.rows(); ++k)
            for (Eigen::Index i = 0; i < kernels_.cols() / n; ++i)
                for (Eigen::Index p = 0; p < n; ++p)
                    for (Eigen::Index q = 0; q < n; ++q)
                        visit(k * n + p, i * n + places_[static_cast<std::size_t>(p * n + q)], k,
                              i * n + q);
    }

    /// The layer as one matrix, K n × D: its rows are the shifted kernels.
    Matrix convolution() const
    {
        Matrix result(kernels_.rows() * pixels(), kernels_.cols());
        for_each_entry([&](Eigen::Index row, Eigen::Index column, Eigen::Index kernel,
                           Eigen::Index place) { result(row, column) = kernels_(kernel, place); });
        return result;
    }

    void step_network(double rate)
    {
        const Matrix layer = convolution();
        const Matrix activations = inputs_ * layer.transpose(); // N × K n
        const Matrix residuals =
            (activations * readout_.transpose() - targets_) / static_cast<double>(samples_);
        const Matrix back = residuals * readout_; // N × K n
        readout_.noalias() -= rate * (residuals.transpose() * activations);
        const Matrix slope = back.transpose() * inputs_; // K n × D
        for_each_entry(
            [&](Eigen::Index row, Eigen::Index column, Eigen::Index kernel, Eigen::Index place) {
                kernels_(kernel, place) -= rate * slope(row, column);
            });
    }

    void step_companion(double rate)
    {
        const Matrix activations = inputs_ * hidden_.transpose(); // N × h
        const Matrix residuals =
            (activations * hidden_readout_.transpose() - targets_) / static_cast<double>(samples_);
        const Matrix back = residuals * hidden_readout_; // N × h
        hidden_readout_.noalias() -= rate * (residuals.transpose() * activations);
        hidden_.noalias() -= rate * (back.transpose() * inputs_);
    }

    Eigen::Index samples_ = 0, height_ = 0, width_ = 0;
    std::vector<Eigen::Index> places_{}; // n × n
    Matrix inputs_, targets_;            // N × D, N × C
    Matrix kernels_, readout_;           // K × D, C × K n
    Matrix hidden_, hidden_readout_;     // h × D, C × h
};

} // namespace etalon
