// The window as a program: what the command line asks of it.
#pragma once

#include "core/lab/experiment.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace etalon {

struct GuiOptions {
    std::string experiment{}, preset{}; // empty: the gallery; the experiment's first preset
    Overrides overrides{};
    std::uint64_t seed = 1;
    std::optional<std::int64_t> steps{};
    double speed = 1; // infinity: as fast as it goes
    bool autostart = false, quit_when_finished = false;
    std::filesystem::path report{};         // empty: none
    std::filesystem::path open_directory{}; // a saved run
    std::optional<std::filesystem::path> data{};
};

/// Makes the application and its window and runs them; returns the exit code. UsageError if the
/// options do not fit the experiments.
int run_gui(int& argc, char** argv, std::span<const Experiment>, const GuiOptions&);

} // namespace etalon
