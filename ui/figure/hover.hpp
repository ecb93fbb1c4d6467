// What lies under the pointer, and what it says.
#pragma once

#include "ui/figure/figure_painter.hpp"

#include <QPointF>
#include <QString>

#include <optional>

namespace etalon {

/// The mark nearest to the pointer, as the read-out names it.
struct Hit {
    std::size_t panel = 0;
    Item item{};
    Ink ink{};
    QString name{};  // "mode 1"; may be empty
    QString value{}; // "0.983 · step 330"
    QPointF at{};    // of the point that is read, in units
    double distance = 0;
    bool background = false; // a heat map: anything else goes before it
};

/// The panel whose plot area holds the point.
std::optional<std::size_t> panel_at(const FigureLayout&, QPointF);

/// Within `reach` units of the pointer; bars and cells are hit when it is inside.
/// `units_per_point` is the style's `point`.
std::optional<Hit> nearest_mark(const FigureLayout&, const DrawnRun&, QPointF pointer, double reach,
                                double units_per_point = 1);

} // namespace etalon
