// A run as it is saved, reloaded, replayed and exported: DIR/run.json and DIR/recording.h5.
#pragma once

#include "core/lab/capture.hpp"
#include "core/lab/digest.hpp" // sha256: of the user's data
#include "core/lab/experiment.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// Where a branched run came from.
struct Parent {
    std::string directory{}; // empty if it was never saved
    std::int64_t step = 0;
};

/// The contents of run.json and recording.h5, and nothing else.
struct RunRecord {
    std::string experiment{}, preset{};
    Setup setup; // parameters as resolved by the simulation
    std::vector<Change> changes{};
    RunState state = RunState::finished;
    std::string message{};
    std::int64_t step = 0; // where it ended
    std::shared_ptr<const Recording> recording{};
    std::vector<Tensor> initial{}, final{};
    SharedTensors data{};
    std::vector<Checkpoint> checkpoints{};
    Summary summary{};
    Timing timing{};
    std::string version{}, build{}; // of the program that wrote it
    std::string data_sha256{};      // of the user's file(s), empty without
    std::optional<Parent> parent{};
};

/// The parts of the record that change as a run goes on, as they were captured.
void fill(RunRecord&, Capture);

/// Application version ("1.0.0") and build ("GCC 12.2, -O3 …, commit"), fixed at build time.
std::string version();
std::string build_description();

/// Writes beside and renames: at any moment `load` finds the old or the new run, whole. Figures and
/// other files in the directory stay. Error says what could not be written and why; then the old
/// run is as it was. A run that has not ended is written as stopped.
void save(const RunRecord&, const std::filesystem::path& directory);

/// Checks everything before it is used; UsageError names file, place, found and expected.
RunRecord load(const std::filesystem::path& directory, std::span<const Experiment>);

/// A preset from a saved run: the parameters of DIR/run.json, or of that file itself.
struct SavedParameters {
    std::string experiment{}, preset{};
    Overrides parameters{};
    std::uint64_t seed = 1;
};
SavedParameters load_parameters(const std::filesystem::path& run_json);

} // namespace etalon
