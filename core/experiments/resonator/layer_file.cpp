#include "core/experiments/resonator/layer_file.hpp"

#include "core/experiments/resonator/materials.hpp"
#include "core/experiments/resonator/text_table.hpp"
#include "core/lab/error.hpp"
#include "core/lab/parameter.hpp"

#include <algorithm>

namespace etalon {
namespace {

namespace fs = std::filesystem;

struct Columns {
    std::size_t material = 0, k = 1, thickness = 2;
};

/// The columns if this row names them.
std::optional<Columns> header_of(const TextRow& row)
{
    std::optional<std::size_t> material, k, thickness;
    for (std::size_t column = 0; column < row.fields.size(); ++column) {
        const std::string name = lower_case(row.fields[column]);
        if (name == "material_or_index" || name == "material" || name == "index")
            material = column;
        else if (name == "k")
            k = column;
        else if (name == "thickness_nm" || name == "thickness")
            thickness = column;
    }
    if (!thickness)
        return std::nullopt;
    return Columns{material.value_or(0), k.value_or(row.fields.size()), *thickness};
}

std::string field(const TextRow& row, std::size_t column)
{
    return column < row.fields.size() ? row.fields[column] : std::string{};
}

LayerIndex index_of(const fs::path& path, const TextRow& row, const Columns& columns,
                    std::span<const double> wavelengths, const std::optional<fs::path>& folder)
{
    const std::string material = field(row, columns.material), text = field(row, columns.k);
    const auto k = text.empty() ? 0.0 : number_of(text);
    if (!k)
        refuse_row(path, row, "k is \"" + text + "\"; expected a number or nothing");
    if (!(*k >= 0))
        refuse_row(path, row,
                   "k is " + to_text(*k)
                       + "; extinction must not be negative (exp(-iωt) convention)");
    if (const auto n = constant_index(material)) {
        if (!(*n > 0))
            refuse_row(path, row, "the index is " + to_text(*n) + "; expected a positive number");
        return {{Complex(*n, *k)}};
    }
    if (material.empty())
        refuse_row(path, row, "there is neither a material nor an index");
    if (*k != 0)
        refuse_row(path, row, "the material " + material + " brings its own k; leave k empty");
    return material_index(material, wavelengths, folder,
                          path.string() + ": line " + std::to_string(row.line));
}

double thickness_of(const fs::path& path, const TextRow& row, const std::string& text)
{
    const auto thickness = number_of(text);
    if (!thickness || !(*thickness >= 0))
        refuse_row(path, row,
                   "the thickness is \"" + text
                       + "\"; expected 0 or more nm (only the first and the last row, the media "
                         "around the stack, have none)");
    return *thickness;
}

} // namespace

ResonatorFiles resonator_files(const ResonatorSettings& settings,
                               const std::optional<fs::path>& data)
{
    const bool wants_layers = settings.structure == "stack",
               wants_target = settings.target == "csv";
    ResonatorFiles files;
    if (data && fs::is_directory(*data)) {
        files.folder = *data;
        if (wants_layers)
            files.layers = *data / "layers.csv";
        if (wants_target)
            files.target = *data / "target.csv";
    } else if (data) {
        if (wants_layers)
            files.layers = *data;
        else if (wants_target)
            files.target = *data;
    }
    if (wants_layers && !files.layers)
        throw UsageError("structure=stack needs the layers: give a layer file "
                         "(material_or_index,k,thickness_nm), or a folder with layers.csv, as "
                         "data.");
    if (wants_target && !files.target)
        throw UsageError(wants_layers
                             ? "target=csv with structure=stack needs two files: give a folder "
                               "with layers.csv and target.csv as data."
                             : "target=csv needs a target: give a file wavelength_nm,transmission "
                               "(or reflection), or a folder with target.csv, as data.");
    return files;
}

LayerStack read_layer_file(const fs::path& path, std::span<const double> wavelengths,
                           const std::optional<fs::path>& folder)
{
    std::vector<TextRow> rows = read_text_table(path);
    Columns columns;
    if (const auto named = header_of(rows.front())) {
        columns = *named;
        rows.erase(rows.begin());
    }
    if (rows.size() < 3)
        throw UsageError(path.string() + ": " + std::to_string(rows.size())
                         + " rows; expected the incident medium, one layer or more, and the exit "
                           "medium.");
    LayerStack stack;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const TextRow& row = rows[i];
        stack.indices.push_back(index_of(path, row, columns, wavelengths, folder));
        const std::string thickness = field(row, columns.thickness);
        const bool outer = i == 0 || i + 1 == rows.size();
        if (!outer)
            stack.thicknesses.push_back(thickness_of(path, row, thickness));
        else if (!thickness.empty())
            refuse_row(path, row,
                       std::string("the ") + (i == 0 ? "first" : "last")
                           + " row is the medium around the stack; leave its thickness empty");
    }
    const auto& incident = stack.indices.front().values;
    if (std::ranges::any_of(incident, [](const Complex& index) { return index.imag() != 0; }))
        refuse_row(path, rows.front(),
                   "light can only be sent in from a medium that does not absorb; its k must be 0");
    return stack;
}

} // namespace etalon
