// Mini-batches for the relu network, the full batch for its companion.
#include "core/experiments/linear_cnn/fully_connected_net.hpp"
#include "core/experiments/linear_cnn/linear_cnn_model.hpp"
#include "core/experiments/linear_cnn/moments.hpp"
#include "core/experiments/linear_cnn/relu_model.hpp"
#include "core/lab/error.hpp"

#include <optional>

namespace etalon {
namespace {

/// The companion with all that it needs to train on its own.
template <class Scalar>
struct Companion {
    Companion(const LinearCnnProblem& problem, const RealFourierBasis& basis,
              const SpectralPlanes<Scalar>& planes, const LinearCnnWeights& weights)
        : moments(basis, planes, problem.inputs, problem.targets, problem.shape.channels, 1)
        , net(basis, planes, problem.shape, weights)
        , map(problem.shape.classes * moments.row(), Scalar(0))
        , gradient(map)
    {
    }

    bool descend(double rate)
    {
        net.map_into(map.data());
        moments.gradient(map.data(), 1, gradient.data());
        return net.descend(gradient.data(), static_cast<Scalar>(rate));
    }

    Moments<Scalar> moments;
    FullyConnectedNet<Scalar> net;
    AlignedArray<Scalar> map, gradient;
};

template <class Scalar>
class ReluTraining final : public LinearCnnTraining {
public:
    ReluTraining(const LinearCnnProblem& problem, const RealFourierBasis& basis,
                 const LinearCnnWeights& weights)
        : shape_(problem.shape)
        , basis_(basis)
        , planes_(basis)
        , order_(*problem.batch_order)
        , batch_(problem.batch)
        , network_(shape_, problem.inputs, problem.targets, problem.batch, weights)
    {
        if (shape_.hidden > 0)
            companion_.emplace(problem, basis, planes_, weights);
    }

    bool step(double learning_rate, double companion_rate) override
    {
        if ((step_ + 1) * batch_ > order_.size())
            throw Error("The run was planned for " + std::to_string(order_.size() / batch_)
                        + " steps: there is no batch for another one.");
        const std::span batch(order_.data() + step_ * batch_, batch_);
        bool finite = network_.descend(batch, static_cast<Scalar>(learning_rate));
        if (companion_)
            finite = companion_->descend(companion_rate) && finite;
        if (!finite)
            return false;
        network_.commit();
        if (companion_)
            companion_->net.commit();
        ++step_;
        return true;
    }

    LinearCnnLook look() override
    {
        LinearCnnLook look;
        look.map = network_.mean_map();
        const auto pictures = static_cast<std::size_t>(look.map.size()) / shape_.pixels();
        basis_.to_basis(look.map.data(), pictures, look.map.data());
        const std::size_t count = shape_.kernels * shape_.channels;
        look.first_kernels = shape_.embedded(network_.weights().kernels[0], count);
        basis_.to_basis(look.first_kernels.data(), count, look.first_kernels.data());
        if (companion_) {
            companion_->net.map_into(companion_->map.data());
            const auto map = planes_.gathered(companion_->map.data(), pictures,
                                              SpectralPlanes<Scalar>::Unit::coordinates);
            look.map_fully_connected = ConstRows(map.data(), look.map.rows(), look.map.cols());
        }
        return look;
    }

    RowMatrix outputs(ConstRows inputs) override { return network_.outputs(inputs); }

    LinearCnnWeights weights() const override
    {
        LinearCnnWeights weights = network_.weights();
        if (companion_)
            companion_->net.weights_into(basis_, weights);
        return weights;
    }

    Exact exact() const override
    {
        LinearCnnWeights weights = network_.weights();
        Exact exact;
        exact.emplace_back("exact_kernels_1", std::move(weights.kernels[0]));
        exact.emplace_back("exact_readout", std::move(weights.readout));
        if (companion_) {
            auto state = companion_->net.exact();
            exact.emplace_back("exact_fully_connected_1", std::move(state[0]));
            exact.emplace_back("exact_fully_connected_2", std::move(state[1]));
        }
        return exact;
    }

    void restore(std::int64_t step, const Exact& exact) override
    {
        step_ = static_cast<std::size_t>(step);
        network_.restore({.kernels = {exact[0].second}, .readout = exact[1].second});
        if (companion_)
            companion_->net.restore({exact[2].second, exact[3].second});
    }

private:
    LinearCnnShape shape_;
    const RealFourierBasis& basis_;
    SpectralPlanes<Scalar> planes_;
    const std::vector<std::int64_t>& order_;
    std::size_t batch_, step_ = 0;
    ReluNet<Scalar> network_;
    std::optional<Companion<Scalar>> companion_;
};

} // namespace

std::unique_ptr<LinearCnnTraining> train_relu(const LinearCnnProblem& problem,
                                              const RealFourierBasis& basis,
                                              const LinearCnnWeights& weights)
{
    if (problem.single_precision)
        return std::make_unique<ReluTraining<float>>(problem, basis, weights);
    return std::make_unique<ReluTraining<double>>(problem, basis, weights);
}

} // namespace etalon
