#include "app/figure_files.hpp"

#include "app/mistakes.hpp"
#include "ui/figure/figure_source.hpp"
#include "ui/record_frame.hpp"

#include <QApplication>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

namespace etalon {
namespace {

namespace fs = std::filesystem;

// Qt remarks on a session directory that nothing here uses; all else it says is passed on.
void pass_on(QtMsgType, const QMessageLogContext&, const QString& message)
{
    if (!message.startsWith("QStandardPaths:"))
        std::cerr << message.toStdString() << '\n';
}

// Painting needs an application object; this one needs no display.
std::unique_ptr<QApplication> offscreen_application()
{
    static int argument_count = 1; // Qt keeps a reference for the life of the process
    static char name[] = "etalon";
    static char* arguments[] = {name, nullptr};
    qInstallMessageHandler(pass_on);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return std::make_unique<QApplication>(argument_count, arguments);
}

// The record outlives the frame.
Frame frame_of(const RunRecord& record, const Experiment& experiment, std::int64_t step)
{
    Frame frame = frameOf({std::shared_ptr<const RunRecord>(), &record}, experiment, step);
    frame.kept.push_back({record.setup.values, record.setup.seed, record.summary});
    return frame;
}

Provenance provenance_of(const RunRecord& record, const Experiment& experiment, std::int64_t step,
                         const std::string& run_json)
{
    Provenance provenance;
    provenance.version = record.version;
    provenance.build = record.build;
    provenance.experiment = record.experiment;
    provenance.preset = record.preset;
    for (const Parameter& parameter : experiment.schema.parameters())
        if (const Value& value = record.setup.values[parameter.key]; value != parameter.fallback)
            provenance.changed.emplace_back(parameter.key, to_text(value));
    provenance.seed = record.setup.seed;
    provenance.step = step;
    provenance.data_sha256 = record.data_sha256;
    provenance.run_json = run_json;
    return provenance;
}

std::string text_of(const fs::path& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

// The figures to be written, in reading order.
std::vector<const Figure*> select(const Experiment& experiment,
                                  const std::vector<std::string>& names)
{
    Mistakes mistakes;
    std::vector<std::string> known;
    for (const Figure& figure : experiment.figures)
        known.push_back(figure.id);
    for (const std::string& name : names)
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const std::string near = nearest(name, known);
            mistakes.add("Unknown figure \"" + name + "\" of " + experiment.id
                         + (near.empty() ? "." : "; did you mean \"" + near + "\"?"));
        }
    mistakes.throw_if_any();

    std::vector<const Figure*> selected;
    for (const Figure& figure : experiment.figures)
        if (names.empty() || std::find(names.begin(), names.end(), figure.id) != names.end())
            selected.push_back(&figure);
    return selected;
}

} // namespace

std::vector<fs::path> write_figures(const RunRecord& record, const fs::path& run_directory,
                                    const Experiment& experiment, const FigureRequest& request,
                                    const fs::path& directory)
{
    const std::int64_t step = request.step.value_or(record.step);
    if (step < 0 || step > record.step)
        throw UsageError("--step " + std::to_string(step) + " is out of range (0 to "
                         + std::to_string(record.step) + ").");
    const std::vector<const Figure*> figures = select(experiment, request.figures);
    const Frame frame = frame_of(record, experiment, step);
    Provenance provenance =
        provenance_of(record, experiment, step, text_of(run_directory / "run.json"));
    const auto application = offscreen_application();

    std::vector<fs::path> written;
    Mistakes mistakes;
    for (const Figure* figure : figures) {
        const Drawing drawing = draw_figure(*figure, frame, {});
        if (drawing.panels.empty()) {
            if (!request.figures.empty())
                mistakes.add("Figure " + figure->id
                             + " has nothing to show in this run: " + drawing.empty);
            continue;
        }
        provenance.figure = figure->id;
        const auto files = write_figure_files(*figure, frame, {}, provenance, request.settings,
                                              request.formats, directory);
        written.insert(written.end(), files.begin(), files.end());
    }
    mistakes.throw_if_any();
    return written;
}

} // namespace etalon
