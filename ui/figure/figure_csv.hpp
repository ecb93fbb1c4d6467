// The numbers of a figure as a table: one row a point, full resolution of the recording.
#pragma once

#include "ui/figure/axis_range.hpp"
#include "ui/figure/provenance.hpp"

#include "core/lab/figure.hpp"

#include <span>
#include <string>
#include <vector>

namespace etalon {

/// The columns panel, mark, curve, series, then x and y named as the axes (with units; plain "x" and
/// "y" where panels differ), where there is one the right axis, on which y stands instead, for arrows
/// dx, dy and length_pt (empty where they are drawn to scale), and for heat maps row, column, value.
/// `curve` numbers the lines of the whole figure from 1; `mark` says how each is drawn ("solid",
/// "points", "bars", "segments", "arrows", "cell", …). A segment takes three rows: its two ends and a
/// gap. The first line is a comment that says where the numbers come from.
std::string figure_csv(const Drawing&, std::span<const Series>, const Provenance&);

/// One line, set of bars, map, … of the table.
struct CsvCurve {
    int number = 0;
    std::size_t panel = 0;
    std::string mark{}, series{};
    Ink ink{};
    std::size_t rows = 0, columns = 0; // of a map
    ColourMap colours = ColourMap::sequential;
    bool reversed = false;
    AxisRange limits{}; // of the map's colours
    double width = 0;   // of bars
    Side side = Side::left;
    bool sized = false; // arrows with lengths in points
};

/// What the table holds, in its order.
std::vector<CsvCurve> csv_curves(const Drawing&, std::span<const Series>);

/// The names of the x and y columns.
std::pair<std::string, std::string> csv_axis_names(const Drawing&);
/// The name of the column of right axes; empty if there are none.
std::string csv_right_name(const Drawing&);

} // namespace etalon
