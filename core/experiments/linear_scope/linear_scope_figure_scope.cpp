// The scope itself: the input with a cross-hair, the output, where the pointed pixel goes and what
// the pointed output looks for; painted on with decisions held, where network and replay part.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/experiments/linear_scope/linear_scope_painting.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

// ---- Painting -----------------------------------------------------------------------------------

/// What white and black are worth: 1 and 0 where the data say so, else the image's own extremes.
std::pair<double, double> paint_values(const FigureInput& input, const Look& look)
{
    if (!is_imported(input)) {
        const double zero = is_classifier(input) ? settings_of(input).input_offset : 0;
        return {zero, zero + 1};
    }
    const auto [least, largest] = std::minmax_element(look.clean.begin(), look.clean.end());
    return {*least, *largest};
}

Brush brush(const FigureInput& input, const Look& look)
{
    const auto [black, white] = paint_values(input, look);
    const std::string pointer = chosen(input, pointer_key, "point");
    PaintBrush paint{.image = look.image, .rows = look.in().height, .columns = look.in().width};
    paint.radius = std::max(0.75, static_cast<double>(look.in().width) / 20);
    if (pointer == "white")
        paint.value = white;
    else if (pointer == "black")
        paint.value = black;
    return {.option = painted_key,
            .label = "the input image",
            .stroke = [paint](const std::string& text, double x0, double y0, double x1, double y1) {
                return paint_stroke(text, paint, x0, y0, x1, y1);
            }};
}

// ---- Panels -------------------------------------------------------------------------------------

Panel input_panel(const FigureInput& input, const Look& look, const Pointed& at, ColourScale scale)
{
    const ScopeShape in = look.in();
    Panel panel = image_panel(look.painted > 0 ? "input, painted" : "input",
                              image_map(grey(look.shown, in), in.height, in.width, scale,
                                        look.is_vector() ? "pixel value" : ""));
    panel.brief = "input";
    panel.marks.emplace_back(cross_hair(at.in.row, at.in.column, in.height, in.width, pointed_ink));
    if (chosen(input, pointer_key, "point") == "point")
        panel.handles.push_back(pixel_handle(at.in.row, at.in.column, in.height, in.width,
                                             pixel_x_key, pixel_y_key, Grip::hovered, "input pixel",
                                             pointed_ink));
    else
        panel.brush = brush(input, look);
    return panel;
}

Panel output_panel(const Look& look, const Pointed& at, ColourScale scale)
{
    const ScopeShape out = look.out();
    Panel panel = image_panel(look.held ? "network" : "output",
                              image_map(grey(look.output, out), out.height, out.width, scale,
                                        look.held ? "" : "pixel value"));
    panel.marks.emplace_back(
        cross_hair(at.out.row, at.out.column, out.height, out.width, pointed_ink));
    panel.handles.push_back(pixel_handle(at.out.row, at.out.column, out.height, out.width,
                                         output_x_key, output_y_key, Grip::hovered, "output pixel",
                                         pointed_ink));
    return panel;
}

Panel score_panel(const FigureInput& input, const Look& look, const Pointed& at)
{
    const auto classes = shown_classes(look);
    Panel panel = class_panel(look.held ? "network and replay" : "output", input, classes, "Score");
    Bars bars = class_bars(classes, look.output, {Hue::data}, "score");
    const auto place = static_cast<double>(
        std::lower_bound(classes.begin(), classes.end(), at.out.column) - classes.begin());
    for (const std::size_t entry : classes)
        bars.inks.push_back(entry == at.out.column ? pointed_ink : Ink{Hue::data});
    if (look.held)
        bars.legend = "network";
    panel.marks.emplace_back(std::move(bars));
    if (look.held) {
        Bars replay = class_bars(classes, look.replay(), {Hue::theory}, "F x + b, decisions held");
        replay.fill = Fill::outlined;
        replay.legend = "F x + b, decisions held";
        panel.marks.emplace_back(std::move(replay));
    }
    panel.handles.push_back(
        {.x = std::min(place, static_cast<double>(classes.size() - 1)),
         .y = 0,
         .across = {.option = output_x_key,
                    .low = 0,
                    .high = static_cast<double>(classes.size() - 1),
                    .value =
                        [classes](double x) {
                            const auto i = static_cast<std::size_t>(std::max(0.0, std::round(x)));
                            return static_cast<double>(classes[std::min(i, classes.size() - 1)]);
                        }},
         .ink = pointed_ink,
         .label = "class",
         .grip = Grip::hovered});
    return panel;
}

Panel column_panel(const FigureInput& input, const Look& look, const Pointed& at,
                   const std::vector<double>& column, ColourScale scale)
{
    const ScopeShape out = look.out();
    const std::string title = "column " + pixel_name(at.in.row, at.in.column);
    if (look.is_vector()) {
        const auto classes = shown_classes(look);
        Panel panel = class_panel(title, input, classes, "Change of score");
        panel.brief = "column";
        panel.marks.emplace_back(class_bars(classes, column, pointed_ink, "per unit of the pixel"));
        return panel;
    }
    Panel panel = image_panel(title, image_map(column, out.height, out.width, scale));
    panel.brief = "column";
    const std::size_t size = out.height / look.in().height;
    if (size >= 1)
        panel.marks.emplace_back(pixel_frame(at.in.row * size, at.in.column * size, out.height,
                                             size, pointed_ink, "the pointed input pixel"));
    return panel;
}

