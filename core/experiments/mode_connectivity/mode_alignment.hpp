// Renaming hidden neurons of B so that they match those of A.
#pragma once

#include "core/experiments/mode_connectivity/mode_network.hpp"

namespace etalon {

/// σ_l(i) = the neuron of B that takes place i; one row for each hidden layer l = 1 … L-1.
using ModePermutations = std::vector<std::vector<Eigen::Index>>;

ModePermutations mode_identity(const ModeShape&);

/// θ with its hidden neurons reordered; the function is unchanged.
ModeVector mode_permuted(const ModeShape&, const ModeVector& theta, const ModePermutations&);

/// Weight matching: minimises |θ_A - θ_B| layer by layer until nothing changes (at most 50 sweeps).
ModePermutations mode_match_weights(const ModeShape&, const ModeVector& a, const ModeVector& b);

/// Activation matching: maximises the correlation of h_l over the examples, layer by layer.
ModePermutations mode_match_activations(const ModeShape&, const ModeVector& a, const ModeVector& b,
                                        const ModeSamples&);

/// C of hidden layer l = 1 … L-1, rows of A, columns of B as they stand before layer l itself is
/// permuted, the other layers at these permutations.
ModeMatrix mode_weight_similarity(const ModeShape&, const ModeVector& a, const ModeVector& b,
                                  Eigen::Index l, const ModePermutations&);

/// C by activations; B unpermuted.
ModeMatrix mode_activation_similarity(const ModeShape&, const ModeVector& a, const ModeVector& b,
                                      Eigen::Index l, const ModeSamples&);

} // namespace etalon
