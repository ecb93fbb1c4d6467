#include "ui/figure/hover.hpp"

#include "ui/figure/marks.hpp"
#include "ui/figure/translated.hpp"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

// The label of a value on an axis of named places (1st, 2nd, …): ticks one apart.
std::optional<QString> place_name(double value, const Axis& axis)
{
    if (axis.ticks.size() < 2)
        return std::nullopt;
    for (std::size_t i = 1; i < axis.ticks.size(); ++i)
        if (std::abs(std::abs(axis.ticks[i].at - axis.ticks[i - 1].at) - 1) > 1e-9)
            return std::nullopt;
    for (const Tick& tick : axis.ticks)
        if (tick.at == value)
            return translated(tick.label);
    return std::nullopt;
}

// The label of an axis within a sentence: "Across" -> "across"; names further on keep their letters.
QString within_words(const Axis& axis)
{
    QString words = translated(axis.label);
    const bool is_word = words.size() < 2 || !words[1].isUpper();
    if (!words.isEmpty() && is_word)
        words[0] = words[0].toLower();
    return words;
}

QString with_unit(double value, const Axis& axis)
{
    if (const auto name = place_name(value, axis))
        return *name;
    QString text = reading(value);
    if (axis.unit != "1" && !axis.unit.empty())
        text += QChar(0x2009) + translated(axis.unit);
    return text;
}

double distance_to_segment(QPointF point, QPointF a, QPointF b)
{
    const QPointF along = b - a, to = point - a;
    const double length2 = QPointF::dotProduct(along, along);
    const double share =
        length2 > 0 ? std::clamp(QPointF::dotProduct(to, along) / length2, 0.0, 1.0) : 0;
    return QLineF(point, a + share * along).length();
}

/// What a map says at a cell: of logarithms ("log₁₀ power") that of which they are the logarithm.
struct MapReading {
    QString name{};
    double value = std::nan("");
};

MapReading map_reading(const HeatMap& map, const Panel& panel, std::size_t cell)
{
    static const QString logarithm = QStringLiteral("log₁₀ ");
    MapReading found{.name = translated(map.label.empty() ? panel.title : map.label)};
    if (cell < map.values.size())
        found.value = map.values[cell];
    if (found.name.startsWith(logarithm)) {
        found.name.remove(0, logarithm.size());
        found.value = std::pow(10, found.value);
    }
    return found;
}

struct Search {
    const PanelView& view;
    const Panel& panel;
    const Axis& y_axis; // that of the mark's side
    const DrawnRun& run;
    std::size_t index;
    QPointF pointer;
    double reach;
    std::optional<Hit> best{};
    double units_per_point = 1;

    void offer(Hit hit)
    {
        hit.panel = index;
        if (hit.distance > reach)
            return;
        if (!best || (best->background && !hit.background)
            || (best->background == hit.background && hit.distance < best->distance))
            best = std::move(hit);
    }

    // "0.983 · step 330": the value on y, then where on x.
    QString value_at(double x, double y) const
    {
        const QString place = panel.x.is_step ? figure_words("step %1").arg(reading(x))
            : panel.x.label.empty()
            ? with_unit(x, panel.x)
            : within_words(panel.x) + QLatin1Char(' ') + with_unit(x, panel.x);
        return with_unit(y, y_axis) + QStringLiteral(" · ") + place;
    }

    void operator()(const Traces& traces)
    {
        if (traces.channel >= run.series.size() || run.series[traces.channel].empty())
            return;
        const Series& series = run.series[traces.channel];
        const auto steps = series.steps();
        const double x = view.x_value(pointer.x());
        // The samples on both sides of the pointer; the nearer one is read.
        const auto after =
            std::lower_bound(steps.begin(), steps.end(), x, [](std::int64_t step, double value) {
                return static_cast<double>(step) < value;
            });
        auto right = static_cast<std::size_t>(after - steps.begin());
        right = std::min(right, series.size() - 1);
        const std::size_t left = right > 0 ? right - 1 : 0;
        for (const Trace& trace : traces.traces) {
            if (trace.entry >= series.width())
                continue;
            const auto place = [&](std::size_t i) {
                return view.at(static_cast<double>(steps[i]),
                               trace.factor * series.sample(i)[trace.entry]);
            };
            const QPointF a = place(left), b = place(right);
            const bool has_a = std::isfinite(a.y()) && std::isfinite(a.x()),
                       has_b = std::isfinite(b.y()) && std::isfinite(b.x());
            if (!has_a && !has_b)
                continue;
            const bool read_left =
                !has_b || (has_a && std::abs(a.x() - pointer.x()) < std::abs(b.x() - pointer.x()));
            const std::size_t i = read_left ? left : right;
            const double distance = has_a && has_b ? distance_to_segment(pointer, a, b)
                                                   : QLineF(pointer, read_left ? a : b).length();
            if (distance > reach)
                continue;
            offer({.item = trace.item,
                   .ink = trace.ink,
                   .name = translated(trace.label),
                   .value = value_at(static_cast<double>(steps[i]),
                                     trace.factor * series.sample(i)[trace.entry]),
                   .at = read_left ? a : b,
                   .distance = distance});
        }
    }

