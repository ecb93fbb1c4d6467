// The figures of a run as files, without a window.
#pragma once

#include "core/lab/session.hpp"
#include "ui/figure/figure_export.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

struct FigureRequest {
    std::vector<std::string> figures{}; // ids; empty: all that have something to show
    std::vector<FigureFormat> formats{FigureFormat::pdf, FigureFormat::svg, FigureFormat::png,
                                      FigureFormat::csv};
    ExportSettings settings{};
    std::optional<std::int64_t> step{}; // shown; nothing: the last
};

/// What was written. `run_directory` is where the record is saved. UsageError if a figure that was asked for does not exist or has nothing to
/// show in this run.
std::vector<std::filesystem::path> write_figures(const RunRecord&,
                                                 const std::filesystem::path& run_directory,
                                                 const Experiment&, const FigureRequest&,
                                                 const std::filesystem::path& directory);

} // namespace etalon
