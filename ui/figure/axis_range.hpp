// What an axis shows: its ends, its scale, and the rule by which automatic ends follow the data.
#pragma once

#include "core/lab/figure.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace etalon {

/// The ends of an axis and the place of a value between them.
struct AxisRange {
    double low = 0, high = 1;
    bool logarithmic = false;

    /// 0 at the low end, 1 at the high end, linear in what is drawn. NaN if the scale cannot show
    /// the value (zero or less on a logarithmic axis).
    double share(double value) const;
    double value(double share) const;
    bool operator==(const AxisRange&) const = default;
};

/// The extent of some data: all finite values, and the smallest positive one for logarithmic axes.
struct Extent {
    double low = +std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double smallest_positive = +std::numeric_limits<double>::infinity();

    bool empty() const { return low > high; }
    void include(double value); // non-finite values are left out
    void include(const Extent& other);
};

/// 1, 2 or 5 times a power of ten: the smallest that is not below `least` (positive).
double nice_step(double least);

/// The tightest pleasant range around the data: ends at multiples of a 1-2-5 step (decades or
/// 1-2-5 mantissas on a logarithmic scale). Fixed ends of the axis are kept.
AxisRange fitting_range(const Axis&, const Extent&);

/// Automatic range of one axis through a run: kept while the data stay inside and fill enough of
/// it; when they leave, widened with room to spare, so that it changes a few times, not per frame.
class RangeKeeper {
public:
    /// `moving`: more data are coming, so leave room.
    AxisRange update(const Axis&, const Extent&, bool moving);

private:
    std::optional<AxisRange> kept_;
    std::optional<double> fixed_low_, fixed_high_;
};

} // namespace etalon
