// The network f(x) = Σ_a c_a max(0, w_a·x), its data, and what they look like at one moment.
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace etalon {

using RaceMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RaceVector = Eigen::VectorXd;

struct RaceNetwork {
    RaceMatrix input_weights{};  // m × n, row a = w_a
    RaceVector output_weights{}; // m, c
    Eigen::Index width() const { return input_weights.rows(); }
};

struct RaceSamples {
    RaceMatrix inputs{}; // N × n
    RaceVector labels{}; // N, −1 or +1
};

enum class RaceLoss { logistic, squared };

/// L and the share of samples with y f > 0, from outputs f (N).
struct RaceScore {
    double loss = 0, accuracy = 0;
};
RaceScore race_score(const RaceVector& outputs, const RaceVector& labels, RaceLoss);

/// e = −∂(N L)/∂f (specification, section 2).
RaceVector race_errors(const RaceVector& outputs, const RaceVector& labels, RaceLoss);

/// Both at once: one exponential a sample.
struct RaceEvaluation {
    RaceScore score{};
    RaceVector errors{};
};
RaceEvaluation race_evaluate(const RaceVector& outputs, const RaceVector& labels, RaceLoss);

/// f of the ReLU network.
RaceVector race_outputs(const RaceNetwork&, const RaceMatrix& inputs);

/// c_a max(0, w_a·x_i): N × m.
RaceMatrix race_contributions(const RaceNetwork&, const RaceMatrix& inputs);

/// Per neuron at one moment (specification, section 2); `pull_norm` and `alignment` follow the M
/// of training.
struct RaceGeometry {
    RaceVector neuron_norm{}, input_norm{}, output_weight{}; // a, r, c
    RaceVector pull_norm{}, alignment{}, score{};            // s, cosδ, S
};

/// C_ab = v_a·v_b / (|v_a||v_b|) with v = c w; 0 for a neuron with a = 0. m × m.
RaceMatrix race_cosines(const RaceNetwork&);

} // namespace etalon
