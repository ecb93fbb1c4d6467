// Where a sampled function crosses a level.
#pragma once

#include "core/lab/figure.hpp"

namespace etalon {

/// The line on which the map's values, taken at the middles of its cells and interpolated linearly
/// between them, equal `level` (marching squares). Values equal to it count as above; squares with a
/// non-finite corner have no line. Ink, weight and label are left to the caller.
Segments contour_line(const HeatMap&, double level);

} // namespace etalon
