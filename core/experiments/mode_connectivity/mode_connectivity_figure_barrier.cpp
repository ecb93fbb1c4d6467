// The barrier as it forms over the steps, and the step at which the two runs part, to be dragged.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

/// Which of the four barriers is shown.
struct Measure {
    std::string choice{};
    std::size_t entry = 0;
    double factor = 1;
    std::string unit{};
    double log_low = 0; // below this a logarithmic axis has rounding only
    double include = 0; // the axis reaches at least this far
};

constexpr double least_loss_barrier = 1e-4, least_error_barrier = 1e-2;

const Measure& measure(const FigureInput& input)
{
    static const std::array<Measure, 4> all{{
        {"training loss", 0, 1, "nats", least_loss_barrier, 0.1},
        {"training error", 1, 100, "%", least_error_barrier, 10},
        {"test loss", 2, 1, "nats", least_loss_barrier, 0.1},
        {"test error", 3, 100, "%", least_error_barrier, 10},
    }};
    const std::string chosen = is_toy(input) ? "training loss" : input.text("measure");
    return *std::find_if(all.begin(), all.end(),
                         [&](const Measure& each) { return each.choice == chosen; });
}

void add_barrier(Panel& panel, const FigureInput& input, const std::string& channel,
                 const Measure& measure, Ink ink, const std::string& name)
{
    if (!recorded(input, channel))
        return;
    panel.marks.emplace_back(Traces{
        .channel = *input.find(channel),
        .traces = {{.entry = measure.entry, .factor = measure.factor, .ink = ink, .label = name}},
        .weight = Weight::bold,
        .legend = name});
}

/// The moment at which the runs part, and the grip on it.
void add_spawning(Panel& panel, const FigureInput& input, double grip)
{
    const auto k = spawn_step(input);
    const double at = static_cast<double>(k), last = *panel.x.high;
    panel.marks.emplace_back(Rule{.at = at,
                                  .ink = trunk_ink,
                                  .line = Line::dashed,
                                  .label = "k = " + std::to_string(k) + ": A and B part",
                                  .brief = "k = " + std::to_string(k)});
    panel.handles.push_back({.x = at,
                             .y = grip,
                             .across = {.key = "spawn_step", .low = 0, .high = last},
                             .ink = trunk_ink,
                             .label = "spawning step k: where A and B part"});
}

} // namespace

Drawing draw_barrier_over_training(const FigureInput& input)
{
    const Series* barrier = recorded(input, "barrier");
    if (!barrier)
        return {.empty = "The barrier appears with the first sample."};
    const Measure& shown = measure(input);
    const bool is_log = chosen_scale(input) == Scale::logarithmic;
    auto panel = empty_panel(step_axis(input),
                             {.label = is_toy(input) ? "Barrier" : "Barrier, " + shown.choice,
                              .unit = is_toy(input) ? "1" : shown.unit,
                              .scale = chosen_scale(input),
                              .low = is_log ? shown.log_low : 0,
                              .include = {shown.include}});
    if (shows_raw(input))
        add_barrier(panel, input, "barrier", shown, raw_ink, "raw");
    if (shows_aligned(input))
        add_barrier(panel, input, "aligned_barrier", shown, aligned_ink,
                    "after renaming hidden neurons");
    if (is_shared(input))
        add_spawning(panel, input,
                     is_log ? std::sqrt(shown.log_low * shown.include) : 0.5 * shown.include);
    Drawing drawing{.panels = {std::move(panel)}};
    if (!is_shared(input))
        drawing.note = "Two initialisations from the first step: there is no trunk to branch from.";
    return drawing;
}

} // namespace etalon::mode_connectivity_drawings
