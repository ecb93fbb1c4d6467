// Black over the whole window, so that the audience looks at the lecturer.
#pragma once

#include <QWidget>

namespace etalon {

/// Any key or click takes it away again and does nothing else.
class BlankScreen : public QWidget {
    Q_OBJECT

public:
    explicit BlankScreen(QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace etalon
