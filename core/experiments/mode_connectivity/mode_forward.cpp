#include "core/experiments/mode_connectivity/mode_forward.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

using Eigen::Index;
using namespace Eigen::internal;

ModeForward::ModeForward(const ModeShape& shape)
    : shape_(shape)
{
    for (Index l = 1; l <= shape.layers(); ++l) {
        panels_.push_back(ModeVector::Zero(mode_padded(shape.size(l) + 1) * mode_panel));
        panels_.back().segment(shape.size(l) * mode_panel, mode_panel).setOnes();
    }
}

void ModeForward::run(const ModeVector& theta, const double* input, Index from, Index to)
{
    for (Index l = from; l <= to; ++l) {
        mode_multiply(theta.data() + shape_.offset(l), shape_.stride(l), shape_.size(l),
                      shape_.size(l - 1) + 1, l == from ? input : layer(l - 1), layer(l));
        activate(l);
    }
}

void ModeForward::activate(Index l)
{
    if (l < shape_.layers())
        mode_activate(shape_.activation(), layer(l), shape_.size(l));
}

void mode_exponentials(double* scores, Index classes, double* sums, double* largest)
{
    for (Index lane = 0; lane < mode_panel; lane += mode_lanes) {
        ModePacket top = mode_load(scores + lane);
        for (Index k = 1; k < classes; ++k)
            top = pmax(top, mode_load(scores + k * mode_panel + lane));
        ModePacket sum = mode_all(0);
        for (Index k = 0; k < classes; ++k) {
            double* place = scores + k * mode_panel + lane;
            const ModePacket exponential = mode_exp(psub(mode_load(place), top));
            mode_store(place, exponential);
            sum = padd(sum, exponential);
        }
        mode_store(sums + lane, sum);
        mode_store(largest + lane, top);
    }
}

namespace {

/// log Σ e^z of each lane; the scores are left alone.
void log_sums(const double* scores, Index classes, double* logs)
{
    for (Index lane = 0; lane < mode_panel; lane += mode_lanes) {
        ModePacket top = mode_load(scores + lane);
        for (Index k = 1; k < classes; ++k)
            top = pmax(top, mode_load(scores + k * mode_panel + lane));
        ModePacket sum = mode_all(0);
        for (Index k = 0; k < classes; ++k)
            sum = padd(sum, mode_exp(psub(mode_load(scores + k * mode_panel + lane), top)));
        mode_store(logs + lane, sum);
        for (Index i = lane; i < lane + mode_lanes; ++i)
            logs[i] = std::log(logs[i]);
        mode_store(logs + lane, padd(mode_load(logs + lane), top));
    }
}

} // namespace

ModeSums mode_panel_sums(const ModeShape& shape, const double* scores, const ModeSamples& samples,
                         Index p)
{
    alignas(64) double logs[mode_panel];
    log_sums(scores, shape.classes(), logs);
    const Index first = p * mode_panel, here = std::min(mode_panel, samples.count() - first);
    ModeSums sums;
    for (Index i = 0; i < here; ++i) {
        const Index label = samples.labels()[static_cast<std::size_t>(first + i)];
        const double own = scores[label * mode_panel + i];
        sums.loss += logs[i] - own;
        bool is_first_of_highest = own == own;
        for (Index k = 0; k < shape.classes(); ++k) {
            const double other = scores[k * mode_panel + i];
            is_first_of_highest &= k < label ? other < own : !(other > own);
        }
        sums.errors += is_first_of_highest ? 0 : 1;
    }
    return sums;
}

} // namespace etalon
