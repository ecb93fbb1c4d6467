// Segments and arrows: many at once, those of one look in one call.
#include "ui/figure/marks.hpp"
#include "ui/figure/polyline.hpp"
#include "ui/figure/segment_raster.hpp"

#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {

namespace {

template <class Value>
Value one_of(const std::vector<Value>& each, std::size_t index, const Value& all)
{
    return index < each.size() ? each[index] : all;
}

bool finite(QPointF point)
{
    return std::isfinite(point.x()) && std::isfinite(point.y());
}

// Lines and heads of one mark. On screen, where they are many, they go into an image over the plot
// area; else they are the painter's, those that look alike together.
class Batch {
public:
    Batch(const MarkScene& scene, Line line, std::size_t count)
        : scene_(scene)
        , line_(line)
        , as_image_(!scene.style.paper && line == Line::solid && count > most_painted)
    {
        if (!as_image_)
            return;
        const double room = 2;
        area_ = scene.view.plot.adjusted(-room, -room, room, room);
        image_ = QImage((area_.size() / scene.pixel).toSize(), QImage::Format_ARGB32_Premultiplied);
        image_.fill(Qt::transparent);
    }
    ~Batch()
    {
        flush();
        if (as_image_)
            scene_.painter.drawImage(area_, image_);
    }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    void look(const QColor& colour, double width)
    {
        if (colour == colour_ && width == width_)
            return;
        flush();
        colour_ = colour;
        width_ = width;
    }
    void add(const QLineF& line)
    {
        if (as_image_)
            draw_segment(image_, joined({in_image(line.p1()), in_image(line.p2())}),
                         width_ / scene_.pixel, colour_.rgba());
        else
            lines_.append(line);
    }
    void add(QPointF tip, QPointF left, QPointF right)
    {
        if (as_image_) {
            draw_triangle(image_, in_image(tip), in_image(left), in_image(right), colour_.rgba());
            return;
        }
        heads_.moveTo(tip);
        heads_.lineTo(left);
        heads_.lineTo(right);
        heads_.closeSubpath();
    }

private:
    static constexpr std::size_t most_painted = 24; // few are not worth an image

    const MarkScene& scene_;
    Line line_;
    bool as_image_;
    QRectF area_{};
    QImage image_{};
    QColor colour_{};
    double width_ = 0;
    QList<QLineF> lines_{};
    QPainterPath heads_{};

    /// Opaque lines reach half a pixel further, so that no gap is seen where one goes on as the next.
    QLineF joined(QLineF line) const
    {
        const double length = line.length();
        if (colour_.alpha() < 255 || !(length > 0))
            return line;
        const QPointF more(0.5 * line.dx() / length, 0.5 * line.dy() / length);
        return {line.p1() - more, line.p2() + more};
    }
    QPointF in_image(QPointF point) const { return (point - area_.topLeft()) / scene_.pixel; }

    void flush()
    {
        if (!lines_.isEmpty() && line_ == Line::solid) {
            scene_.painter.setPen(QPen(colour_, width_, Qt::SolidLine, Qt::FlatCap));
            scene_.painter.drawLines(lines_);
        } else {
            for (const QLineF& line : lines_)
                draw_polylines(scene_.painter, {QPolygonF{line.p1(), line.p2()}},
                               {colour_, width_, line_});
        }
        if (!heads_.isEmpty()) {
            heads_.setFillRule(Qt::WindingFill); // overlapping heads stay filled
            scene_.painter.fillPath(heads_, colour_);
        }
        lines_.clear();
        heads_.clear();
    }
};

} // namespace

std::optional<QLineF> visible_part(const QLineF& line, const QRectF& area, bool endless)
{
    // Liang and Barsky: the shares of the line at which it crosses the four edges.
    if (!finite(line.p1()) || !finite(line.p2()))
        return std::nullopt;
    const double far = endless ? std::numeric_limits<double>::infinity() : 0;
    double from = -far, to = 1 + far;
    const double dx = line.dx(), dy = line.dy();
    if (endless && dx == 0 && dy == 0)
        return std::nullopt; // no direction
    const std::pair<double, double> edges[] = {{-dx, line.x1() - area.left()},
                                               {dx, area.right() - line.x1()},
                                               {-dy, line.y1() - area.top()},
                                               {dy, area.bottom() - line.y1()}};
    for (const auto& [along, room] : edges) {
        if (along == 0) {
            if (room < 0)
                return std::nullopt;
        } else if (along < 0) {
            from = std::max(from, room / along);
        } else {
            to = std::min(to, room / along);
        }
    }
    if (!(from <= to) || !std::isfinite(from) || !std::isfinite(to))
        return std::nullopt;
    return QLineF(line.pointAt(from), line.pointAt(to));
}

