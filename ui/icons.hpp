// Our own line icons, drawn in the theme's colours.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace etalon {

/// `name` is a file in resources/icons; black in it becomes `colour`, paler when disabled.
QIcon icon(const QString& name, const QColor& colour);

/// The application's own icon, in its own colours.
QIcon applicationIcon();

/// Makes the compiled-in resources available; may be called again.
void loadResources();

} // namespace etalon
