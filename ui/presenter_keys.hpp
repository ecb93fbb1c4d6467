// The keys of a presenter's remote control, which knows nothing of where the focus is.
#pragma once

#include "ui/window_actions.hpp"

#include <QObject>

namespace etalon {

/// While a lesson or full screen is on, Page Up, Page Down, F5, full stop and B act whatever has
/// the focus, and in full screen Escape too. A field in which something has just been typed keeps
/// what it can use.
class PresenterKeys : public QObject {
    Q_OBJECT

public:
    PresenterKeys(QWidget* window, const WindowActions& actions);

    enum class Mode { off, lesson, full_screen };
    void setMode(Mode mode) { mode_ = mode; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QAction* actionOf(const QObject* watched, int key) const;

    QWidget* window_;
    const WindowActions& actions_;
    Mode mode_ = Mode::off;
};

} // namespace etalon
