// Training in direct form: the weights are W itself, z = X Wᵀ.
#include "core/experiments/race/race_lane_training.hpp"

namespace etalon {
namespace {

constexpr int most_inputs = 8; // of a tile of the pull

template <class Scalar>
class RaceDirect final : public RaceLaneTraining<Scalar> {
    using Base = RaceLaneTraining<Scalar>;
    using typename Base::Array;
    using typename Base::Lanes;
    using typename Base::Pulls;
    using Packet = RacePacket<Scalar>;
    static constexpr Eigen::Index lanes = race_lanes<Scalar>;

public:
    RaceDirect(const RaceProblem& problem, const RaceNetwork& start, const RaceMatrix& test_inputs,
               const RaceNetwork& gates_from)
        : Base(problem)
        , inputs_(problem.samples.inputs.cast<Scalar>())
    {
        this->left_ = RacePackedRows<Scalar>(problem.samples.inputs);
        this->test_left_ = RacePackedRows<Scalar>(test_inputs);
        this->weights_ = Array(start.input_weights.cols(), start.width());
        Array gate_source(problem.samples.inputs.rows(), start.width());
        if (problem.frozen_gates)
            gate_source.matrix() =
                (problem.samples.inputs * gates_from.input_weights.transpose()).cast<Scalar>();
        set_weights(start);
        this->begin(start.output_weights, std::move(gate_source));
    }

    RaceNetwork network() const override
    {
        return {this->weights_.matrix().transpose().template cast<double>(),
                this->output_weights()};
    }

    RaceMatrix coefficients() const override { return RaceMatrix(this->neurons(), 0); }

    void restore(const RaceNetwork& network, const RaceMatrix&) override
    {
        set_weights(network);
        this->set_output_weights(network.output_weights);
        this->forward();
    }

    RaceVector direction_cosines(Eigen::Index neuron) override
    {
        const auto weights = this->weights_.matrix().template cast<double>();
        const Eigen::VectorXd leader = weights.col(neuron);
        return over_norms(neuron, leader.transpose() * weights);
    }

    RaceMatrix cosines() override { return race_cosines(network()); }

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
            pull_strip<vectors>(lane, [&](Eigen::Index j, const Packet(&pull)[vectors]) {
                for (int v = 0; v < vectors; ++v) {
                    const Eigen::Index at = lane + v * lanes;
                    const Packet weight = pload<Packet>(this->weights_.row(j) + at);
                    projection[v] = pmadd(pull[v], weight, projection[v]);
                    pstore(this->next_.row(j) + at, pmadd(rate[v], pull[v], weight));
                }
            });
            for (int v = 0; v < vectors; ++v)
                pstore(this->projections_.row(0) + lane + v * lanes, projection[v]);
        });
    }

    Lanes squared_norms() const override
    {
        return this->weights_.matrix().template cast<double>().colwise().squaredNorm().array();
    }

    Pulls pulls() override
    {
        using namespace Eigen::internal;
        Array pull(inputs_.cols(), this->neurons());
        for_each_race_strip<Scalar>(pull.stride(), [&]<int vectors>(Eigen::Index lane) {
            pull_strip<vectors>(lane, [&](Eigen::Index j, const Packet(&values)[vectors]) {
                for (int v = 0; v < vectors; ++v)
                    pstore(pull.row(j) + lane + v * lanes, values[v]);
            });
        });
        const auto values = pull.matrix().template cast<double>();
        const auto weights = this->weights_.matrix().template cast<double>();
        return {values.colwise().squaredNorm().array(),
                values.cwiseProduct(weights).colwise().sum().array()};
    }

private:
    void set_weights(const RaceNetwork& network)
    {
        this->weights_.matrix() = network.input_weights.transpose().cast<Scalar>();
    }

    RaceVector over_norms(Eigen::Index neuron, const Eigen::RowVectorXd& products)
    {
        const Lanes scale = this->input_norms() * this->input_norms()(neuron);
        return (scale > 0).select(products.array() / scale, 0.0).matrix().transpose();
    }

    /// M = Σ_i (g_i e_i/N) x_i for a strip of neurons: `take(j, values)` for each input j in turn.
    template <int vectors, class Take>
    void pull_strip(Eigen::Index lane, Take&& take) const
    {
        const Eigen::Index inputs = inputs_.cols();
        Eigen::Index j = 0;
        for (; j + most_inputs <= inputs; j += most_inputs)
            pull_tile<vectors, most_inputs>(lane, j, take);
        if (inputs - j >= 4) {
            pull_tile<vectors, 4>(lane, j, take);
            j += 4;
        }
        if (inputs - j >= 2) {
            pull_tile<vectors, 2>(lane, j, take);
            j += 2;
        }
        if (j < inputs)
            pull_tile<vectors, 1>(lane, j, take);
    }

    template <int vectors, int count, class Take>
    void pull_tile(Eigen::Index lane, Eigen::Index first, Take&& take) const
    {
        using namespace Eigen::internal;
        Packet sums[count][vectors];
        for (int j = 0; j < count; ++j)
            for (int v = 0; v < vectors; ++v)
                sums[j][v] = pset1<Packet>(Scalar(0));
        const Array& gates = this->gates();
        const Eigen::Index stride = gates.stride(), inputs = inputs_.cols();
        const Scalar* gate = gates.row(0) + lane;
        const Scalar* input = inputs_.data() + first;
        for (const Scalar error : this->errors_) {
            Packet seen[vectors]; // g e/N
            for (int v = 0; v < vectors; ++v)
                seen[v] = race_gated<Packet>(pload<Packet>(gate + v * lanes), pset1<Packet>(error));
            for (int j = 0; j < count; ++j) {
                const Packet value = pset1<Packet>(input[j]);
                for (int v = 0; v < vectors; ++v)
                    sums[j][v] = pmadd(value, seen[v], sums[j][v]);
            }
            gate += stride;
            input += inputs;
        }
        for (int j = 0; j < count; ++j)
            take(first + j, sums[j]);
    }

    Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> inputs_; // N × n
};

} // namespace

template <class Scalar>
std::unique_ptr<RaceTraining>
train_race_direct(const RaceProblem& problem, const RaceNetwork& start,
                  const RaceMatrix& test_inputs, const RaceNetwork& gates_from)
{
    return std::make_unique<RaceDirect<Scalar>>(problem, start, test_inputs, gates_from);
}

template std::unique_ptr<RaceTraining> train_race_direct<float>(const RaceProblem&,
                                                                const RaceNetwork&,
                                                                const RaceMatrix&,
                                                                const RaceNetwork&);
template std::unique_ptr<RaceTraining> train_race_direct<double>(const RaceProblem&,
                                                                 const RaceNetwork&,
                                                                 const RaceMatrix&,
                                                                 const RaceNetwork&);

} // namespace etalon
