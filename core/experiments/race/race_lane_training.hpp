// What the two forms of training share: z = start + left · weights, one neuron a lane, and all that
// follows from z.
#pragma once

#include "core/experiments/race/race_lanes.hpp"
#include "core/experiments/race/race_training.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

/// Scalar is what training computes with; what is looked at is double.
template <class Scalar>
class RaceLaneTraining : public RaceTraining {
public:
    const RaceVector& outputs() final { return outputs_; }
    RaceScore score() const final { return evaluation_.score; }
    bool finite() const final { return finite_; }
    void step(double learning_rate) final;
    void undo() final;
    RaceGeometry geometry() final;
    RaceVector neuron_norms() final;
    const RaceGates& open_gates() final;
    RaceVector test_outputs() final;

protected:
    using Array = RaceLaneArray<Scalar>;
    using Lanes = Eigen::Array<double, 1, Eigen::Dynamic>; // one number a neuron

    explicit RaceLaneTraining(const RaceProblem& problem)
        : problem_(problem)
    {
    }

    /// From the weights, which are set now; frozen gates are open where `gate_source` > 0.
    void begin(const RaceVector& output_weights, Array gate_source);
    /// z, the outputs and the errors, from the weights.
    void forward();

    /// One step of the weights into `next_` at rate η c (1 × neurons), and M·w into `projections_`.
    virtual void descend(const Array& rates) = 0;
    virtual Lanes squared_norms() const = 0; // |w|²
    struct Pulls {
        Lanes squared, projected; // |M|², M·w
    };
    virtual Pulls pulls() = 0;

    const Lanes& input_norms(); // r
    RaceVector output_weights() const
    {
        return c_.matrix().row(0).transpose().template cast<double>();
    }
    void set_output_weights(const RaceVector& values)
    {
        c_.matrix().row(0) = values.transpose().cast<Scalar>();
    }
    const Array& gates() const { return frozen_.empty() ? z_ : frozen_; }
    Eigen::Index samples() const { return problem_.samples.labels.size(); }
    Eigen::Index neurons() const { return weights_.neurons(); }

    RaceProblem problem_;
    RacePackedRows<Scalar> left_{}, test_left_{};
    Array start_{}, test_start_{}; // of z; empty: 0
    Array weights_{}, next_{};
    Array c_{}, next_c_{}, projections_{}; // 1 × neurons
    Array z_{};                            // samples × neurons
    RaceAligned<Scalar> errors_{};         // e/N, a sample each

private:
    RaceVector relu_outputs(const RacePackedRows<Scalar>& left, const Array& start, Array* z,
                            const Array* frozen);

    Array frozen_{}, rates_{};
    RaceAligned<Scalar> partial_{}; // outputs before the lanes are added up, a register a sample
    RaceVector outputs_{};
    RaceEvaluation evaluation_{};
    RaceGates open_{};
    Lanes input_norms_{};
    RaceGeometry geometry_{};
    bool finite_ = true, has_norms_ = false, has_geometry_ = false, has_gates_ = false;
};

/// `gates_from`: see train_race.
template <class Scalar>
std::unique_ptr<RaceTraining> train_race_direct(const RaceProblem&, const RaceNetwork& start,
                                                const RaceMatrix& test_inputs,
                                                const RaceNetwork& gates_from);
template <class Scalar>
std::unique_ptr<RaceTraining> train_race_gram(const RaceProblem&, const RaceNetwork& start,
                                              const RaceMatrix& test_inputs,
                                              const RaceNetwork& gates_from);

} // namespace etalon
