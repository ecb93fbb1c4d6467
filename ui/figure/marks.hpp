// Paints the marks of a panel, each in axis units. Traces have a file of their own: they are drawn
// from the recording and remember what they have drawn.
#pragma once

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/mark_scene.hpp"

#include <QLineF>
#include <QPixmap>

#include <vector>

namespace etalon {

void paint_curve(const MarkScene&, const Curve&);
void paint_band(const MarkScene&, const Band&);
void paint_bars(const MarkScene&, const Bars&);
void paint_points(const MarkScene&, const Points&);
void paint_segments(const MarkScene&, const Segments&);
void paint_arrows(const MarkScene&, const Arrows&);
void paint_rule(const MarkScene&, const Rule&);
void paint_span(const MarkScene&, const Span&);
void paint_heat_map(const MarkScene&, const HeatMap&);

/// One symbol around a point, `size` units across.
void paint_symbol(QPainter&, Shape, QPointF centre, double size, const QColor& colour,
                  const QColor& edge, double line_width);

/// A row of small arrows along the lower edge, where a logarithmic axis cannot show values of zero
/// and less. `places` are units along x.
void paint_clipped_row(const MarkScene&, std::vector<double> places, const QColor&);

/// The span of values that the map's colours cover.
AxisRange colour_range(const HeatMap&);
/// The colours of a map, its lowest value at the bottom, with ticks and its label turned along it.
void paint_colour_bar(QPainter&, const HeatMap&, const QRectF& bar, const FigureStyle&,
                      const Palette&);
/// The same, and what it takes beside the plot: bar, ticks, numbers and label.
AxisTicks colour_bar_ticks(const HeatMap&, double height, const FigureStyle&);
double colour_bar_width(const HeatMap&, double height, const FigureStyle&);
/// Of the bar itself, without numbers.
double colour_bar_thickness(const FigureStyle&);

/// Colours by value: what is drawn of a heat map, one pixel a cell, row 0 at the bottom.
QImage heat_map_image(const HeatMap&, const Palette&);

/// The cell of a place in axis units: (row, column), or nothing outside.
std::optional<std::pair<std::size_t, std::size_t>> cell_at(const HeatMap&, double x, double y);

/// The part of a line, or of the endless line through its ends, that lies in the area.
std::optional<QLineF> visible_part(const QLineF&, const QRectF& area, bool endless);
/// From tail to tip, in units; nothing where it has no length or cannot be shown.
std::optional<QLineF> arrow_line(const PanelView&, const Arrows&, std::size_t index,
                                 double units_per_point);

/// The box of a bar in axis units.
struct BarBox {
    double left, right, low, high;
};
BarBox bar_box(const Bars&, std::size_t index);

/// What a mark asks an automatic axis to contain. Traces are followed elsewhere.
struct MarkExtent {
    Extent x{}, y{};
    bool exact_x = false, exact_y = false; // the axis should end where the mark ends (images)
};
MarkExtent extent_of(const Mark&);

} // namespace etalon
