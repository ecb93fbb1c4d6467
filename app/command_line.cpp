#include "app/command_line.hpp"

#include "app/exit_code.hpp"
#include "app/export_command.hpp"
#include "app/figure_files.hpp"
#include "app/help.hpp"
#include "app/mistakes.hpp"
#include "app/run_command.hpp"
#include "app/standard_streams.hpp"
#include "app/window_command.hpp"
#include "core/experiments/registry.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace etalon {
namespace {

struct HelpArguments {
    std::string experiment{};
    bool json = false, markdown = false;
};

struct RunOptions {
    std::string out{}, save_every = "30";
    bool figures = false, force = false, verbose = false;
};

// Everything that can be typed, and the places where it goes.
struct CommandLine {
    CLI::App app{"Etalon: a laboratory for learning dynamics. Without a command the window opens.",
                 "etalon"};
    HelpArguments help{};
    RunArguments run{};
    RunOptions options{};
    ExportArguments figures{};
    WindowArguments window{};
    bool version = false;

    CommandLine()
    {
        app.require_subcommand(0, 1);
        app.allow_extras(); // reported by us, together and with the nearest name
        app.add_flag("--version", version, "Show the version and how it was built");
        add_gui();
        add_list();
        add_help();
        add_run();
        add_export();
        add_open();
    }

    CLI::App* command(const std::string& name, const std::string& description)
    {
        return app.add_subcommand(name, description)->allow_extras();
    }

    // An option or a positional with the name of what it takes, as the help shows it.
    template <class Target>
    static CLI::Option* add_value(CLI::App* command, const std::string& name,
                                  const std::string& takes, Target& target,
                                  const std::string& description)
    {
        return command->add_option(name, target, description)->type_name(takes);
    }

    void add_run_arguments(CLI::App* command)
    {
        add_value(command, "EXPERIMENT", "", run.experiment, "Its id, as `etalon list` shows it");
        add_value(command, "--preset", "NAME|DIR", run.preset,
                  "A preset's name, or a saved run: its directory or run.json");
        add_value(command, "--set", "KEY=VALUE", run.settings,
                  "key=value, one parameter; may be repeated")
            ->allow_extra_args(false);
        add_value(command, "--seed", "N", run.seed, "Of all random numbers; 1 unless given");
        add_value(command, "--steps", "N", run.steps, "Length of the run: the parameter steps");
        add_value(command, "--data", "PATH", run.data, "The user's own data: a file or a folder");
    }

    void add_gui()
    {
        CLI::App* gui = command("gui", "Open the window on an experiment");
        add_run_arguments(gui);
        add_value(gui, "--speed", "FACTOR", window.speed, "1 is the preset's natural pace; or max");
        gui->add_flag("--autostart", window.autostart, "Run at once");
        gui->add_flag("--quit-when-finished", window.quit_when_finished,
                      "Close the window after the last step");
        add_value(gui, "--report", "FILE", window.report,
                  "A file for the measured frame times (JSON)");
    }

    void add_list()
    {
        command("list", "Show experiments and presets")->add_flag("--json", help.json, "As JSON");
    }

    void add_help()
    {
        CLI::App* command =
            this->command("help", "Show every parameter, channel and figure of an experiment");
        add_value(command, "EXPERIMENT", "", help.experiment, "Its id, as `etalon list` shows it");
        command->add_flag("--markdown", help.markdown, "As Markdown");
    }

    void add_run()
    {
        CLI::App* command = this->command("run", "Run an experiment without a window and save it");
        add_run_arguments(command);
        add_value(command, "--change", "STEP:KEY=VALUE", run.changes,
                  "STEP:key=value, a live parameter's new value before that step; may be repeated")
            ->allow_extra_args(false);
        add_value(command, "--out", "DIR", options.out, "The directory to save in");
        command->add_flag("--force", options.force, "Save even if that directory is not empty");
        command->add_flag("--figures", options.figures, "Write all figures, too");
        add_value(command, "--save-every", "SECONDS", options.save_every,
                  "Seconds between saves while it runs (30); 0: only at the end");
        command->add_flag("--verbose", options.verbose, "A line every second, also into a file");
    }

    void add_export()
    {
        CLI::App* command = this->command("export", "Write the figures of a saved run");
        add_value(command, "DIR", "", figures.directory, "The saved run");
        add_value(command, "FIGURE", "", figures.figures, "Their ids; all unless given");
        add_value(command, "--format", "LIST", figures.formats, "Out of pdf,svg,png,csv (all)");
        add_value(command, "--style", "NAME", figures.style,
                  "screen, slide, column, wide, icml or beamer (column)");
        add_value(command, "--width", "MM", figures.width,
                  "In millimetres, instead of the style's");
        add_value(command, "--height", "MM", figures.height,
                  "In millimetres, instead of the style's");
        add_value(command, "--dpi", "N", figures.dpi, "Resolution of PNG (300)");
        add_value(command, "--step", "N", figures.step, "The step to show; the last unless given");
        add_value(command, "--to", "DIR", figures.to,
                  "The directory to write to; DIR/figures unless given");
        command->add_flag("--script", figures.script,
                          "Also scripts that draw the CSV: matplotlib and pgfplots");
        command->add_flag("--footer", figures.footer,
                          "A line below each figure that says where it comes from");
    }

