// The built program, run as a user would, in an environment without a display.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

namespace etalon {

struct Ended {
    int exit_code = -1; // -1: it crashed or did not end
    QByteArray output{}, errors{};
    QByteArray text() const { return output + errors; }
};

inline QProcessEnvironment environment_without_display()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"})
        environment.remove(name);
    return environment;
}

/// Waits for the end, at most a minute.
inline Ended wait_for(QProcess& process)
{
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

inline void start(QProcess& process, const QStringList& arguments)
{
    process.setProcessEnvironment(environment_without_display());
    process.start(ETALON_PROGRAM, arguments);
}

inline Ended run_program(const QStringList& arguments)
{
    QProcess process;
    start(process, arguments);
    return wait_for(process);
}

/// Through a shell, for redirections and limits: run_shell("ulimit -f 1; \"$0\" list").
inline Ended run_shell(const QString& script, const QStringList& arguments = {})
{
    QProcess process;
    process.setProcessEnvironment(environment_without_display());
    process.start("/bin/bash", QStringList{"-c", script, ETALON_PROGRAM} + arguments);
    return wait_for(process);
}

inline QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace etalon