void paint_segments(const MarkScene& scene, const Segments& segments)
{
    const std::size_t count =
        std::min({segments.x0.size(), segments.y0.size(), segments.x1.size(), segments.y1.size()});
    const double width = scene.width(segments.weight);
    const QRectF area = scene.view.plot.adjusted(-width, -width, width, width);
    scene.painter.save();
    scene.painter.setRenderHint(QPainter::Antialiasing);
    for (const bool front : {false, true}) { // the highlighted ones on top
        if (front && (segments.items.empty() || !scene.highlights_any()))
            break;
        Batch batch(scene, segments.line, front ? 0 : count);
        for (std::size_t i = 0; i < count; ++i) {
            const Item item = one_of(segments.items, i, Item{});
            if (scene.is_highlighted(item) != front)
                continue;
            const auto part = visible_part({scene.view.at(segments.x0[i], segments.y0[i]),
                                            scene.view.at(segments.x1[i], segments.y1[i])},
                                           area, segments.endless);
            const Ink ink = one_of(segments.inks, i, segments.ink);
            const QColor colour = scene.fill_colour(
                front ? Ink{ink.hue, ink.index, std::max(ink.opacity, 0.9)} : ink, item);
            if (!part || colour.alpha() < 2)
                continue;
            batch.look(colour, front ? 1.6 * width : width);
            batch.add(*part);
        }
    }
    scene.painter.restore();
}

std::optional<QLineF> arrow_line(const PanelView& view, const Arrows& arrows, std::size_t index,
                                 double units_per_point)
{
    const QPointF tail = view.at(arrows.x[index], arrows.y[index]);
    const QPointF tip =
        view.at(arrows.x[index] + arrows.dx[index], arrows.y[index] + arrows.dy[index]);
    QLineF line(tail, tip);
    if (!finite(tail) || !finite(tip) || line.length() <= 0)
        return std::nullopt;
    if (index < arrows.lengths.size()) {
        if (!(arrows.lengths[index] > 0) || !std::isfinite(arrows.lengths[index]))
            return std::nullopt;
        line.setLength(arrows.lengths[index] * units_per_point);
    }
    return line;
}

void paint_arrows(const MarkScene& scene, const Arrows& arrows)
{
    const std::size_t count =
        std::min({arrows.x.size(), arrows.y.size(), arrows.dx.size(), arrows.dy.size()});
    const double width = scene.width(arrows.weight), point = scene.style.point;
    const double room = arrows.head * point;
    const QRectF area = scene.view.plot.adjusted(-room, -room, room, room);
    scene.painter.save();
    scene.painter.setRenderHint(QPainter::Antialiasing);
    for (const bool front : {false, true}) { // the highlighted ones on top
        if (front && (arrows.items.empty() || !scene.highlights_any()))
            break;
        const double size = front ? 1.6 : 1;
        Batch batch(scene, Line::solid, front ? 0 : count);
        for (std::size_t i = 0; i < count; ++i) {
            const Item item = one_of(arrows.items, i, Item{});
            if (scene.is_highlighted(item) != front)
                continue;
            const auto line = arrow_line(scene.view, arrows, i, point);
            if (!line || !visible_part(*line, area, false))
                continue;
            const double length = line->length();
            const double head = std::min(size * arrows.head * point, 0.55 * length);
            const QPointF along(line->dx() / length, line->dy() / length);
            const QPointF across(-along.y(), along.x());
            const QPointF base = line->p2() - head * along;
            const double half = std::max(0.36 * head, std::min(0.6 * width, 0.5 * head));
            const Ink ink = one_of(arrows.inks, i, arrows.ink);
            const QColor colour = scene.fill_colour(
                front ? Ink{ink.hue, ink.index, std::max(ink.opacity, 0.9)} : ink, item);
            batch.look(colour, size * width);
            if (const auto shaft = visible_part({line->p1(), base}, area, false))
                batch.add(*shaft);
            if (area.contains(line->p2()))
                batch.add(line->p2(), base + half * across, base - half * across);
        }
    }
    scene.painter.restore();
}

} // namespace etalon