    void add_open()
    {
        add_value(command("open", "Open the window on a saved run"), "DIR", "", window.directory,
                  "The saved run");
    }

    // The chosen command; the program itself if there is none.
    CLI::App& chosen()
    {
        const auto commands = app.get_subcommands();
        return commands.empty() ? app : *commands.front();
    }
};

std::string suggestion(const std::string& name, const std::vector<std::string>& known)
{
    const std::string near = nearest(name, known);
    return near.empty() ? "." : "; did you mean \"" + near + "\"?";
}

// What nobody asked for, each with the nearest known word.
void report_extras(CommandLine& line, Mistakes& mistakes)
{
    CLI::App& command = line.chosen();
    std::vector<std::string> options, commands;
    for (const CLI::Option* option : command.get_options())
        if (const std::string name = option->get_name(); name.starts_with("-"))
            options.push_back(name);
    for (const CLI::App* subcommand : line.app.get_subcommands([](CLI::App*) { return true; }))
        commands.push_back(subcommand->get_name());

    std::vector<std::string> extras = line.app.remaining();
    if (&command != &line.app)
        extras = command.remaining();
    bool after_unknown_option = false; // then a bare word is its value
    for (const std::string& extra : extras) {
        const bool is_option = extra.starts_with("-");
        if (is_option)
            mistakes.add("Unknown option \"" + extra + "\""
                         + suggestion(extra.substr(0, extra.find('=')), options));
        else if (&command == &line.app)
            mistakes.add("Unknown command \"" + extra + "\"" + suggestion(extra, commands));
        else if (!after_unknown_option)
            mistakes.add("Unexpected argument \"" + extra + "\".");
        after_unknown_option = is_option;
    }
}

int list(const CommandLine& line)
{
    std::cout << (line.help.json ? list_json(experiments()) : list_text(experiments()));
    return exit_done;
}

int help(const CommandLine& line)
{
    if (line.help.experiment.empty()) {
        std::cout << line.app.get_formatter()->make_help(&line.app, "etalon",
                                                         CLI::AppFormatMode::Normal);
        return exit_done;
    }
    const Document document = describe(find(experiments(), line.help.experiment));
    std::cout << (line.help.markdown ? to_markdown(document) : to_plain_text(document));
    return exit_done;
}

int run(const CommandLine& line, Mistakes& mistakes)
{
    const RunOptions& options = line.options;
    const RunRequest request = read_request(line.run, experiments(), mistakes);
    RunOutput output = {options.out, options.verbose, {}};
    check_output(output.directory, options.force, mistakes);
    const Limits up_to_a_day = {0, 24 * 3600, "s"};
    output.save_every = std::chrono::duration<double>(
        read_quantity("--save-every", options.save_every, up_to_a_day, mistakes));
    mistakes.throw_if_any();

    const FinishedRun finished = run_headless(request, output);
    if (options.figures && finished.exit_code != exit_failed)
        write_figures(finished.record, output.directory, *request.experiment, {},
                      output.directory / "figures");
    return finished.exit_code;
}

int dispatch(CommandLine& line, int& argc, char** argv)
{
    const std::string name = line.chosen().get_name();
    Mistakes mistakes;
    report_extras(line, mistakes);
    if (name == "run")
        return run(line, mistakes);
    if (name == "gui" || name == "open" || (name == "etalon" && !line.version))
        return open_window(name, line.run, line.window, experiments(), mistakes, argc, argv);
    mistakes.throw_if_any();

    if (name == "list")
        return list(line);
    if (name == "help")
        return help(line);
    if (name == "export") {
        export_figures(line.figures, experiments());
        return exit_done;
    }
    std::cout << "etalon " << version() << " (" << build_description() << ")\n";
    return exit_done;
}

int parse_and_dispatch(int& argc, char** argv)
{
    CommandLine line;
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::cout << line.app.help(); // of the command, if one was named
        return exit_done;
    } catch (const CLI::ParseError& error) {
        throw UsageError(error.what());
    }
    return dispatch(line, argc, argv);
}

} // namespace

int run_command_line(int& argc, char** argv)
{
    prepare_standard_streams();
    int exit_code = exit_failed;
    try {
        exit_code = parse_and_dispatch(argc, argv);
    } catch (const UsageError& error) {
        std::cerr << error.what() << '\n';
        exit_code = exit_wrong_usage;
    } catch (const std::bad_alloc&) {
        std::cerr << "Not enough memory; choose smaller sizes.\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    if (!std::cout.flush()) {
        std::cerr << "Cannot write to standard output.\n";
        exit_code = exit_failed;
    }
    return exit_code;
}

} // namespace etalon
