#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include "core/experiments/linear_cnn/linear_cnn_stability.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon::linear_cnn_figures_detail {

std::int64_t whole_number(const FigureInput& input, const std::string& key)
{
    return std::get<std::int64_t>(input.parameters[key]);
}

double real_number(const FigureInput& input, const std::string& key)
{
    return std::get<double>(input.parameters[key]);
}

bool is_relu(const FigureInput& input)
{
    return std::get<std::string>(input.parameters["network"]) == "relu";
}

std::string network_name(const FigureInput& input)
{
    return is_relu(input) ? "ReLU CNN" : "CNN";
}

std::optional<double> top_drive(const FigureInput& input)
{
    const auto drive = input.at_step("drive");
    if (drive.empty())
        return {};
    return *std::max_element(drive.begin(), drive.end());
}

double learning_rate(const FigureInput& input)
{
    const double given = real_number(input, "learning_rate");
    if (given > 0)
        return given;
    const auto drive = top_drive(input);
    return drive && *drive > 0 ? 0.04 / *drive : 0;
}

std::optional<std::int64_t> first_rate_change(const FigureInput& input)
{
    std::optional<std::int64_t> first;
    for (const auto& [step, key] : input.changes)
        if (key == "learning_rate" && (!first || step < *first))
            first = step;
    return first;
}

std::span<const double> sample_or_data(const FigureInput& input, std::string_view name)
{
    const auto sample = input.at_step(name);
    return sample.empty() ? input.tensor(name) : sample;
}

HalfSpectrum grid_of(const FigureInput& input)
{
    for (const Tensor& tensor : input.data)
        if (tensor.name == "inputs" && tensor.shape.size() == 4)
            return {tensor.shape[2], tensor.shape[3]};
    if (const auto maps = input.find("maps"))
        return {input.channels[*maps].shape[1], input.channels[*maps].shape[2]};
    return {static_cast<std::size_t>(whole_number(input, "image_height")),
            static_cast<std::size_t>(whole_number(input, "image_width"))};
}

double ModeTable::amplitude(std::size_t mode, std::size_t bin) const
{
    return std::sqrt(static_cast<double>(grid.pixels()) * spectrum(mode)[bin]);
}

double ModeTable::overlap() const
{
    double worst = 0;
    for (std::size_t a = 0; a < size(); ++a) {
        const std::size_t bin = dominant_bins[a];
        const double own = singular_values[a] * amplitude(a, bin);
        for (std::size_t b = 0; b < size(); ++b)
            if (b != a)
                worst = std::max(worst, singular_values[b] * amplitude(b, bin) / own);
    }
    return worst;
}

std::optional<ModeTable> mode_table(const FigureInput& input)
{
    if (input.at_step("mode_strengths").empty())
        return {};
    ModeTable table{.grid = grid_of(input)};
    const auto singular_values = sample_or_data(input, "mode_singular_values");
    table.spectra = sample_or_data(input, "mode_spectra");
    if (singular_values.empty()
        || table.spectra.size() != singular_values.size() * table.grid.bins())
        return {};
    table.singular_values.assign(singular_values.begin(), singular_values.end());
    if (const auto powers = input.tensor("mode_powers"); powers.size() == singular_values.size())
        table.powers.assign(powers.begin(), powers.end());
    for (std::size_t mode = 0; mode < table.size(); ++mode) {
        const auto spectrum = table.spectrum(mode);
        table.dominant_bins.push_back(dominant_bin(table.grid, spectrum));
        table.shares.push_back(folded_share(table.grid, spectrum, table.dominant_bins.back()));
    }
    return table;
}

double stable_drive(const FigureInput& input, const ModeTable& table)
{
    const auto modes = dominant_frequencies(table.grid, table.singular_values, table.powers,
                                            table.spectra, table.dominant_bins);
    return etalon::stable_drive(static_cast<std::size_t>(whole_number(input, "conv_layers")),
                                table.grid.pixels(), top_drive(input).value_or(0), modes);
}

std::vector<double> folded_shares(const HalfSpectrum& grid, std::span<const double> power)
{
    auto shares = folded(grid, power);
    double total = 0;
    for (const double value : shares)
        total += value;
    for (std::size_t bin = 0; bin < shares.size(); ++bin)
        shares[bin] = total > 0 && grid.fold_weight(bin) > 0
            ? shares[bin] / total
            : std::numeric_limits<double>::quiet_NaN();
    return shares;
}

std::optional<double> crossing(const Series& series, std::size_t entry, double level)
{
    if (!(level > 0) || entry >= series.width())
        return {};
    const auto steps = series.steps();
    const auto values = series.values();
    const std::size_t width = series.width();
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double value = values[i * width + entry];
        if (!(value >= level))
            continue;
        const double here = static_cast<double>(steps[i]);
        if (i == 0)
            return here;
        const double before = values[(i - 1) * width + entry];
        const double there = static_cast<double>(steps[i - 1]);
        return there + (here - there) * (level - before) / (value - before);
    }
    return {};
}

StageTimes stage_times(const FigureInput& input, const ModeTable& table)
{
    StageTimes times{std::vector<std::optional<double>>(table.size()),
                     std::vector<std::optional<double>>(table.size())};
    const auto strengths = input.find("mode_strengths");
    if (!strengths || input.series[*strengths].empty() || table.powers.empty())
        return times;
    const Series& measured = input.series[*strengths];
    const auto reduced = input.find("mode_strengths_reduced");
    const auto last = measured.sample(measured.size() - 1);
    for (std::size_t mode = 0; mode < table.size() && mode < last.size(); ++mode) {
        const double fitted = table.singular_values[mode] / table.powers[mode];
        const double level = 0.5 * (input.ended ? last[mode] : fitted);
        if (last[mode] >= 0.25 * fitted)
            times.measured[mode] = crossing(measured, mode, level);
        // A run that ended before the mode grew has no level of its own to predict a time for.
        const double expected = last[mode] >= 0.25 * fitted ? level : 0.5 * fitted;
        if (reduced)
            times.predicted[mode] = crossing(input.series[*reduced], mode, expected);
    }
    return times;
}

} // namespace etalon::linear_cnn_figures_detail
