#include "ui/figure/zoom_history.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

bool ZoomHistory::is_zoomed() const
{
    return std::any_of(current_.begin(), current_.end(),
                       [](const Zoom& zoom) { return zoom.x || zoom.y || zoom.right; });
}

void ZoomHistory::remember()
{
    if (past_.empty() || !(past_.back() == current_))
        past_.push_back(current_);
    if (past_.size() > 100)
        past_.erase(past_.begin());
}

void ZoomHistory::back()
{
    if (past_.empty()) {
        current_.clear();
        return;
    }
    current_ = past_.back();
    past_.pop_back();
}

void ZoomHistory::set(std::size_t panel, const Zoom& zoom)
{
    if (current_.size() <= panel)
        current_.resize(panel + 1);
    current_[panel] = zoom;
}

void ZoomHistory::reset()
{
    if (is_zoomed())
        remember();
    current_.clear();
}

AxisRange part_of(const AxisRange& range, double from, double to)
{
    return {range.value(std::min(from, to)), range.value(std::max(from, to)), range.logarithmic};
}

AxisRange zoomed(const AxisRange& range, double about, double factor)
{
    const AxisRange result = part_of(range, about - factor * about, about + factor * (1 - about));
    // Beyond these numbers stop telling neighbouring values apart, or overflow.
    const double size = std::max(std::abs(result.low), std::abs(result.high));
    const bool sensible = range.logarithmic
        ? result.low > 1e-290 && result.high < 1e290 && result.high / result.low > 1 + 1e-9
        : size < 1e290 && result.high - result.low > 1e-10 * size;
    return sensible ? result : range;
}

} // namespace etalon
