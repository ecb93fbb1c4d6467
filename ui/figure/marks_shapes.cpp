// Bars and points.
#include "ui/figure/marks.hpp"

#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {

BarBox bar_box(const Bars& bars, std::size_t index)
{
    const double x = bars.x[index], height = bars.heights[index];
    return {x - bars.width / 2, x + bars.width / 2, std::min(bars.base, height),
            std::max(bars.base, height)};
}

void paint_bars(const MarkScene& scene, const Bars& bars)
{
    const PanelView& view = scene.view;
    QPainter& painter = scene.painter;
    painter.save();
    std::vector<double> clipped;
    for (std::size_t i = 0; i < std::min(bars.x.size(), bars.heights.size()); ++i) {
        const Ink ink = i < bars.inks.size() ? bars.inks[i] : bars.ink;
        const Item item = i < bars.items.size() ? bars.items[i] : Item{};
        const BarBox box = bar_box(bars, i);
        if (!std::isfinite(bars.heights[i]))
            continue;
        double low = view.up(box.low), high = view.up(box.high);
        if (std::isnan(high)) {
            clipped.push_back(view.across(bars.x[i]));
            continue;
        }
        if (std::isnan(low))
            low = view.plot.bottom(); // a logarithmic axis has no zero: bars stand on its lower end
        QRectF area(QPointF(view.across(box.left), std::clamp(high, -20'000.0, 20'000.0)),
                    QPointF(view.across(box.right), std::clamp(low, -20'000.0, 20'000.0)));
        if (!std::isfinite(area.left()) || !std::isfinite(area.right()))
            continue;
        if (area.width() < 1.2 * scene.pixel) { // never thinner than can be seen
            const double centre = area.center().x();
            area.setLeft(centre - 0.6 * scene.pixel);
            area.setRight(centre + 0.6 * scene.pixel);
        }
        if (bars.fill == Fill::filled) {
            painter.fillRect(area, scene.line_colour(ink, item));
        } else if (area.height() > 0.3 * scene.pixel) {
            const double width = scene.style.thin;
            painter.setPen(QPen(scene.line_colour(ink, item), width, Qt::SolidLine, Qt::FlatCap,
                                Qt::MiterJoin));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(area);
        }
    }
    painter.restore();
    paint_clipped_row(scene, std::move(clipped), scene.line_colour(bars.ink));
}

void paint_symbol(QPainter& painter, Shape shape, QPointF centre, double size, const QColor& colour,
                  const QColor& edge, double line_width)
{
    const double r = size / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line_width > 0 ? QPen(edge, line_width) : QPen(Qt::NoPen));
    painter.setBrush(colour);
    switch (shape) {
    case Shape::disc:
        painter.drawEllipse(centre, r, r);
        break;
    case Shape::ring:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, std::max(line_width, 0.18 * size)));
        painter.drawEllipse(centre, r, r);
        break;
    case Shape::cross: {
        painter.setPen(
            QPen(colour, std::max(line_width, 0.22 * size), Qt::SolidLine, Qt::RoundCap));
        const QPointF d(0.75 * r, 0.75 * r), e(0.75 * r, -0.75 * r);
        painter.drawLine(centre - d, centre + d);
        painter.drawLine(centre - e, centre + e);
        break;
    }
    case Shape::star: {
        QPolygonF star;
        for (int i = 0; i < 10; ++i) {
            const double angle = std::numbers::pi * (i / 5.0 - 0.5),
                         radius = i % 2 ? 0.5 * r : 1.25 * r;
            star.append(centre + radius * QPointF(std::cos(angle), std::sin(angle)));
        }
        painter.drawPolygon(star);
        break;
    }
    case Shape::triangle_down:
        painter.drawPolygon(QPolygonF{centre + QPointF(-r, -0.8 * r), centre + QPointF(r, -0.8 * r),
                                      centre + QPointF(0, 0.9 * r)});
        break;
    case Shape::triangle_left:
        painter.drawPolygon(QPolygonF{centre + QPointF(0.8 * r, -r), centre + QPointF(0.8 * r, r),
                                      centre + QPointF(-0.9 * r, 0)});
        break;
    }
    painter.restore();
}