    void operator()(const Curve& curve)
    {
        double nearest = reach;
        std::optional<std::size_t> found;
        QPointF last(std::nan(""), 0);
        for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
            const QPointF here = view.at(curve.x[i], curve.y[i]);
            const bool joined = std::isfinite(last.x()) && std::isfinite(last.y());
            if (std::isfinite(here.x()) && std::isfinite(here.y())) {
                const double distance = joined ? distance_to_segment(pointer, last, here)
                                               : QLineF(pointer, here).length();
                if (distance <= nearest) {
                    nearest = distance;
                    const bool previous =
                        joined && QLineF(pointer, last).length() < QLineF(pointer, here).length();
                    found = previous ? i - 1 : i;
                }
            }
            last = here;
        }
        if (found)
            offer({.item = curve.item,
                   .ink = curve.ink,
                   .name = translated(curve.label),
                   .value = value_at(curve.x[*found], curve.y[*found]),
                   .at = view.at(curve.x[*found], curve.y[*found]),
                   .distance = nearest});
    }

    void operator()(const Points& points)
    {
        for (std::size_t i = 0; i < std::min(points.x.size(), points.y.size()); ++i) {
            const QPointF at = view.at(points.x[i], points.y[i]);
            if (!std::isfinite(at.x()) || !std::isfinite(at.y()))
                continue;
            const bool named = i < points.names.size() && !points.names[i].empty();
            offer({.item = i < points.items.size() ? points.items[i] : Item{},
                   .ink = i < points.inks.size() ? points.inks[i] : points.ink,
                   .name = translated(named ? points.names[i] : points.label),
                   .value = value_at(points.x[i], points.y[i]),
                   .at = at,
                   .distance =
                       0.8 * QLineF(pointer, at).length()}); // a point before the line through it
        }
    }

    void operator()(const Segments& segments)
    {
        if (segments.items.empty())
            return;
        const std::size_t count =
            std::min({segments.x0.size(), segments.y0.size(), segments.x1.size(),
                      segments.y1.size(), segments.items.size()});
        for (std::size_t i = 0; i < count; ++i) {
            const auto line = visible_part(
                {view.at(segments.x0[i], segments.y0[i]), view.at(segments.x1[i], segments.y1[i])},
                view.plot, segments.endless);
            if (!line)
                continue;
            const double distance = distance_to_segment(pointer, line->p1(), line->p2());
            if (distance > reach)
                continue;
            offer(
                {.item = segments.items[i],
                 .ink = i < segments.inks.size() ? segments.inks[i] : segments.ink,
                 .name = translated(i < segments.names.size() ? segments.names[i] : segments.label),
                 .at = pointer,
                 .distance = distance + 0.3 * reach}); // what stands on a ray goes before it
        }
    }

    void operator()(const Arrows& arrows)
    {
        const std::size_t count =
            std::min({arrows.x.size(), arrows.y.size(), arrows.dx.size(), arrows.dy.size()});
        for (std::size_t i = 0; i < count; ++i) {
            const auto line = arrow_line(view, arrows, i, units_per_point);
            if (!line)
                continue;
            // Arrows that share a tail are told apart at their tips.
            const double distance = 0.7 * distance_to_segment(pointer, line->p1(), line->p2())
                + 0.1 * std::min(3 * reach, QLineF(pointer, line->p2()).length());
            if (distance > reach)
                continue;
            offer({.item = i < arrows.items.size() ? arrows.items[i] : Item{},
                   .ink = i < arrows.inks.size() ? arrows.inks[i] : arrows.ink,
                   .name = translated(i < arrows.names.size() ? arrows.names[i] : arrows.label),
                   .value = i < arrows.readings.size()
                       ? translated(arrows.readings[i])
                       : value_at(arrows.x[i] + arrows.dx[i], arrows.y[i] + arrows.dy[i]),
                   .at = line->p2(),
                   .distance = distance});
        }
    }

    void operator()(const Bars& bars)
    {
        const double x = view.x_value(pointer.x());
        for (std::size_t i = 0; i < std::min(bars.x.size(), bars.heights.size()); ++i) {
            const BarBox box = bar_box(bars, i);
            if (x < box.left || x > box.right || !std::isfinite(bars.heights[i]))
                continue;
            double low = view.up(box.low), high = view.up(box.high);
            if (std::isnan(low))
                low = view.plot.bottom();
            if (std::isnan(high))
                continue;
            const double outside = std::max({0.0, pointer.y() - low, high - pointer.y()});
            offer({.item = i < bars.items.size() ? bars.items[i] : Item{},
                   .ink = i < bars.inks.size() ? bars.inks[i] : bars.ink,
                   .name = translated(bars.label),
                   .value = value_at(bars.x[i], bars.heights[i]),
                   .at = {view.across(bars.x[i]), high},
                   .distance = outside
                       + 0.1 * std::abs(view.across(bars.x[i]) - pointer.x())
                           / (1 + view.plot.width())
                       + 0.05 * (low - high)
                           / (1 + view.plot.height())}); // of nested bars the smaller one
        }
    }

    void operator()(const HeatMap& map)
    {
        const double x = view.x_value(pointer.x()), y = view.y_value(pointer.y());
        const auto cell = cell_at(map, x, y);
        if (!cell)
            return;
        const auto [row, column] = *cell;
        const auto [name, value] = map_reading(map, panel, row * map.columns + column);
        const double cell_x = map.left
            + (map.right - map.left) * (static_cast<double>(column) + 0.5)
                / static_cast<double>(map.columns);
        const double cell_y = map.bottom
            + (map.top - map.bottom) * (static_cast<double>(row) + 0.5)
                / static_cast<double>(map.rows);
        QString place;
        if (!panel.x.hidden && !panel.y.hidden) {
            const auto named = [](const Axis& axis, double at) {
                return (axis.is_step ? figure_words("step") : within_words(axis)) + QLatin1Char(' ')
                    + with_unit(axis.is_step ? std::round(at) : at, axis);
            };
            place = QStringLiteral(" · ") + named(panel.x, cell_x) + QStringLiteral(" · ")
                + named(panel.y, cell_y);
        } else {
            place = figure_words(" · row %1, column %2") // of an image: from its upper left, from 0
                        .arg(map.rows - 1 - row)
                        .arg(column);
        }
        offer({.item = row < map.row_items.size() ? map.row_items[row] : panel.item,
               .ink = {Hue::neutral},
               .name = name,
               .value = (std::isfinite(value) ? reading(value) : figure_words("no value")) + place,
               .at = view.at(cell_x, cell_y),
               .background = true});
    }

    void operator()(const Rule& rule)
    {
        const bool vertical = rule.direction == Direction::vertical;
        const double at = vertical ? view.across(rule.at) : view.up(rule.at);
        const double distance = std::abs((vertical ? pointer.x() : pointer.y()) - at);
        if (!rule.label.empty() && std::isfinite(at))
            offer({.item = rule.item,
                   .ink = rule.ink,
                   .name = translated(rule.label),
                   .value = with_unit(rule.at, vertical ? panel.x : y_axis),
                   .at = vertical ? QPointF(at, pointer.y()) : QPointF(pointer.x(), at),
                   .distance = distance + 0.5 * reach}); // curves go before rules
    }

    template <class Other>
    void operator()(const Other&)
    {
    }
};

} // namespace

