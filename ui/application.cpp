#include "ui/application.hpp"

#include "core/lab/json.hpp"
#include "ui/icons.hpp"
#include "ui/key_guard.hpp"
#include "ui/main_window.hpp"

#include <QApplication>
#include <QElapsedTimer>
#include <QSaveFile>
#include <QStyleFactory>
#include <QTimer>

#include <iostream>

namespace etalon {

namespace {

void prepare(QApplication& application)
{
    QApplication::setApplicationName(QStringLiteral("Etalon"));
    QApplication::setOrganizationName(QStringLiteral("Etalon"));
    QApplication::setApplicationVersion(QString::fromStdString(version()));
    QApplication::setDesktopFileName(QStringLiteral("etalon"));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    loadResources();
    QApplication::setWindowIcon(applicationIcon());
    application.installEventFilter(new KeyGuard(&application));
}

/// What the window measured of itself, for the kiosk and for tests from outside.
void writeReport(const std::filesystem::path& path, RunModel& model, double seconds)
{
    const auto& statistics = model.statistics();
    const auto state = model.status();
    const auto text = json_text(Json::Object{
        {"frames", statistics.frames()},
        {"median_frame_ms", statistics.medianMilliseconds()},
        {"p99_frame_ms", statistics.percentile99Milliseconds()},
        {"longest_block_ms", statistics.longestBlockMilliseconds()},
        {"steps", state.step},
        {"steps_per_second", seconds > 0 ? double(state.step) / seconds : 0},
        {"seconds", seconds},
    });
    QSaveFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.c_str()) < 0 || !file.commit())
        std::cerr << "The report " << path.string()
                  << " cannot be written: " << file.errorString().toStdString() << ".\n";
}

} // namespace

int run_gui(int& argc, char** argv, std::span<const Experiment> experiments,
            const GuiOptions& options)
{
    QApplication application(argc, argv);
    prepare(application);
    MainWindow window(experiments);
    auto& model = window.model();

    QElapsedTimer clock; // from the first movement to the end
    double seconds = 0;
    int code = 0;
    const auto report = [&] {
        if (!options.report.empty())
            writeReport(options.report, model,
                        seconds > 0 ? seconds : double(clock.elapsed()) * 1e-3);
    };
    QObject::connect(&model, &RunModel::motionChanged, &window, [&] {
        if (!model.isMoving() || clock.isValid())
            return;
        clock.start();
        if (!options.report.empty())
            model.statistics().startHeartbeat();
    });
    QObject::connect(&model, &RunModel::ended, &window, [&] {
        seconds = double(clock.elapsed()) * 1e-3;
        report();
        if (!options.quit_when_finished)
            return;
        const auto state = model.status().state;
        code = state == RunState::diverged ? 3 : state == RunState::failed ? 1 : 0;
        window.close();
    });
    QObject::connect(&model, &RunModel::failed, &window, [&](const QString& why) {
        if (!options.quit_when_finished)
            return;
        std::cerr << why.toStdString() << '\n';
        code = 1;
        window.close();
    });

    if (!options.open_directory.empty())
        window.openDirectory(options.open_directory);
    else if (!options.experiment.empty()) {
        const auto& experiment = find(experiments, options.experiment);
        auto overrides = options.overrides;
        if (options.steps)
            overrides["steps"] = *options.steps;
        window.openExperiment(
            experiment.id,
            options.preset.empty() ? experiment.presets.front().name : options.preset, overrides,
            options.seed, options.data, options.autostart ? After::play : After::pause);
    } else
        window.showGallery();
    window.setSpeed(options.speed);
    window.show();
    const int result = QApplication::exec();
    if (seconds == 0 && clock.isValid())
        report(); // closed by hand before the end
    return result != 0 ? result : code;
}

} // namespace etalon
