// Axes of one panel, drawn by Qt Charts. The only file of Etalon that knows Qt Charts, which is
// deprecated from Qt 6.10 on: a later move touches this file alone.
#pragma once

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/palette.hpp"
#include "ui/figure/style.hpp"

#include <QPointF>
#include <QRectF>

#include <memory>

class QPainter;

namespace etalon {

/// One axis as it is drawn: range, ticks, title, and which of them are shown.
struct ChartAxis {
    AxisRange range{};
    AxisTicks ticks{};
    QString title{};
    bool hidden = false; // no line, ticks or numbers
    bool labels = true;  // numbers and title; off where the neighbouring panel has the same axis
};

/// Lengths between the plot area and the type around it, in units; layout and drawing agree on them.
struct ChartSpacing {
    double tick, gap, title_gap;
    explicit ChartSpacing(const FigureStyle& style)
        : tick(0.36 * style.ticks)
        , gap(0.3 * style.ticks)
        , title_gap(0.35 * style.text)
    {
    }
};

class ChartFrame {
public:
    ChartFrame();
    ~ChartFrame();

    /// Draws grid, axis lines, ticks, numbers and titles around `plot`. The titles stand at
    /// `x_title_top` and `y_title_left`, so that those of neighbouring panels line up.
    void paint(QPainter&, const QRectF& plot, const ChartAxis& x, const ChartAxis& y,
               double x_title_top, double y_title_left, const FigureStyle&, const Palette&);

private:
    struct Chart;
    std::unique_ptr<Chart> chart_;
};

} // namespace etalon
