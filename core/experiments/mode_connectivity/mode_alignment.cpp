#include "core/experiments/mode_connectivity/mode_alignment.hpp"

#include "core/experiments/mode_connectivity/mode_assignment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

using Eigen::Index;

namespace {

constexpr int most_sweeps = 50;

const std::vector<Index>& of_layer(const ModePermutations& permutations, Index l)
{
    return permutations[static_cast<std::size_t>(l - 1)];
}

/// Columns reordered: column i of the result is column σ(i).
ModeMatrix with_columns(const ModeConstWeightMap& weights, const std::vector<Index>& order)
{
    return weights(Eigen::all, order);
}

/// B's W_l with the columns of layer l-1's permutation, the rows as they were.
ModeMatrix weights_below(const ModeShape& shape, const ModeVector& b, Index l,
                         const ModePermutations& permutations)
{
    const auto weights = mode_weight(shape, b, l);
    return l == 1 ? ModeMatrix(weights) : with_columns(weights, of_layer(permutations, l - 1));
}

/// B's W_{l+1} with the rows of layer l+1's permutation, the columns as they were.
ModeMatrix weights_above(const ModeShape& shape, const ModeVector& b, Index l,
                         const ModePermutations& permutations)
{
    const auto weights = mode_weight(shape, b, l + 1);
    return l + 1 == shape.layers() ? ModeMatrix(weights)
                                   : ModeMatrix(weights(of_layer(permutations, l + 1), Eigen::all));
}

} // namespace

ModePermutations mode_identity(const ModeShape& shape)
{
    ModePermutations permutations;
    for (Index l = 1; l < shape.layers(); ++l) {
        permutations.emplace_back(static_cast<std::size_t>(shape.size(l)));
        std::iota(permutations.back().begin(), permutations.back().end(), Index{0});
    }
    return permutations;
}

ModeVector mode_permuted(const ModeShape& shape, const ModeVector& theta,
                         const ModePermutations& permutations)
{
    ModeVector result = theta;
    for (Index l = 1; l < shape.layers(); ++l) {
        const auto& order = of_layer(permutations, l);
        const ModeMatrix rows = mode_weight(shape, result, l)(order, Eigen::all);
        const ModeVector biases = mode_bias(shape, result, l)(order);
        const ModeMatrix columns = mode_weight(shape, result, l + 1)(Eigen::all, order);
        mode_weight(shape, result, l) = rows;
        mode_bias(shape, result, l) = biases;
        mode_weight(shape, result, l + 1) = columns;
    }
    return result;
}

ModeMatrix mode_weight_similarity(const ModeShape& shape, const ModeVector& a, const ModeVector& b,
                                  Index l, const ModePermutations& permutations)
{
    const ModeMatrix below = weights_below(shape, b, l, permutations),
                     above = weights_above(shape, b, l, permutations);
    ModeMatrix similarity = mode_weight(shape, a, l) * below.transpose();
    similarity += mode_bias(shape, a, l) * mode_bias(shape, b, l).transpose();
    similarity += mode_weight(shape, a, l + 1).transpose() * above;
    return similarity;
}

ModePermutations mode_match_weights(const ModeShape& shape, const ModeVector& a,
                                    const ModeVector& b)
{
    ModePermutations permutations = mode_identity(shape);
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
        bool changed = false;
        for (Index l = 1; l < shape.layers(); ++l) {
            const ModeMatrix similarity = mode_weight_similarity(shape, a, b, l, permutations);
            auto& present = permutations[static_cast<std::size_t>(l - 1)];
            auto better = mode_best_assignment(similarity);
            const double old = mode_assignment_sum(similarity, present);
            if (mode_assignment_sum(similarity, better)
                > old + 1e-12 * std::max(1.0, std::abs(old))) {
                present = std::move(better);
                changed = true;
            }
        }
        if (!changed)
            break;
    }
    return permutations;
}

ModeMatrix mode_activation_similarity(const ModeShape& shape, const ModeVector& a,
                                      const ModeVector& b, Index l, const ModeSamples& samples)
{
    ModeMatrix of_a = mode_activations(shape, a, l, samples.inputs()),
               of_b = mode_activations(shape, b, l, samples.inputs());
    for (ModeMatrix* values : {&of_a, &of_b}) {
        const Eigen::RowVectorXd mean = values->colwise().mean();
        values->rowwise() -= mean;
    }
    const ModeVector a_norms = of_a.colwise().norm(), b_norms = of_b.colwise().norm();
    ModeMatrix similarity = of_a.transpose() * of_b;
    similarity.array() /= (a_norms * b_norms.transpose()).array() + 1e-12;
    return similarity;
}

ModePermutations mode_match_activations(const ModeShape& shape, const ModeVector& a,
                                        const ModeVector& b, const ModeSamples& samples)
{
    ModePermutations permutations;
    for (Index l = 1; l < shape.layers(); ++l)
        permutations.push_back(
            mode_best_assignment(mode_activation_similarity(shape, a, b, l, samples)));
    return permutations;
}

} // namespace etalon
