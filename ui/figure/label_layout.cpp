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

} // namespace etalon
