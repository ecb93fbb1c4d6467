// A slim slider in the theme's colours.
#pragma once

#include "ui/theme.hpp"

#include <QSlider>

namespace etalon {

/// Horizontal. A click on the groove moves the handle there; the wheel is left to what lies behind,
/// so that scrolling a form changes nothing in it.
class Slider : public QSlider {
    Q_OBJECT

public:
    explicit Slider(QWidget* parent = nullptr);

    void setLook(const Look& look);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    double radius() const; // of the handle; grows with the type
    double centre() const; // of the handle, from the left
    int placeAt(double x) const;

    Look look_;
};

} // namespace etalon
