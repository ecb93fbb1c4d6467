#include "core/experiments/race/race_network.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace etalon {
namespace {

/// y f; the labels are −1 and +1.
Eigen::ArrayXd margins(const RaceVector& outputs, const RaceVector& labels)
{
    assert(outputs.size() == labels.size());
    return outputs.array() * labels.array();
}

} // namespace

RaceEvaluation race_evaluate(const RaceVector& outputs, const RaceVector& labels, RaceLoss loss)
{
    const auto count = static_cast<double>(std::max<Eigen::Index>(outputs.size(), 1));
    const Eigen::ArrayXd margin = margins(outputs, labels);
    RaceEvaluation result;
    result.score.accuracy = static_cast<double>((margin > 0).count()) / count;
    if (loss == RaceLoss::squared) {
        result.errors = labels - outputs;
        result.score.loss = result.errors.squaredNorm() / (2 * count);
        return result;
    }
    // max(−yf, 0) + ln(1 + e^{−|yf|}) and y / (1 + e^{yf}) from one exponential that never overflows.
    const Eigen::ArrayXd small = (-margin.abs()).exp();
    result.score.loss = ((-margin).max(0.0) + small.log1p()).sum() / count;
    result.errors = (labels.array() * (margin > 0).select(small, 1.0) / (1 + small)).matrix();
    return result;
}

RaceScore race_score(const RaceVector& outputs, const RaceVector& labels, RaceLoss loss)
{
    return race_evaluate(outputs, labels, loss).score;
}

RaceVector race_errors(const RaceVector& outputs, const RaceVector& labels, RaceLoss loss)
{
    return race_evaluate(outputs, labels, loss).errors;
}

RaceMatrix race_contributions(const RaceNetwork& network, const RaceMatrix& inputs)
{
    RaceMatrix result = (inputs * network.input_weights.transpose()).cwiseMax(0.0);
    result *= network.output_weights.asDiagonal();
    return result;
}

RaceVector race_outputs(const RaceNetwork& network, const RaceMatrix& inputs)
{
    constexpr Eigen::Index rows_at_once = 256; // bounded memory for many samples
    RaceVector outputs(inputs.rows());
    for (Eigen::Index first = 0; first < inputs.rows(); first += rows_at_once) {
        const Eigen::Index rows = std::min(rows_at_once, inputs.rows() - first);
        outputs.segment(first, rows) =
            (inputs.middleRows(first, rows) * network.input_weights.transpose()).cwiseMax(0.0)
            * network.output_weights;
    }
    return outputs;
}

RaceMatrix race_cosines(const RaceNetwork& network)
{
    RaceMatrix directions = network.input_weights; // v_a/|v_a| = sgn(c_a) ŵ_a
    for (Eigen::Index a = 0; a < directions.rows(); ++a) {
        const double norm = directions.row(a).norm(), output = network.output_weights(a);
        directions.row(a) *= norm > 0 && output != 0 ? (output < 0 ? -1 : 1) / norm : 0.0;
    }
    return directions * directions.transpose();
}

} // namespace etalon
