// The signature figure: how each mode's power is spread over frequencies in the data, the CNN and
// the fully connected net.
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::linear_cnn_figures_detail {
namespace {

constexpr double log_floor = 1e-6; // least share on the logarithmic axis

struct Spectra {
    std::vector<double> data, network, companion; // folded shares a bin; companion may be empty
};

Spectra spectra_of(const FigureInput& input, const ModeTable& table, std::size_t mode)
{
    const std::size_t bins = table.grid.bins();
    const auto shares = [&](const char* channel) -> std::vector<double> {
        const auto sample = input.at_step(channel);
        if (sample.size() < (mode + 1) * bins)
            return {};
        return folded_shares(table.grid, sample.subspan(mode * bins, bins));
    };
    return {folded_shares(table.grid, table.spectrum(mode)), shares("map_spectra"),
            shares("map_spectra_fully_connected")};
}

bool is_log(const FigureInput& input)
{
    return input.text("scale") == "log";
}

/// Two columns of narrow panels, instead of one.
bool stands_in_columns(const ModeTable& table)
{
    return table.size() > 6;
}

std::string headline(const ModeTable& table, std::size_t mode, const Spectra& spectra)
{
    const std::size_t bin = table.dominant_bins[mode];
    return mode_name(mode) + ": " + percent(spectra.network[bin]) + " at "
        + frequency_name(table.grid, bin);
}

Panel bar_panel(const FigureInput& input, const ModeTable& table, std::size_t mode, bool first)
{
    const auto spectra = spectra_of(input, table, mode);
    const auto& bins = table.grid.folded_bins();
    const double base = is_log(input) ? log_floor : 0;
    const auto bars = [&](const std::vector<double>& shares, double width, Fill fill, Ink ink,
                          const std::string& name) {
        Bars result{.width = width,
                    .base = base,
                    .fill = fill,
                    .ink = ink,
                    .label = mode_name(mode) + ", " + name,
                    .legend = first ? name : ""};
        for (const std::size_t bin : bins) {
            result.x.push_back(static_cast<double>(bin));
            result.heights.push_back(shares[bin]);
            result.items.push_back(frequency_item(bin));
        }
        return result;
    };

    Panel panel{.title_ink = mode_ink(mode),
                .item = mode_item(mode),
                .x = {.label = "Frequency (cycles over the signal)",
                      .unit = "cycles",
                      .low = -0.6,
                      .high = static_cast<double>(table.grid.columns()) - 0.4,
                      .brief = "Frequency"},
                .y = {.label = "", .low = 0, .high = 1.05, .ticks = {{0, "0"}, {1, "1"}}}};
    if (is_log(input))
        panel.y = {.label = "", .scale = Scale::logarithmic, .low = log_floor, .high = 2};
    panel.marks.emplace_back(bars(spectra.data, 0.92, Fill::filled, {Hue::data}, "data"));
    panel.marks.emplace_back(
        bars(spectra.network, 0.46, Fill::filled, mode_ink(mode), network_name(input)));
    if (!spectra.companion.empty())
        panel.marks.emplace_back(
            bars(spectra.companion, 0.92, Fill::outlined, {Hue::neutral}, "fully connected"));

    // Beside the bar, on the side with more room.
    const std::size_t bin = table.dominant_bins[mode];
    const bool to_the_left = 2 * bin > table.grid.columns();
    panel.marks.emplace_back(
        Label{.text = headline(table, mode, spectra),
              .x = static_cast<double>(bin) + (to_the_left ? -0.8 : 0.8),
              .y = is_log(input) ? 0.5 : 0.9,
              .anchor = to_the_left ? Anchor::right : Anchor::left,
              .above = false,
              .ink = mode_ink(mode),
              .bold = true,
              .item = mode_item(mode),
              .brief = (stands_in_columns(table) ? mode_number(mode) : mode_name(mode)) + ": "
                  + percent(spectra.network[bin])});
    return panel;
}

Drawing bar_rows(const FigureInput& input, const ModeTable& table)
{
    Drawing drawing;
    const std::size_t columns = stands_in_columns(table) ? 2 : 1;
    const std::size_t rows = (table.size() + columns - 1) / columns;
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        auto panel = bar_panel(input, table, mode, mode == 0);
        panel.row = static_cast<int>(mode % rows);
        panel.column = static_cast<int>(mode / rows);
        drawing.panels.push_back(std::move(panel));
    }
    return drawing;
}

/// Three images a mode: data, CNN, fully connected, on one scale of colours. In a row; below one
/// another for a single mode, and for many, because half a plane is twice as tall as wide.
Drawing image_rows(const FigureInput& input, const ModeTable& table)
{
    std::vector<Spectra> all;
    double largest = 0;
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        all.push_back(spectra_of(input, table, mode));
        for (const auto* shares : {&all.back().data, &all.back().network, &all.back().companion})
            for (const double share : *shares)
                if (std::isfinite(share))
                    largest = std::max(largest, share);
    }
    const double top = std::min(1.0, step_above(largest > 0 ? largest : 1));

    const bool is_stacked = table.size() == 1, is_crowded = table.size() > 4;
    const bool is_upright = is_stacked || is_crowded;
    Drawing drawing;
    if (is_crowded)
        drawing.note = "One column a mode; below its number, per cent at the ringed frequency.";
    const int images = all.front().companion.empty() ? 2 : 3;
    const std::size_t groups = table.size() > 8 ? 2 : 1;
    const std::size_t line = (table.size() + groups - 1) / groups; // modes in a line
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        const std::size_t bin = table.dominant_bins[mode];
        const auto place = static_cast<int>(mode % line), group = static_cast<int>(mode / line);
        const bool at_the_end = is_upright
            ? place + 1 == static_cast<int>(line) || mode + 1 == table.size()
            : group + 1 == static_cast<int>(groups);
        const auto add = [&](const std::vector<double>& shares, int column, std::string title,
                             std::string brief, bool last) {
            auto map = half_plane(table.grid, shares);
            if (is_log(input)) {
                for (double& share : map.values)
                    share = share > log_floor ? std::log10(share) : std::log10(log_floor);
                map.limits = {std::log10(log_floor), 0};
                map.label = "log₁₀ share";
            } else {
                map.limits = {0, top};
                map.label = "share";
            }
            if (is_crowded)
                map.label = (is_log(input) ? "log₁₀ " : "")
                    + (column == 0       ? std::string("data")
                           : column == 1 ? network_name(input)
                                         : "FC");
            map.colour_bar = at_the_end && (last || is_crowded);
            map.rings = {{half_plane_row(table.grid, bin), table.grid.column(bin)}};
            drawing.panels.push_back({.title = std::move(title),
                                      .title_ink = mode_ink(mode),
                                      .item = mode_item(mode),
                                      .x = {.label = "ωx", .unit = "cycles", .hidden = true},
                                      .y = {.label = "ωy", .unit = "cycles", .hidden = true},
                                      .marks = {std::move(map)},
                                      .square_cells = true,
                                      .row = is_upright ? group * images + column : place,
                                      .column = is_upright ? place : group * images + column,
                                      .brief = std::move(brief)});
        };
        const auto& [data, network, companion] = all[mode];
        if (is_crowded) { // the colour bars name the nets
            const auto number = [](double share) {
                return std::isfinite(share) ? std::to_string(std::lround(100 * share)) : "–";
            };
            add(data, 0, mode_number(mode), {}, false);
            add(network, 1, number(network[bin]), {}, companion.empty());
            if (!companion.empty())
                add(companion, 2, number(companion[bin]), {}, true);
            continue;
        }
        add(data, 0,
            is_stacked ? "data " + percent(data[bin]) + " at " + table.grid.label(bin)
                       : mode_name(mode),
            mode_number(mode), false);
        // In little room the first mode names the nets, the others have the numbers.
        const auto short_title = [&](const char* name, double share) {
            return place == 0 ? std::string(name) : percent(share);
        };
        add(network, 1, network_name(input) + " " + percent(network[bin]),
            short_title("CNN", network[bin]), companion.empty());
        if (!companion.empty())
            add(companion, 2, "FC " + percent(companion[bin]), short_title("FC", companion[bin]),
                true);
    }
    return drawing;
}

} // namespace

Drawing draw_dominant_frequency_spectra(const FigureInput& input)
{
    const auto table = mode_table(input);
    if (!table || table->size() == 0 || input.at_step("map_spectra").empty())
        return {.empty = "The modes' spectra appear with the first sample: one row a mode."};
    return table->is_image() ? image_rows(input, *table) : bar_rows(input, *table);
}

} // namespace etalon::linear_cnn_figures_detail
