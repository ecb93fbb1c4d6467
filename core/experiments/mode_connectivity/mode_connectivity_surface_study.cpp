// What the figures of the plane wait for: its losses, the network at one place of it, and the ways
// as long as they are not recorded.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"
#include "core/experiments/mode_connectivity/mode_landscape.hpp"
#include "core/experiments/mode_connectivity/mode_retrace.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_ways.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr Eigen::Index coarse_points = 9;
constexpr std::int64_t planes_of_a_run = 20; // while it trains
constexpr double coarse_work = 2e8;          // multiply-adds: a first look within a few frames
constexpr Eigen::Index least_examples = 64;

std::vector<double> as_list(const ModeVector& values)
{
    return {values.begin(), values.end()};
}

std::span<const Tensor> networks(const FigureInput& input)
{
    // A plane that is recorded goes through the ends, whatever step is shown.
    return input.final_weights.empty() ? input.weights : input.final_weights;
}

bool has_networks(const FigureInput& input)
{
    const auto tensors = networks(input);
    return has_mode_weights(tensors, "a") && has_mode_weights(tensors, "b")
        && has_mode_weights(tensors, "origin/a");
}

/// Planes of a running training change this many times, not at every frame.
std::int64_t moment(const FigureInput& input)
{
    const auto settings = settings_of(input);
    const std::int64_t every = std::max(settings.sample_every, input.steps / planes_of_a_run);
    return std::max<std::int64_t>(input.weights_step, 0) / every;
}

std::string subject(const FigureInput& input)
{
    const bool rewound = is_rewound(input);
    if (is_toy(input) || !(rewound || has_networks(input)))
        return {};
    std::string name;
    if (rewound)
        name = "plane of step " + std::to_string(input.step);
    else if (!has_recorded_plane(input))
        name = "plane " + std::to_string(moment(input)) + (input.ended ? " ended" : "");
    if (const auto shares = chosen_shares(input))
        name += " at " + rounded(shares->x, 6) + " " + rounded(shares->y, 6);
    return name;
}

/// The rectangle of the recording. Where origin, A and B are on one line it has no height: then it is
/// made a square about them, of side 1 if all three are one place.
ModeRectangle shown_rectangle(const ModePlane& plane, const ModeVector& a, const ModeVector& b,
                              double margin, bool ended)
{
    ModeRectangle shown = mode_rectangle(plane, a, b, margin);
    const double width = shown.right - shown.left, height = shown.top - shown.bottom;
    const double side = width > 0 || height > 0 ? std::max(width, height) : ended ? 1.0 : 0.0;
    const auto widen = [&](double& low, double& high) {
        const double middle = 0.5 * (low + high);
        low = middle - 0.5 * side;
        high = middle + 0.5 * side;
    };
    if (is_thin(width, side))
        widen(shown.left, shown.right);
    if (is_thin(height, side))
        widen(shown.bottom, shown.top);
    return shown;
}

/// All that is evaluated on one plane.
struct PlaneOfNetworks {
    ModeShape shape;
    ModeVector a, b;
    ModePlane plane;
    ModeRectangle rectangle;

    PlaneOfNetworks(const FigureInput& input, const ModeShape& of, const ModeVector& origin,
                    const ModeVector& of_a, const ModeVector& of_b)
        : shape(of)
        , a(of_a)
        , b(of_b)
        , plane(mode_plane(shape, origin, a, b))
        , rectangle(shown_rectangle(plane, a, b, settings_of(input).plane_margin, input.ended))
    {
    }

    bool is_flat() const
    {
        return !(rectangle.right > rectangle.left) || !(rectangle.top > rectangle.bottom);
    }
};

PlaneOfNetworks plane_of(const FigureInput& input)
{
    const auto tensors = networks(input);
    const ModeShape shape = mode_shape_from(tensors, settings_of(input));
    const auto weights = [&](const char* of) { return mode_weights_from(shape, tensors, of); };
    return {input, shape, weights("origin/a"), weights("a"), weights("b")};
}

PlaneOfNetworks plane_of(const FigureInput& input, ModeRetrace& retrace)
{
    return {input, retrace.shape(), retrace.origin(), retrace.pair().a().theta,
            retrace.pair().b().theta};
}

Tensor list(std::string name, std::vector<double> values)
{
    const std::size_t size = values.size();
    return {std::move(name), {size}, std::move(values)};
}

/// Where A and B are, at which step, and whether that was trained again.
Tensor ends(const PlaneOfNetworks& networks, std::int64_t step, bool rewound)
{
    const auto a = mode_project(networks.plane, networks.a),
               b = mode_project(networks.plane, networks.b);
    return list("ends", {a.x, a.y, b.x, b.y, static_cast<double>(step), rewound ? 1.0 : 0.0});
}

