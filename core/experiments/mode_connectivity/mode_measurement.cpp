#include "core/experiments/mode_connectivity/mode_measurement.hpp"

#include <limits>

namespace etalon {

using Eigen::Index;

ModeCurves mode_curves(const ModeShape& shape, const ModeVector& a, const ModeVector& b,
                       const ModeExamples& examples, Index points)
{
    ModeCurves result;
    const auto append = [&](const ModeSamples& samples, std::size_t first) {
        for (const ModeScore& score : mode_path(shape, a, b, points, samples)) {
            result.curves[first].push_back(score.loss);
            result.curves[first + 1].push_back(score.error);
        }
    };
    append(examples.train, 0);
    append(examples.test, 2);
    for (std::size_t i = 0; i < 4; ++i)
        result.barriers[i] = mode_barrier(result.curves[i]);
    result.distance = (b - a).norm();
    return result;
}

ModePermutations mode_align(const std::string& alignment, const ModeShape& shape,
                            const ModeVector& a, const ModeVector& b, const ModeSamples& train)
{
    if (alignment == "weight")
        return mode_match_weights(shape, a, b);
    if (alignment == "activation")
        return mode_match_activations(shape, a, b, train);
    return {};
}

ModeMeasurement mode_measure(const ModeConnectivitySettings& settings, const ModeShape& shape,
                             const ModeExamples& examples, const ModeVector& a, const ModeVector& b,
                             const ModeVector* trunk)
{
    const Index points = settings.alpha_points;
    const ModeSamples& train = examples.train;
    ModeMeasurement result{.raw = mode_curves(shape, a, b, examples, points),
                           .a = mode_end(shape, a, b, train),
                           .b = mode_end(shape, b, a, train)};
    const ModeVector direction = b - a, middle = (a + b) / 2;
    ModeJet at_b = result.b.jet; // along B - A as well
    at_b.slope = -at_b.slope;
    const ModeJet& at_a = result.a.jet;
    const double bend = mode_jet(shape, middle, direction, train).curvature;
    result.path_derivatives = {at_a.slope, at_b.slope, at_a.curvature, at_b.curvature, bend};

    const std::vector<double>& loss = result.raw.curves[0];
    const double measured =
        loss[static_cast<std::size_t>(points - 1) / 2] - (loss.front() + loss.back()) / 2;
    const double from_trunk = trunk
        ? mode_parabola_rise(mode_jet(shape, *trunk, direction, train).curvature)
        : std::numeric_limits<double>::quiet_NaN();
    result.midpoint_rise = {measured, mode_taylor_rise(at_a, at_b), mode_quintic_rise(at_a, at_b),
                            mode_parabola_rise(bend), from_trunk};
    result.layers = mode_layer_barriers(result.a, result.b);
    for (Index i = 0; i < points; ++i)
        result.hermite.push_back(
            mode_hermite(at_a, at_b, static_cast<double>(i) / static_cast<double>(points - 1)));

    result.permutations = mode_align(settings.alignment, shape, a, b, train);
    if (settings.alignment != "none")
        result.aligned = result.permutations == mode_identity(shape)
            ? result.raw
            : mode_curves(shape, a, mode_permuted(shape, b, result.permutations), examples, points);
    return result;
}

} // namespace etalon
