#include "ui/command_list.hpp"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace etalon {

CommandList::CommandList(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Commands"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(420, 360);
    for (auto* action : actions)
        if (!action->statusTip().isEmpty())
            actions_ << action;
    auto* column = new QVBoxLayout(this);
    search_ = new QLineEdit;
    search_->setPlaceholderText(tr("Type a part of a command"));
    search_->setAccessibleName(search_->placeholderText());
    search_->installEventFilter(this);
    list_ = new QListWidget;
    list_->setAccessibleName(tr("Commands"));
    column->addWidget(search_);
    column->addWidget(list_);
    connect(search_, &QLineEdit::textChanged, this, &CommandList::filter);
    connect(search_, &QLineEdit::returnPressed, this, &CommandList::trigger);
    connect(list_, &QListWidget::itemActivated, this, &CommandList::trigger);
    filter({});
}

void CommandList::filter(const QString& text)
{
    list_->clear();
    for (int i = 0; i < int(actions_.size()); ++i) {
        const auto* action = actions_[i];
        if (!action->isEnabled() || !action->statusTip().contains(text, Qt::CaseInsensitive))
            continue;
        const auto keys = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(
            keys.isEmpty() ? action->statusTip() : tr("%1   (%2)").arg(action->statusTip(), keys),
            list_);
        item->setData(Qt::UserRole, i);
    }
    list_->setCurrentRow(0);
}

void CommandList::trigger()
{
    const auto* item = list_->currentItem();
    if (!item)
        return;
    auto* action = actions_[item->data(Qt::UserRole).toInt()];
    close();
    QTimer::singleShot(0, action, &QAction::trigger); // when this window is gone
}

bool CommandList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            QApplication::sendEvent(list_, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace etalon
