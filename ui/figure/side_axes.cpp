#include "ui/figure/side_axes.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace etalon {

namespace {

double widest_number(const ChartAxis& axis, const QFontMetricsF& metrics)
{
    double widest = 0;
    for (const AxisTick& tick : axis.ticks.major)
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    return widest;
}

} // namespace

double right_axis_width(const ChartAxis& axis, const FigureStyle& style)
{
    if (axis.hidden)
        return 0;
    const ChartSpacing spacing(style);
    if (!axis.labels)
        return spacing.tick;
    const double title = axis.title.isEmpty()
        ? 0
        : spacing.title_gap + QFontMetricsF(figure_font(style.text)).height();
    return spacing.tick + spacing.gap + widest_number(axis, QFontMetricsF(figure_font(style.ticks)))
        + title;
}

void paint_right_axis(QPainter& painter, const QRectF& plot, const ChartAxis& axis,
                      const FigureStyle& style, const Palette& palette)
{
    if (axis.hidden)
        return;
    const ChartSpacing spacing(style);
    const QFontMetricsF ticks(figure_font(style.ticks)), text(figure_font(style.text));
    const auto height = [&](double at) {
        return plot.bottom() - axis.range.share(at) * plot.height();
    };
    painter.save();
    painter.setPen(QPen(palette.axis, 1.3 * style.hairline));
    painter.drawLine(plot.topRight(), plot.bottomRight());
    for (const AxisTick& tick : axis.ticks.major)
        painter.drawLine(QPointF(plot.right(), height(tick.at)),
                         QPointF(plot.right() + spacing.tick, height(tick.at)));
    painter.setPen(QPen(palette.axis, style.hairline));
    for (const double at : axis.ticks.minor)
        painter.drawLine(QPointF(plot.right(), height(at)),
                         QPointF(plot.right() + 0.55 * spacing.tick, height(at)));
    if (axis.labels) {
        painter.setFont(figure_font(style.ticks));
        painter.setPen(palette.muted);
        const double left = plot.right() + spacing.tick + spacing.gap;
        for (const AxisTick& tick : axis.ticks.major)
            painter.drawText(QPointF(left, height(tick.at) + ticks.capHeight() / 2), tick.label);
        if (!axis.title.isEmpty()) {
            painter.setFont(figure_font(style.text));
            painter.translate(left + widest_number(axis, ticks) + spacing.title_gap + text.ascent(),
                              plot.center().y());
            painter.rotate(-90);
            painter.drawText(QPointF(-text.horizontalAdvance(axis.title) / 2, 0), axis.title);
        }
    }
    painter.restore();
}

double top_axis_height(const ChartAxis& axis, const FigureStyle& style)
{
    if (axis.hidden)
        return 0;
    const ChartSpacing spacing(style);
    if (!axis.labels)
        return spacing.tick;
    const double title = axis.title.isEmpty()
        ? 0
        : 0.5 * spacing.title_gap + QFontMetricsF(figure_font(style.text)).height();
    return spacing.tick + spacing.gap + QFontMetricsF(figure_font(style.ticks)).height() + title;
}

void paint_top_axis(QPainter& painter, const QRectF& plot, const ChartAxis& axis,
                    const FigureStyle& style, const Palette& palette)
{
    if (axis.hidden)
        return;
    const ChartSpacing spacing(style);
    const QFontMetricsF ticks(figure_font(style.ticks)), text(figure_font(style.text));
    const auto place = [&](double at) { return plot.left() + axis.range.share(at) * plot.width(); };
    painter.save();
    painter.setPen(QPen(palette.axis, 1.3 * style.hairline));
    painter.drawLine(plot.topLeft(), plot.topRight());
    for (const AxisTick& tick : axis.ticks.major)
        painter.drawLine(QPointF(place(tick.at), plot.top()),
                         QPointF(place(tick.at), plot.top() - spacing.tick));
    if (axis.labels) {
        painter.setFont(figure_font(style.ticks));
        painter.setPen(palette.muted);
        const double foot = plot.top() - spacing.tick - spacing.gap;
        for (const AxisTick& tick : axis.ticks.major)
            painter.drawText(
                QPointF(place(tick.at) - ticks.horizontalAdvance(tick.label) / 2, foot),
                tick.label);
        if (!axis.title.isEmpty()) {
            painter.setFont(figure_font(style.text));
            painter.drawText(
                QPointF(plot.center().x() - text.horizontalAdvance(axis.title) / 2,
                        foot - ticks.height() - 0.5 * spacing.title_gap + text.descent()),
                axis.title);
        }
    }
    painter.restore();
}

} // namespace etalon
