// Many long traces reduced to what one pixel column can show of each: its first, last, least and
// greatest value. New samples are added to what is there; old ones are not read again.
#pragma once

#include "ui/figure/axis_range.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace etalon {

class ColumnTable {
public:
    /// Starts afresh for these traces over `columns` pixel columns of the range `x`. With
    /// `positive_only`, values of zero and less are gaps and are remembered as clipped.
    ColumnTable(const std::vector<Trace>& traces, const AxisRange& x, int columns,
                bool positive_only);

    /// Takes in the samples that are new since the last call. Returns the position (among the
    /// occupied columns) from which on something changed.
    std::size_t add(const Series&);

    std::size_t traces() const { return entries_.size(); }
    int columns() const { return columns_; }

    /// The columns that hold samples, ascending; those outside 0 … columns-1 are the neighbours to
    /// which the line leads out of the plot.
    std::span<const int> occupied() const { return occupied_; }

    /// One value a trace at an occupied column; NaN: no finite value there.
    std::span<const double> first(std::size_t position) const { return row(first_, position); }
    std::span<const double> last(std::size_t position) const { return row(last_, position); }
    std::span<const double> least(std::size_t position) const { return row(least_, position); }
    std::span<const double> greatest(std::size_t position) const
    {
        return row(greatest_, position);
    }
    /// Whether the column holds one sample only: first, last, least and greatest are the same.
    bool single(std::size_t position) const { return counts_[position] == 1; }
    /// Where samples lie within their column, 0 to 1 (of a single one), else the middle.
    double offset(std::size_t position) const { return offsets_[position]; }

    /// Per trace, whether some value could not be shown, as columns (ascending, without repeats).
    const std::vector<std::vector<int>>& clipped() const { return clipped_; }

private:
    std::vector<std::size_t> entries_;
    std::vector<double> factors_;
    AxisRange x_;
    int columns_ = 0;
    bool positive_only_ = false, plain_ = false; // plain: entries 0 … n-1 as they are
    std::size_t seen_ = 0;
    std::vector<int> occupied_;
    std::vector<std::size_t> counts_;
    std::vector<double> offsets_;
    std::vector<double> first_, last_, least_, greatest_; // occupied × traces
    std::vector<std::vector<int>> clipped_;
    std::vector<double> scratch_;

    std::span<const double> row(const std::vector<double>& table, std::size_t position) const
    {
        return std::span(table).subspan(position * traces(), traces());
    }
    void open_column(int column, double offset);
    void extend(std::span<const double> values);
};

/// The extent of all that traces have shown so far, kept up as samples arrive.
class TraceExtent {
public:
    explicit TraceExtent(const std::vector<Trace>& traces);
    void add(const Series&);
    const Extent& extent() const { return extent_; }

private:
    std::vector<std::size_t> entries_;
    std::vector<double> factors_;
    std::size_t seen_ = 0;
    Extent extent_;
};

} // namespace etalon
