#include "ui/key_overlay.hpp"

#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace etalon {

KeyOverlay::KeyOverlay(const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("shade"));
    setAttribute(Qt::WA_StyledBackground);
    setAttribute(Qt::WA_DeleteOnClose);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Keys"));
    auto* outer = new QVBoxLayout(this);
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("card"));
    outer->addWidget(card, 0, Qt::AlignCenter);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(28, 22, 28, 22);
    auto* heading = new QLabel(tr("Keys"));
    heading->setObjectName(QStringLiteral("heading"));
    column->addWidget(heading);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(7);
    column->addLayout(grid);

    QList<const QAction*> shown;
    for (const auto* action : actions)
        if (!action->shortcut().isEmpty() && !action->statusTip().isEmpty())
            shown << action;
    const int rows = int(shown.size() + 1) / 2;
    for (int i = 0; i < int(shown.size()); ++i) {
        auto* key = new QLabel(shown[i]->shortcut().toString(QKeySequence::NativeText));
        key->setObjectName(QStringLiteral("key"));
        auto* text = new QLabel(shown[i]->statusTip());
        const int left = i / rows * 3;
        grid->addWidget(key, i % rows, left, Qt::AlignRight);
        grid->addWidget(text, i % rows, left + 1);
    }
    grid->setColumnMinimumWidth(2, 22);
    setGeometry(parent->rect());
    parent->installEventFilter(this);
    show();
    raise();
    setFocus();
}

bool KeyOverlay::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) { // every key closes, none does its usual work
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void KeyOverlay::keyPressEvent(QKeyEvent* event)
{
    event->accept();
    close();
}

void KeyOverlay::mousePressEvent(QMouseEvent*)
{
    close();
}

bool KeyOverlay::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace etalon
