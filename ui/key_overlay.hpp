// A list of all keys over the dimmed window.
#pragma once

#include <QAction>
#include <QWidget>

namespace etalon {

/// Covers its parent until a key or a click.
class KeyOverlay : public QWidget {
    Q_OBJECT

public:
    KeyOverlay(const QList<QAction*>& actions, QWidget* parent);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace etalon
