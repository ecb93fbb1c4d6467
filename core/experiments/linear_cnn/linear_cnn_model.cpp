#include "core/experiments/linear_cnn/linear_cnn_model.hpp"

#include "core/experiments/linear_cnn/fully_connected_net.hpp"
#include "core/experiments/linear_cnn/linear_net.hpp"
#include "core/experiments/linear_cnn/moments.hpp"

#include <optional>

namespace etalon {
namespace {

template <class Scalar>
class LinearTraining final : public LinearCnnTraining {
public:
    LinearTraining(const LinearCnnProblem& problem, const RealFourierBasis& basis,
                   const LinearCnnWeights& weights)
        : shape_(problem.shape)
        , basis_(basis)
        , planes_(basis)
        , moments_(basis, planes_, problem.inputs, problem.targets, shape_.channels,
                   shape_.hidden > 0 ? 2 : 1)
        , network_(basis, planes_, shape_, weights)
    {
        if (shape_.hidden > 0)
            companion_.emplace(basis, planes_, shape_, weights);
        maps_.assign(copies() * map_size(), Scalar(0));
        gradients_ = maps_;
    }

    bool step(double learning_rate, double companion_rate) override
    {
        find_maps();
        moments_.gradient(maps_.data(), copies(), gradients_.data());
        bool finite = network_.descend(gradients_.data(), static_cast<Scalar>(learning_rate));
        if (companion_)
            finite = companion_->descend(gradients_.data() + map_size(),
                                         static_cast<Scalar>(companion_rate))
                && finite;
        if (!finite)
            return false;
        network_.commit();
        if (companion_)
            companion_->commit();
        return true;
    }

    LinearCnnLook look() override
    {
        find_maps();
        LinearCnnLook look{coordinates(maps_.data()), {}, network_.first_kernels()};
        if (companion_)
            look.map_fully_connected = coordinates(maps_.data() + map_size());
        return look;
    }

    RowMatrix outputs(ConstRows inputs) override
    {
        find_maps();
        return inputs * in_pixels(basis_, coordinates(maps_.data())).transpose();
    }

    LinearCnnWeights weights() const override
    {
        LinearCnnWeights weights;
        network_.weights_into(basis_, weights);
        if (companion_)
            companion_->weights_into(basis_, weights);
        return weights;
    }

    Exact exact() const override
    {
        Exact exact;
        auto state = network_.exact();
        for (std::size_t l = 0; l < shape_.layers; ++l)
            exact.emplace_back("exact_kernels_" + std::to_string(l + 1), std::move(state[l]));
        exact.emplace_back("exact_readout", std::move(state.back()));
        if (companion_) {
            state = companion_->exact();
            exact.emplace_back("exact_fully_connected_1", std::move(state[0]));
            exact.emplace_back("exact_fully_connected_2", std::move(state[1]));
        }
        return exact;
    }

    void restore(std::int64_t, const Exact& exact) override
    {
        std::vector<std::vector<double>> state;
        for (std::size_t i = 0; i <= shape_.layers; ++i)
            state.push_back(exact[i].second);
        network_.restore(state);
        if (companion_)
            companion_->restore({exact[shape_.layers + 1].second, exact[shape_.layers + 2].second});
    }

private:
    std::size_t copies() const { return companion_ ? 2 : 1; }
    std::size_t map_size() const { return shape_.classes * moments_.row(); }

    void find_maps()
    {
        network_.map_into(maps_.data());
        if (companion_)
            companion_->map_into(maps_.data() + map_size());
    }

    RowMatrix coordinates(const Scalar* map) const
    {
        const auto values = planes_.gathered(map, shape_.classes * shape_.channels,
                                             SpectralPlanes<Scalar>::Unit::coordinates);
        return ConstRows(values.data(), static_cast<Eigen::Index>(shape_.classes),
                         static_cast<Eigen::Index>(shape_.values()));
    }

    LinearCnnShape shape_;
    const RealFourierBasis& basis_;
    SpectralPlanes<Scalar> planes_;
    Moments<Scalar> moments_;
    LinearNet<Scalar> network_;
    std::optional<FullyConnectedNet<Scalar>> companion_;
    AlignedArray<Scalar> maps_, gradients_; // of the network, then of the companion
};

} // namespace

std::unique_ptr<LinearCnnTraining> train_linear(const LinearCnnProblem& problem,
                                                const RealFourierBasis& basis,
                                                const LinearCnnWeights& weights)
{
    if (problem.single_precision)
        return std::make_unique<LinearTraining<float>>(problem, basis, weights);
    return std::make_unique<LinearTraining<double>>(problem, basis, weights);
}

RowMatrix in_pixels(const RealFourierBasis& basis, const RowMatrix& map)
{
    RowMatrix pixels(map.rows(), map.cols());
    basis.from_basis(map.data(), static_cast<std::size_t>(map.size()) / basis.size(),
                     pixels.data());
    return pixels;
}

} // namespace etalon
