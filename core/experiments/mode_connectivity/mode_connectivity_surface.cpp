#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"

#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_ways.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr double thin = 1e-9; // of the other side: rounding

std::vector<double> reals(const Tensor& tensor)
{
    return std::get<std::vector<double>>(tensor.values);
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
    if (!has_recorded_plane(input))
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
    const Series* trajectory = input.ended ? recorded(input, "trajectory") : nullptr;
    return Surface{.landscape = {reals(*x), reals(*y), reals(*loss)},
                   .a = {at[0], at[1]},
                   .b = {at[2], at[3]},
                   .ways = trajectory ? recorded_ways(*trajectory) : studied_ways(input),
                   .recorded = trajectory != nullptr,
                   .rewound = at[5] != 0,
                   .step = static_cast<std::int64_t>(at[4]),
                   .points = reals(*x).size()};
}

} // namespace

bool is_thin(double side, double other)
{
    return !(side > thin * other);
}

bool has_recorded_plane(const FigureInput& input)
{
    if (!recorded(input, "plane_train_loss") || !recorded(input, "trajectory"))
        return false;
    const auto x = newest_sample(input, "plane_x"), y = newest_sample(input, "plane_y");
    if (x.empty() || y.empty())
        return false;
    const double width = x.back() - x.front(), height = y.back() - y.front();
    return !is_thin(width, height) && !is_thin(height, width);
}

bool is_rewound(const FigureInput& input)
{
    const std::int64_t parted = is_shared(input) ? spawn_step(input) : 0;
    if (is_toy(input) || input.ended || input.step <= parted || input.data.empty()
        || input.weights_step < 0 || has_mode_weights(input.weights, "origin/a"))
        return false;
    // Live copies have no velocities to go on with.
    const bool is_checkpoint =
        input.weights_step == 0 || has_mode_weights(input.weights, "velocity_b");
    return is_checkpoint && has_mode_weights(input.weights, "a")
        && has_mode_weights(input.weights, "b")
        && std::none_of(input.changes.begin(), input.changes.end(), [&](const auto& change) {
               return change.first >= input.weights_step && change.first <= input.step;
           });
}

std::string moment_name(const Surface& surface)
{
    const std::string step = "tep " + std::to_string(surface.step);
    return surface.rewound ? "S" + step + ", trained again from its checkpoint."
                           : "Live, s" + step + ".";
}

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

} // namespace etalon::mode_connectivity_drawings
