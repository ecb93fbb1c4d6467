#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"

#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_landscape.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_ways.hpp"

#include <algorithm>
#include <cmath>

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

std::vector<double> reals(const Tensor& tensor)
{
    return std::get<std::vector<double>>(tensor.values);
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

bool is_recorded(const FigureInput& input)
{
    return recorded(input, "plane_train_loss") && recorded(input, "trajectory");
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
    if (is_toy(input) || !has_networks(input))
        return {};
    std::string name;
    if (!is_recorded(input))
        name = "plane " + std::to_string(moment(input)) + (input.ended ? " ended" : "");
    if (const auto shares = chosen_shares(input))
        name += " at " + rounded(shares->x, 6) + " " + rounded(shares->y, 6);
    return name;
}

/// All that is evaluated on one plane.
struct PlaneOfNetworks {
    ModeShape shape;
    ModeVector a, b;
    ModePlane plane;
    ModeRectangle rectangle;

    explicit PlaneOfNetworks(const FigureInput& input)
    {
        const auto tensors = networks(input);
        const auto settings = settings_of(input);
        shape = mode_shape_from(tensors, settings);
        a = mode_weights_from(shape, tensors, "a");
        b = mode_weights_from(shape, tensors, "b");
        plane = mode_plane(shape, mode_weights_from(shape, tensors, "origin/a"), a, b);
        rectangle = mode_rectangle(plane, a, b, settings.plane_margin);
    }

    bool is_flat() const
    {
        return !(rectangle.right > rectangle.left) || !(rectangle.top > rectangle.bottom);
    }
};

Tensor list(std::string name, std::vector<double> values)
{
    const std::size_t size = values.size();
    return {std::move(name), {size}, std::move(values)};
}

Tensor ends(const PlaneOfNetworks& networks, std::int64_t step)
{
    const auto a = mode_project(networks.plane, networks.a),
               b = mode_project(networks.plane, networks.b);
    return list("ends", {a.x, a.y, b.x, b.y, static_cast<double>(step)});
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

void make(const FigureInput& input, const ShowStudy& show)
{
    const PlaneOfNetworks networks(input);
    std::vector<Tensor> found;
    append_ways(found, input.weights);
    if (const auto shares = chosen_shares(input); shares && !networks.is_flat())
        found.push_back(scores_at(networks, input, *shares));
    if (is_recorded(input) || networks.is_flat()) {
        show(found, 1);
        return;
    }
    const ModeSamples samples = mode_samples_from(input.data, "train");
    const auto finest = static_cast<Eigen::Index>(settings_of(input).plane_points);
    std::vector<Eigen::Index> passes{finest};
    if (finest > coarse_points)
        passes.insert(passes.begin(), coarse_points);
    const std::size_t fixed = found.size();
    for (const Eigen::Index points : passes) {
        const ModeVector x = mode_axis(networks.rectangle.left, networks.rectangle.right, points),
                         y = mode_axis(networks.rectangle.bottom, networks.rectangle.top, points);
        const bool first = found.size() == fixed; // nothing to show yet
        const auto proceed = [&] { return first || show(found, 0.3); };
        const ModeMatrix loss = mode_plane_losses(
            networks.shape, networks.plane, x, y,
            points < finest ? for_a_first_look(samples, networks.shape) : samples, proceed);
        if (loss.size() == 0)
            return; // nobody waits any more
        found.resize(fixed);
        found.push_back(list("x", as_list(x)));
        found.push_back(list("y", as_list(y)));
        found.push_back(list("loss", {loss.data(), loss.data() + loss.size()}));
        found.push_back(ends(networks, input.weights_step));
        if (!show(found, points == finest ? 1 : 0.2))
            return;
    }
}

Station station(std::int64_t step, std::span<const double> row)
{
    return {step, {row[0], row[1]}, {row[3], row[4]}, row[2], row[5]};
}

std::vector<Station> recorded_ways(const Series& trajectory)
{
    std::vector<Station> ways;
    for (std::size_t i = 0; i < trajectory.size(); ++i)
        ways.push_back(station(trajectory.steps()[i], trajectory.sample(i)));
    return ways;
}

std::vector<Station> studied_ways(const FigureInput& input)
{
    const Tensor* found = input.studied(mode_ways_name);
    if (!found)
        return {};
    const auto rows = reals(*found);
    std::vector<Station> ways;
    for (std::size_t i = 0; i + 7 <= rows.size(); i += 7)
        ways.push_back(
            station(static_cast<std::int64_t>(rows[i]), std::span(rows).subspan(i + 1, 6)));
    return ways;
}

std::optional<Surface> recorded_surface(const FigureInput& input)
{
    if (!is_recorded(input))
        return {};
    const auto x = newest_sample(input, "plane_x"), y = newest_sample(input, "plane_y"),
               loss = newest_sample(input, "plane_train_loss"),
               ends = newest_sample(input, "trajectory");
    if (x.size() < 2 || y.size() < 2 || loss.size() != x.size() * y.size() || ends.size() != 6)
        return {};
    return Surface{
        .landscape = {{x.begin(), x.end()}, {y.begin(), y.end()}, {loss.begin(), loss.end()}},
        .a = {ends[0], ends[1]},
        .b = {ends[3], ends[4]},
        .ways = recorded_ways(*recorded(input, "trajectory")),
        .recorded = true,
        .points = x.size()};
}

std::optional<Surface> studied_surface(const FigureInput& input)
{
    const Tensor *x = input.studied("x"), *y = input.studied("y"), *loss = input.studied("loss"),
                 *ends = input.studied("ends");
    if (!x || !y || !loss || !ends)
        return {};
    const auto at = reals(*ends);
    return Surface{.landscape = {reals(*x), reals(*y), reals(*loss)},
                   .a = {at[0], at[1]},
                   .b = {at[2], at[3]},
                   .ways = studied_ways(input),
                   .step = static_cast<std::int64_t>(at[4]),
                   .points = reals(*x).size()};
}

} // namespace

std::optional<Surface> surface_of(const FigureInput& input)
{
    auto found = recorded_surface(input);
    if (!found)
        found = studied_surface(input);
    if (found
        && (!(found->landscape.x.front() < found->landscape.x.back())
            || !(found->landscape.y.front() < found->landscape.y.back())))
        return {}; // no extent: origin, A and B are one
    return found;
}

std::optional<PlaceScores> place_scores(const FigureInput& input, Place place)
{
    const Tensor* found = input.studied("place");
    if (!found)
        return {};
    const auto values = reals(*found);
    const double reach = 1e-6 * (1 + std::abs(place.x) + std::abs(place.y));
    if (std::abs(values[0] - place.x) > reach || std::abs(values[1] - place.y) > reach)
        return {}; // of the place before
    return PlaceScores{{values[0], values[1]}, values[2], values[3], values[4], values[5]};
}

std::optional<Place> chosen_shares(const FigureInput& input)
{
    const auto declared = [&](const char* key) {
        return std::any_of(input.declared.begin(), input.declared.end(),
                           [&](const Option& option) { return option.key == key; });
    };
    if (!declared(across_option) || !declared(up_option))
        return {};
    const Place shares{input.number(across_option), input.number(up_option)};
    if (shares.x < 0 || shares.y < 0)
        return {};
    return shares;
}

Study surface_study()
{
    return {.subject = subject, .make = make};
}

} // namespace etalon::mode_connectivity_drawings
