// Lines as QPainter likes them: unbroken runs of finite points, no more of them than the page can
// show, and dashes as separate segments (a dashed pen takes seconds on long lines).
#pragma once

#include "core/lab/figure.hpp"
#include "core/lab/thin_for_display.hpp"
#include "ui/figure/panel_view.hpp"

#include <QColor>
#include <QLineF>
#include <QList>
#include <QPolygonF>

#include <vector>

class QPainter;

namespace etalon {

/// Runs of points that can be shown; a gap at each that cannot. Points far outside the plot are
/// pulled in so that no number overflows.
std::vector<QPolygonF> polylines(const PanelView&, const std::vector<double>& x,
                                 const std::vector<double>& y);
/// Lines thinned for display, in pixels.
std::vector<QPolygonF> polylines(const PanelView&, const std::vector<DisplayLine>&);

/// Points thinned to what columns of `column` units can show where x never falls.
std::vector<QPolygonF> thinned_polylines(const PanelView&, const std::vector<double>& x,
                                         const std::vector<double>& y, double column);

/// The dashes of a pattern (lengths drawn and skipped in turn) along a line.
QList<QLineF> dashes(const QPolygonF&, const std::vector<double>& pattern);

struct Stroke {
    QColor colour{};
    double width = 1;
    Line line = Line::solid;
};

/// Draws the runs with antialiasing as the painter's hints say.
void draw_polylines(QPainter&, const std::vector<QPolygonF>&, const Stroke&);

} // namespace etalon
