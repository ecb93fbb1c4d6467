// `etalon`, `etalon gui` and `etalon open`: the window.
#pragma once

#include "app/run_request.hpp"

#include <optional>
#include <span>
#include <string>

namespace etalon {

class Mistakes;

/// The words as they were typed, besides those that a run without a window knows too.
struct WindowArguments {
    std::optional<std::string> speed{}, report{};
    std::string directory{}; // of a saved run
    bool autostart = false, quit_when_finished = false;
};

/// The exit code of the window. `command` is "gui", "open" or the program's own name.
int open_window(const std::string& command, const RunArguments&, const WindowArguments&,
                std::span<const Experiment>, Mistakes&, int& argc, char** argv);

} // namespace etalon
