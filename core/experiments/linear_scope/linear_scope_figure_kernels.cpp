// Where one input pixel goes: the kernels around a flat place, an edge and a texture, and the average
// kernel beside bicubic interpolation.
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/experiments/linear_scope/linear_scope_study.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr auto bar_label = "weight in F";
constexpr auto cut_key = "cut";

struct Place {
    const char *name, *x_key, *y_key;
    Ink ink;
};
constexpr std::array places{Place{"flat", "flat_x", "flat_y", {Hue::sequence, 0}},
                            Place{"edge", "edge_x", "edge_y", {Hue::sequence, 1}},
                            Place{"texture", "texture_x", "texture_y", {Hue::sequence, 2}}};
constexpr Ink average_ink{Hue::sequence, 3}, bicubic_ink{Hue::theory};

/// Least, most and median gradient energy, among pixels whose 5 × 5 neighbours are all in the image.
std::array<Pixel, 3> default_places(const Look& look)
{
    const ScopeShape in = look.in();
    const auto energy = gradient_energy(grey(look.clean, in), in);
    const std::size_t margin = std::min(in.height, in.width) > 4 ? 2 : 0;
    std::vector<std::size_t> order;
    for (std::size_t row = margin; row + margin < in.height; ++row)
        for (std::size_t column = margin; column + margin < in.width; ++column)
            order.push_back(row * in.width + column);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return energy[a] < energy[b]; });
    const auto pixel = [&](std::size_t rank) {
        return Pixel{order[rank] / in.width, order[rank] % in.width};
    };
    return {pixel(0), pixel(order.size() - 1), pixel(order.size() / 2)};
}

std::array<Pixel, 3> chosen_places(const FigureInput& input, const Look& look)
{
    auto found = default_places(look);
    for (std::size_t i = 0; i < places.size(); ++i)
        found[i] = {
            chosen_place(input, places[i].y_key, look.in().height).value_or(found[i].row),
            chosen_place(input, places[i].x_key, look.in().width).value_or(found[i].column)};
    return found;
}

/// The column of a pixel at the displacements of the window; not-a-number outside the output.
std::vector<double> kernel_around(const Look& look, Pixel at)
{
    const ScopeShape in = look.in(), out = look.out();
    const auto window = kernel_window(in, out);
    const auto image = grey(look.column(at.row, at.column), out);
    const auto scale = static_cast<std::int64_t>(out.height / in.height),
               height = static_cast<std::int64_t>(out.height),
               width = static_cast<std::int64_t>(out.width);
    std::vector<double> kernel;
    for (std::int64_t dy = window.low; dy <= window.high; ++dy)
        for (std::int64_t dx = window.low; dx <= window.high; ++dx) {
            const std::int64_t row = scale * static_cast<std::int64_t>(at.row) + dy,
                               column = scale * static_cast<std::int64_t>(at.column) + dx;
            const bool inside = row >= 0 && column >= 0 && row < height && column < width;
            kernel.push_back(inside ? image[static_cast<std::size_t>(row * width + column)]
                                    : std::numeric_limits<double>::quiet_NaN());
        }
    return kernel;
}

std::vector<double> studied_kernel(const FigureInput& input, const char* name, std::size_t side)
{
    const Tensor* tensor = input.studied(name);
    const auto* values = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
    return values && values->size() == side * side ? *values : std::vector<double>();
}

Panel places_panel(const Look& look, const std::array<Pixel, 3>& at)
{
    const ScopeShape in = look.in();
    const auto picture = grey(look.shown, in);
    Panel panel =
        image_panel("input", image_map(picture, in.height, in.width, sequential_scale({picture})));
    for (std::size_t i = 0; i < at.size(); ++i) {
        panel.marks.emplace_back(
            pixel_frame(at[i].row, at[i].column, in.height, 1, {Hue::theory}, places[i].name));
        panel.handles.push_back(pixel_handle(
            at[i].row, at[i].column, in.height, in.width, places[i].x_key, places[i].y_key,
            Grip::dragged, std::string(places[i].name) + " pixel", places[i].ink));
    }
    panel.marks.emplace_back(
        Points{.x = {centre_x(at[0].column), centre_x(at[1].column), centre_x(at[2].column)},
               .y = {centre_y(at[0].row, in.height), centre_y(at[1].row, in.height),
                     centre_y(at[2].row, in.height)},
               .size = 6,
               .inks = {places[0].ink, places[1].ink, places[2].ink},
               .label = "place",
               .names = {places[0].name, places[1].name, places[2].name}});
    return panel;
}

