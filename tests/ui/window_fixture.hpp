// What the tests of the window share: an application set up as the program does it.
#pragma once

#include "oscillator.hpp"
#include "ui/icons.hpp"
#include "ui/key_guard.hpp"
#include "ui/run_model.hpp"

#include <QApplication>
#include <QStandardPaths>
#include <QStyleFactory>
#include <QtTest>

namespace etalon {

inline void prepareApplication()
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setOrganizationName(QStringLiteral("EtalonTests"));
    QApplication::setApplicationName(QCoreApplication::applicationName());
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    loadResources();
    qApp->installEventFilter(new KeyGuard(qApp));
}

/// The oscillator's preset with some values replaced.
inline RunPlan planOf(const std::string& preset_name, const Overrides& overrides = {},
                      std::uint64_t seed = 1)
{
    const auto& preset = find_preset(oscillator(), preset_name);
    return {&oscillator(),
            preset.name,
            {resolve(oscillator(), {preset.overrides, overrides}), seed, {}},
            {}};
}

/// All samples of a channel up to a step.
inline std::vector<double> samples(const Frame& frame, const std::string& channel,
                                   std::int64_t last)
{
    const auto& series = frame.series[frame.recording->index(channel)];
    std::vector<double> result;
    for (std::size_t i = 0; i < series.size() && series.steps()[i] <= last; ++i)
        result.push_back(series.sample(i).front());
    return result;
}

} // namespace etalon
