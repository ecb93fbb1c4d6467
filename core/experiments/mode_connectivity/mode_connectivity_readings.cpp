// Status line and timeline of mode connectivity.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace etalon {
namespace {

using namespace mode_connectivity_drawings;

std::string height(double nats)
{
    return std::abs(nats) < 0.0005 ? "0" : rounded(nats, 2);
}

/// Whether A and B go different ways at the shown step.
bool has_parted(const FigureInput& input)
{
    return !is_shared(input) || input.step > spawn_step(input);
}

void add_barriers(std::vector<Reading>& readings, const FigureInput& input, double barrier)
{
    readings.push_back({"barrier " + height(barrier)});
    if (const auto aligned = aligned_barrier_now(input))
        readings.push_back({"renamed " + height(*aligned)});
    const auto rise = at_step(input, "midpoint_rise"), quintic = at_step(input, "midpoint_rise", 2);
    if (rise && quintic && has_parted(input))
        readings.push_back(
            {"rise at the middle " + height(*rise) + ", quintic " + height(*quintic)});
}

/// On which side of the toy's diagonal a branch is.
void add_sides(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto position = input.at_step("position");
    if (position.size() != 4 || !has_parted(input))
        return;
    const bool one = (position[0] - position[1]) * (position[2] - position[3]) > 0;
    readings.push_back({one ? "one side of the ridge" : "two sides of the ridge",
                        one ? Level::good : Level::caution});
}

/// Sealed: the end of the run was decided before the branches parted.
void add_verdict(std::vector<Reading>& readings, const FigureInput& input, double barrier)
{
    if (!has_parted(input)) {
        readings.push_back({"one run until step " + std::to_string(spawn_step(input)), Level::plain,
                            "spawn_step"});
        return;
    }
    const bool connected = barrier <= connected_below;
    if (!input.ended || input.step < input.steps) {
        readings.push_back({connected ? "no ridge between them" : "a ridge between them",
                            connected ? Level::good : Level::caution});
        return;
    }
    if (!is_shared(input))
        readings.push_back(
            {connected ? "connected" : "not connected", connected ? Level::good : Level::caution});
    else
        readings.push_back({connected ? "sealed at step " + std::to_string(spawn_step(input))
                                      : "not sealed at step " + std::to_string(spawn_step(input)),
                            connected ? Level::good : Level::caution, "spawn_step"});
}

/// First sample after `from` in which the value of entry 0 satisfies `holds`.
template <class Holds>
std::optional<std::int64_t> first_step(const Series& series, std::int64_t from, Holds&& holds)
{
    for (std::size_t i = 0; i < series.size(); ++i)
        if (series.steps()[i] >= from && holds(series.sample(i)[0]))
            return series.steps()[i];
    return {};
}

/// The sample from which on the barrier stays low, if it was high before.
std::optional<std::int64_t> gone_for_good(const Series& barrier, std::int64_t from)
{
    std::optional<std::size_t> last_high;
    for (std::size_t i = 0; i < barrier.size(); ++i)
        if (barrier.steps()[i] >= from && barrier.sample(i)[0] > connected_below)
            last_high = i;
    if (!last_high || *last_high + 1 >= barrier.size())
        return {};
    return barrier.steps()[*last_high + 1];
}

} // namespace

std::vector<Reading> mode_connectivity_readings(const FigureInput& input)
{
    std::vector<Reading> readings;
    const auto barrier = barrier_now(input);
    if (!barrier)
        return readings;
    add_barriers(readings, input, *barrier);
    if (is_toy(input))
        add_sides(readings, input);
    add_verdict(readings, input, *barrier);
    return readings;
}

std::vector<Event> mode_connectivity_events(const FigureInput& input)
{
    std::vector<Event> events;
    const Series* barrier = recorded(input, "barrier");
    if (!barrier)
        return events;
    const std::int64_t k = spawn_step(input), newest = barrier->steps().back();
    if (is_shared(input) && k > 0 && k <= newest)
        events.push_back({static_cast<double>(k), "A and B part", trunk_ink, {}});
    if (const Series* curvature = recorded(input, "ridge_curvature"))
        if (const auto step = first_step(*curvature, 0, [](double value) { return value < 0; }))
            events.push_back({static_cast<double>(*step), "ridge begins", {Hue::warning}, {}});
    if (const auto step =
            first_step(*barrier, k, [](double value) { return value > connected_below; }))
        events.push_back({static_cast<double>(*step), "barrier rises", raw_ink, {}});
    if (const auto step = gone_for_good(*barrier, k); step && input.ended)
        events.push_back({static_cast<double>(*step), "barrier gone", aligned_ink, {}});
    return events;
}

} // namespace etalon
