#include "ui/slider.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace etalon {

Slider::Slider(QWidget* parent)
    : QSlider(Qt::Horizontal, parent)
{
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus); // a click must not catch the keys that step and run
}

void Slider::setLook(const Look& look)
{
    look_ = look;
    updateGeometry();
    update();
}

double Slider::radius() const
{
    return 6.0 * look_.scale;
}

QSize Slider::sizeHint() const
{
    return {120, int(std::ceil(2 * radius())) + 6};
}

QSize Slider::minimumSizeHint() const
{
    return {40, sizeHint().height()};
}

double Slider::centre() const
{
    const double share = double(value() - minimum()) / std::max(1, maximum() - minimum());
    return radius() + 2 + share * (width() - 2 * radius() - 4);
}

int Slider::placeAt(double x) const
{
    const double share = (x - radius() - 2) / std::max(1.0, width() - 2 * radius() - 4);
    return minimum() + int(std::lround(std::clamp(share, 0.0, 1.0) * (maximum() - minimum())));
}

void Slider::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0, r = radius(), x = centre();
    const auto& colours = look_.colours();
    const auto groove = blend(colours.muted, colours.card, 0.3);
    const auto accent = isEnabled() ? colours.accent : groove;
    painter.setPen(QPen(groove, 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(4, middle), QPointF(width() - 4, middle));
    painter.setPen(QPen(accent, 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(4, middle), QPointF(x, middle));
    if (hasFocus()) {
        QColor halo = accent;
        halo.setAlphaF(0.3F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(halo);
        painter.drawEllipse(QPointF(x, middle), r + 2.5, r + 2.5);
    }
    painter.setPen(QPen(accent, 2));
    painter.setBrush(underMouse() || isSliderDown() ? accent : colours.card);
    painter.drawEllipse(QPointF(x, middle), r - 1, r - 1);
}

void Slider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setSliderDown(true);
    if (std::abs(event->position().x() - centre()) > radius())
        setValue(placeAt(event->position().x()));
}

void Slider::mouseMoveEvent(QMouseEvent* event)
{
    if (isSliderDown())
        setValue(placeAt(event->position().x()));
}

void Slider::mouseReleaseEvent(QMouseEvent*)
{
    setSliderDown(false);
    update();
}

void Slider::wheelEvent(QWheelEvent* event)
{
    event->ignore();
}

} // namespace etalon
