#include "core/experiments/resonator/materials.hpp"

#include "core/experiments/resonator/text_table.hpp"
#include "core/lab/error.hpp"
#include "core/lab/parameter.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr double rounding = 1e-12; // relative: 0.798 µm may be a little less than 798 nm

/// Where the columns of a block are; wl,n,k unless a header says otherwise.
struct Columns {
    std::size_t wavelength = 0;
    std::optional<std::size_t> n{}, k{};
    bool in_nm = false;
};

/// Only the first field tells: a word among numbers is a mistake, no header.
bool is_header(const TextRow& row)
{
    return !row.fields[0].empty() && !number_of(row.fields[0]);
}

/// The columns as the header names them, else in the usual order; `second`: the block of k.
Columns columns_of(const TextRow& header, bool second)
{
    Columns result;
    for (std::size_t column = 0; column < header.fields.size(); ++column) {
        const std::string name = lower_case(header.fields[column]);
        if (name == "n")
            result.n = column;
        else if (name == "k")
            result.k = column;
        if (name.find("nm") != name.npos)
            result.in_nm = true;
    }
    if (!result.n && !result.k) {
        (second ? result.k : result.n) = 1;
        if (!second && header.fields.size() > 2)
            result.k = 2;
    }
    return result;
}

Columns columns_without_header(const TextRow& row, bool second, bool in_nm)
{
    Columns result{.in_nm = in_nm};
    (second ? result.k : result.n) = 1;
    if (!second && row.fields.size() > 2)
        result.k = 2;
    return result;
}

void sort_and_drop_repeats(std::vector<double>& x, std::vector<double>& y)
{
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    std::vector<double> sorted_x, sorted_y;
    for (const std::size_t i : order)
        if (sorted_x.empty() || x[i] != sorted_x.back()) {
            sorted_x.push_back(x[i]);
            sorted_y.push_back(y[i]);
        }
    x = std::move(sorted_x);
    y = std::move(sorted_y);
}

class TableReader {
public:
    explicit TableReader(const fs::path& path)
        : path_(path)
    {
    }

    void read(const TextRow& row)
    {
        const bool header = is_header(row);
        const bool new_block = started_ && (header || (row.after_gap && row.fields.size() == 2));
        if (new_block) {
            if (second_ || columns_.k)
                refuse_row(path_, row, "a further block; expected one of n and one of k");
            second_ = true;
            started_ = false;
        }
        if (header) {
            columns_ = columns_of(row, second_);
            named_ = true;
            return;
        }
        if (!named_ && !started_)
            columns_ = columns_without_header(row, second_, columns_.in_nm);
        named_ = false;
        started_ = true;
        append(row);
    }

    MaterialTable table()
    {
        if (result_.n.empty())
            throw UsageError(path_.string() + ": no column n; expected wl,n,k or wl,n.");
        sort_and_drop_repeats(result_.n_wavelengths, result_.n);
        sort_and_drop_repeats(result_.k_wavelengths, result_.k);
        return std::move(result_);
    }

private:
    void append(const TextRow& row)
    {
        const auto number = [&](std::size_t column) {
            if (column >= row.fields.size())
                refuse_row(path_, row,
                           std::to_string(row.fields.size()) + " fields, expected "
                               + std::to_string(column + 1) + " or more");
            const auto value = number_of(row.fields[column]);
            if (!value)
                refuse_row(path_, row,
                           "\"" + row.fields[column]
                               + "\" is no finite number (the decimal sign is a point)");
            return *value;
        };
        const double wavelength = number(columns_.wavelength) * (columns_.in_nm ? 1 : 1000);
        if (!(wavelength > 0))
            refuse_row(path_, row, "the wavelength must be positive");
        if (columns_.n) {
            const double n = number(*columns_.n);
            if (!(n > 0))
                refuse_row(path_, row, "the index n must be positive, found " + to_text(n));
            result_.n_wavelengths.push_back(wavelength);
            result_.n.push_back(n);
        }
        if (columns_.k) {
            const double k = number(*columns_.k);
            if (!(k >= 0))
                refuse_row(path_, row,
                           "k is " + to_text(k)
                               + "; extinction must not be negative (exp(-iωt) convention)");
            result_.k_wavelengths.push_back(wavelength);
            result_.k.push_back(k);
        }
    }

