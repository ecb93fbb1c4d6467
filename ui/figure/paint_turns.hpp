// Lets figures that are painted for the first time do so one by one.
#pragma once

#include <QList>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QWidget>

namespace etalon {

/// A first painting lays out axes and texts and costs several times what later ones cost. Together
/// they would hold up the event loop, so each gets a turn of it.
class PaintTurns : public QObject {
    Q_OBJECT

public:
    explicit PaintTurns(QObject* parent);

    /// Whether it is this widget's turn. If not, it will soon be asked to paint again.
    bool isTurnOf(QWidget* widget);

private:
    void next();

    QTimer timer_;
    QList<QPointer<QWidget>> waiting_;
    QPointer<QWidget> now_;
};

} // namespace etalon
