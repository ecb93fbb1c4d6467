// The second vertical and the second horizontal axis of a panel. Qt Charts draws the two others;
// these are ours.
#pragma once

#include "ui/figure/chart_frame.hpp"

#include <QRectF>

class QPainter;

namespace etalon {

/// What it takes to the right of the plot area: ticks, numbers and title.
double right_axis_width(const ChartAxis&, const FigureStyle&);

void paint_right_axis(QPainter&, const QRectF& plot, const ChartAxis&, const FigureStyle&,
                      const Palette&);

/// What the axis above the plot area takes there.
double top_axis_height(const ChartAxis&, const FigureStyle&);

void paint_top_axis(QPainter&, const QRectF& plot, const ChartAxis&, const FigureStyle&,
                    const Palette&);

} // namespace etalon
