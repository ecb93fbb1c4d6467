// What outputs look for: rows of F as images.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr auto bar_label = "weight in F";
constexpr Ink cross_ink{Hue::accent}, place_ink{Hue::theory};

/// Images in a grid, the last of each line with the bar that is good for all.
void add_rows(Drawing& drawing, const Look& look, const std::vector<std::vector<double>>& rows,
              const std::vector<std::string>& titles, std::size_t columns)
{
    const ScopeShape in = look.in();
    const auto scale = diverging_scale(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t cell = i + 1; // the first one is taken by the image
        const bool is_last = cell % columns == columns - 1 || i + 1 == rows.size();
        Panel panel = image_panel(
            titles[i], image_map(rows[i], in.height, in.width, scale, is_last ? bar_label : ""));
        place(panel, cell / columns, cell % columns);
        drawing.panels.push_back(std::move(panel));
    }
}

Drawing class_rows(const FigureInput& input, const Look& look)
{
    const ScopeShape in = look.in();
    const auto picture = grey(look.shown, in);
    Drawing drawing;
    drawing.panels.push_back(image_panel(
        "input", image_map(picture, in.height, in.width, sequential_scale({picture}))));
    std::vector<std::vector<double>> rows;
    std::vector<std::string> titles;
    for (const std::size_t entry : shown_classes(look)) {
        rows.push_back(channel_sum(look.frozen.row(entry), in));
        titles.push_back(class_name(input, entry));
    }
    add_rows(drawing, look, rows, titles, rows.size() > 3 ? (rows.size() + 2) / 2 : 4);
    return drawing;
}

/// The pointed output pixel, then eight on a lattice of quarters without its middle.
std::vector<Pixel> output_places(const FigureInput& input, const Look& look)
{
    const ScopeShape out = look.out();
    std::vector<Pixel> places{pointed(input, look).out};
    for (const std::size_t row : {1u, 2u, 3u})
        for (const std::size_t column : {1u, 2u, 3u})
            if (row != 2 || column != 2)
                places.push_back({row * out.height / 4, column * out.width / 4});
    return places;
}

Drawing pixel_rows(const FigureInput& input, const Look& look)
{
    const ScopeShape in = look.in(), out = look.out();
    const auto places = output_places(input, look);
    const auto picture = grey(look.output, out);
    Panel output = image_panel("output",
                               image_map(picture, out.height, out.width,
                                         sequential_scale({picture})));
    for (std::size_t i = 1; i < places.size(); ++i)
        output.marks.emplace_back(pixel_frame(places[i].row, places[i].column, out.height, 1,
                                              place_ink,
                                              pixel_name(places[i].row, places[i].column)));
    output.marks.emplace_back(
        cross_hair(places[0].row, places[0].column, out.height, out.width, cross_ink));
    output.handles.push_back(pixel_handle(places[0].row, places[0].column, out.height, out.width,
                                          output_x_key, output_y_key, Grip::hovered,
                                          "output pixel", cross_ink));
    Drawing drawing;
    drawing.panels.push_back(std::move(output));
    std::vector<std::vector<double>> rows;
    std::vector<std::string> titles;
    for (const Pixel& at : places) {
        rows.push_back(channel_sum(look.row(at.row, at.column), in));
        titles.push_back(pixel_name(at.row, at.column));
    }
    add_rows(drawing, look, rows, titles, 5);
    drawing.panels[1].title_ink = cross_ink;
    // Where the row would stand if it only copied its own pixel.
    for (std::size_t i = 0; i < places.size(); ++i)
        drawing.panels[i + 1].marks.emplace_back(
            pixel_frame(places[i].row * in.height / out.height,
                        places[i].column * in.width / out.width, in.height, 1,
                        i == 0 ? cross_ink : place_ink, "its own pixel"));
    return drawing;
}

} // namespace

std::vector<Option> scope_rows_options(const Values& values)
{
    return pointing_options(values);
}

Drawing draw_scope_rows(const FigureInput& input)
{
    const auto seen = look(input);
    if (!seen)
        return {.empty = nothing_to_look_at()};
    Drawing drawing = seen->is_vector() ? class_rows(input, *seen) : pixel_rows(input, *seen);
    drawing.note = weights_note(input);
    return drawing;
}

} // namespace etalon
