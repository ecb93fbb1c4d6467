// Full-batch gradient descent of a RaceNetwork, in the form that is cheaper for the data's shape.
#pragma once

#include "core/experiments/race/race_network.hpp"

#include <cstdint>
#include <memory>

namespace etalon {

struct RaceProblem {
    const RaceSamples& samples; // must outlive the training
    RaceLoss loss = RaceLoss::logistic;
    bool frozen_gates = false;
    bool single_precision = false;
};

enum class RaceForm { automatic, direct, gram };

/// samples × neurons.
using RaceGates = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One network in training. One thread at a time; separate ones may run side by side.
class RaceTraining {
public:
    virtual ~RaceTraining() = default;

    /// f of the training network on the training samples (frozen gates: the gated one), N.
    virtual const RaceVector& outputs() = 0;

    /// L and accuracy of these outputs, known without further work.
    virtual RaceScore score() const = 0;

    /// One step: both layers from the old weights.
    virtual void step(double learning_rate) = 0;

    /// Takes the last step back; once, and only after a step.
    virtual void undo() = 0;

    /// The weights now; m × n are formed only here.
    virtual RaceNetwork network() const = 0;

    /// What continuing with the same bits needs besides the network: in Gram form b (m × N), the
    /// weights being w_a(0) + Σ_i b_ai x_i; in direct form nothing (m × 0).
    virtual RaceMatrix coefficients() const = 0;

    /// Goes on from a network and coefficients of a training with the same start.
    virtual void restore(const RaceNetwork&, const RaceMatrix& coefficients) = 0;

    /// a, r, c, s, cosδ, S now. No m × n product in Gram form.
    virtual RaceGeometry geometry() = 0;

    /// a alone, which is cheaper.
    virtual RaceVector neuron_norms() = 0;

    /// ŵ_a·ŵ_b for one a and all b, m; 0 where a weight vector is 0.
    virtual RaceVector direction_cosines(Eigen::Index neuron) = 0;

    /// C_ab as race_cosines has it. No m × n product in Gram form.
    virtual RaceMatrix cosines() = 0;

    /// Whether z_ia > 0, N × m, by the true sign even where gates are frozen.
    virtual const RaceGates& open_gates() = 0;

    /// f of the ReLU network (frozen gates: still the true ReLU) on other inputs prepared before.
    virtual RaceVector test_outputs() = 0;

    virtual bool finite() const = 0;
};

/// `test_inputs` may be empty. `automatic`: Gram where n ≥ N. `gates_from`: frozen gates are those
/// of this network (the start of the run) rather than of `start`; null: of `start`.
std::unique_ptr<RaceTraining> train_race(const RaceProblem&, const RaceNetwork& start,
                                         const RaceMatrix& test_inputs,
                                         RaceForm form = RaceForm::automatic,
                                         const RaceNetwork* gates_from = nullptr);

} // namespace etalon
