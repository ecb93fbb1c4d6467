// What the kernels and each mode's map look like in pixels, beside the mode itself.
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::linear_cnn_figures_detail {
namespace {

constexpr std::size_t most_kernels = 8, most_modes = 8;

/// Mode image, CNN map and companion map of one mode; maps are empty where the run has none.
struct Maps {
    std::span<const double> data, network, companion;
};

Maps maps_of(const FigureInput& input, std::size_t mode, std::size_t pixels)
{
    return {part(sample_or_data(input, "mode_images"), mode, pixels),
            part(input.at_step("maps"), mode, pixels),
            part(input.at_step("maps_fully_connected"), mode, pixels)};
}

Panel map_curves(const FigureInput& input, const ModeTable& table, std::size_t mode)
{
    const auto [data, network, companion] = maps_of(input, mode, table.grid.pixels());
    auto panel = signal_panel(mode_name(mode), mode_ink(mode), mode_item(mode), table.grid.width());
    const auto add = [&](std::span<const double> values, Ink ink, Line line, Weight weight,
                         const std::string& name) {
        if (values.empty())
            return;
        auto curve = signal(values, Length::unit, ink, mode_name(mode) + ", " + name);
        curve.line = line;
        curve.weight = weight;
        curve.item = mode_item(mode);
        curve.legend = mode == 0 ? name : "";
        panel.marks.emplace_back(std::move(curve));
    };
    add(data, {Hue::data}, Line::solid, Weight::bold, "data");
    add(companion, {Hue::neutral}, Line::dashed, Weight::thin, "fully connected");
    add(network, mode_ink(mode), Line::solid, Weight::normal, network_name(input));
    return panel;
}

/// Kernels in the left columns, modes in the right ones; rows are split so that both fill the height.
struct TwoBlocks {
    std::size_t kernel_columns, kernel_rows, mode_groups, mode_rows;
};

TwoBlocks blocks(std::size_t kernels, std::size_t modes)
{
    const std::size_t kernel_columns = kernels > 4 ? 2 : 1;
    const std::size_t mode_groups = modes > 4 ? 2 : 1;
    return {kernel_columns, (kernels + kernel_columns - 1) / kernel_columns, mode_groups,
            (modes + mode_groups - 1) / mode_groups};
}

} // namespace

Drawing draw_kernels_and_maps(const FigureInput& input)
{
    const auto table = mode_table(input);
    const auto values = input.at_step("kernels");
    if (!table || values.empty())
        return {.empty = "Kernels, maps and modes appear with the first sample."};
    const auto& grid = table->grid;
    const std::size_t all_kernels = values.size() / grid.pixels();
    const std::size_t kernels = std::min(all_kernels, most_kernels),
                      modes = std::min(table->size(), most_modes);
    const auto layout = blocks(kernels, modes);

    Drawing drawing{.note = shown_of(kernels, all_kernels, "kernels")};
    for (std::size_t kernel = 0; kernel < kernels; ++kernel) {
        const std::size_t row = kernel % layout.kernel_rows;
        const std::string name = "kernel " + std::to_string(kernel + 1);
        const Item item{"kernel", static_cast<std::int64_t>(kernel) + 1};
        const auto pixels = part(values, kernel, grid.pixels());
        auto panel = picture(grid, pixels, name,
                             table->is_image() ? Ink{Hue::neutral} : Ink{Hue::accent}, item);
        place(panel, row * layout.mode_rows, kernel / layout.kernel_rows, layout.mode_rows);
        drawing.panels.push_back(std::move(panel));
    }
    const std::size_t images = table->is_image() ? 3 : 1;
    for (std::size_t mode = 0; mode < modes; ++mode) {
        const std::size_t row = mode % layout.mode_rows;
        const std::size_t column = layout.kernel_columns + images * (mode / layout.mode_rows);
        if (!table->is_image()) {
            auto panel = map_curves(input, *table, mode);
            place(panel, row * layout.kernel_rows, column, layout.kernel_rows);
            drawing.panels.push_back(std::move(panel));
            continue;
        }
        const auto [data, network, companion] = maps_of(input, mode, grid.pixels());
        const std::pair<std::span<const double>, std::string> parts[] = {
            {data, mode_name(mode)}, {network, network_name(input)}, {companion, "FC"}};
        for (std::size_t i = 0; i < 3; ++i) {
            if (parts[i].first.empty())
                continue;
            auto panel = image_panel(parts[i].first, grid.height(), grid.width(), parts[i].second,
                                     mode_ink(mode), mode_item(mode));
            place(panel, row * layout.kernel_rows, column + i, layout.kernel_rows);
            drawing.panels.push_back(std::move(panel));
        }
    }
    if (!table->is_image())
        drawing.column_stretch =
            layout.kernel_columns == 1 ? std::vector<double>{1, 1.6} : std::vector<double>{1, 1, 2};
    if (!table->is_image() && layout.mode_groups == 2)
        drawing.column_stretch.push_back(drawing.column_stretch.back());
    return drawing;
}

} // namespace etalon::linear_cnn_figures_detail
