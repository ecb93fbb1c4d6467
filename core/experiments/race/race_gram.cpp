// Training in Gram form: w_a = w_a(0) + Σ_i b_ai x_i, so that with K = X Xᵀ all that a step needs is
// z = z(0) + K bᵀ, and no m × n numbers are touched.
#include "core/experiments/race/race_lane_training.hpp"

namespace etalon {
namespace {

template <class Scalar>
class RaceGram final : public RaceLaneTraining<Scalar> {
    using Base = RaceLaneTraining<Scalar>;
    using typename Base::Array;
    using typename Base::Lanes;
    using typename Base::Pulls;
    using Packet = RacePacket<Scalar>;
    static constexpr Eigen::Index lanes = race_lanes<Scalar>;

public:
    RaceGram(const RaceProblem& problem, const RaceNetwork& start, const RaceMatrix& test_inputs,
             const RaceNetwork& gates_from)
        : Base(problem)
        , start_weights_(start.input_weights)
    {
        const RaceMatrix& inputs = problem.samples.inputs;
        this->left_ = RacePackedRows<Scalar>(RaceMatrix(inputs * inputs.transpose()));
        this->test_left_ = RacePackedRows<Scalar>(RaceMatrix(test_inputs * inputs.transpose()));
        this->start_ = lanes_of(inputs * start_weights_.transpose());
        this->test_start_ = lanes_of(test_inputs * start_weights_.transpose());
        this->weights_ = Array(inputs.rows(), start.width()); // bᵀ
        Array gate_source;
        if (problem.frozen_gates)
            gate_source = lanes_of(inputs * gates_from.input_weights.transpose());
        this->begin(start.output_weights, std::move(gate_source));
    }

    RaceNetwork network() const override
    {
        RaceNetwork result{start_weights_, this->output_weights()};
        result.input_weights.noalias() +=
            doubles(this->weights_).transpose() * this->problem_.samples.inputs;
        return result;
    }

    RaceMatrix coefficients() const override { return doubles(this->weights_).transpose(); }

    void restore(const RaceNetwork& network, const RaceMatrix& coefficients) override
    {
        this->weights_.matrix() = coefficients.transpose().cast<Scalar>();
        this->set_output_weights(network.output_weights);
        this->forward();
    }

    /// w_l·w_a = w_l(0)·w_a(0) + z_l(0)·b_a + b_l·z_a, since b K = z − z(0).
    RaceVector direction_cosines(Eigen::Index neuron) override
    {
        prepare_products();
        const Eigen::VectorXd leader_start = doubles(this->start_).col(neuron);
        const Eigen::VectorXd leader = doubles(this->weights_).col(neuron);
        Eigen::RowVectorXd products = start_products_.row(neuron);
        products.noalias() += leader_start.transpose() * doubles(this->weights_);
        products.noalias() += leader.transpose() * doubles(this->z_);
        const Lanes scale = this->input_norms() * this->input_norms()(neuron);
        return (scale > 0).select(products.array() / scale, 0.0).matrix().transpose();
    }

    RaceMatrix cosines() override
    {
        prepare_products();
        RaceMatrix result = start_products_;
        result.noalias() += doubles(this->start_).transpose() * doubles(this->weights_);
        result.noalias() += doubles(this->weights_).transpose() * doubles(this->z_);
        RaceVector scale(this->neurons());
        for (Eigen::Index a = 0; a < scale.size(); ++a) {
            const double norm = this->input_norms()(a);
            const auto c = static_cast<double>(this->c_.row(0)[a]);
            scale(a) = norm > 0 && c != 0 ? (c < 0 ? -1 : 1) / norm : 0.0;
        }
        return scale.asDiagonal() * result * scale.asDiagonal();
    }

protected:
    void descend(const Array& rates) override
    {
        using namespace Eigen::internal;
        for_each_race_strip<Scalar>(rates.stride(), [&]<int vectors>(Eigen::Index lane) {
            Packet rate[vectors], projection[vectors];
            for (int v = 0; v < vectors; ++v) {
                rate[v] = pload<Packet>(rates.row(0) + lane + v * lanes);
                projection[v] = pset1<Packet>(Scalar(0));
            }
            for (Eigen::Index i = 0; i < this->samples(); ++i) {
                const auto error = pset1<Packet>(this->errors_[static_cast<std::size_t>(i)]);
                for (int v = 0; v < vectors; ++v) {
                    const Eigen::Index at = lane + v * lanes;
                    const Packet seen =
                        race_gated<Packet>(pload<Packet>(this->gates().row(i) + at), error);
                    projection[v] = pmadd(seen, pload<Packet>(this->z_.row(i) + at), projection[v]);
                    const auto coefficient = pload<Packet>(this->weights_.row(i) + at);
                    pstore(this->next_.row(i) + at, pmadd(rate[v], seen, coefficient));
                }
            }
            for (int v = 0; v < vectors; ++v)
                pstore(this->projections_.row(0) + lane + v * lanes, projection[v]);
        });
    }

