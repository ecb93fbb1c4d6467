// How much of the output is bias rather than pixels: over the steps, and for each output.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

Panel share_of_outputs(const FigureInput& input, const Look& look)
{
    const auto shares = bias_shares(look.linear(), look.bias());
    const ScopeShape out = look.out();
    const std::string title = look.is_vector() ? "each class" : "each output";
    if (!look.is_vector()) {
        const double largest =
            std::clamp(*std::max_element(shares.begin(), shares.end()), 0.01, 1.0);
        Panel panel =
            image_panel(title,
                        image_map(grey(shares, out), out.height, out.width,
                                  {ColourMap::sequential, 0, step_above(largest)}, "bias share"));
        return panel;
    }
    const auto classes = shown_classes(look);
    Panel panel = class_panel(title, input, classes, "Bias share");
    panel.y.low = 0;
    panel.y.include = {0.1};
    Bars bars = class_bars(classes, shares, image_ink(look.image), "bias share");
    panel.marks.emplace_back(std::move(bars));
    return panel;
}

} // namespace

std::vector<Option> scope_look_options(const Values& values)
{
    return look_options(values);
}

Drawing draw_scope_bias_share(const FigureInput& input, const Look* seen)
{
    if (!recorded(input, "scope_bias_share"))
        return {.empty = "The bias shares appear with the first sample."};
    Panel steps = empty_panel(step_axis(input), {.label = "Bias share", .low = 0, .include = {0.1}},
                              "all outputs together");
    add_image_traces(steps, input, "scope_bias_share");
    Drawing drawing{.panels = {std::move(steps)}, .column_stretch = {1.4, 1}};
    if (seen) {
        Panel outputs = share_of_outputs(input, *seen);
        place(outputs, 0, 1);
        drawing.panels.push_back(std::move(outputs));
    } else {
        drawing.column_stretch = {1};
    }
    if (!is_imported(input) && !settings_of(input).use_bias)
        drawing.note = settings_of(input).activation == "sigmoid"
            ? "No biases: what is left is the constant half of each sigmoid."
            : "No biases: b is exactly 0, the output is F x.";
    return drawing;
}

} // namespace etalon