Tensor scores_at(const PlaneOfNetworks& networks, const FigureInput& input, Place shares)
{
    const ModeRectangle& shown = networks.rectangle;
    const double x = shown.left + shares.x * (shown.right - shown.left),
                 y = shown.bottom + shares.y * (shown.top - shown.bottom);
    ModeMatrix coefficients(1, 3);
    coefficients << 1, x, y;
    const std::array<const ModeVector*, 3> bases{&networks.plane.origin, &networks.plane.e1,
                                                 &networks.plane.e2};
    std::vector<double> found{x, y};
    for (const char* part : {"train", "test"}) {
        const auto score =
            mode_scores(networks.shape, bases, coefficients, mode_samples_from(input.data, part));
        found.push_back(score.at(0).loss);
        found.push_back(score.at(0).error);
    }
    return list("place", std::move(found));
}

/// The first examples, as many as the first look has time for.
ModeSamples for_a_first_look(const ModeSamples& samples, const ModeShape& shape)
{
    const double each = static_cast<double>(shape.parameters())
        * static_cast<double>(coarse_points * coarse_points);
    const auto count = std::min(
        samples.count(), std::max(least_examples, static_cast<Eigen::Index>(coarse_work / each)));
    const auto& labels = samples.labels();
    return {samples.inputs().topRows(count), {labels.begin(), labels.begin() + count}};
}

/// The ways as the weights tell them, as long as they are not recorded.
void append_ways(std::vector<Tensor>& found, std::span<const Tensor> weights)
{
    if (has_mode_tensor(weights, mode_ways_name))
        found.push_back(mode_tensor(weights, mode_ways_name));
}

/// The ways up to a rewound moment. False: nobody waits any more.
bool append_ways(std::vector<Tensor>& found, const PlaneOfNetworks& networks, ModeRetrace& retrace,
                 const ModeProceed& proceed)
{
    ModeWayRows rows;
    const auto see = [&](std::int64_t step, const ModeVector& a, const ModeVector& b) {
        rows.add(step, mode_station(networks.plane, a, b));
    };
    if (!retrace.visit(proceed, see))
        return false;
    see(retrace.pair().step(), networks.a, networks.b);
    found.push_back(std::move(rows).tensor());
    return true;
}

/// The losses of the plane at so many points a side. False: nobody waits any more.
bool append_losses(std::vector<Tensor>& found, const PlaneOfNetworks& networks, Eigen::Index points,
                   const ModeSamples& samples, const ModeProceed& proceed)
{
    const ModeVector x = mode_axis(networks.rectangle.left, networks.rectangle.right, points),
                     y = mode_axis(networks.rectangle.bottom, networks.rectangle.top, points);
    const ModeMatrix loss =
        mode_plane_losses(networks.shape, networks.plane, x, y, samples, proceed);
    if (loss.size() == 0)
        return false;
    found.push_back(list("x", as_list(x)));
    found.push_back(list("y", as_list(y)));
    found.push_back(list("loss", {loss.data(), loss.data() + loss.size()}));
    return true;
}

std::unique_ptr<ModeRetrace> retraced(const FigureInput& input)
{
    if (!is_rewound(input))
        return nullptr;
    auto retrace = std::make_unique<ModeRetrace>(settings_of(input), input.seed, input.data,
                                                 ModeCheckpoint{input.weights_step, input.weights});
    retrace->advance(input.step);
    return retrace;
}

void make(const FigureInput& input, const ShowStudy& show)
{
    const auto retrace = retraced(input);
    const PlaneOfNetworks networks = retrace ? plane_of(input, *retrace) : plane_of(input);
    std::vector<Tensor> known; // on whatever grid
    if (!retrace)
        append_ways(known, input.weights);
    if (const auto shares = chosen_shares(input); shares && !networks.is_flat())
        known.push_back(scores_at(networks, input, *shares));
    if ((has_recorded_plane(input) && !retrace) || networks.is_flat()) {
        show(known, 1);
        return;
    }
    known.push_back(ends(networks, retrace ? input.step : input.weights_step, retrace != nullptr));
    const ModeSamples samples = mode_samples_from(input.data, "train");
    const auto finest = static_cast<Eigen::Index>(settings_of(input).plane_points);
    std::vector<Tensor> found;
    const ModeProceed proceed = [&] { return found.empty() || show(found, 0.3); };
    if (finest > coarse_points) {
        auto coarse = known;
        if (!append_losses(coarse, networks, coarse_points,
                           for_a_first_look(samples, networks.shape), proceed))
            return;
        found = std::move(coarse);
        if (!show(found, 0.2))
            return;
    }
    if (retrace && !append_ways(known, networks, *retrace, proceed))
        return;
    if (append_losses(known, networks, finest, samples, proceed))
        show(known, 1);
}

} // namespace

Study surface_study()
{
    return {.subject = subject, .make = make};
}

} // namespace etalon::mode_connectivity_drawings
