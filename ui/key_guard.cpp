#include "ui/key_guard.hpp"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>

namespace etalon {

namespace {

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down
        || key == Qt::Key_Home || key == Qt::Key_End;
}

bool isUsedBy(const QObject* control, const QKeyEvent& press)
{
    const int key = press.key();
    if (press.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    if (qobject_cast<const QLineEdit*>(control))
        return key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape
            || key == Qt::Key_Up || key == Qt::Key_Down;
    if (qobject_cast<const QAbstractSlider*>(control))
        return isArrow(key);
    if (qobject_cast<const QAbstractButton*>(control))
        return key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter;
    if (qobject_cast<const QComboBox*>(control))
        return isArrow(key) || key == Qt::Key_Space || key == Qt::Key_Return;
    if (qobject_cast<const QAbstractItemView*>(control))
        return isArrow(key) || key == Qt::Key_Space;
    return false;
}

} // namespace

bool KeyGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride
        && isUsedBy(watched, *static_cast<const QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace etalon
