#include "core/experiments/mode_connectivity/mode_landscape.hpp"

#include "core/experiments/mode_connectivity/mode_forward.hpp"
#include "core/experiments/mode_connectivity/mode_tasks.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>

namespace etalon {

using Eigen::Index;

namespace {

constexpr Index block_panels = 16; // examples that a piece takes through its points together
constexpr double piece_cost = 3e7; // multiply-adds: a few milliseconds
constexpr Index most_block_points = 64;

/// Shares the points and the examples out: a piece is some points at one block of examples.
struct Pieces {
    Pieces(const ModeShape& shape, Index point_count, const ModeSamples& samples)
        : points(point_count)
        , panels(samples.panels())
    {
        const double of_a_point = static_cast<double>(block_panels * mode_panel)
            * static_cast<double>(shape.parameters());
        points_each =
            std::clamp(static_cast<Index>(piece_cost / of_a_point), Index{1}, most_block_points);
        groups = (points + points_each - 1) / points_each;
        blocks = (panels + block_panels - 1) / block_panels;
    }
    Index points, panels, points_each = 1, groups = 1, blocks = 1;
};

/// One thread's room for the first layer of every base and for the blend of the others.
class Evaluation {
public:
    Evaluation(const ModeShape& shape, std::span<const ModeVector* const> bases,
               const ModeMatrix& coefficients, const ModeSamples& samples)
        : shape_(shape)
        , bases_(bases)
        , coefficients_(coefficients)
        , samples_(samples)
        , forward_(shape)
        , blend_(ModeVector::Zero(shape.length()))
        , first_(std::ssize(bases), block_panels * first_size())
    {
    }

    /// Sums over the examples of a block, for the points of a group.
    void run(const Pieces& pieces, Index group, Index block, ModeSums* sums)
    {
        const Index first_panel = block * block_panels,
                    last_panel = std::min(first_panel + block_panels, pieces.panels);
        for (Index p = first_panel; p < last_panel; ++p)
            for (Index base = 0; base < first_.rows(); ++base)
                mode_multiply(bases_[static_cast<std::size_t>(base)]->data(), shape_.stride(1),
                              shape_.size(1), shape_.inputs() + 1, samples_.panel(p),
                              first_.row(base).data() + (p - first_panel) * first_size());
        const Index first = group * pieces.points_each,
                    last = std::min(first + pieces.points_each, pieces.points);
        for (Index point = first; point < last; ++point) {
            blend_later_layers(point);
            ModeSums total;
            for (Index p = first_panel; p < last_panel; ++p) {
                blend_first_layer(point, p - first_panel);
                forward_.activate(1);
                forward_.run(blend_, forward_.layer(1), 2, shape_.layers());
                total.add(mode_panel_sums(shape_, forward_.layer(shape_.layers()), samples_, p));
            }
            sums[point] = total;
        }
    }

private:
    Index first_size() const { return shape_.size(1) * mode_panel; }

    void blend_later_layers(Index point)
    {
        const Index from = shape_.offset(2), size = shape_.length() - from;
        auto blend = blend_.segment(from, size);
        blend = coefficients_(point, 0) * bases_[0]->segment(from, size);
        for (Index base = 1; base < first_.rows(); ++base)
            blend += coefficients_(point, base)
                * bases_[static_cast<std::size_t>(base)]->segment(from, size);
    }

    void blend_first_layer(Index point, Index panel)
    {
        Eigen::Map<ModeVector> blend(forward_.layer(1), first_size());
        const auto of = [&](Index base) {
            return first_.row(base).segment(panel * first_size(), first_size()).transpose();
        };
        blend = coefficients_(point, 0) * of(0);
        for (Index base = 1; base < first_.rows(); ++base)
            blend += coefficients_(point, base) * of(base);
    }

