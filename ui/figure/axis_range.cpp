#include "ui/figure/axis_range.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr double widest_log_span =
    16; // decades below the largest value that an automatic axis shows

double mantissa_below(double value) // the 1-2-5 number not above the value
{
    const double step = nice_step(value);
    if (step <= value * (1 + 1e-9))
        return step;
    const double decade = std::pow(10, std::floor(std::log10(value) + 1e-9));
    return value >= 5 * decade * (1 - 1e-9) ? 5 * decade
        : value >= 2 * decade * (1 - 1e-9)  ? 2 * decade
                                            : decade;
}

AxisRange fitting_log_range(const Axis& axis, const Extent& extent)
{
    double low = extent.smallest_positive, high = extent.high;
    if (axis.low && *axis.low > 0)
        low = *axis.low;
    if (axis.high && *axis.high > 0)
        high = *axis.high;
    if (!(low > 0) || !std::isfinite(low)) // nothing positive yet
        low = high > 0 && std::isfinite(high) ? high / 100 : 0.1;
    if (!(high > 0) || !std::isfinite(high))
        high = 100 * low;
    if (!axis.low)
        low = std::max(low, high * std::pow(10, -widest_log_span));
    if (high <= low)
        (axis.high && !axis.low) ? low = high / 10 : high = low * 10;

    const bool whole_decades = std::log10(high / low) > 5;
    if (!axis.low)
        low =
            whole_decades ? std::pow(10, std::floor(std::log10(low) + 1e-9)) : mantissa_below(low);
    if (!axis.high)
        high = whole_decades ? std::pow(10, std::ceil(std::log10(high) - 1e-9))
                             : nice_step(high * (1 - 1e-9));
    if (high <= low)
        high = 10 * low;
    return {low, high, true};
}

} // namespace

double AxisRange::share(double value) const
{
    if (logarithmic)
        return value > 0 ? std::log(value / low) / std::log(high / low)
                         : std::numeric_limits<double>::quiet_NaN();
    return (value - low) / (high - low);
}

double AxisRange::value(double share) const
{
    return logarithmic ? low * std::pow(high / low, share) : low + share * (high - low);
}

void Extent::include(double value)
{
    if (!std::isfinite(value))
        return;
    low = std::min(low, value);
    high = std::max(high, value);
    if (value > 0)
        smallest_positive = std::min(smallest_positive, value);
}

void Extent::include(const Extent& other)
{
    low = std::min(low, other.low);
    high = std::max(high, other.high);
    smallest_positive = std::min(smallest_positive, other.smallest_positive);
}

double nice_step(double least)
{
    const double decade = std::pow(10, std::floor(std::log10(least)));
    for (const double mantissa : {1.0, 2.0, 5.0})
        if (mantissa * decade >= least * (1 - 1e-12))
            return mantissa * decade;
    return 10 * decade;
}

AxisRange fitting_range(const Axis& axis, const Extent& data)
{
    Extent extent = data;
    for (const double value : axis.include)
        extent.include(value);
    if (axis.scale == Scale::logarithmic)
        return fitting_log_range(axis, extent);

    double low = axis.low.value_or(extent.empty() ? 0 : extent.low);
    double high = axis.high.value_or(extent.empty() ? low + 1 : extent.high);
    const double size = std::max(std::abs(low), std::abs(high));
    if (high - low <= 1e-12 * size || high <= low) { // one value, or none: a range around it
        const double room = size > 0 ? nice_step(size * 0.1) : 1;
        if (!axis.high)
            high = low + room;
        if (!axis.low)
            low = (axis.high ? high : low) - (low == 0 && !axis.high ? 0 : room);
        if (high <= low)
            high = low + room;
    }
    const double step = nice_step((high - low) / 10);
    if (!axis.low)
        low = step * std::floor(low / step + 1e-6);
    if (!axis.high)
        high = step * std::ceil(high / step - 1e-6);
    return {low, high, false};
}

AxisRange RangeKeeper::update(const Axis& axis, const Extent& data, bool moving)
{
    const AxisRange fitting = fitting_range(axis, data);
    const bool same_axis = kept_ && kept_->logarithmic == fitting.logarithmic
        && fixed_low_ == axis.low && fixed_high_ == axis.high;
    fixed_low_ = axis.low;
    fixed_high_ = axis.high;
    if (!same_axis || data.empty()) {
        kept_ = fitting;
        return *kept_;
    }

    const double low = kept_->share(fitting.low), high = kept_->share(fitting.high);
    const bool inside = low >= -1e-9 && high <= 1 + 1e-9;
    const double least_filling =
        moving ? 0.2 : 0.6; // a still picture may be drawn again more tightly
    if (inside && high - low >= least_filling)
        return *kept_;

    Extent roomy = data;
    if (moving && !inside) { // 30 % more on the side that was left
        if (high > 1 && !axis.high)
            roomy.include(fitting.value(1.3));
        if (low < 0 && !axis.low && data.low < 0)
            roomy.include(fitting.value(-0.3));
    }
    kept_ = fitting_range(axis, roomy);
    return *kept_;
}

} // namespace etalon
