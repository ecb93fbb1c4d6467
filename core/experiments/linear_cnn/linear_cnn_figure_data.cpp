// The data's own structure: singular modes with class vectors, images and spectra.
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::linear_cnn_figures_detail {

namespace {

constexpr std::size_t most_modes = 8;

Panel strengths_panel(const ModeTable& table)
{
    Bars bars{.width = 0.6, .label = "singular value"};
    Panel panel{.title = "Strengths sₐ",
                .x = {.label = "Mode", .low = 0.4, .high = static_cast<double>(table.size()) + 0.6},
                .y = {.label = "sₐ", .include = {0}}};
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        bars.x.push_back(static_cast<double>(mode + 1));
        bars.heights.push_back(table.singular_values[mode]);
        bars.inks.push_back(mode_ink(mode));
        bars.items.push_back(mode_item(mode));
        panel.x.ticks.push_back({static_cast<double>(mode + 1), std::to_string(mode + 1)});
    }
    panel.marks.emplace_back(std::move(bars));
    return panel;
}

Panel class_vectors_panel(std::span<const double> vectors, std::size_t modes)
{
    const std::size_t classes = vectors.size() / modes;
    HeatMap map{.rows = modes,
                .columns = classes,
                .values = std::vector<double>(vectors.size()),
                .left = -0.5,
                .right = static_cast<double>(classes) - 0.5,
                .bottom = 0.5,
                .top = static_cast<double>(modes) + 0.5,
                .colours = ColourMap::diverging,
                .limits = {{-1, 1}},
                .label = "uₐ"};
    Panel panel{.title = "Class vectors uₐ",
                .x = {.label = "Class"},
                .y = {.label = "Mode", .low = 0.5, .high = static_cast<double>(modes) + 0.5}};
    for (std::size_t mode = 0; mode < modes; ++mode) { // mode 1 on top
        const std::size_t row = modes - 1 - mode;
        for (std::size_t label = 0; label < classes; ++label)
            map.values[row * classes + label] = vectors[label * modes + mode];
        panel.y.ticks.push_back({static_cast<double>(row + 1), std::to_string(mode + 1)});
    }
    for (std::size_t row = 0; row < modes; ++row)
        map.row_items.push_back(mode_item(modes - 1 - row));
    for (std::size_t label = 0; label < classes; ++label)
        panel.x.ticks.push_back({static_cast<double>(label), std::to_string(label)});
    panel.marks.emplace_back(std::move(map));
    return panel;
}

/// Each pattern of the cosines has a strongest frequency and then weaker ones, r times in amplitude:
/// raising the second bar of a spectrum towards the first sets r.
std::optional<Handle> second_frequency(const FigureInput& input, const ModeTable& table,
                                       std::size_t mode, const std::vector<double>& shares)
{
    if (to_text(input.parameters["dataset"]) != "cosines"
        || whole_number(input, "frequencies_per_class") < 2)
        return {};
    const std::size_t first = table.dominant_bins[mode];
    std::optional<std::size_t> second;
    for (const std::size_t bin : table.grid.folded_bins())
        if (bin != first && std::isfinite(shares[bin])
            && (!second || shares[bin] > shares[*second]))
            second = bin;
    const double top = shares[first];
    if (!second || !(top > 0))
        return {};
    return Handle{.x = static_cast<double>(*second),
                  .y = shares[*second],
                  .up = {.key = "secondary_ratio",
                         .low = 0,
                         .high = top,
                         .value = [top](double share) { return std::sqrt(share / top); }},
                  .ink = mode_ink(mode),
                  .label = "second frequency of " + mode_name(mode)};
}

Panel spectrum_panel(const FigureInput& input, const ModeTable& table, std::size_t mode)
{
    const auto shares = folded_shares(table.grid, table.spectrum(mode));
    const std::size_t bin = table.dominant_bins[mode];
    const std::string title = percent(shares[bin]) + " at " + table.grid.label(bin);
    if (table.is_image()) {
        auto map = half_plane(table.grid, shares);
        map.rings = {{half_plane_row(table.grid, bin), table.grid.column(bin)}};
        return {.title = title,
                .title_ink = mode_ink(mode),
                .item = mode_item(mode),
                .x = {.label = "ωx", .unit = "cycles", .hidden = true},
                .y = {.label = "ωy", .unit = "cycles", .hidden = true},
                .marks = {std::move(map)},
                .square_cells = true};
    }
    Bars bars{.width = 0.8, .ink = mode_ink(mode), .label = mode_name(mode)};
    for (const std::size_t each : table.grid.folded_bins()) {
        bars.x.push_back(static_cast<double>(each));
        bars.heights.push_back(shares[each]);
        bars.items.push_back(frequency_item(each));
    }
    Panel panel{.title = title,
                .title_ink = mode_ink(mode),
                .item = mode_item(mode),
                .x = {.label = "Frequency (cycles)",
                      .unit = "cycles",
                      .low = -0.6,
                      .high = static_cast<double>(table.grid.columns()) - 0.4},
                .y = {.low = 0, .high = 1, .ticks = {{0, "0"}, {1, "1"}}},
                .marks = {std::move(bars)}};
    if (auto handle = second_frequency(input, table, mode, shares))
        panel.handles.push_back(std::move(*handle));
    return panel;
}

/// The first training input of each class, channels averaged.
std::vector<std::vector<double>> class_samples(const FigureInput& input, const HalfSpectrum& grid,
                                               std::size_t classes)
{
    const auto inputs = input.tensor("inputs");
    const auto labels = input.integers("labels");
    std::vector<std::vector<double>> samples(classes);
    if (labels.empty() || inputs.size() % labels.size() != 0)
        return samples;
    const std::size_t values = inputs.size() / labels.size();
    const std::size_t channels = values / grid.pixels();
    std::size_t missing = classes;
    for (std::size_t i = 0; missing > 0 && i < labels.size(); ++i) {
        const auto label = static_cast<std::size_t>(labels[i]);
        if (label >= classes || !samples[label].empty())
            continue;
        auto& sample = samples[label];
        sample.assign(grid.pixels(), 0);
        for (std::size_t at = 0; at < channels * grid.pixels(); ++at)
            sample[at % grid.pixels()] += inputs[i * values + at] / static_cast<double>(channels);
        --missing;
    }
    return samples;
}

} // namespace

