#include "ui/lamp.hpp"

#include <QPainter>

namespace etalon {

Lamp::Lamp(QWidget* parent)
    : QWidget(parent)
{
    setLook({});
}

void Lamp::setReading(Level level, const QString& text)
{
    level_ = level;
    setToolTip(text);
    setAccessibleName(text);
    update();
}

void Lamp::setLook(const Look& look)
{
    look_ = look;
    setFixedSize(look.pixels(12), look.pixels(12));
    update();
}

void Lamp::paintEvent(QPaintEvent*)
{
    const auto& colours = look_.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF area = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    switch (level_) {
    case Level::plain:
        return;
    case Level::good:
        painter.setBrush(colours.good);
        painter.drawEllipse(area);
        return;
    case Level::caution:
        painter.setBrush(colours.caution);
        painter.drawPolygon(QPolygonF(
            {area.bottomLeft(), QPointF(area.center().x(), area.top()), area.bottomRight()}));
        return;
    case Level::bad:
        painter.setBrush(colours.bad);
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
}

} // namespace etalon
