// Where the texts inside a panel stand: labels of curves, names of rules and spans.
#include "ui/figure/figure_painter.hpp"
#include "ui/figure/translated.hpp"

#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace etalon {

namespace {

constexpr double farthest = 4.5;    // heights of a text between it and what it names
constexpr double leader_from = 1.4; // heights: a line leads from the text to it

/// Which of the two texts of a label is written.
enum class Wording { full, first_full, brief };

/// What a text names: a place, a vertical line, a stretch of x.
enum class Named { place, line, span };

/// How texts that are in each other's way are set: in rows, near what they name or as far as need
/// be; beside their own lines in two rows; as wished, but without those that meet one before;
/// each by itself.
enum class Setting { near_row, two_rows, row, thinned, scattered };

struct Collector {
    const PanelView &left, &right;
    const FigureStyle& style;
    Wording wording = Wording::full;
    std::vector<PlacedLabel> labels{};
    std::vector<LabelWish> wishes{};
    std::vector<Anchor> sides{};
    std::vector<Named> kinds{};
    bool has_brief = false;

    QString chosen(const std::string& text, const std::string& brief)
    {
        const bool first = !std::exchange(has_brief, has_brief || !brief.empty());
        const bool full =
            brief.empty() || wording == Wording::full || (wording == Wording::first_full && first);
        return translated(full ? text : brief);
    }

    void add(PlacedLabel label, QPointF anchor, Anchor side, double lift, int priority,
             Named kind = Named::place)
    {
        const QFontMetricsF metrics(figure_font(style.text, label.bold));
        const double width = metrics.horizontalAdvance(label.text) + 2 * label_padding * style.text;
        const double height = metrics.ascent() + 0.5 * metrics.descent();
        const double shift = side == Anchor::left ? 0 : side == Anchor::right ? -width : -width / 2;
        label.anchor = anchor;
        wishes.push_back({QRectF(anchor.x() + shift, anchor.y() - lift * height, width, height),
                          anchor, priority, lift > 1});
        sides.push_back(side);
        kinds.push_back(kind);
        labels.push_back(std::move(label));
    }

    bool undisturbed(const std::vector<std::optional<QRectF>>& places) const
    {
        for (std::size_t i = 0; i < places.size(); ++i)
            if (!places[i] || *places[i] != wishes[i].box)
                return false;
        return true;
    }

    /// Whether a text that was set here would stand too far from what it names, or over it.
    bool is_away(std::size_t i, const QRectF& place, Setting setting) const
    {
        const QRectF& wish = wishes[i].box;
        const QPointF shift = place.center() - wish.center();
        const double height = wish.height(), across = std::abs(shift.x()),
                     along = std::abs(shift.y());
        const bool in_line = setting != Setting::scattered;
        if (in_line && kinds[i] != Named::place) { // the order says which is whose
            const double rows = kinds[i] == Named::span ? 5 : setting == Setting::row ? 4 : 0.8;
            return across > rows * height || along > 2.5 * height;
        }
        const bool in_column = in_line && sides[i] == Anchor::left; // leaders say it
        const double reach = setting == Setting::near_row           // no leaders
            ? leader_from * height
            : std::max(0.75 * wish.width(), (in_line ? 3 : 1.6) * height);
        if (!in_column && across > reach)
            return true;
        if (along > (in_column ? 4 : 1.3) * height
            || (wishes[i].rather_up && shift.y() > 0.4 * height))
            return true;
        const double over = sides[i] == Anchor::left ? -shift.x()
            : sides[i] == Anchor::right              ? shift.x()
                                                     : 0;
        return over > 0.4 * style.text && along < height;
    }

    bool crowded(const std::vector<std::optional<QRectF>>& places, Setting setting) const
    {
        for (std::size_t i = 0; i < places.size(); ++i)
            if (!places[i] || is_away(i, *places[i], setting))
                return true;
        return false;
    }

    /// The wishes for one kind of thing, and their indices.
    std::pair<std::vector<LabelWish>, std::vector<std::size_t>> wishes_for(Named kind) const
    {
        std::pair<std::vector<LabelWish>, std::vector<std::size_t>> found;
        for (std::size_t i = 0; i < wishes.size(); ++i)
            if (kinds[i] == kind) {
                found.first.push_back(wishes[i]);
                found.second.push_back(i);
            }
        return found;
    }

    /// Texts over points of one height can stand in a row, texts beside points in a column.
    std::vector<std::optional<QRectF>> places_in_line(const std::vector<LabelWish>& some,
                                                      const std::vector<std::size_t>& which) const
    {
        const auto all = [&](auto holds) { return std::all_of(which.begin(), which.end(), holds); };
        const QRectF& first = some.front().box;
        if (all([&](std::size_t i) {
                return (kinds[i] != Named::place || sides[i] == Anchor::centre)
                    && std::abs(wishes[i].box.top() - first.top()) < 0.5 * first.height();
            }))
            return place_in_line(some, left.plot, Lining::row);
        if (all([&](std::size_t i) { return sides[i] == Anchor::left; }))
            return place_in_line(some, left.plot, Lining::column);
        if (some.size() == 1)
            return place_labels(some, left.plot);
        return {};
    }

