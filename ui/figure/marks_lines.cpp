// Curves, bands, rules and spans.
#include "ui/figure/marks.hpp"
#include "ui/figure/polyline.hpp"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace etalon {

void paint_curve(const MarkScene& scene, const Curve& curve)
{
    const auto runs = thinned_polylines(scene.view, curve.x, curve.y, scene.pixel);
    const QColor colour = scene.line_colour(curve.ink, curve.item);
    const double emphasis = scene.is_highlighted(curve.item) ? 1.35 : 1;
    draw_polylines(scene.painter, runs, {colour, emphasis * scene.width(curve.weight), curve.line});

    if (scene.view.y.logarithmic) {
        std::vector<double> places;
        for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i)
            if (curve.y[i] <= 0)
                places.push_back(scene.view.across(curve.x[i]));
        paint_clipped_row(scene, std::move(places), colour);
    }
}

void paint_band(const MarkScene& scene, const Band& band)
{
    const PanelView& view = scene.view;
    scene.painter.save();
    scene.painter.setPen(Qt::NoPen);
    scene.painter.setBrush(scene.fill_colour(band.ink, {}, band.ink.opacity < 1 ? 1 : 0.18));
    QPolygonF upper, lower;
    const auto finish = [&] {
        if (upper.size() > 1) {
            QPolygonF area = upper;
            for (auto point = lower.rbegin(); point != lower.rend(); ++point)
                area.append(*point);
            scene.painter.drawPolygon(area);
        }
        upper.clear();
        lower.clear();
    };
    for (std::size_t i = 0; i < std::min({band.x.size(), band.low.size(), band.high.size()}); ++i) {
        const double x = view.across(band.x[i]), high = view.up(band.high[i]);
        double low = view.up(band.low[i]);
        if (std::isnan(low) && view.y.logarithmic && std::isfinite(band.low[i]))
            low = view.plot.bottom() + 20; // reaches below what a logarithmic axis can show
        if (!std::isfinite(x) || !std::isfinite(high) || !std::isfinite(low)) {
            finish();
            continue;
        }
        upper.append({x, std::clamp(high, -20'000.0, 20'000.0)});
        lower.append({x, std::clamp(low, -20'000.0, 20'000.0)});
    }
    finish();
    scene.painter.restore();
}

void paint_rule(const MarkScene& scene, const Rule& rule)
{
    const QRectF& plot = scene.view.plot;
    const bool vertical = rule.direction == Direction::vertical;
    const double at = vertical ? scene.view.across(rule.at) : scene.view.up(rule.at);
    const double from = vertical ? plot.left() : plot.top(),
                 to = vertical ? plot.right() : plot.bottom();
    if (!(at >= from - 0.5 && at <= to + 0.5))
        return;
    const QPolygonF line = vertical ? QPolygonF{{at, plot.bottom()}, {at, plot.top()}}
                                    : QPolygonF{{plot.left(), at}, {plot.right(), at}};
    const double width = (scene.is_highlighted(rule.item) ? 1.6 : 1) * scene.style.thin;
    draw_polylines(scene.painter, {line},
                   {scene.line_colour(rule.ink, rule.item), width, rule.line});
}

void paint_span(const MarkScene& scene, const Span& span)
{
    const QRectF& plot = scene.view.plot;
    double from = scene.view.across(std::min(span.from, span.to)),
           to = scene.view.across(std::max(span.from, span.to));
    if (std::isnan(from))
        from = plot.left();
    if (std::isnan(to) || to <= plot.left() || from >= plot.right())
        return;
    const double share = span.ink.opacity < 1 ? 1 : span.ink.hue == Hue::data ? 0.4 : 0.14;
    scene.painter.fillRect(QRectF(QPointF(std::max(from, plot.left()), plot.top()),
                                  QPointF(std::min(to, plot.right()), plot.bottom())),
                           scene.fill_colour(span.ink, {}, share));
}

void paint_clipped_row(const MarkScene& scene, std::vector<double> places, const QColor& colour)
{
    const QRectF& plot = scene.view.plot;
    const double size = 0.5 * scene.style.ticks;
    std::erase_if(places, [&](double x) { return !(x >= plot.left() && x <= plot.right()); });
    std::sort(places.begin(), places.end());
    double last = -1e9;
    for (const double x : places) {
        if (x - last < 1.8 * size)
            continue;
        paint_symbol(scene.painter, Shape::triangle_down, {x, plot.bottom() - 0.6 * size}, size,
                     colour, colour, 0);
        last = x;
    }
}

} // namespace etalon
