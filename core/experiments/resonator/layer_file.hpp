// The user's stack of layers, and where a run's files are (section 3).
#pragma once

#include "core/experiments/resonator/layer_stack.hpp"
#include "core/experiments/resonator/resonator.hpp"

#include <filesystem>
#include <optional>
#include <span>

namespace etalon {

/// What --data names: the target CSV, the layer CSV of `stack`, or a folder with target.csv,
/// layers.csv and material tables.
struct ResonatorFiles {
    std::optional<std::filesystem::path> target{}, layers{}, folder{};
};

/// UsageError if what the settings need (a target, layers) is not there.
ResonatorFiles resonator_files(const ResonatorSettings&,
                               const std::optional<std::filesystem::path>& data);

/// Rows material_or_index,k,thickness_nm from the incident to the exit medium, whose thicknesses
/// are empty. k may be empty (0; a material brings its own). Angle and polarisation are left alone.
/// UsageError names file and line.
LayerStack read_layer_file(const std::filesystem::path&, std::span<const double> wavelengths,
                           const std::optional<std::filesystem::path>& folder);

} // namespace etalon
