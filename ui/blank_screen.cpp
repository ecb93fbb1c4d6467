#include "ui/blank_screen.hpp"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QPainter>

namespace etalon {

BlankScreen::BlankScreen(QWidget* window)
    : QWidget(window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setCursor(Qt::BlankCursor);
    setAccessibleName(tr("Black screen; any key brings the window back"));
    setGeometry(window->rect());
    QCoreApplication::instance()->installEventFilter(this); // wherever the focus is
    show();
    raise();
}

bool BlankScreen::eventFilter(QObject* watched, QEvent* event)
{
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (!widget || widget->window() != window() || !isVisible())
        return false;
    switch (event->type()) {
    case QEvent::Resize:
        if (widget == window())
            setGeometry(window()->rect());
        return false;
    case QEvent::ShortcutOverride:
        event->accept();
        return true;
    case QEvent::KeyPress:
        if (!static_cast<QKeyEvent*>(event)->isAutoRepeat())
            close();
        return true;
    default:
        return false;
    }
}

void BlankScreen::mousePressEvent(QMouseEvent*)
{
    close();
}

void BlankScreen::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), Qt::black);
}

} // namespace etalon
