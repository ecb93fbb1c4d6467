// Paints the texts inside a panel: labels of curves, names of rules and spans.
#include "ui/figure/figure_painter.hpp"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>

namespace etalon {

namespace {

// A rim in the card's colour, so that the text is read over lines. On paper it is the outline; on
// screen, where it is painted many times a second, copies of the text side by side.
void paint_rim(const MarkScene& scene, QPointF baseline, const QFont& font, const QString& text)
{
    QPainter& painter = scene.painter;
    const double width = 0.11 * scene.style.text;
    if (scene.style.paper) {
        QPainterPath outline;
        outline.addText(baseline, font, text);
        QColor rim = scene.palette.card;
        rim.setAlphaF(0.85f);
        painter.strokePath(outline,
                           QPen(rim, 2 * width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        return;
    }
    painter.setPen(scene.palette.card);
    const double slant = 0.7 * width;
    for (const QPointF shift : {QPointF(width, 0), QPointF(-width, 0), QPointF(0, width),
                                QPointF(0, -width), QPointF(slant, slant), QPointF(slant, -slant),
                                QPointF(-slant, slant), QPointF(-slant, -slant)})
        painter.drawText(baseline + shift, text);
}

} // namespace

void paint_labels(const MarkScene& scene, const PanelView& right, const Panel& panel)
{
    QPainter& painter = scene.painter;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const PlacedLabel& label : placed_labels(scene.view, right, panel, scene.style)) {
        const QFont font = figure_font(scene.style.text, label.bold);
        const QFontMetricsF metrics(font);
        const QPointF baseline(label.box.left() + label_padding * scene.style.text,
                               label.box.top() + metrics.ascent());
        if (label.moved) {
            QPointF end(std::clamp(label.anchor.x(), label.box.left(), label.box.right()),
                        label.anchor.y() > label.box.center().y() ? label.box.bottom()
                                                                  : label.box.top());
            if (label.anchor.x() < label.box.left()) // from its side
                end = {label.box.left() + 0.1 * scene.style.text, label.box.center().y()};
            painter.setPen(QPen(scene.palette.axis, scene.style.hairline));
            painter.drawLine(end, label.anchor);
        }
        painter.setFont(font);
        paint_rim(scene, baseline, font, label.text);
        painter.setPen(scene.line_colour(label.ink, label.item,
                                         scene.stands_back(label.item) ? 2 : 1)); // still read
        painter.drawText(baseline, label.text);
    }
    painter.restore();
}

} // namespace etalon
