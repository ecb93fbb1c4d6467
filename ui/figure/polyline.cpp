#include "ui/figure/polyline.hpp"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace etalon {

std::vector<QPolygonF> polylines(const PanelView& view, const std::vector<double>& x,
                                 const std::vector<double>& y)
{
    std::vector<QPolygonF> runs;
    QPolygonF run;
    constexpr double far = 20'000; // units; within what QPainter counts exactly
    const auto finish = [&] {
        if (!run.isEmpty())
            runs.push_back(run);
        run.clear();
    };
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        const QPointF point = view.at(x[i], y[i]);
        if (!std::isfinite(point.x()) || !std::isfinite(point.y())) {
            finish();
            continue;
        }
        run.append({point.x(), std::clamp(point.y(), -far, far)});
    }
    finish();
    // Only what can touch the plot: long lines are often looked at in a small part.
    for (QPolygonF& line : runs) {
        const bool rising =
            std::is_sorted(line.begin(), line.end(),
                           [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); });
        if (!rising || line.size() < 3)
            continue;
        const auto before = [](const QPointF& point, double at) { return point.x() < at; };
        auto begin = std::lower_bound(line.begin(), line.end(), view.plot.left(), before);
        auto end = std::lower_bound(line.begin(), line.end(), view.plot.right(), before);
        begin -= begin > line.begin() ? 1 : 0;
        end += end < line.end() ? 1 : 0;
        line = QPolygonF(QList<QPointF>(begin, end));
    }
    std::erase_if(runs, [](const QPolygonF& line) { return line.isEmpty(); });
    return runs;
}

std::vector<QPolygonF> polylines(const PanelView& view, const std::vector<DisplayLine>& lines)
{
    std::vector<QPolygonF> runs;
    for (const DisplayLine& line : lines) {
        std::vector<double> x, y;
        for (const DisplayPoint& point : line) {
            x.push_back(point.x);
            y.push_back(point.y);
        }
        for (QPolygonF& run : polylines(view, x, y))
            runs.push_back(std::move(run));
    }
    return runs;
}

std::vector<QPolygonF> thinned_polylines(const PanelView& view, const std::vector<double>& x,
                                         const std::vector<double>& y, double column)
{
    const double columns = std::max(1.0, std::ceil(view.plot.width() / column));
    if (static_cast<double>(x.size()) < 4 * columns || x.size() != y.size()
        || !std::is_sorted(x.begin(), x.end()))
        return polylines(view, x, y);
    return polylines(view,
                     thin_for_display(x, y,
                                      {view.x.low, view.x.high, static_cast<std::size_t>(columns),
                                       view.x.logarithmic ? Scale::logarithmic : Scale::linear}));
}

QList<QLineF> dashes(const QPolygonF& line, const std::vector<double>& pattern)
{
    QList<QLineF> result;
    std::size_t part = 0;
    double left = pattern[0];
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QLineF segment(line[i - 1], line[i]);
        const double length = segment.length();
        double at = 0;
        while (at < length) {
            const double end = std::min(at + left, length);
            if (part % 2 == 0)
                result.append({segment.pointAt(at / length), segment.pointAt(end / length)});
            left -= end - at;
            at = end;
            if (left <= 1e-9)
                left = pattern[++part % pattern.size()];
            if (result.size() > 200'000)
                return result;
        }
    }
    return result;
}

void draw_polylines(QPainter& painter, const std::vector<QPolygonF>& runs, const Stroke& stroke)
{
    painter.save();
    QPen pen(stroke.colour, stroke.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    painter.setBrush(Qt::NoBrush);
    for (const QPolygonF& run : runs) {
        if (run.size() == 1) { // a lone sample is a dot
            pen.setCapStyle(Qt::RoundCap);
            pen.setWidthF(1.6 * stroke.width);
            painter.setPen(pen);
            painter.drawPoint(run[0]);
            pen.setCapStyle(Qt::FlatCap);
            pen.setWidthF(stroke.width);
            continue;
        }
        if (stroke.line == Line::solid) {
            // Stroking takes time with the square of a line's length. On screen, short pieces with
            // round ends look the same (colours are opaque); on paper one line is one object.
            const bool screen = painter.device()->devType() == QInternal::Image
                || painter.device()->devType() == QInternal::Pixmap;
            const qsizetype piece = screen ? 24 : run.size();
            pen.setCapStyle(screen ? Qt::RoundCap : Qt::FlatCap);
            painter.setPen(pen);
            for (qsizetype begin = 0; begin + 1 < run.size(); begin += piece)
                painter.drawPolyline(run.constData() + begin,
                                     static_cast<int>(std::min(piece + 1, run.size() - begin)));
            continue;
        }
        pen.setCapStyle(stroke.line == Line::dotted ? Qt::RoundCap : Qt::FlatCap);
        painter.setPen(pen);
        const double unit = std::max(stroke.width, 0.8);
        painter.drawLines(dashes(run,
                                 stroke.line == Line::dotted
                                     ? std::vector{0.05 * unit, 2.4 * unit}
                                     : std::vector{3.6 * unit, 2.2 * unit}));
    }
    painter.restore();
}

} // namespace etalon
