// What outputs look for: rows of F as images.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr auto bar_label = "weight in F";
constexpr Ink place_ink{Hue::theory};

/// Rows of F as images right of the first column, in two lines of one scale.
void add_rows(Drawing& drawing, const Look& look, const std::vector<std::vector<double>>& rows,
              const std::vector<std::string>& titles, ColourScale scale)
{
    const ScopeShape in = look.in();
    const std::size_t columns = (rows.size() + 1) / 2;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool is_last = i % columns == columns - 1 || i + 1 == rows.size();
        Panel panel = image_panel(
            titles[i], image_map(rows[i], in.height, in.width, scale, is_last ? bar_label : ""));
        place(panel, i / columns, 1 + i % columns);
        drawing.panels.push_back(std::move(panel));
    }
}

Drawing class_rows(const FigureInput& input, const Look& look)
{
    const ScopeShape in = look.in();
    const auto picture = grey(look.shown, in);
    Drawing drawing;
    drawing.panels.push_back(
        image_panel("input", image_map(picture, in.height, in.width, sequential_scale({picture}))));
    std::vector<std::vector<double>> rows;
    std::vector<std::string> titles;
    const auto classes = shown_classes(look);
    const ScopeMatrix found = look.rows(classes);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        rows.push_back(channel_sum({found.data() + i * in.size(), in.size()}, in));
        titles.push_back(class_name(input, classes[i]));
    }
    add_rows(drawing, look, rows, titles, diverging_scale(rows));
    place(drawing.panels.front(), 0, 0, rows.size() > 1 ? 2 : 1);
    return drawing;
}

/// Two lines of three places, spread over the output.
std::vector<Pixel> spread_places(const ScopeShape& out)
{
    std::vector<Pixel> places;
    for (const std::size_t row : {1u, 2u})
        for (const std::size_t column : {1u, 2u, 3u})
            places.push_back({row * out.height / 3, column * out.width / 4});
    return places;
}

Panel output_places(const Look& look, Pixel at, const std::vector<Pixel>& places)
{
    const ScopeShape out = look.out();
    const auto picture = grey(look.output, out);
    Panel panel = image_panel(
        "output", image_map(picture, out.height, out.width, sequential_scale({picture})));
    for (const Pixel& one : places)
        panel.marks.emplace_back(pixel_frame(one.row, one.column, out.height, 1, place_ink,
                                             pixel_name(one.row, one.column)));
    panel.marks.emplace_back(cross_hair(at.row, at.column, out.height, out.width, pointed_ink));
    panel.handles.push_back(pixel_handle(at.row, at.column, out.height, out.width, output_x_key,
                                         output_y_key, Grip::hovered, "output pixel", pointed_ink));
    return panel;
}

Drawing pixel_rows(const FigureInput& input, const Look& look)
{
    const ScopeShape in = look.in(), out = look.out();
    const Pixel at = pointed(input, look).out;
    const auto places = spread_places(out);
    const auto row_of = [&](const Pixel& one) {
        return channel_sum(look.row(one.row, one.column), in);
    };
    // Where the row would stand if it only copied its own pixel.
    const auto own_pixel = [&](const Pixel& one, Ink ink) {
        return pixel_frame(one.row * in.height / out.height, one.column * in.width / out.width,
                           in.height, 1, ink, "its own pixel");
    };
    std::vector<std::vector<double>> rows;
    std::vector<std::string> titles;
    for (const Pixel& one : places) {
        rows.push_back(row_of(one));
        titles.push_back(pixel_name(one.row, one.column));
    }
    auto all = rows;
    all.push_back(row_of(at));
    const auto scale = diverging_scale(all);

    Drawing drawing;
    drawing.panels.push_back(output_places(look, at, places));
    add_rows(drawing, look, rows, titles, scale);
    for (std::size_t i = 0; i < places.size(); ++i)
        drawing.panels[i + 1].marks.emplace_back(own_pixel(places[i], place_ink));
    Panel here = image_panel(pixel_name(at.row, at.column),
                             image_map(all.back(), in.height, in.width, scale));
    here.title_ink = pointed_ink;
    here.marks.emplace_back(own_pixel(at, pointed_ink));
    place(here, 1, 0);
    drawing.panels.push_back(std::move(here));
    return drawing;
}

} // namespace

std::vector<Option> scope_rows_options(const Values& values)
{
    return pointing_options(values);
}

Drawing draw_scope_rows(const FigureInput& input, const Look* seen)
{
    if (!seen)
        return {.empty = nothing_to_look_at(input)};
    Drawing drawing = seen->is_vector() ? class_rows(input, *seen) : pixel_rows(input, *seen);
    drawing.note = weights_note(input);
    return drawing;
}

} // namespace etalon
