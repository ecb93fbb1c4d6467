// Where a panel's values lie on the page.
#pragma once

#include "ui/figure/axis_range.hpp"

#include <QPointF>
#include <QRectF>

namespace etalon {

/// A panel's plot area in units and the ranges it shows.
struct PanelView {
    QRectF plot{};
    AxisRange x{}, y{};

    /// NaN where a logarithmic axis cannot show the value.
    double across(double value) const { return plot.left() + x.share(value) * plot.width(); }
    double up(double value) const { return plot.bottom() - y.share(value) * plot.height(); }
    QPointF at(double x_value, double y_value) const { return {across(x_value), up(y_value)}; }

    double x_value(double across) const { return x.value((across - plot.left()) / plot.width()); }
    double y_value(double up) const { return y.value((plot.bottom() - up) / plot.height()); }
};

} // namespace etalon