std::optional<std::size_t> panel_at(const FigureLayout& layout, QPointF point)
{
    for (std::size_t i = 0; i < layout.panels.size(); ++i)
        if (layout.panels[i].view.plot.adjusted(-1, -1, 1, 1).contains(point))
            return i;
    return std::nullopt;
}

std::optional<Hit> nearest_mark(const FigureLayout& layout, const DrawnRun& run, QPointF pointer,
                                double reach, double units_per_point)
{
    const auto index = panel_at(layout, pointer);
    if (!index || !run.drawing || *index >= run.drawing->panels.size())
        return std::nullopt;
    const Panel& panel = run.drawing->panels[*index];
    std::optional<Hit> best;
    for (const Side side : {Side::left, Side::right}) {
        const PanelView view = layout.panels[*index].view_of(side);
        const Axis& y_axis = side == Side::right && panel.right ? *panel.right : panel.y;
        Search search{view,  panel,           y_axis,         run, *index, pointer,
                      reach, std::move(best), units_per_point};
        for (const Mark& mark : panel.marks)
            if (side_of(mark) == side)
                std::visit(search, mark);
        best = std::move(search.best);
    }
    if (!best && !panel.item.kind.empty())
        return Hit{.panel = *index,
                   .item = panel.item,
                   .ink = panel.title_ink,
                   .name = translated(panel.title),
                   .at = pointer,
                   .background = true};
    return best;
}

} // namespace etalon
