// Texts inside a panel: labels of curves, names of rules and spans.
#include "ui/figure/figure_painter.hpp"

#include <QFontMetricsF>
#include <QPainterPath>

#include <cmath>

namespace etalon {

namespace {

struct Collector {
    const PanelView &left, &right;
    const FigureStyle& style;
    std::vector<PlacedLabel> labels{};
    std::vector<LabelWish> wishes{};

    void add(PlacedLabel label, QPointF anchor, Anchor side, double lift, int priority)
    {
        const QFontMetricsF metrics(figure_font(style.text, label.bold));
        const double width = metrics.horizontalAdvance(label.text) + 0.6 * style.text;
        const double height = metrics.ascent() + 0.5 * metrics.descent();
        const double shift = side == Anchor::left ? 0 : side == Anchor::right ? -width : -width / 2;
        label.anchor = anchor;
        wishes.push_back({QRectF(anchor.x() + shift, anchor.y() - lift * height, width, height),
                          anchor, priority, lift > 1});
        labels.push_back(std::move(label));
    }

    const PanelView& view_of(Side side) const { return side == Side::right ? right : left; }

    void operator()(const Label& label)
    {
        const PanelView& view = view_of(label.side);
        const QPointF anchor = view.at(label.x, label.y);
        const double room = 0.05 * std::max(view.plot.width(), view.plot.height());
        if (label.text.empty() || !view.plot.adjusted(-room, -room, room, room).contains(anchor))
            return; // what it names is not in the picture
        add({.text = QString::fromStdString(label.text),
             .bold = label.bold,
             .ink = label.ink,
             .item = label.item},
            anchor, label.anchor, label.above ? 1.15 : 0.5, 2);
    }

    void operator()(const Rule& rule)
    {
        const PanelView& view = view_of(rule.side);
        const bool vertical = rule.direction == Direction::vertical;
        const double at = vertical ? view.across(rule.at) : view.up(rule.at);
        if (rule.label.empty()
            || !(vertical ? at >= view.plot.left() && at <= view.plot.right()
                          : at >= view.plot.top() && at <= view.plot.bottom()))
            return;
        PlacedLabel label{
            .text = QString::fromStdString(rule.label), .ink = rule.ink, .item = rule.item};
        if (!vertical) {
            add(std::move(label), {view.plot.right() - 0.3 * style.text, at}, Anchor::right, 1.15,
                1);
            return;
        }
        const double width =
            QFontMetricsF(figure_font(style.text)).horizontalAdvance(label.text) + style.text;
        const bool fits = at + width < view.plot.right();
        add(std::move(label),
            {at + (fits ? 0.3 : -0.3) * style.text, view.plot.top() + 0.2 * style.text},
            fits ? Anchor::left : Anchor::right, 0, 1);
    }

    void operator()(const Span& span)
    {
        const PanelView& view = left;
        const double from = std::max(view.across(std::min(span.from, span.to)), view.plot.left());
        const double to = std::min(view.across(std::max(span.from, span.to)), view.plot.right());
        if (!span.label.empty() && to > from)
            add({.text = QString::fromStdString(span.label), .ink = {Hue::neutral}},
                {(from + to) / 2, view.plot.top() + 0.2 * style.text}, Anchor::centre, 0, 0);
    }

    template <class Other>
    void operator()(const Other&)
    {
    }
};

} // namespace

std::vector<PlacedLabel> placed_labels(const PanelView& view, const PanelView& right,
                                       const Panel& panel, const FigureStyle& style)
{
    Collector collector{view, right, style};
    for (const Mark& mark : panel.marks)
        std::visit(collector, mark);
    const auto places = place_labels(collector.wishes, view.plot);
    std::vector<PlacedLabel> placed;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!places[i])
            continue;
        PlacedLabel label = std::move(collector.labels[i]);
        label.box = *places[i];
        const QPointF shift = label.box.center() - collector.wishes[i].box.center();
        label.moved = std::hypot(shift.x(), shift.y()) > 1.4 * label.box.height();
        placed.push_back(std::move(label));
    }
    return placed;
}

void paint_labels(const MarkScene& scene, const PanelView& right, const Panel& panel)
{
    QPainter& painter = scene.painter;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const PlacedLabel& label : placed_labels(scene.view, right, panel, scene.style)) {
        const QFont font = figure_font(scene.style.text, label.bold);
        const QFontMetricsF metrics(font);
        const QPointF baseline(label.box.left() + 0.3 * scene.style.text,
                               label.box.top() + metrics.ascent());
        if (label.moved) {
            const QPointF end(std::clamp(label.anchor.x(), label.box.left(), label.box.right()),
                              label.anchor.y() > label.box.center().y() ? label.box.bottom()
                                                                        : label.box.top());
            painter.setPen(QPen(scene.palette.axis, scene.style.hairline));
            painter.drawLine(end, label.anchor);
        }
        QPainterPath outline; // a rim in the card's colour, so that the text is read over lines
        outline.addText(baseline, font, label.text);
        QColor rim = scene.palette.card;
        rim.setAlphaF(0.85f);
        painter.strokePath(
            outline,
            QPen(rim, 0.22 * scene.style.text, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setFont(font);
        painter.setPen(scene.line_colour(label.ink, label.item,
                                         scene.stands_back(label.item) ? 2 : 1)); // still read
        painter.drawText(baseline, label.text);
    }
    painter.restore();
}

} // namespace etalon