    const ModeShape& shape_;
    std::span<const ModeVector* const> bases_;
    const ModeMatrix& coefficients_;
    const ModeSamples& samples_;
    ModeForward forward_;
    ModeVector blend_;
    ModeMatrix first_; // (bases, panels of z_1)
};

} // namespace

std::vector<ModeScore> mode_scores(const ModeShape& shape, std::span<const ModeVector* const> bases,
                                   const ModeMatrix& coefficients, const ModeSamples& samples,
                                   const ModeProceed& proceed)
{
    assert(coefficients.cols() == std::ssize(bases));
    const Index points = coefficients.rows();
    const Pieces pieces(shape, points, samples);
    std::vector<ModeSums> sums(static_cast<std::size_t>(points * pieces.blocks));
    const double cost = static_cast<double>(points) * static_cast<double>(samples.count())
        * static_cast<double>(shape.parameters());
    const auto make_work = [&]() -> ModeWork {
        const auto evaluation = std::make_shared<Evaluation>(shape, bases, coefficients, samples);
        return [&, evaluation](std::size_t piece) {
            const Index group = static_cast<Index>(piece) / pieces.blocks,
                        block = static_cast<Index>(piece) % pieces.blocks;
            evaluation->run(pieces, group, block, sums.data() + block * points);
        };
    };
    if (!mode_share_out(static_cast<std::size_t>(pieces.groups * pieces.blocks), cost, make_work,
                        proceed))
        return {};
    std::vector<ModeScore> scores;
    for (Index point = 0; point < points; ++point) {
        ModeSums total;
        for (Index block = 0; block < pieces.blocks; ++block)
            total.add(sums[static_cast<std::size_t>(block * points + point)]);
        scores.push_back(total.mean(samples.count()));
    }
    return scores;
}

// ---- The line

ModeMatrix mode_path_coefficients(Index points)
{
    ModeMatrix coefficients(points, 2);
    for (Index i = 0; i < points; ++i) {
        const double alpha = static_cast<double>(i) / static_cast<double>(points - 1);
        coefficients.row(i) << 1 - alpha, alpha;
    }
    return coefficients;
}

std::vector<ModeScore> mode_path(const ModeShape& shape, const ModeVector& a, const ModeVector& b,
                                 Index points, const ModeSamples& samples,
                                 const ModeProceed& proceed)
{
    const ModeVector* const ends[] = {&a, &b};
    return mode_scores(shape, ends, mode_path_coefficients(points), samples, proceed);
}

double mode_barrier(std::span<const double> curve)
{
    double highest = 0;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double alpha = static_cast<double>(i) / static_cast<double>(curve.size() - 1);
        highest = std::max(highest, curve[i] - (1 - alpha) * curve.front() - alpha * curve.back());
    }
    return highest;
}

// ---- The plane

namespace {

/// A unit vector orthogonal to `direction` (which is a unit vector or 0), among the weights of the
/// network: the number that `direction` holds least of, without what it has of it.
ModeVector any_orthogonal(const ModeShape& shape, const ModeVector& direction)
{
    ModeVector result = ModeVector::Zero(shape.length());
    const auto weights = mode_weight(shape, direction, shape.layers());
    Index column = 0;
    weights.row(0).cwiseAbs().minCoeff(&column);
    mode_weight(shape, result, shape.layers())(0, column) = 1;
    result -= direction.dot(result) * direction;
    return result.normalized();
}

} // namespace

ModePlane mode_plane(const ModeShape& shape, const ModeVector& origin, const ModeVector& a,
                     const ModeVector& b)
{
    constexpr double missing = 1e-12; // of |B - o|
    ModePlane plane{.origin = origin, .e1 = a - origin, .e2 = b - origin};
    const double length = plane.e2.norm();
    if (const double first = plane.e1.norm(); first > 0)
        plane.e1 /= first;
    const bool has_first = plane.e1.squaredNorm() > 0;
    for (int pass = 0; pass < 2; ++pass) // the second removes what rounding left
        plane.e2 -= plane.e1.dot(plane.e2) * plane.e1;
    const double rest = plane.e2.norm();
    const bool has_second = rest > missing * length;
    if (has_second)
        plane.e2 /= rest;
    if (!has_first)
        plane.e1 = any_orthogonal(shape, has_second ? plane.e2 : ModeVector(plane.e1 * 0.0));
    if (!has_second)
        plane.e2 = any_orthogonal(shape, plane.e1);
    return plane;
}

ModePlanePoint mode_project(const ModePlane& plane, const ModeVector& theta)
{
    const ModeVector from_origin = theta - plane.origin;
    const double x = plane.e1.dot(from_origin), y = plane.e2.dot(from_origin);
    return {x, y, (from_origin - x * plane.e1 - y * plane.e2).norm()};
}

ModeRectangle mode_rectangle(const ModePlane& plane, const ModeVector& a, const ModeVector& b,
                             double margin)
{
    const ModePlanePoint at_a = mode_project(plane, a), at_b = mode_project(plane, b);
    const auto [left, right] = std::minmax({0.0, at_a.x, at_b.x});
    const auto [bottom, top] = std::minmax({0.0, at_a.y, at_b.y});
    const double across = margin * (right - left), up = margin * (top - bottom);
    return {left - across, right + across, bottom - up, top + up};
}

ModeVector mode_axis(double from, double to, Index count)
{
    return ModeVector::LinSpaced(count, from, to);
}

ModeMatrix mode_plane_losses(const ModeShape& shape, const ModePlane& plane, const ModeVector& x,
                             const ModeVector& y, const ModeSamples& samples,
                             const ModeProceed& proceed)
{
    ModeMatrix coefficients(y.size() * x.size(), 3);
    for (Index row = 0; row < y.size(); ++row)
        for (Index column = 0; column < x.size(); ++column)
            coefficients.row(row * x.size() + column) << 1, x(column), y(row);
    const ModeVector* const bases[] = {&plane.origin, &plane.e1, &plane.e2};
    const auto scores = mode_scores(shape, bases, coefficients, samples, proceed);
    if (scores.empty())
        return {};
    ModeMatrix losses(y.size(), x.size());
    for (Index i = 0; i < losses.size(); ++i)
        losses.data()[i] = scores[static_cast<std::size_t>(i)].loss;
    return losses;
}

} // namespace etalon