struct Kernel {
    std::string name{};
    Ink ink{};
    Line line = Line::solid;
    Weight weight = Weight::normal;
    std::vector<double> values{};
};

/// The kernels along one line through d = 0.
Panel profile_panel(const FigureInput& input, const std::vector<Kernel>& kernels,
                    KernelWindow window)
{
    const bool vertical = chosen(input, cut_key, "across") == "down";
    Panel panel = empty_panel({.label = vertical ? "Displacement down" : "Displacement right",
                               .unit = "px",
                               .low = static_cast<double>(window.low),
                               .high = static_cast<double>(window.high)},
                              {.label = "Weight in F", .include = {0}},
                              vertical ? "cut from top to bottom" : "cut from left to right");
    panel.brief = "cut";
    const std::size_t side = window.side();
    const auto middle = static_cast<std::size_t>(-window.low);
    for (const Kernel& kernel : kernels) {
        Curve curve{.ink = kernel.ink,
                    .line = kernel.line,
                    .weight = kernel.weight,
                    .label = kernel.name,
                    .legend = kernel.name};
        for (std::size_t i = 0; i < side; ++i) {
            curve.x.push_back(static_cast<double>(window.low) + static_cast<double>(i));
            curve.y.push_back(kernel.values[vertical ? i * side + middle : middle * side + i]);
        }
        panel.marks.emplace_back(std::move(curve));
    }
    panel.marks.emplace_back(Rule{.direction = Direction::horizontal, .at = 0});
    return panel;
}

} // namespace

std::vector<Option> scope_kernels_options(const Values& values)
{
    auto options = look_options(values);
    for (const Place& place : places) {
        options.push_back(handle_option(place.x_key, std::string(place.name) + " column"));
        options.push_back(handle_option(place.y_key, std::string(place.name) + " row"));
    }
    options.push_back({.key = cut_key, .label = "Cut", .choices = {"across", "down"}});
    return options;
}

Drawing draw_scope_kernels(const FigureInput& input, const Look* seen)
{
    if (!seen)
        return {.empty = nothing_to_look_at(input)};
    if (!has_kernels(seen->in(), seen->out()))
        return {.empty = "Kernels are columns that are images around their own pixel: choose the "
                         "task upscale, denoise, fill or shift. For scores, see rows and votes."};
    const auto window = kernel_window(seen->in(), seen->out());
    const std::size_t side = window.side();
    const auto at = chosen_places(input, *seen);
    std::vector<Kernel> kernels;
    for (std::size_t i = 0; i < places.size(); ++i)
        kernels.push_back({places[i].name, places[i].ink, Line::solid, Weight::thin,
                           kernel_around(*seen, at[i])});
    if (auto mean = studied_kernel(input, "average_kernel", side); !mean.empty())
        kernels.push_back({"average", average_ink, Line::solid, Weight::bold, std::move(mean)});
    if (auto bicubic = studied_kernel(input, "average_bicubic", side); !bicubic.empty())
        kernels.push_back(
            {"bicubic", bicubic_ink, Line::dashed, Weight::normal, std::move(bicubic)});

    std::vector<std::vector<double>> all;
    all.reserve(kernels.size());
    for (const Kernel& kernel : kernels)
        all.push_back(kernel.values);
    const auto scale = diverging_scale(all);
    Drawing drawing{.note = weights_note(input)};
    drawing.panels.push_back(places_panel(*seen, at));
    for (std::size_t i = 0; i < kernels.size(); ++i) {
        const std::size_t cell = i + 1;
        Panel panel =
            image_panel(kernels[i].name,
                        image_map(kernels[i].values, side, side, scale, i == 2 ? bar_label : ""));
        panel.title_ink = kernels[i].ink;
        panel.marks.emplace_back( // where the window leaves the image, it is empty
            image_frame(side, side, {Hue::neutral}, Weight::hairline, "window"));
        place(panel, cell / 4, cell % 4);
        drawing.panels.push_back(std::move(panel));
    }
    Panel profile = profile_panel(input, kernels, window);
    const std::size_t column = kernels.size() - 3; // the average and bicubic, where there are any
    place(profile, 1, column, 1, 4 - column);
    drawing.panels.push_back(std::move(profile));
    return drawing;
}

} // namespace etalon