Drawing draw_data_modes(const FigureInput& input)
{
    const auto table = mode_table(input);
    if (!table || table->size() == 0)
        return {.empty = "The data's modes appear as soon as the run is set up."};
    const auto& grid = table->grid;
    const std::size_t modes = std::min(table->size(), most_modes);
    const auto vectors = sample_or_data(input, "mode_class_vectors");
    const std::size_t classes = std::max<std::size_t>(1, vectors.size() / table->size());
    const auto samples = class_samples(input, grid, std::min(classes, most_modes));
    const auto images = sample_or_data(input, "mode_images");

    Drawing drawing{.note = shown_of(modes, table->size(), "modes")};
    const auto add = [&](Panel panel, std::size_t row, std::size_t column,
                         std::size_t columns = 1) {
        place(panel, row, column, 1, columns);
        drawing.panels.push_back(std::move(panel));
    };
    // Signals are read along rows, images down columns: modes stand in rows or in columns.
    const bool image = table->is_image();
    const std::size_t across = image ? std::max(modes, samples.size()) : 3;
    const std::size_t half = std::max<std::size_t>(1, across / 2);
    add(strengths_panel(*table), 0, 0, half);
    if (!vectors.empty())
        add(class_vectors_panel(vectors, table->size()), 0, half,
            std::max<std::size_t>(1, across - half));
    const auto add_in_grid = [&](Panel panel, std::size_t kind, std::size_t index) {
        add(std::move(panel), image ? 1 + kind : 1 + index, image ? index : kind);
    };
    for (std::size_t mode = 0; mode < modes; ++mode) {
        if (const auto pixels = part(images, mode, grid.pixels()); !pixels.empty()) {
            auto panel = picture(grid, pixels, mode_name(mode), mode_ink(mode), mode_item(mode));
            add_in_grid(std::move(panel), 0, mode);
        }
        add_in_grid(spectrum_panel(input, *table, mode), 1, mode);
    }
    for (std::size_t label = 0; label < samples.size(); ++label) {
        if (samples[label].empty())
            continue;
        const std::string name = "class " + std::to_string(label);
        auto panel = picture(grid, samples[label], name, {Hue::neutral});
        add_in_grid(std::move(panel), 2, label);
    }
    if (!image) { // the first row has axes of its own
        drawing.row_stretch.assign(1 + std::max(modes, samples.size()), 1);
        drawing.row_stretch.front() = 1.8;
    }
    return drawing;
}

} // namespace etalon::linear_cnn_figures_detail
