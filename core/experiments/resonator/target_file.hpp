// A spectrum that the user wishes for: the target CSV of section 3.
#pragma once

#include "core/experiments/resonator/layer_stack.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace etalon {

struct TargetFile {
    std::string name{}; // of the file, for messages
    bool has_transmission = false, has_reflection = false;
    std::vector<double> wavelengths{}; // nm, ascending
    std::vector<double> transmission{}, reflection{};
    std::vector<double> weights{};       // 0 or more, not all 0; empty: no column
    std::vector<std::string> warnings{}; // one sentence each
};

/// Columns wavelength_nm and transmission, reflection or both, and perhaps weight, in any order.
/// UsageError names file and place: gaps, words, fewer than 4 rows, a wavelength twice, wavelengths
/// in µm.
TargetFile read_target_file(const std::filesystem::path&);

/// The wished observable on a grid, and weights of mean 1 (empty: none).
struct TargetOnGrid {
    std::vector<double> values{}, weights{};
};

/// Linear between the rows. UsageError: no such column, or the file does not cover the grid.
TargetOnGrid target_on_grid(const TargetFile&, Observable, std::span<const double> wavelengths);

} // namespace etalon
