// Keeps single-key commands from a control that has a use of its own for the key.
#pragma once

#include <QObject>

namespace etalon {

/// Installed on the application: with the focus on a slider, list or button, that control gets its
/// arrows, its Space and its Return before the window's shortcuts do.
class KeyGuard : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace etalon
