// A quiet strip above the figures that says what went wrong, or what was done.
#pragma once

#include "ui/theme.hpp"

#include <QFrame>

class QLabel;
class QTimer;
class QToolButton;

namespace etalon {

class Notice : public QFrame {
    Q_OBJECT

public:
    explicit Notice(QWidget* parent = nullptr);

    void tell(const QString& what);    // goes by itself after a while
    void complain(const QString& why); // stays until closed or until all is well again
    QString text() const;
    void setLook(const Look& look);

private:
    void showText(const QString& text);

    QLabel* label_ = nullptr;
    QToolButton* close_ = nullptr;
    QTimer* timer_ = nullptr;
};

} // namespace etalon
