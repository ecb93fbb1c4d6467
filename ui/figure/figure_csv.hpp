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
/// "y" where panels differ), and for heat maps row, column, value. `curve` numbers the lines of the
/// whole figure from 1; `mark` says how each is drawn ("solid", "points", "bars", "cell", …). The
/// first line is a comment that says where the numbers come from.
std::string figure_csv(const Drawing&, std::span<const Series>, const Provenance&);

/// One line, set of bars, map, … of the table.
struct CsvCurve {
    int number = 0;
    std::size_t panel = 0;
    std::string mark{}, series{};
    Ink ink{};
    std::size_t rows = 0, columns = 0; // of a map
    ColourMap colours = ColourMap::sequential;
    AxisRange limits{}; // of the map's colours
    double width = 0;   // of bars
};

/// What the table holds, in its order.
std::vector<CsvCurve> csv_curves(const Drawing&, std::span<const Series>);

/// The names of the x and y columns.
std::pair<std::string, std::string> csv_axis_names(const Drawing&);

} // namespace etalon