    /// |w|² = |w(0)|² + b·(z + z(0)).
    Lanes squared_norms() const override
    {
        return start_weights_.rowwise().squaredNorm().transpose().array()
            + doubles(this->weights_)
                  .cwiseProduct(doubles(this->z_) + doubles(this->start_))
                  .colwise()
                  .sum()
                  .array();
    }

    /// With D = g e/N: |M|² = D K Dᵀ and M·w = D·z.
    Pulls pulls() override
    {
        using namespace Eigen::internal;
        Array seen(this->samples(), this->neurons()), squared(1, this->neurons());
        for (Eigen::Index i = 0; i < seen.rows(); ++i) {
            const auto error = pset1<Packet>(this->errors_[static_cast<std::size_t>(i)]);
            for (Eigen::Index lane = 0; lane < seen.stride(); lane += lanes)
                pstore(seen.row(i) + lane,
                       race_gated<Packet>(pload<Packet>(this->gates().row(i) + lane), error));
        }
        for_each_race_strip<Scalar>(seen.stride(), [&]<int vectors>(Eigen::Index lane) {
            Packet sums[vectors];
            for (int v = 0; v < vectors; ++v)
                sums[v] = pset1<Packet>(Scalar(0));
            multiply_race_strip<vectors>(
                this->left_, seen, static_cast<const Array*>(nullptr), lane,
                [&](Eigen::Index row, const Packet(&values)[vectors]) {
                    for (int v = 0; v < vectors; ++v)
                        sums[v] = pmadd(pload<Packet>(seen.row(row) + lane + v * lanes), values[v],
                                        sums[v]);
                });
            for (int v = 0; v < vectors; ++v)
                pstore(squared.row(0) + lane + v * lanes, sums[v]);
        });
        return {doubles(squared).row(0).array(),
                doubles(seen).cwiseProduct(doubles(this->z_)).colwise().sum().array()};
    }

private:
    static auto doubles(const Array& array) { return array.matrix().template cast<double>(); }

    template <class Matrix>
    static Array lanes_of(const Matrix& matrix)
    {
        Array result(matrix.rows(), matrix.cols());
        result.matrix() = RaceMatrix(matrix).cast<Scalar>();
        return result;
    }

    void prepare_products()
    {
        if (start_products_.size() == 0)
            start_products_ = start_weights_ * start_weights_.transpose();
    }

    RaceMatrix start_weights_{};  // W(0), m × n
    RaceMatrix start_products_{}; // W(0) W(0)ᵀ, once it is asked for
};

} // namespace

template <class Scalar>
std::unique_ptr<RaceTraining> train_race_gram(const RaceProblem& problem, const RaceNetwork& start,
                                              const RaceMatrix& test_inputs,
                                              const RaceNetwork& gates_from)
{
    return std::make_unique<RaceGram<Scalar>>(problem, start, test_inputs, gates_from);
}

template std::unique_ptr<RaceTraining> train_race_gram<float>(const RaceProblem&,
                                                              const RaceNetwork&, const RaceMatrix&,
                                                              const RaceNetwork&);
template std::unique_ptr<RaceTraining> train_race_gram<double>(const RaceProblem&,
                                                               const RaceNetwork&,
                                                               const RaceMatrix&,
                                                               const RaceNetwork&);

} // namespace etalon
