// An application set up as the program does it, with settings of its own.
#pragma once

#include "ui/icons.hpp"
#include "ui/key_guard.hpp"

#include <QApplication>
#include <QStandardPaths>
#include <QStyleFactory>

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

} // namespace etalon
