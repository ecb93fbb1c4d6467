// The average kernel of a network whose outputs are as large as its inputs: its peak is the
// displacement, copy-move read off the matrix.
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/experiments/linear_scope/linear_scope_study.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr std::int64_t reach = stencil_reach;
constexpr std::size_t side = 2 * reach + 1;

struct Peak {
    std::size_t row = 0, column = 0;
    double value = 0;
    std::int64_t dx() const { return static_cast<std::int64_t>(column) - reach; }
    std::int64_t dy() const { return static_cast<std::int64_t>(row) - reach; }
};

/// The largest magnitude, the first at a tie.
Peak peak_of(const std::vector<double>& stencil)
{
    const auto place = static_cast<std::size_t>(
        std::max_element(stencil.begin(), stencil.end(),
                         [](double a, double b) { return std::abs(a) < std::abs(b); })
        - stencil.begin());
    return {place / side, place % side, stencil[place]};
}

/// Ticks at displacements; on the vertical axis down is positive, as in images.
std::vector<Tick> displacement_ticks(double sign)
{
    std::vector<Tick> ticks;
    for (int d = -6; d <= 6; d += 3)
        ticks.push_back({sign * d, signed_text(std::to_string(d))});
    return ticks;
}

Panel stencil_panel(const std::vector<double>& stencil, const Peak& peak)
{
    HeatMap map = image_map(stencil, side, side, diverging_scale({stencil}), "weight in F");
    map.left = map.bottom = -static_cast<double>(reach) - 0.5;
    map.right = map.top = static_cast<double>(reach) + 0.5;
    map.rings = {{side - 1 - peak.row, peak.column}};
    Panel panel = image_panel("peak " + rounded(peak.value, 2) + " at "
                                  + signed_text(std::to_string(peak.dx())) + " right, "
                                  + signed_text(std::to_string(peak.dy())) + " down",
                              std::move(map));
    panel.brief = "stencil";
    panel.x = {.label = "Displacement right",
               .unit = "px",
               .low = -reach - 0.5,
               .high = reach + 0.5,
               .ticks = displacement_ticks(1)};
    panel.y = {.label = "Displacement down",
               .unit = "px",
               .low = -reach - 0.5,
               .high = reach + 0.5,
               .ticks = displacement_ticks(-1)};
    return panel;
}

Panel cut_panel(const FigureInput& input, const std::vector<double>& stencil, const Peak& peak)
{
    Panel panel = empty_panel({.label = "Displacement right",
                               .unit = "px",
                               .low = -reach - 0.5,
                               .high = reach + 0.5,
                               .ticks = displacement_ticks(1)},
                              {.label = "Weight in F", .include = {0}}, "cut through the peak");
    const auto settings = settings_of(input);
    if (!is_imported(input) && (settings.task == "shift" || settings.task == "denoise"))
        panel.marks.emplace_back(
            Rule{.at = settings.task == "shift" ? static_cast<double>(settings.shift) : 0.0,
                 .ink = {Hue::theory},
                 .line = Line::dashed,
                 .label = settings.task == "shift" ? "what is asked for" : "in place"});
    panel.marks.emplace_back(Rule{.direction = Direction::horizontal, .at = 0});
    Bars bars{.width = 0.7, .ink = {Hue::sequence, 0}, .label = "weight"};
    for (std::size_t i = 0; i < side; ++i) {
        bars.x.push_back(static_cast<double>(i) - static_cast<double>(reach));
        bars.heights.push_back(stencil[peak.row * side + i]);
    }
    panel.marks.emplace_back(std::move(bars));
    return panel;
}

/// The peak of the mean over all images, known at the end.
std::string summary_note(const FigureInput& input)
{
    const auto x = scalar(input, "stencil_peak_x"), y = scalar(input, "stencil_peak_y"),
               value = scalar(input, "stencil_peak_value");
    if (!x || !y || !value)
        return {};
    return "Mean over all images under the scope at the end: peak " + rounded(*value, 2) + " at "
        + signed_text(rounded(*x)) + " right, " + signed_text(rounded(*y)) + " down.";
}

} // namespace

Drawing draw_scope_stencil(const FigureInput& input)
{
    const auto seen = look_at_shapes(input);
    if (!seen)
        return {.empty = nothing_to_look_at(input)};
    if (!has_kernels(seen->in(), seen->out()) || seen->in().height != seen->out().height)
        return {.empty = "A stencil is read off networks whose outputs are as large as their "
                         "inputs: choose the task shift, denoise or fill."};
    const Tensor* tensor = input.studied("average_kernel");
    const auto* stencil = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
    if (!stencil || stencil->size() != side * side)
        return {.empty = "The mean along the diagonals of F is being made."};
    const Peak peak = peak_of(*stencil);
    Panel cut = cut_panel(input, *stencil, peak);
    place(cut, 0, 1);
    return {.panels = {stencil_panel(*stencil, peak), std::move(cut)},
            .column_stretch = {1.2, 1},
            .note = weights_note(input) + summary_note(input)};
}

} // namespace etalon