Panel row_panel(const FigureInput& input, const Look& look, const Pointed& at,
                const std::vector<double>& row, ColourScale scale)
{
    const ScopeShape in = look.in(), out = look.out();
    const std::string place =
        look.is_vector() ? class_name(input, at.out.column) : pixel_name(at.out.row, at.out.column);
    Panel panel = image_panel((look.is_vector() ? "row of " : "row ") + place,
                              image_map(row, in.height, in.width, scale, "weight in F"));
    panel.brief = "row";
    if (!look.is_vector())
        panel.marks.emplace_back(pixel_frame(at.out.row * in.height / out.height,
                                             at.out.column * in.width / out.width, in.height, 1,
                                             pointed_ink, "below the pointed output pixel"));
    return panel;
}

/// Where the network and its replay with held decisions part.
void add_replay(Drawing& drawing, const Look& look, ColourScale scale)
{
    const ScopeShape out = look.out();
    const auto replay = look.replay();
    Panel replayed =
        image_panel("F x + b, decisions held",
                    image_map(grey(replay, out), out.height, out.width, scale, "pixel value"));
    replayed.brief = "F x + b";
    place(replayed, 0, 2);
    auto difference = look.output;
    for (std::size_t i = 0; i < difference.size(); ++i)
        difference[i] -= replay[i];
    const auto shown = grey(difference, out);
    Panel parted = image_panel(
        "network − replay",
        image_map(shown, out.height, out.width, diverging_scale({shown}), "difference"));
    parted.brief = "difference";
    place(parted, 1, 2);
    drawing.panels.push_back(std::move(replayed));
    drawing.panels.push_back(std::move(parted));
}

/// What painting has done, in words.
std::string painting_note(const Look& look)
{
    if (look.painted == 0)
        return {};
    std::string note =
        std::to_string(look.painted) + (look.painted == 1 ? " pixel" : " pixels") + " painted";
    const auto share = look.flips();
    if (share)
        note += ", which flips " + rounded(100 * *share, 2) + "\u00a0% of the decisions";
    if (!look.held)
        return note + "; F and b follow.";
    double gap = 0;
    const auto replay = look.replay();
    for (std::size_t i = 0; i < replay.size(); ++i)
        gap = std::max(gap, std::abs(look.output[i] - replay[i]));
    return note + ". With the decisions held, F x + b misses the network by up to "
        + rounded(gap, 2) + ".";
}

/// Below the input and the output what is read off them: the input pixel's column, the output's row.
/// The row of a score has the input's shape and stands below it, the column beside the scores.
void arrange(Drawing& drawing, const Look& look)
{
    auto& panels = drawing.panels; // input, output, column, row
    const std::size_t below_input = look.is_vector() ? 3 : 2, below_output = 5 - below_input;
    place(panels[0], 0, 0);
    place(panels[1], 0, 1);
    place(panels[below_input], 1, 0);
    place(panels[below_output], 1, 1);
}

} // namespace

std::vector<Option> scope_scope_options(const Values& values)
{
    auto options = pointing_options(values);
    options.front().in_sight = true; // the image
    options.push_back(
        {.key = pointer_key, .label = "Pointer", .choices = {"point", "white", "black", "erase"}});
    return options;
}

Drawing draw_scope_scope(const FigureInput& input, const Look* seen)
{
    if (!seen)
        return {.empty = nothing_to_look_at(input)};
    const Pointed at = pointed(input, *seen);
    const ScopeShape in = seen->in(), out = seen->out();
    const auto shown = grey(seen->shown, in);
    // Images in and out of one kind have one scale; scores and pixels have none in common.
    const auto pixels = seen->is_vector() ? sequential_scale({shown})
                                          : sequential_scale({shown, grey(seen->output, out)});
    auto column = seen->column(at.in.row, at.in.column);
    if (!seen->is_vector())
        column = grey(column, out);
    const auto row = channel_sum(seen->row(at.out.row, at.out.column), in);
    const auto filters =
        steady(seen->is_vector() ? diverging_scale({row}) : diverging_scale({row, column}));

    Drawing drawing{.note = weights_note(input) + painting_note(*seen)};
    drawing.panels.push_back(input_panel(input, *seen, at, pixels));
    drawing.panels.push_back(seen->is_vector() ? score_panel(input, *seen, at)
                                               : output_panel(*seen, at, pixels));
    drawing.panels.push_back(column_panel(input, *seen, at, column, filters));
    drawing.panels.push_back(row_panel(input, *seen, at, row, filters));
    arrange(drawing, *seen);
    if (seen->held && !seen->is_vector())
        add_replay(drawing, *seen, pixels);
    return drawing;
}

} // namespace etalon
