#include "ui/figure/label_layout.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

namespace {

QRectF pulled_inside(QRectF box, const QRectF& bounds)
{
    if (box.right() > bounds.right())
        box.moveRight(bounds.right());
    if (box.left() < bounds.left())
        box.moveLeft(bounds.left());
    if (box.bottom() > bounds.bottom())
        box.moveBottom(bounds.bottom());
    if (box.top() < bounds.top())
        box.moveTop(bounds.top());
    return box;
}

bool meets(const QRectF& box, const std::vector<QRectF>& others)
{
    return std::any_of(others.begin(), others.end(),
                       [&](const QRectF& other) { return box.intersects(other); });
}

// How far a text was moved. Sideways costs more than up and down, and down more than up for texts
// that stand above a curve.
double distance(const QRectF& box, const QRectF& wish, bool rather_up)
{
    const double down = box.center().y() - wish.center().y();
    return std::hypot(1.6 * (box.center().x() - wish.center().x()),
                      rather_up && down > 0 ? 2.5 * down : down);
}

std::optional<QRectF> nearest_place(const QRectF& wish, bool rather_up, const QRectF& bounds,
                                    const std::vector<QRectF>& taken)
{
    if (!meets(wish, taken))
        return wish;
    // Free places lie against a taken box or a border: try those corners and sides, nearest first.
    std::vector<double> tops{wish.top(), bounds.top(), bounds.bottom() - wish.height()};
    std::vector<double> lefts{wish.left(), bounds.left(), bounds.right() - wish.width()};
    const double gap = 0.5;
    for (const QRectF& box : taken) {
        tops.insert(tops.end(), {box.top() - wish.height() - gap, box.bottom() + gap});
        lefts.insert(lefts.end(), {box.left() - wish.width() - gap, box.right() + gap});
    }
    std::optional<QRectF> best;
    for (const double top : tops)
        for (const double left : lefts) {
            const QRectF box(left, top, wish.width(), wish.height());
            if (box.top() < bounds.top() - 1e-6 || box.bottom() > bounds.bottom() + 1e-6
                || box.left() < bounds.left() - 1e-6 || box.right() > bounds.right() + 1e-6)
                continue;
            if ((!best || distance(box, wish, rather_up) < distance(*best, wish, rather_up))
                && !meets(box, taken))
                best = box;
        }
    return best;
}

} // namespace

std::vector<std::optional<QRectF>> place_labels(const std::vector<LabelWish>& wishes,
                                                const QRectF& bounds,
                                                const std::vector<QRectF>& obstacles)
{
    std::vector<std::size_t> order(wishes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return wishes[a].priority > wishes[b].priority;
    });

    std::vector<std::optional<QRectF>> places(wishes.size());
    std::vector<QRectF> labels;
    for (const std::size_t index : order) {
        const QRectF wish = pulled_inside(wishes[index].box, bounds);
        if (wish.width() > bounds.width() || wish.height() > bounds.height())
            continue;
        std::vector<QRectF> taken = labels;
        taken.insert(taken.end(), obstacles.begin(), obstacles.end());
        std::optional<QRectF> place = nearest_place(wish, wishes[index].rather_up, bounds, taken);
        // Not at the other end of the panel: rather over a line than away from what is named.
        if (!obstacles.empty() && (!place || distance(*place, wish, false) > 6 * wish.height()))
            place = nearest_place(wish, wishes[index].rather_up, bounds, labels);
        if (place)
            labels.push_back(*place);
        places[index] = place;
    }
    return places;
}

namespace {

// Least squares under "each at least a gap after the one before": a run of intervals that would
// overlap moves as one block to its mean (pool adjacent violators).
std::vector<double> spaced(const std::vector<double>& wishes, const std::vector<double>& lengths,
                           double gap)
{
    struct Block {
        double sum = 0; // of wishes, each less the lengths before it
        std::size_t count = 0;
        double mean() const { return sum / static_cast<double>(count); }
    };
    std::vector<double> before(wishes.size(), 0.0);
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        if (i > 0)
            before[i] = before[i - 1] + lengths[i - 1] + gap;
        blocks.push_back({wishes[i] - before[i], 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
            blocks[blocks.size() - 2].sum += blocks.back().sum;
            blocks[blocks.size() - 2].count += blocks.back().count;
            blocks.pop_back();
        }
    }
    std::vector<double> places;
    for (const Block& block : blocks)
        for (std::size_t i = 0; i < block.count; ++i)
            places.push_back(block.mean() + before[places.size()]);
    return places;
}

} // namespace

std::vector<std::optional<QRectF>> place_in_line(const std::vector<LabelWish>& wishes,
                                                 const QRectF& bounds, Lining lining)
{
    if (wishes.empty())
        return {};
    const bool row = lining == Lining::row;
    std::vector<std::size_t> order(wishes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return row ? wishes[a].anchor.x() < wishes[b].anchor.x()
                   : wishes[a].anchor.y() < wishes[b].anchor.y();
    });
    std::vector<double> starts, lengths;
    double total = 0, edge = row ? bounds.bottom() : bounds.left();
    for (const std::size_t index : order) {
        const QRectF& box = wishes[index].box;
        starts.push_back(row ? box.left() : box.top());
        lengths.push_back(row ? box.width() : box.height());
        total += lengths.back();
        edge = row ? std::min(edge, box.top()) : std::max(edge, box.left());
    }
    const double low = row ? bounds.left() : bounds.top(),
                 high = row ? bounds.right() : bounds.bottom();
    if (total > high - low)
        return {};
    auto places = spaced(starts, lengths, 0);
    double free = high; // inside the bounds, from either end
    for (std::size_t i = places.size(); i-- > 0; free = places[i])
        places[i] = std::min(places[i], free - lengths[i]);
    free = low;
    for (std::size_t i = 0; i < places.size(); free = places[i] + lengths[i], ++i)
        places[i] = std::max(places[i], free);

    std::vector<std::optional<QRectF>> result(wishes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        QRectF box = wishes[order[i]].box;
        box.moveTopLeft(row ? QPointF(places[i], std::max(edge, bounds.top()))
                            : QPointF(edge, places[i]));
        if (box.bottom() > bounds.bottom() + 1e-6 || box.right() > bounds.right() + 1e-6)
            return {};
        result[order[i]] = box;
    }
    return result;
}

std::vector<std::optional<QRectF>> place_in_rows(const std::vector<LabelWish>& wishes,
                                                 const QRectF& bounds, int most)
{
    std::vector<std::size_t> order(wishes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return wishes[a].box.left() < wishes[b].box.left();
    });
    std::vector<std::optional<QRectF>> places(wishes.size());
    std::vector<double> ends; // of the rows, so far
    for (const std::size_t index : order) {
        QRectF box = pulled_inside(wishes[index].box, bounds);
        const auto row =
            std::find_if(ends.begin(), ends.end(), [&](double end) { return end <= box.left(); });
        box.translate(0, static_cast<double>(row - ends.begin()) * box.height());
        if (row == ends.end())
            ends.push_back(box.right());
        else
            *row = box.right();
        if (static_cast<int>(ends.size()) > most || !bounds.contains(box))
            return {};
        places[index] = box;
    }
    return places;
}

} // namespace etalon
