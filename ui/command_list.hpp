// All commands, found by typing a part of their name.
#pragma once

#include <QAction>
#include <QDialog>

class QLineEdit;
class QListWidget;

namespace etalon {

class CommandList : public QDialog {
    Q_OBJECT

public:
    CommandList(const QList<QAction*>& actions, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void trigger();

    QList<QAction*> actions_;
    QLineEdit* search_ = nullptr;
    QListWidget* list_ = nullptr;
};

} // namespace etalon
