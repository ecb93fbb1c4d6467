// `etalon run`: training without a window.
#pragma once

#include "app/exit_code.hpp"
#include "app/run_request.hpp"
#include "core/lab/session.hpp"

#include <chrono>
#include <filesystem>

namespace etalon {

class Mistakes;

struct RunOutput {
    std::filesystem::path directory{};
    bool verbose = false;
    std::chrono::duration<double> save_every{30}; // between saves on the way; 0: none
};

/// Whether a run may be saved there; what stands against it goes to `mistakes`.
void check_output(const std::filesystem::path& directory, bool force, Mistakes&);

struct FinishedRun {
    ExitCode exit_code = exit_done;
    RunRecord record{};
};

/// Trains and analyses to the end, to Ctrl-C or to divergence, and saves. Throws Error if that fails; then
/// nothing new is at the directory, unless an earlier save of this run is.
FinishedRun run_headless(const RunRequest&, const RunOutput&);

} // namespace etalon
