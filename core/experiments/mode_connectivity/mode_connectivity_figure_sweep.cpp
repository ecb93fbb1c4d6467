// The final barrier over the spawning step or the size of the network, for several seeds.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr double least_shown = 1e-4; // nats; smaller barriers stand on the floor of a log axis

/// One value of the swept parameter with what its seeds gave.
struct Place {
    Value value{};
    std::vector<double> raw{}, aligned{};
    std::vector<std::uint64_t> raw_seeds{}, aligned_seeds{};
};

/// In the order of the sweep, those too whose runs are still to come: so the axis is whole from the
/// beginning.
std::vector<Place> places(const FigureInput& input)
{
    std::vector<Place> result;
    for (const Value& value : mode_sweep(input.sweep_key).values)
        result.push_back({.value = value});
    for (const KeptRun& run : input.sweep) {
        const Value& value = run.parameters[input.sweep_key];
        auto found = std::find_if(result.begin(), result.end(),
                                  [&](const Place& place) { return place.value == value; });
        if (found == result.end())
            found = result.insert(result.end(), Place{.value = value});
        const auto add = [&](const char* name, std::vector<double>& to,
                             std::vector<std::uint64_t>& seeds) {
            if (const auto barrier = scalar(run.summary, name)) {
                to.push_back(*barrier);
                seeds.push_back(run.seed);
            }
        };
        add("barrier_train_loss", found->raw, found->raw_seeds);
        add("aligned_barrier_train_loss", found->aligned, found->aligned_seeds);
    }
    return result;
}

/// Dots, median and interquartile band of one kind of barrier.
class Family {
public:
    Family(const std::string& name, Ink ink, bool is_log)
        : is_log_(is_log)
    {
        band_.ink = faded(ink, 0.18);
        band_.label = name + ", middle half of the seeds";
        median_.ink = dots_.ink = floor_.ink = ink;
        median_.weight = Weight::bold;
        median_.label = median_.legend = dots_.label = floor_.label = name;
        dots_.ink.opacity = 0.65;
        dots_.size = 6;
        floor_.shape = Shape::triangle_down;
        floor_.size = 7;
    }

    void add(double x, const std::string& place, const std::vector<double>& values,
             const std::vector<std::uint64_t>& seeds)
    {
        if (values.empty())
            return;
        for (std::size_t i = 0; i < values.size(); ++i) {
            Points& points = is_log_ && values[i] <= least_shown ? floor_ : dots_;
            points.x.push_back(x);
            points.y.push_back(shown(values[i]));
            points.names.push_back(place + ", seed " + std::to_string(seeds[i]) + ": barrier "
                                   + rounded(values[i], 2));
        }
        median_.x.push_back(x);
        median_.y.push_back(shown(quantile(values, 0.5)));
        band_.x.push_back(x);
        band_.low.push_back(shown(quantile(values, 0.25)));
        band_.high.push_back(shown(quantile(values, 0.75)));
    }

    void draw(Panel& panel)
    {
        if (median_.x.empty())
            return;
        panel.marks.emplace_back(std::move(band_));
        panel.marks.emplace_back(std::move(median_));
        for (Points* points : {&dots_, &floor_})
            if (!points->x.empty())
                panel.marks.emplace_back(std::move(*points));
    }

private:
    bool is_log_;
    Band band_{};
    Curve median_{};
    Points dots_{}, floor_{};

    double shown(double value) const { return is_log_ ? std::max(value, least_shown) : value; }
};

} // namespace

SweepAxis mode_sweep(const std::string& key)
{
    const std::vector<std::int64_t> values = key == "spawn_step"
        ? std::vector<std::int64_t>{0, 25, 50, 100, 200, 400, 800, 1400}
        : key == "width"         ? std::vector<std::int64_t>{8, 16, 32, 64, 128, 256}
        : key == "hidden_layers" ? std::vector<std::int64_t>{1, 2, 3, 4}
                                 : std::vector<std::int64_t>{};
    return {key, {values.begin(), values.end()}};
}

Drawing draw_barrier_sweep(const FigureInput& input)
{
    if (input.sweep.empty())
        return {.empty = is_shared(input)
                    ? "Start the sweep: the final barrier of each value and seed appears here as "
                      "it is done."
                    : "Start the sweep: the final barrier of each value and seed appears here as "
                      "it is done. Two initialisations share no trunk: for spawning steps set "
                      "init_mode to shared."};
    const Parameter& swept = mode_connectivity_schema().schema().at(input.sweep_key);
    const bool is_log = chosen_scale(input) == Scale::logarithmic;
    // Values stand at even distances: each is about twice the one before, and 0 has a place.
    const auto found = places(input);
    double largest = 1;
    for (const Place& place : found)
        for (const auto* values : {&place.raw, &place.aligned})
            for (const double value : *values)
                largest = std::max(largest, value);
    auto panel = empty_panel({.label = swept.label,
                              .low = -0.4,
                              .high = std::max(1.0, static_cast<double>(found.size()) - 0.6)},
                             {.label = "Barrier, training loss",
                              .unit = "nats",
                              .scale = chosen_scale(input),
                              .low = is_log ? 0.7 * least_shown : 0,
                              .include = {0.5}});
    if (is_log) // an automatic one grows by whole decades
        panel.y.high = step_above(largest);
    Family raw("raw", raw_ink, is_log), aligned("after renaming", aligned_ink, is_log);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double x = static_cast<double>(i);
        const std::string value = to_text(found[i].value);
        panel.x.ticks.push_back({x, value});
        const std::string place =
            swept.symbol.empty() ? swept.label + " " + value : swept.symbol + " = " + value;
        raw.add(x, place, found[i].raw, found[i].raw_seeds);
        aligned.add(x, place, found[i].aligned, found[i].aligned_seeds);
    }
    if (shows_raw(input))
        raw.draw(panel);
    if (shows_aligned(input))
        aligned.draw(panel);
    if (panel.marks.empty())
        return {.empty = "None of the sweep's runs so far has a barrier: they ended before their "
                         "first sample."};
    return {.panels = {std::move(panel)},
            .note = is_log ? "Triangles: barriers below 10⁻⁴ nats." : ""};
}

} // namespace etalon::mode_connectivity_drawings
