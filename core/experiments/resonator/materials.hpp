// Refractive indices over wavelength: bundled dispersion formulas and the user's tables (2.6).
#pragma once

#include "core/experiments/resonator/layer_stack.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// A transparent material with a published dispersion formula, valid between two wavelengths (nm).
struct BundledMaterial {
    std::string name{};     // "fused-silica"
    std::string label{};    // "Fused silica"
    std::string citation{}; // "Malitson 1965"
    double lowest = 0, highest = 0;
    double (*index)(double wavelength_um) = nullptr;
};

const std::vector<BundledMaterial>& bundled_materials();

/// Measured n and k; each sorted by wavelength (nm), no wavelength twice. No k: 0 everywhere.
struct MaterialTable {
    std::vector<double> n_wavelengths{}, n{};
    std::vector<double> k_wavelengths{}, k{};
};

/// Columns wl,n,k or wl,n, or a block wl,n and then a block wl,k (a blank line or a new header
/// between them); comma, semicolon or tab; µm unless the header says nm. UsageError names file and
/// line.
MaterialTable read_material_table(const std::filesystem::path&);

/// "1.45", a bundled material, or NAME for the table NAME.csv in `folder`; at these wavelengths
/// (nm). UsageError begins with `place`: a name that nobody knows, or a table that does not cover
/// the wavelengths; nothing is extrapolated.
LayerIndex material_index(std::string_view text, std::span<const double> wavelengths,
                          const std::optional<std::filesystem::path>& folder,
                          const std::string& place);

/// Indices on a grid, by the names that settings give them: of files that were read before.
using KnownMedia = std::map<std::string, LayerIndex>;

/// The number that a text is, if it is one and no material's name.
std::optional<double> constant_index(std::string_view text);

/// Linear between the points (x ascending); a place outside by rounding alone takes the end's value.
double interpolated(std::span<const double> x, std::span<const double> y, double at);

/// Whether all of `wanted` (any order) lies within [lowest, highest], but for rounding.
bool covers(double lowest, double highest, std::span<const double> wanted);

/// "400-798": the range of wavelengths, as messages give it.
std::string range_text(double lowest, double highest);

} // namespace etalon
