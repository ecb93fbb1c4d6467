// `etalon export`: the figures of a saved run on paper.
#pragma once

#include "core/lab/experiment.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// The words as they were typed.
struct ExportArguments {
    std::string directory{};
    std::vector<std::string> figures{};
    std::string formats = "pdf,svg,png,csv";
    std::string style = "column";
    std::optional<std::string> width{}, height{}, dpi{}, step{}, to{};
    bool script = false, footer = false;
};

/// UsageError tells all that is wrong with the arguments; Error if a file cannot be written.
void export_figures(const ExportArguments&, std::span<const Experiment>);

} // namespace etalon
