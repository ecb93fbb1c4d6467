#include "core/experiments/resonator/target_file.hpp"

#include "core/data/csv_file.hpp"
#include "core/experiments/resonator/materials.hpp"
#include "core/experiments/resonator/text_table.hpp"
#include "core/lab/error.hpp"
#include "core/lab/parameter.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace etalon {
namespace {

constexpr std::size_t fewest_rows = 4;
constexpr double lowest_usual = -0.05, highest_usual = 1.05, per_cent_from = 1.5;
constexpr double shortest_median = 20; // nm; below it the file is in µm

struct Columns {
    std::optional<std::size_t> wavelength{}, transmission{}, reflection{}, weight{};
};

Columns columns_of(const CsvTable& table, const std::string& name)
{
    constexpr const char* expected =
        "expected wavelength_nm and transmission or reflection, perhaps weight";
    if (table.names.empty())
        throw UsageError(name + ": line 1: there is no header; " + expected + ".");
    Columns columns;
    for (std::size_t column = 0; column < table.columns; ++column) {
        const std::string title = lower_case(table.names[column]);
        auto& place = title == "wavelength_nm" || title == "wavelength" ? columns.wavelength
            : title == "transmission"                                   ? columns.transmission
            : title == "reflection"                                     ? columns.reflection
                                                                        : columns.weight;
        if (&place == &columns.weight && title != "weight")
            throw UsageError(name + ": line 1, column " + std::to_string(column + 1)
                             + ": unknown column \"" + table.names[column] + "\"; " + expected
                             + ".");
        if (place)
            throw UsageError(name + ": line 1: the column " + title + " is there twice.");
        place = column;
    }
    if (!columns.wavelength || !(columns.transmission || columns.reflection))
        throw UsageError(name + ": line 1: a column is missing; " + expected + ".");
    return columns;
}

void check_wavelengths(const std::vector<double>& sorted, const std::string& name)
{
    if (sorted.size() < fewest_rows)
        throw UsageError(name + ": " + std::to_string(sorted.size()) + " rows; expected "
                         + std::to_string(fewest_rows) + " or more.");
    const double median = sorted[sorted.size() / 2];
    if (sorted.front() > 0 && median < shortest_median)
        throw UsageError(name + ": the median wavelength is " + to_text(median)
                         + " nm; the file seems to be in µm: multiply its wavelengths by 1000.");
    if (!(sorted.front() > 0))
        throw UsageError(name + ": the wavelength " + to_text(sorted.front())
                         + " nm is not positive.");
    const auto repeated = std::ranges::adjacent_find(sorted);
    if (repeated != sorted.end())
        throw UsageError(name + ": the wavelength " + to_text(*repeated)
                         + " nm is there twice; keep one of the rows.");
}

void check_weights(const std::vector<double>& weights, const std::string& name)
{
    for (const double weight : weights)
        if (!(weight >= 0))
            throw UsageError(name + ": the weight " + to_text(weight)
                             + " is negative; expected 0 or more.");
    if (!weights.empty() && std::ranges::all_of(weights, [](double w) { return w == 0; }))
        throw UsageError(name + ": all weights are 0; nothing is wished for.");
}

void warn_of_values(const std::vector<double>& values, const std::string& what, TargetFile& file)
{
    if (values.empty())
        return;
    const auto [low, high] = std::ranges::minmax(values);
    if (low >= lowest_usual && high <= highest_usual)
        return;
    const auto outside = std::ranges::count_if(
        values, [](double v) { return v < lowest_usual || v > highest_usual; });
    const double share = 100.0 * static_cast<double>(outside) / static_cast<double>(values.size());
    std::string text = file.name + ": " + to_text(std::round(share)) + " % of the column " + what
        + " is outside -0.05 to 1.05 (" + to_text(low) + " to " + to_text(high) + ")";
    if (high > per_cent_from)
        text += "; it seems to be in per cent: divide it by 100";
    file.warnings.push_back(text + ".");
}

} // namespace

TargetFile read_target_file(const std::filesystem::path& path)
{
    const CsvTable table = read_csv(path);
    TargetFile file{.name = path.string()};
    const Columns columns = columns_of(table, file.name);
    const auto cell = [&](std::size_t row, std::size_t column) {
        return table.values[row * table.columns + column];
    };
    std::vector<std::size_t> order(table.rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return cell(a, *columns.wavelength) < cell(b, *columns.wavelength);
    });
    const auto take = [&](const std::optional<std::size_t>& column, std::vector<double>& values) {
        for (const std::size_t row : order)
            if (column)
                values.push_back(cell(row, *column));
    };
    take(columns.wavelength, file.wavelengths);
    take(columns.transmission, file.transmission);
    take(columns.reflection, file.reflection);
    take(columns.weight, file.weights);
    file.has_transmission = columns.transmission.has_value();
    file.has_reflection = columns.reflection.has_value();
    check_wavelengths(file.wavelengths, file.name);
    check_weights(file.weights, file.name);
    warn_of_values(file.transmission, "transmission", file);
    warn_of_values(file.reflection, "reflection", file);
    return file;
}

TargetOnGrid target_on_grid(const TargetFile& file, Observable observable,
                            std::span<const double> wavelengths)
{
    const bool reflection = observable == Observable::reflection;
    if (!(reflection ? file.has_reflection : file.has_transmission))
        throw UsageError(file.name + ": there is no column "
                         + (reflection ? "reflection" : "transmission")
                         + ", which is what this structure is designed for.");
    if (!covers(file.wavelengths.front(), file.wavelengths.back(), wavelengths)) {
        const auto [first, last] = std::ranges::minmax(wavelengths);
        throw UsageError(file.name + ": the target covers "
                         + range_text(file.wavelengths.front(), file.wavelengths.back())
                         + " nm, the grid needs " + range_text(first, last)
                         + ". Set lambda_min and lambda_max within it.");
    }
    TargetOnGrid result;
    for (const double wavelength : wavelengths) {
        result.values.push_back(interpolated(
            file.wavelengths, reflection ? file.reflection : file.transmission, wavelength));
        if (!file.weights.empty())
            result.weights.push_back(interpolated(file.wavelengths, file.weights, wavelength));
    }
    const double sum = std::accumulate(result.weights.begin(), result.weights.end(), 0.0);
    if (!result.weights.empty() && !(sum > 0))
        throw UsageError(file.name + ": all weights on the grid are 0; nothing is wished for.");
    for (double& weight : result.weights)
        weight *= static_cast<double>(result.weights.size()) / sum;
    return result;
}

} // namespace etalon