    const fs::path& path_;
    MaterialTable result_{};
    Columns columns_{};
    bool named_ = false, started_ = false, second_ = false;
};

void check_cover(double lowest, double highest, std::span<const double> wavelengths,
                 const std::string& place, const std::string& what, const std::string& advice)
{
    if (covers(lowest, highest, wavelengths))
        return;
    const auto [first, last] = std::ranges::minmax(wavelengths);
    throw UsageError(place + ": " + what + " covers " + range_text(lowest, highest)
                     + " nm, the grid needs " + range_text(first, last) + "." + advice);
}

LayerIndex index_of(const MaterialTable& table, std::span<const double> wavelengths,
                    const std::string& place)
{
    const std::string advice = table.n_wavelengths.front() > 20000
        ? " Its header does not say nm, so the wavelengths were read as µm."
        : " Set lambda_min and lambda_max within it.";
    check_cover(table.n_wavelengths.front(), table.n_wavelengths.back(), wavelengths, place,
                "the table of n", advice);
    if (!table.k.empty())
        check_cover(table.k_wavelengths.front(), table.k_wavelengths.back(), wavelengths, place,
                    "the table of k", advice);
    LayerIndex index;
    for (const double wavelength : wavelengths)
        index.values.emplace_back(
            interpolated(table.n_wavelengths, table.n, wavelength),
            table.k.empty() ? 0.0 : interpolated(table.k_wavelengths, table.k, wavelength));
    return index;
}

LayerIndex index_of(const BundledMaterial& material, std::span<const double> wavelengths,
                    const std::string& place)
{
    check_cover(material.lowest, material.highest, wavelengths, place,
                "the formula (" + material.citation + ")",
                " Set lambda_min and lambda_max within it.");
    LayerIndex index;
    for (const double wavelength : wavelengths)
        index.values.emplace_back(material.index(wavelength / 1000));
    return index;
}

std::string bundled_names()
{
    std::string names;
    for (const BundledMaterial& material : bundled_materials())
        names += (names.empty() ? "" : ", ") + material.name;
    return names;
}

} // namespace

MaterialTable read_material_table(const fs::path& path)
{
    TableReader reader(path);
    for (const TextRow& row : read_text_table(path))
        reader.read(row);
    return reader.table();
}

std::optional<double> constant_index(std::string_view text)
{
    return number_of(text);
}

LayerIndex material_index(std::string_view text, std::span<const double> wavelengths,
                          const std::optional<fs::path>& folder, const std::string& place)
{
    if (const auto number = constant_index(text))
        return {{Complex(*number, 0)}};
    const std::string name(text);
    for (const BundledMaterial& material : bundled_materials())
        if (material.name == name)
            return index_of(material, wavelengths, place + " " + name);
    const bool plain = !name.empty() && name.find_first_of("/\\") == name.npos && name[0] != '.';
    if (folder && plain && fs::is_regular_file(*folder / (name + ".csv"))) {
        const fs::path path = *folder / (name + ".csv");
        return index_of(read_material_table(path), wavelengths, place + " (" + path.string() + ")");
    }
    throw UsageError(place + ": \"" + name + "\" is no number and no material that is known ("
                     + bundled_names() + ")"
                     + (folder ? ", and there is no " + name + ".csv in " + folder->string() + "."
                               : ". Give a folder with " + name + ".csv as data."));
}

double interpolated(std::span<const double> x, std::span<const double> y, double at)
{
    const auto upper = std::ranges::upper_bound(x, at);
    if (upper == x.begin())
        return y.front();
    if (upper == x.end())
        return y.back();
    const auto i = static_cast<std::size_t>(upper - x.begin());
    const double slope = (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
    return y[i - 1] + slope * (at - x[i - 1]);
}

bool covers(double lowest, double highest, std::span<const double> wanted)
{
    return std::ranges::all_of(wanted, [&](double at) {
        return at >= lowest * (1 - rounding) && at <= highest * (1 + rounding);
    });
}

std::string range_text(double lowest, double highest)
{
    const auto rounded = [](double value) { return to_text(std::round(value * 1000) / 1000); };
    return rounded(lowest) + "-" + rounded(highest);
}

} // namespace etalon
