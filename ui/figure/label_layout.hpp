// Puts short texts beside the things they name, apart from each other and inside their panel.
#pragma once

#include <QPointF>
#include <QRectF>

#include <optional>
#include <vector>

namespace etalon {

/// Where a text would like to stand.
struct LabelWish {
    QRectF box{};
    QPointF anchor{};       // what it names
    int priority = 0;       // higher ones are placed first and moved least
    bool rather_up = false; // below its place it would cross the curve that it names
};

/// A place for each wish, in the same order, as near to it as can be: within `bounds`, disjoint from
/// each other and, where possible, from `obstacles`. Nothing for a text that finds no room at all.
std::vector<std::optional<QRectF>> place_labels(const std::vector<LabelWish>&, const QRectF& bounds,
                                                const std::vector<QRectF>& obstacles = {});

enum class Lining { row, column };

/// All in one row (at one height) or column (from one left edge) in the order of what they name,
/// moved along it as little as possible in sum of squares. Nothing if they do not fit.
std::vector<std::optional<QRectF>> place_in_line(const std::vector<LabelWish>&,
                                                 const QRectF& bounds, Lining);

/// Each where it wishes along x, in as few rows from the top as they need; nothing if those are
/// more than `most`, or do not fit.
std::vector<std::optional<QRectF>> place_in_rows(const std::vector<LabelWish>&,
                                                 const QRectF& bounds, int most);

} // namespace etalon
