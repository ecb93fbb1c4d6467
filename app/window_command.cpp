#include "app/window_command.hpp"

#include "app/exit_code.hpp"
#include "app/mistakes.hpp"
#include "core/lab/session.hpp"
#include "ui/application.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

namespace etalon {
namespace {

bool is_set(const char* variable)
{
    const char* value = std::getenv(variable);
    return value && *value;
}

bool has_display()
{
    return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") || is_set("QT_QPA_PLATFORM");
}

double read_speed(const std::string& text, Mistakes& mistakes)
{
    if (text == "max")
        return std::numeric_limits<double>::infinity();
    double speed = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, speed);
    if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(speed) || speed <= 0)
        mistakes.add("--speed " + text + ": expected a factor greater than 0, or max.");
    return speed;
}

} // namespace

int open_window(const std::string& command, const RunArguments& run, const WindowArguments& window,
                std::span<const Experiment> experiments, Mistakes& mistakes, int& argc, char** argv)
{
    GuiOptions options;
    if (command == "gui") {
        const RunRequest request = read_request(run, experiments, mistakes);
        options.experiment = run.experiment;
        options.preset = request.preset;
        options.overrides = request.overrides;
        options.seed = request.setup.seed;
        options.data = request.setup.data;
        options.autostart = window.autostart;
        options.quit_when_finished = window.quit_when_finished;
        if (window.speed)
            options.speed = read_speed(*window.speed, mistakes);
        if (window.report)
            options.report = *window.report;
    } else if (command == "open") {
        options.open_directory = window.directory;
        if (window.directory.empty())
            mistakes.add("Say which saved run: etalon open DIR.");
        else // the rest of it is read, and complained about, in the window
            mistakes.attempt([&] { load_parameters(window.directory); });
    }
    if (!has_display())
        mistakes.add("There is no display for the window; these work without one: etalon run "
                     "linear-cnn --out DIR, etalon list, etalon help linear-cnn");
    mistakes.throw_if_any();
    return run_gui(argc, argv, experiments, options);
}

} // namespace etalon
