#include "ui/presenter_keys.hpp"

#include "ui/key_overlay.hpp"

#include <QAbstractSpinBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QWidget>

namespace etalon {

PresenterKeys::PresenterKeys(QWidget* window, const WindowActions& actions)
    : QObject(window)
    , window_(window)
    , actions_(actions)
{
    QCoreApplication::instance()->installEventFilter(this);
}

QAction* PresenterKeys::actionOf(const QObject* watched, int key) const
{
    const auto* field = qobject_cast<const QLineEdit*>(watched);
    if (qobject_cast<const QAbstractSpinBox*>(watched)) // it has the focus, its field the text
        field = watched->findChild<QLineEdit*>();
    const bool is_typing = field && field->isModified();
    switch (key) {
    case Qt::Key_PageDown:
        return actions_.next;
    case Qt::Key_PageUp:
        return actions_.previous;
    case Qt::Key_F5:
        return actions_.full_screen;
    case Qt::Key_Period:
    case Qt::Key_B:
        return is_typing ? nullptr : actions_.blank;
    case Qt::Key_Escape:
        return is_typing || mode_ != Mode::full_screen ? nullptr : actions_.leave;
    default:
        return nullptr;
    }
}

bool PresenterKeys::eventFilter(QObject* watched, QEvent* event)
{
    const bool asks = event->type() == QEvent::ShortcutOverride;
    if (mode_ == Mode::off || (!asks && event->type() != QEvent::KeyPress))
        return false;
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (!widget || widget->window() != window_ || qobject_cast<const KeyOverlay*>(widget))
        return false; // a menu, a dialogue, the list of keys
    const auto* press = static_cast<QKeyEvent*>(event);
    constexpr Qt::KeyboardModifiers chord =
        Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;
    QAction* action = press->modifiers() & chord ? nullptr : actionOf(watched, press->key());
    if (!action)
        return false;
    if (asks)
        event->accept(); // the key press comes next
    else if (!press->isAutoRepeat())
        action->trigger();
    return true;
}

} // namespace etalon