    /// Texts beside points of a low panel: as many as fit below one another, from the top.
    std::vector<std::optional<QRectF>> thinned() const
    {
        double height = 0;
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            height += wishes[i].box.height();
            if (sides[i] != Anchor::left || kinds[i] != Named::place)
                return {};
        }
        if (height <= left.plot.height())
            return {};
        std::vector<std::size_t> order(wishes.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return wishes[a].box.top() < wishes[b].box.top();
        });
        std::vector<std::optional<QRectF>> places(wishes.size());
        double free = left.plot.top();
        for (const std::size_t i : order) {
            QRectF box = wishes[i].box;
            box.moveTop(std::clamp(box.top(), left.plot.top(), left.plot.bottom() - box.height()));
            if (box.top() < free || !left.plot.contains(box))
                continue;
            places[i] = box;
            free = box.bottom();
        }
        return places;
    }

    /// Each kind in its line; names of spans below those of vertical lines.
    std::vector<std::optional<QRectF>> lined_up(Setting setting) const
    {
        if (wishes.size() < 2)
            return {};
        std::vector<std::optional<QRectF>> places(wishes.size());
        std::vector<QRectF> taken;
        const auto meets = [&](const QRectF& box) {
            return std::any_of(taken.begin(), taken.end(),
                               [&](const QRectF& other) { return other.intersects(box); });
        };
        for (const Named kind : {Named::line, Named::span, Named::place}) {
            const auto [some, which] = wishes_for(kind);
            if (some.empty())
                continue;
            auto set = kind == Named::line && setting == Setting::two_rows
                ? place_in_rows(some, left.plot, 2)
                : places_in_line(some, which);
            if (set.size() != some.size())
                return {};
            const auto met = [&] {
                return std::any_of(set.begin(), set.end(),
                                   [&](const auto& place) { return place && meets(*place); });
            };
            for (int row = 0; kind == Named::span && met() && row < 2; ++row)
                for (auto& place : set)
                    if (place)
                        place->translate(0, place->height() + 0.5);
            if (met())
                return {};
            for (std::size_t i = 0; i < set.size(); ++i) {
                places[which[i]] = set[i];
                if (set[i])
                    taken.push_back(*set[i]);
            }
        }
        return places;
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
            fits ? Anchor::left : Anchor::right, 0, 1, Named::line);
    }

    void operator()(const Span& span)
    {
        const PanelView& view = left;
        const double from = std::max(view.across(std::min(span.from, span.to)), view.plot.left());
        const double to = std::min(view.across(std::max(span.from, span.to)), view.plot.right());
        if (!span.label.empty() && to > from)
            add({.text = translated(span.label), .ink = {Hue::neutral}},
                {(from + to) / 2, view.plot.top() + 0.2 * style.text}, Anchor::centre, 0, 0,
                Named::span);
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
    // As wished; else in lines, the texts as long as can be; else each by itself.
    struct Attempt {
        Wording wording;
        Setting setting;
    };
    constexpr std::array<Attempt, 10> attempts{{{Wording::full, Setting::near_row},
                                                {Wording::first_full, Setting::near_row},
                                                {Wording::brief, Setting::near_row},
                                                {Wording::full, Setting::two_rows},
                                                {Wording::full, Setting::row},
                                                {Wording::brief, Setting::row},
                                                {Wording::brief, Setting::thinned},
                                                {Wording::full, Setting::scattered},
                                                {Wording::first_full, Setting::scattered},
                                                {Wording::brief, Setting::scattered}}};
    std::optional<Collector> collector;
    std::vector<std::optional<QRectF>> places;
    for (const auto& [wording, setting] : attempts) {
        collector.emplace(Collector{view, right, style, wording});
        for (const Mark& mark : panel.marks)
            std::visit(*collector, mark);
        if (setting == Setting::thinned) {
            places = collector->thinned();
            if (!places.empty())
                break;
            continue;
        }
        if (wording != Wording::full && !collector->has_brief)
            continue; // the same texts again
        places = place_labels(collector->wishes, view.plot);
        if (wording == Wording::full && collector->undisturbed(places))
            break;
        if (setting != Setting::scattered)
            places = collector->lined_up(setting);
        if (places.size() == collector->wishes.size() && !collector->crowded(places, setting))
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
        label.moved = collector->kinds[i] == Named::place && far > leader_from * label.box.height();
        placed.push_back(std::move(label));
    }
    return placed;
}

} // namespace etalon