void paint_points(const MarkScene& scene, const Points& points)
{
    const double size = points.size * scene.style.point;
    const QRectF near =
        scene.view.plot.adjusted(-1, -1, 1, 1); // symbols on an edge are drawn whole
    const QColor edge = scene.palette.card;
    const std::size_t count = std::min(points.x.size(), points.y.size());
    std::vector<double> clipped;
    for (const bool front : {false, true}) // the highlighted ones on top
        for (std::size_t i = 0; i < count; ++i) {
            const Item item = i < points.items.size() ? points.items[i] : Item{};
            if (scene.is_highlighted(item) != front)
                continue;
            const QPointF centre = scene.view.at(points.x[i], points.y[i]);
            if (std::isnan(centre.y()) && points.y[i] <= 0)
                clipped.push_back(centre.x());
            if (!near.contains(centre)) // false also for what is not finite
                continue;
            const QColor colour =
                scene.line_colour(i < points.inks.size() ? points.inks[i] : points.ink, item);
            // A rim in the card's colour keeps crowded points apart.
            // That of a pinned one is in the text's, so that it is found again.
            const bool pinned = front && scene.is_pinned(item);
            paint_symbol(scene.painter, points.shape, centre, front ? 1.5 * size : size, colour,
                         pinned ? scene.palette.text : edge,
                         pinned             ? scene.style.thin
                             : count < 2000 ? 0.7 * scene.style.hairline
                                            : 0);
        }
    if (scene.view.y.logarithmic)
        paint_clipped_row(scene, std::move(clipped), scene.line_colour(points.ink));
}

namespace {

struct Measure {
    MarkExtent operator()(const Traces&) const { return {}; }
    MarkExtent operator()(const Curve& curve) const { return of(curve.x, curve.y); }
    MarkExtent operator()(const Band& band) const
    {
        MarkExtent result = of(band.x, band.low);
        for (const double value : band.high)
            result.y.include(value);
        return result;
    }
    MarkExtent operator()(const Bars& bars) const
    {
        MarkExtent result;
        for (std::size_t i = 0; i < std::min(bars.x.size(), bars.heights.size()); ++i) {
            const BarBox box = bar_box(bars, i);
            result.x.include(box.left);
            result.x.include(box.right);
            result.y.include(bars.heights[i]);
        }
        result.y.include(bars.base);
        return result;
    }
    MarkExtent operator()(const Points& points) const { return of(points.x, points.y); }
    MarkExtent operator()(const Segments& segments) const
    {
        if (segments.endless) // they reach whatever the axes show
            return {};
        MarkExtent result = of(segments.x0, segments.y0);
        const MarkExtent ends = of(segments.x1, segments.y1);
        result.x.include(ends.x);
        result.y.include(ends.y);
        return result;
    }
    MarkExtent operator()(const Arrows& arrows) const
    {
        MarkExtent result = of(arrows.x, arrows.y);
        for (std::size_t i = 0; arrows.lengths.empty()
             && i < std::min({arrows.x.size(), arrows.dx.size(), arrows.dy.size()});
             ++i) {
            result.x.include(arrows.x[i] + arrows.dx[i]);
            result.y.include(arrows.y[i] + arrows.dy[i]);
        }
        return result;
    }
    MarkExtent operator()(const HeatMap& map) const
    {
        MarkExtent result;
        for (const double x : {map.left, map.right})
            result.x.include(x);
        for (const double y : {map.bottom, map.top})
            result.y.include(y);
        result.exact_x = result.exact_y = true;
        return result;
    }
    MarkExtent operator()(const Rule& rule) const
    {
        MarkExtent result;
        (rule.direction == Direction::vertical ? result.x : result.y).include(rule.at);
        return result;
    }
    MarkExtent operator()(const Span&) const { return {}; }
    MarkExtent operator()(const Label&) const { return {}; }

    static MarkExtent of(const std::vector<double>& x, const std::vector<double>& y)
    {
        MarkExtent result;
        for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
            if (std::isfinite(x[i]) && std::isfinite(y[i])) {
                result.x.include(x[i]);
                result.y.include(y[i]);
            }
        return result;
    }
};

} // namespace

MarkExtent extent_of(const Mark& mark)
{
    return std::visit(Measure{}, mark);
}

} // namespace etalon
