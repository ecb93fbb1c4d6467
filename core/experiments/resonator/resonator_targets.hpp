// The spectra that inverse design is asked for (section 3).
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Hidden designs' spectra, a peak, a band, or the user's file; the same in all rows unless hidden
/// designs are drawn, plus noise. `warnings`, if given, takes what the user should know about the
/// file. UsageError as read_target_file and target_on_grid.
DesignTargets make_design_targets(const ResonatorModel&, const ResonatorSettings&,
                                  std::uint64_t seed,
                                  const std::optional<std::filesystem::path>& data,
                                  std::vector<std::string>* warnings = nullptr);

/// One spectrum of the kinds peak, band-pass and band-stop.
std::vector<double> synthetic_target(const ResonatorSettings&,
                                     const std::vector<double>& wavelengths);

} // namespace etalon
