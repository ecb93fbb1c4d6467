#include "core/experiments/race/race_lane_training.hpp"

#include <utility>

namespace etalon {
namespace {

/// Whether no entry is infinite or not a number; x − x is 0, or not a number.
template <class Scalar>
bool all_finite(const RaceLaneArray<Scalar>& array)
{
    const auto entries = array.matrix().array();
    return (entries - entries).sum() == 0;
}

} // namespace

template <class Scalar>
void RaceLaneTraining<Scalar>::begin(const RaceVector& output_weights, Array gate_source)
{
    c_ = next_c_ = projections_ = rates_ = Array(1, neurons());
    set_output_weights(output_weights);
    next_ = Array(weights_.rows(), neurons());
    z_ = Array(samples(), neurons());
    if (problem_.frozen_gates)
        frozen_ = std::move(gate_source);
    errors_.resize(static_cast<std::size_t>(samples()));
    forward();
}

template <class Scalar>
void RaceLaneTraining<Scalar>::forward()
{
    outputs_ = relu_outputs(left_, start_, &z_, frozen_.empty() ? nullptr : &frozen_);
    evaluation_ = race_evaluate(outputs_, problem_.samples.labels, problem_.loss);
    for (Eigen::Index i = 0; i < samples(); ++i)
        errors_[static_cast<std::size_t>(i)] =
            static_cast<Scalar>(evaluation_.errors(i) / static_cast<double>(samples()));
    finite_ = all_finite(weights_) && all_finite(c_);
    has_norms_ = has_geometry_ = has_gates_ = false;
}

template <class Scalar>
RaceVector RaceLaneTraining<Scalar>::relu_outputs(const RacePackedRows<Scalar>& left,
                                                  const Array& start, Array* z, const Array* frozen)
{
    using namespace Eigen::internal;
    using Packet = RacePacket<Scalar>;
    constexpr Eigen::Index lanes = race_lanes<Scalar>;
    partial_.assign(static_cast<std::size_t>(left.rows() * lanes), Scalar(0));
    for_each_race_strip<Scalar>(c_.stride(), [&]<int vectors>(Eigen::Index lane) {
        Packet c[vectors];
        for (int v = 0; v < vectors; ++v)
            c[v] = pload<Packet>(c_.row(0) + lane + v * lanes);
        multiply_race_strip<vectors>(
            left, weights_, start.empty() ? nullptr : &start, lane,
            [&](Eigen::Index row, const Packet(&values)[vectors]) {
                Scalar* partial = partial_.data() + row * lanes;
                Packet sum = pload<Packet>(partial);
                for (int v = 0; v < vectors; ++v) {
                    const Eigen::Index at = lane + v * lanes;
                    if (z)
                        pstore(z->row(row) + at, values[v]);
                    const Packet gate = frozen ? pload<Packet>(frozen->row(row) + at) : values[v];
                    sum = pmadd(c[v], race_gated<Packet>(gate, values[v]), sum);
                }
                pstore(partial, sum);
            });
    });
    RaceVector outputs(left.rows());
    for (Eigen::Index row = 0; row < left.rows(); ++row)
        outputs(row) = static_cast<double>(predux(pload<Packet>(partial_.data() + row * lanes)));
    return outputs;
}

template <class Scalar>
void RaceLaneTraining<Scalar>::step(double learning_rate)
{
    const auto rate = static_cast<Scalar>(learning_rate);
    rates_.matrix() = rate * c_.matrix();
    descend(rates_);
    next_c_.matrix() = c_.matrix() + rate * projections_.matrix();
    std::swap(weights_, next_);
    std::swap(c_, next_c_);
    forward();
}

template <class Scalar>
void RaceLaneTraining<Scalar>::undo()
{
    std::swap(weights_, next_);
    std::swap(c_, next_c_);
    forward();
}

template <class Scalar>
auto RaceLaneTraining<Scalar>::input_norms() -> const Lanes&
{
    if (!std::exchange(has_norms_, true))
        input_norms_ = squared_norms().max(0.0).sqrt();
    return input_norms_;
}

template <class Scalar>
RaceVector RaceLaneTraining<Scalar>::neuron_norms()
{
    return input_norms().matrix().transpose().cwiseProduct(output_weights().cwiseAbs());
}

template <class Scalar>
RaceGeometry RaceLaneTraining<Scalar>::geometry()
{
    if (std::exchange(has_geometry_, true))
        return geometry_;
    const Pulls pull = pulls();
    RaceGeometry& now = geometry_;
    now.input_norm = input_norms().matrix().transpose();
    now.output_weight = output_weights();
    now.neuron_norm = neuron_norms();
    now.pull_norm = pull.squared.max(0.0).sqrt().matrix().transpose();
    now.alignment.resize(neurons());
    now.score.resize(neurons());
    for (Eigen::Index a = 0; a < neurons(); ++a) {
        const double r = now.input_norm(a), c = now.output_weight(a);
        const double scale = r * now.pull_norm(a);
        now.alignment(a) = scale > 1e-300 ? (c < 0 ? -1 : 1) * pull.projected(a) / scale : 0.0;
        const double lead = std::max(0.0, std::abs(c) + r * now.alignment(a)) / 2;
        now.score(a) = lead * lead;
    }
    return geometry_;
}

template <class Scalar>
const RaceGates& RaceLaneTraining<Scalar>::open_gates()
{
    if (!std::exchange(has_gates_, true))
        open_ = z_.matrix().array() > Scalar(0);
    return open_;
}

template <class Scalar>
RaceVector RaceLaneTraining<Scalar>::test_outputs()
{
    return relu_outputs(test_left_, test_start_, nullptr, nullptr);
}

template class RaceLaneTraining<float>;
template class RaceLaneTraining<double>;

} // namespace etalon
