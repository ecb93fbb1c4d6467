// The assignment problem: which column for which row, so that the sum is largest.
#pragma once

#include "core/experiments/mode_connectivity/mode_network.hpp"

namespace etalon {

/// Σ_i similarity(i, columns[i]).
double mode_assignment_sum(const ModeMatrix& similarity, std::span<const Eigen::Index> columns);

/// An assignment with the largest sum, exact, O(n³): shortest augmenting paths with potentials. The
/// identity wherever it attains the maximum to 1e-12 max(1, |maximum|), and where a similarity is not
/// finite. `similarity` is n × n.
std::vector<Eigen::Index> mode_best_assignment(const ModeMatrix& similarity);

} // namespace etalon
