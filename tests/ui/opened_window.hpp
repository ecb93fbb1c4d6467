// The window as it is at the first start of the program.
#pragma once

#include "prepared_application.hpp"
#include "ui/main_window.hpp"

#include <QSettings>
#include <QtTest>

#include <memory>

namespace etalon {

/// On screen and active. `experiments` must outlive it.
inline std::unique_ptr<MainWindow> openedWindow(std::span<const Experiment> experiments,
                                                QSize size = {1280, 800})
{
    QSettings().clear();
    auto window = std::make_unique<MainWindow>(experiments);
    window->resize(size);
    window->show();
    if (!QTest::qWaitForWindowExposed(window.get()))
        qFatal("the window does not come up");
    window->activateWindow();
    return window;
}

} // namespace etalon
