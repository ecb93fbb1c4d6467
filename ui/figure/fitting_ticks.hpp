// Numbers and names that an axis has room for: fewer numbers, shorter names, and only then fewer names.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/figure/axis_ticks.hpp"

class QFontMetricsF;

namespace etalon {

/// The ticks of an axis of `length` pixels; `across`: along x, where labels stand side by side. Names
/// are shortened, all of them distinguishable, before any is left out.
AxisTicks fitting_ticks(const Axis&, const AxisRange&, double length, const QFontMetricsF&,
                        bool across);

} // namespace etalon
