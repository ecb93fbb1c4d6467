// Texts inside a panel: labels of curves, names of rules and spans.
#include "ui/figure/figure_painter.hpp"

#include <QFontMetricsF>
#include <QPainterPath>

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace etalon {

namespace {

constexpr double farthest = 4.5; // heights of a text between it and what it names

/// Which of the two texts of a label is written.
enum class Wording { full, first_full, brief };

struct Collector {
    const PanelView &left, &right;
    const FigureStyle& style;
    Wording wording = Wording::full;
    std::vector<PlacedLabel> labels{};
    std::vector<LabelWish> wishes{};
    std::vector<Anchor> sides{};
    bool has_brief = false;

    QString chosen(const std::string& text, const std::string& brief)
    {
        const bool first = !std::exchange(has_brief, has_brief || !brief.empty());
        const bool full =
            brief.empty() || wording == Wording::full || (wording == Wording::first_full && first);
        return QString::fromStdString(full ? text : brief);
    }

    void add(PlacedLabel label, QPointF anchor, Anchor side, double lift, int priority)
    {
        const QFontMetricsF metrics(figure_font(style.text, label.bold));
        const double width = metrics.horizontalAdvance(label.text) + 0.6 * style.text;
        const double height = metrics.ascent() + 0.5 * metrics.descent();
        const double shift = side == Anchor::left ? 0 : side == Anchor::right ? -width : -width / 2;
        label.anchor = anchor;
        wishes.push_back({QRectF(anchor.x() + shift, anchor.y() - lift * height, width, height),
                          anchor, priority, lift > 1});
        sides.push_back(side);
        labels.push_back(std::move(label));
    }

    bool undisturbed(const std::vector<std::optional<QRectF>>& places) const
    {
        for (std::size_t i = 0; i < places.size(); ++i)
            if (!places[i] || *places[i] != wishes[i].box)
                return false;
        return true;
    }

    /// Some text finds no place, or one far from what it names, or over it.
    /// In a line the order says which is whose, and leaders do.
    bool crowded(const std::vector<std::optional<QRectF>>& places, bool in_line) const
    {
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!places[i])
                return true;
            const QRectF& wish = wishes[i].box;
            const QPointF shift = places[i]->center() - wish.center();
            const bool in_column = in_line && sides[i] == Anchor::left;
            const double most = std::max(0.75 * wish.width(), (in_line ? 3 : 1.6) * wish.height());
            if ((!in_column && std::abs(shift.x()) > most)
                || std::abs(shift.y()) > (in_column ? 2.5 : 1.3) * wish.height()
                || (wishes[i].rather_up && shift.y() > 0.4 * wish.height()))
                return true;
            const double over = sides[i] == Anchor::left ? -shift.x()
                : sides[i] == Anchor::right              ? shift.x()
                                                         : 0;
            if (over > 0.4 * style.text && std::abs(shift.y()) < wish.height())
                return true;
        }
        return false;
    }

    /// Texts over points of one height can stand in a row, texts beside points in a column.
    std::vector<std::optional<QRectF>> lined_up() const
    {
        if (wishes.size() < 2)
            return {};
        const QRectF& first = wishes.front().box;
        const auto all = [&](auto holds) {
            for (std::size_t i = 0; i < wishes.size(); ++i)
                if (!holds(i))
                    return false;
            return true;
        };
        if (all([&](std::size_t i) {
                return sides[i] == Anchor::centre
                    && std::abs(wishes[i].box.top() - first.top()) < 0.5 * first.height();
            }))
            return place_in_line(wishes, left.plot, Lining::row);
        if (all([&](std::size_t i) { return sides[i] == Anchor::left; }))
            return place_in_line(wishes, left.plot, Lining::column);
        return {};
    }

    const PanelView& view_of(Side side) const { return side == Side::right ? right : left; }

    void operator()(const Label& label)
    {
        const PanelView& view = view_of(label.side);
        const QPointF anchor = view.at(label.x, label.y);
        const double room = 0.05 * std::max(view.plot.width(), view.plot.height());
        if (label.text.empty() || !view.plot.adjusted(-room, -room, room, room).contains(anchor))
            return; // what it names is not in the picture
        add({.text = chosen(label.text, label.brief),
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
            .text = chosen(rule.label, rule.brief), .ink = rule.ink, .item = rule.item};
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
    // As wished; else in one line, the texts as long as can be; else each by itself.
    struct Attempt {
        Wording wording;
        bool in_line;
    };
    constexpr std::array<Attempt, 6> attempts{{{Wording::full, true},
                                               {Wording::first_full, true},
                                               {Wording::brief, true},
                                               {Wording::full, false},
                                               {Wording::first_full, false},
                                               {Wording::brief, false}}};
    std::optional<Collector> collector;
    std::vector<std::optional<QRectF>> places;
    for (const auto& [wording, in_line] : attempts) {
        collector.emplace(Collector{view, right, style, wording});
        for (const Mark& mark : panel.marks)
            std::visit(*collector, mark);
        if (wording != Wording::full && !collector->has_brief)
            continue; // the same texts again
        places = place_labels(collector->wishes, view.plot);
        if (wording == Wording::full && collector->undisturbed(places))
            break;
        if (in_line)
            places = collector->lined_up();
        if (places.size() == collector->wishes.size() && !collector->crowded(places, in_line))
            break;
    }
    std::vector<PlacedLabel> placed;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!places[i])
            continue;
        PlacedLabel label = std::move(collector->labels[i]);
        label.box = *places[i];
        const QPointF shift = label.box.center() - collector->wishes[i].box.center();
        const double far = std::hypot(shift.x(), shift.y());
        if (far > std::max(label.box.width(), farthest * label.box.height()))
            continue; // it would name something else; the read-out knows it
        label.moved = far > 1.4 * label.box.height();
        placed.push_back(std::move(label));
    }
    return placed;
}

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
        const QPointF baseline(label.box.left() + 0.3 * scene.style.text,
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
