// Fewer points that look the same: of all samples that fall into one column of pixels only the
// first, the lowest, the highest and the last one can be seen.
#pragma once

#include "core/lab/parameter.hpp"
#include "core/lab/recording.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace etalon {

/// The columns of pixels that a plot is wide, and the values of x at its edges.
struct DisplayColumns {
    double left = 0, right = 1;
    std::size_t count = 1;
    Scale scale = Scale::linear;
};

struct DisplayPoint {
    double x = 0, y = 0;
    bool operator==(const DisplayPoint&) const = default;
};

/// Points to be joined by a line.
using DisplayLine = std::vector<DisplayPoint>;

/// At most four points a column, in order of occurrence. x never falls. The line is broken where x
/// or y is not finite. What lies left or right of the plot counts as one column each.
std::vector<DisplayLine> thin_for_display(std::span<const double> x, std::span<const double> y,
                                          const DisplayColumns&);

/// One entry of a channel, times `factor`, over its steps; superseded samples are left out.
std::vector<DisplayLine> thin_for_display(const Series&, std::size_t entry, double factor,
                                          const DisplayColumns&);

} // namespace etalon
