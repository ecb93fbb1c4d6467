// Kernel power over steps and frequencies, beside the drive spectrum that predicts the race.
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

namespace etalon::linear_cnn_figures_detail {
namespace {

constexpr std::size_t most_rows = 64, most_columns = 600;
constexpr std::size_t most_reads =
    120'000; // samples' entries looked at in one drawing: under a millisecond

/// The frequencies shown, lowest row first: all of a signal in order; of an image the 64 with the
/// largest drive, the strongest on top.
std::vector<std::size_t> shown_bins(const HalfSpectrum& grid, std::span<const double> drive)
{
    auto bins = grid.folded_bins();
    if (grid.height() == 1)
        return bins;
    if (drive.size() == grid.bins())
        std::stable_sort(bins.begin(), bins.end(),
                         [&](std::size_t a, std::size_t b) { return drive[a] > drive[b]; });
    bins.resize(std::min(bins.size(), most_rows));
    std::reverse(bins.begin(), bins.end());
    return bins;
}

/// The kernels summed over: one, or all.
struct Selection {
    std::size_t first = 0, end = 0;
    std::string name{}, note{};
};

Selection selected_kernels(const FigureInput& input, std::size_t kernels)
{
    const std::string choice = input.text("kernel");
    std::size_t number = 0;
    std::from_chars(choice.data(), choice.data() + choice.size(), number);
    if (number > kernels)
        return {0, kernels, "all kernels",
                std::to_string(kernels) + " kernels are all there are: their sum is shown."};
    if (number > 0)
        return {number - 1, number, std::string("kernel ").append(choice), ""};
    return {0, kernels, "all kernels", ""};
}

/// Darkest colour: the decade of a kernel's power before training.
double lowest_power(const FigureInput& input, const HalfSpectrum& grid)
{
    const double start = real_number(input, "init_scale");
    const double decade = std::log10(start * start / static_cast<double>(grid.pixels()));
    return std::clamp(std::floor(decade), -14.0, -2.0);
}

HeatMap spectrogram(const FigureInput& input, const Series& series, const HalfSpectrum& grid,
                    const std::vector<std::size_t>& bins, const Selection& kernels)
{
    const auto steps = series.steps();
    const std::size_t last = series.at_or_before(input.step);
    const std::size_t reads_a_column = bins.size() * (kernels.end - kernels.first);
    const std::size_t columns_allowed =
        std::clamp<std::size_t>(most_reads / reads_a_column, 50, most_columns);
    const std::size_t stride = 1 + last / columns_allowed;
    // Cells are centred on the samples they show, at even distances.
    const double spacing =
        series.size() > 1 ? std::max(1.0, static_cast<double>(steps[1] - steps[0])) : 1;
    const double width = spacing * static_cast<double>(stride);
    const auto columns =
        static_cast<std::size_t>(static_cast<double>(steps[last]) / width + 0.5) + 1;

    HeatMap map{.rows = bins.size(),
                .columns = columns,
                .values = std::vector<double>(bins.size() * columns),
                .left = -width / 2,
                .right = (static_cast<double>(columns) - 0.5) * width,
                .bottom = -0.5,
                .top = static_cast<double>(bins.size()) - 0.5,
                .label = "log₁₀ power"};
    double largest = 0;
    for (std::size_t column = 0; column < columns; ++column) {
        const auto step =
            static_cast<std::int64_t>(static_cast<double>(column) * width + 0.5 * spacing);
        const auto sample = series.sample(std::min(series.at_or_before(step), last));
        for (std::size_t row = 0; row < bins.size(); ++row) {
            double power = 0;
            for (std::size_t kernel = kernels.first; kernel < kernels.end; ++kernel)
                power += sample[kernel * grid.bins() + bins[row]];
            if (std::isfinite(power))
                largest = std::max(largest, power);
            map.values[row * columns + column] =
                power > 0 ? std::log10(power) : std::numeric_limits<double>::quiet_NaN();
        }
    }
    const double highest = largest > 1 ? 2 * std::ceil(std::log10(largest) / 2) : 0;
    map.limits = {lowest_power(input, grid), highest};
    for (const std::size_t bin : bins)
        map.row_items.push_back(frequency_item(bin));
    return map;
}

/// Row of a bin, if it is shown.
std::optional<double> row_of(const std::vector<std::size_t>& bins, std::size_t bin)
{
    const auto found = std::find(bins.begin(), bins.end(), bin);
    if (found == bins.end())
        return {};
    return static_cast<double>(found - bins.begin());
}

Axis frequency_axis(const HalfSpectrum& grid, const std::vector<std::size_t>& bins)
{
    const bool is_image = grid.height() > 1;
    Axis axis{.label = is_image ? "Frequency (ωy, ωx), by rank of drive"
                                : "Frequency (cycles over the signal)",
              .unit = is_image ? "1" : "cycles",
              .low = -0.5,
              .high = static_cast<double>(bins.size()) - 0.5,
              .brief = "Frequency"};
    if (!is_image)
        return axis;
    const std::size_t stride = std::max<std::size_t>(1, bins.size() / 12);
    for (std::size_t rank = 0; rank < bins.size(); rank += stride) {
        const std::size_t row = bins.size() - 1 - rank;
        axis.ticks.push_back({static_cast<double>(row), grid.label(bins[row])});
    }
    return axis;
}

/// The drive of each frequency as a stem, sharing the spectrogram's rows; modes named at the tips.
Panel drive_panel(const ModeTable& table, std::span<const double> drive,
                  const std::vector<std::size_t>& bins, const Axis& rows)
{
    double top = 0;
    for (const std::size_t bin : bins)
        top = std::max(top, drive[bin]);
    if (!(top > 0))
        top = 1;
    Panel panel{.x = {.label = "Drive σ(ω)",
                      .low = 0,
                      .high = 2.1 * top,
                      .ticks = {{0, "0"}, {top, rounded(top, 2)}}},
                .y = rows,
                .column = 1};
    panel.y.hidden = true;

    Curve stems{.ink = {Hue::neutral, 0, 0.6}, .weight = Weight::thin, .label = "drive"};
    Points tips{.size = 3, .ink = {Hue::neutral, 0, 0.8}, .label = "drive"};
    for (std::size_t row = 0; row < bins.size(); ++row) {
        const double y = static_cast<double>(row), sigma = drive[bins[row]];
        stems.x.insert(stems.x.end(), {0, sigma, sigma});
        stems.y.insert(stems.y.end(), {y, y, std::numeric_limits<double>::quiet_NaN()});
        tips.x.push_back(sigma);
        tips.y.push_back(y);
        tips.items.push_back(frequency_item(bins[row]));
        tips.names.push_back(frequency_name(table.grid, bins[row]) + ": drive " + rounded(sigma));
    }
    panel.marks.emplace_back(std::move(stems));
    panel.marks.emplace_back(std::move(tips));

    std::vector<std::size_t> named; // bins that have a name already: modes may share one
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        const std::size_t bin = table.dominant_bins[mode];
        const auto y = row_of(bins, bin);
        if (!y || std::find(named.begin(), named.end(), bin) != named.end())
            continue;
        named.push_back(bin);
        std::string name = mode_name(mode), number = mode_number(mode);
        for (std::size_t other = mode + 1; other < table.size(); ++other)
            if (table.dominant_bins[other] == bin)
                for (auto* text : {&name, &number})
                    text->append(", ").append(mode_number(other));
        const double sigma = drive[bin];
        panel.marks.emplace_back(Curve{.x = {0, sigma},
                                       .y = {*y, *y},
                                       .ink = mode_ink(mode),
                                       .weight = Weight::bold,
                                       .label = name,
                                       .item = mode_item(mode)});
        panel.marks.emplace_back(
            Points{.x = {sigma + 0.07 * top},
                   .y = {*y},
                   .shape = Shape::triangle_left,
                   .ink = mode_ink(mode),
                   .label = name,
                   .items = {mode_item(mode)},
                   .names = {name + " at " + frequency_name(table.grid, bin)}});
        panel.marks.emplace_back(Label{.text = name,
                                       .x = sigma + 0.16 * top,
                                       .y = *y,
                                       .anchor = Anchor::left,
                                       .above = false,
                                       .ink = mode_ink(mode),
                                       .bold = true,
                                       .item = mode_item(mode),
                                       .brief = number});
    }
    return panel;
}

} // namespace

Drawing draw_kernel_spectrogram(const FigureInput& input)
{
    const auto table = mode_table(input);
    const auto index = input.find("kernel_spectra");
    if (!table || !index || input.series[*index].empty())
        return {
            .empty =
                "Kernel power at each frequency appears with the first sample, column by column."};
    const Series& series = input.series[*index];
    const auto& grid = table->grid;
    const auto drive = input.at_step("drive");
    const auto bins = shown_bins(grid, drive);
    const auto kernels = selected_kernels(input, series.width() / grid.bins());
    const auto rows = frequency_axis(grid, bins);

    Drawing drawing;
    drawing.note = kernels.note;
    auto panel = empty_panel(step_axis(input), rows, kernels.name);
    panel.marks.emplace_back(spectrogram(input, series, grid, bins, kernels));
    drawing.panels.push_back(std::move(panel));
    if (drive.size() == grid.bins()) {
        drawing.panels.push_back(drive_panel(*table, drive, bins, rows));
        drawing.panels.back().title = "drive";
        drawing.column_stretch = {3.2, 1};
    }
    return drawing;
}

} // namespace etalon::linear_cnn_figures_detail
