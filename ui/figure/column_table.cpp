#include "ui/figure/column_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<std::size_t> entries_of(const std::vector<Trace>& traces)
{
    std::vector<std::size_t> entries;
    for (const Trace& trace : traces)
        entries.push_back(trace.entry);
    return entries;
}

std::vector<double> factors_of(const std::vector<Trace>& traces)
{
    std::vector<double> factors;
    for (const Trace& trace : traces)
        factors.push_back(trace.factor);
    return factors;
}

} // namespace

ColumnTable::ColumnTable(const std::vector<Trace>& traces, const AxisRange& x, int columns,
                         bool positive_only)
    : entries_(entries_of(traces))
    , factors_(factors_of(traces))
    , x_(x)
    , columns_(std::max(columns, 1))
    , positive_only_(positive_only)
    , clipped_(traces.size())
    , scratch_(traces.size())
{
    plain_ = true;
    for (std::size_t i = 0; i < entries_.size(); ++i)
        plain_ = plain_ && entries_[i] == i && factors_[i] == 1;
}

std::size_t ColumnTable::add(const Series& series)
{
    const std::size_t unchanged = occupied_.empty() ? 0 : occupied_.size() - 1;
    if (traces() == 0 || seen_ >= series.size())
        return occupied_.size();

    const auto steps = series.steps();
    const std::size_t width = series.width();
    for (std::size_t i = seen_; i < series.size(); ++i) {
        if (i + 1 < series.size() && steps[i + 1] == steps[i])
            continue; // superseded by a later sample of the same step
        const double place = x_.share(static_cast<double>(steps[i])) * columns_;
        if (!std::isfinite(place))
            continue;
        // Outside the plot only the nearest sample on either side matters: it leads the line out.
        const int column = static_cast<int>(std::clamp(std::floor(place), -1e6, 1e6));
        if (column < 0 && !occupied_.empty() && occupied_.back() < 0) {
            occupied_.clear();
            counts_.clear();
            offsets_.clear();
            for (auto* table : {&first_, &last_, &least_, &greatest_})
                table->clear();
        }
        if (column >= columns_ && !occupied_.empty() && occupied_.back() >= columns_)
            break;
        if (column == columns_
            && place <= columns_ + 1e-9) { // the right end itself belongs to the last column
            if (occupied_.empty() || occupied_.back() != columns_ - 1)
                open_column(columns_ - 1, 1);
        } else if (occupied_.empty() || occupied_.back() != column) {
            open_column(column, place - std::floor(place));
        }

        const double* sample = series.values().data() + i * width;
        if (plain_ && traces() <= width) {
            extend({sample, traces()});
            continue;
        }
        for (std::size_t j = 0; j < traces(); ++j)
            scratch_[j] = entries_[j] < width ? factors_[j] * sample[entries_[j]] : nothing;
        extend(scratch_);
    }
    seen_ = series.size();
    return std::min(unchanged, occupied_.size());
}

void ColumnTable::open_column(int column, double offset)
{
    occupied_.push_back(column);
    counts_.push_back(0);
    offsets_.push_back(offset);
    const std::size_t size = occupied_.size() * traces();
    first_.resize(size, nothing);
    last_.resize(size, nothing);
    least_.resize(size, infinity);
    greatest_.resize(size, -infinity);
}

void ColumnTable::extend(std::span<const double> values)
{
    const std::size_t n = traces(), begin = (occupied_.size() - 1) * n;
    double* last = last_.data() + begin;
    double* least = least_.data() + begin;
    double* greatest = greatest_.data() + begin;
    // Without branches in the loop over all traces: it runs once for every sample of a recording.
    const double lowest = positive_only_ ? std::numeric_limits<double>::denorm_min()
                                         : -std::numeric_limits<double>::max();
    int missing = 0;
    for (std::size_t j = 0; j < n; ++j) {
        const bool shown = values[j] >= lowest && values[j] <= std::numeric_limits<double>::max();
        const double value = shown ? values[j] : nothing;
        missing |= static_cast<int>(!shown);
        last[j] = value;
        least[j] = value < least[j] ? value : least[j];
        greatest[j] = value > greatest[j] ? value : greatest[j];
    }
    if (positive_only_ && missing)
        for (std::size_t j = 0; j < n; ++j)
            if (values[j] <= 0 && (clipped_[j].empty() || clipped_[j].back() != occupied_.back()))
                clipped_[j].push_back(occupied_.back());
    if (counts_.back()++ == 0)
        std::copy(last, last + n, first_.data() + begin);
    else if (counts_.back() == 2)
        offsets_.back() = 0.5;
}

TraceExtent::TraceExtent(const std::vector<Trace>& traces)
    : entries_(entries_of(traces))
    , factors_(factors_of(traces))
{
}

void TraceExtent::add(const Series& series)
{
    const std::size_t width = series.width();
    const double* values = series.values().data();
    for (std::size_t i = seen_; i < series.size(); ++i) {
        double low = infinity, high = -infinity, positive = infinity;
        for (std::size_t j = 0; j < entries_.size(); ++j) {
            const double value =
                entries_[j] < width ? factors_[j] * values[i * width + entries_[j]] : nothing;
            const bool finite = std::abs(value) <= std::numeric_limits<double>::max();
            low = finite && value < low ? value : low;
            high = finite && value > high ? value : high;
            positive = finite && value > 0 && value < positive ? value : positive;
        }
        extent_.include({low, high, positive});
    }
    seen_ = series.size();
}

} // namespace etalon
