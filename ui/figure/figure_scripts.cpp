#include "ui/figure/figure_scripts.hpp"

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/palette.hpp"

#include "core/lab/json.hpp"

#include <algorithm>

namespace etalon {

namespace {

std::string colour_name(const Ink& ink) // "#0072B2"
{
    return Palette::of(Theme::print).ink(ink).name().toUpper().toStdString();
}

std::string python_text(const std::string& text)
{
    return json_line(Json(text)); // JSON's escapes are Python's
}

std::string python_flag(bool flag)
{
    return flag ? "True" : "False";
}

std::string tex_text(const std::string& text)
{
    std::string result;
    for (const char letter : text) {
        if (letter == '\\')
            result += "\\textbackslash{}";
        else if (std::string_view("#$%&_{}").find(letter) != std::string_view::npos)
            result += std::string("\\") + letter;
        else if (letter == '^' || letter == '~')
            result += std::string("\\") + letter + "{}";
        else
            result += letter;
    }
    return result;
}

std::string axis_title(const Axis& axis)
{
    return titled(axis.label, axis.unit).toStdString();
}

std::string exact(double value)
{
    return QString::number(value, 'g', 12).toStdString();
}

std::string millimetres(double length)
{
    return QString::number(length, 'g', 6).toStdString();
}

constexpr const char* python_imports = R"python(import csv
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

)python";

constexpr const char* python_drawing = R"python(
here = Path(__file__).resolve().parent
with open(here / CSV, encoding="utf-8") as file:
    rows = list(csv.reader(line for line in file if not line.startswith("#")))
curves = {}
for panel, mark, curve, series, *numbers in rows[1:]:
    curves.setdefault(int(curve), (int(panel) - 1, mark, series, []))[3].append(
        [float(text) if text else np.nan for text in numbers])

plt.rcParams.update({"font.size": 7, "pdf.fonttype": 42, "font.family": ["Inter", "sans-serif"]})
figure = plt.figure(figsize=[side / 25.4 for side in SIZE_MM], layout="constrained")
grid = figure.add_gridspec(*GRID)
for index, panel in enumerate(PANELS):
    left = figure.add_subplot(grid[panel["rows"], panel["columns"]])
    left.set(**panel["labels"])
    right = left.twinx() if panel["right"] else None
    if right:
        right.set(**panel["right"])
    for key, (where, mark, series, numbers) in curves.items():
        if where != index:
            continue
        data, colour = np.array(numbers), COLOURS[key]
        axes, x, y = left, data[:, 0], data[:, 1]
        if key in RIGHT:
            axes, y = right, data[:, 2]
        if mark in ("solid", "dashed", "dotted"):
            axes.plot(x, y, linestyle=mark, color=colour, linewidth=1, label=series)
        elif mark == "points":
            axes.plot(x, y, "o", color=colour, markersize=3, label=series)
        elif mark == "segments":
            axes.plot(x, y, color=colour, linewidth=0.5, label=series)
        elif mark == "arrows":
            dx, dy, points = data[:, ARROW:ARROW + 3].T
            style = dict(angles="xy", scale_units="xy", scale=1, color=colour, width=0.002)
            if key in SIZED:
                stretch = points / np.hypot(dx, dy)
                dx, dy = dx * stretch, dy * stretch
                style.update(scale_units="inches", scale=72)
            axes.quiver(x, y, dx, dy, label=series, **style)
        elif mark in ("bars", "outlined"):
            face = colour if mark == "bars" else "none"
            axes.bar(x, y, BAR_WIDTHS[key], color=face, edgecolor=colour, label=series)
        elif mark == "low":
            lower = y
        elif mark == "high":
            axes.fill_between(x, lower, y, color=colour, alpha=0.2, linewidth=0)
        elif mark == "vertical":
            axes.axvline(x[0], color=colour, linewidth=0.6)
        elif mark == "horizontal":
            axes.axhline(y[0], color=colour, linewidth=0.6)
        elif mark == "span":
            axes.axvspan(x[0], x[1], color=colour, alpha=0.15)
        elif mark == "cell":
            shape = int(data[:, -3].max()) + 1, int(data[:, -2].max()) + 1
            image = axes.pcolormesh(x.reshape(shape), y.reshape(shape), data[:, -1].reshape(shape),
                                    shading="nearest", rasterized=True, **MAPS[key])
            figure.colorbar(image, ax=axes, label=series)
    if panel["image"]:
        left.set_aspect("equal")
    left.spines["top"].set_visible(False)
    left.spines["right"].set_visible(False)
    if right:
        right.spines["top"].set_visible(False)
figure.savefig(here / OUTPUT)
)python";

} // namespace

std::string matplotlib_script(const Figure& figure, const Drawing& drawing,
                              std::span<const Series> series, const Provenance& provenance,
                              const std::string& csv_name, double width_mm, double height_mm)
{
    std::string panels, colours, widths, maps, right, sized;
    const auto slice = [](int begin, int span) {
        return "slice(" + std::to_string(begin) + ", " + std::to_string(begin + span) + ")";
    };
    const auto scale = [](const Axis& axis) {
        return axis.scale == Scale::logarithmic ? std::string("\"log\"")
                                                : std::string("\"linear\"");
    };
    for (const Panel& panel : drawing.panels)
        panels += "    dict(rows=" + slice(panel.row, panel.row_span) + ", columns="
            + slice(panel.column, panel.column_span) + ", image=" + python_flag(panel.square_cells)
            + ",\n         labels=dict(title=" + python_text(panel.title) + ", xlabel="
            + python_text(axis_title(panel.x)) + ", ylabel=" + python_text(axis_title(panel.y))
            + ",\n                     xscale=" + scale(panel.x) + ", yscale=" + scale(panel.y)
            + "),\n         right="
            + (panel.right ? "dict(ylabel=" + python_text(axis_title(*panel.right))
                       + ", yscale=" + scale(*panel.right) + ")"
                           : std::string("None"))
            + "),\n";
    for (const CsvCurve& curve : csv_curves(drawing, series)) {
        colours += (colours.empty() ? "" : ", ") + std::to_string(curve.number) + ": \""
            + colour_name(curve.ink) + "\"";
        if (curve.rows > 0)
            maps += (maps.empty() ? "" : ", ") + std::to_string(curve.number)
                + ": dict(vmin=" + exact(curve.limits.low) + ", vmax=" + exact(curve.limits.high)
                + ", cmap=\"" + (curve.colours == ColourMap::diverging ? "RdBu" : "viridis")
                + (curve.reversed == (curve.colours == ColourMap::diverging) ? "" : "_r") + "\")";
        if (curve.side == Side::right)
            right += (right.empty() ? "" : ", ") + std::to_string(curve.number);
        if (curve.sized)
            sized += (sized.empty() ? "" : ", ") + std::to_string(curve.number);
        if (curve.width > 0)
            widths += (widths.empty() ? "" : ", ") + std::to_string(curve.number) + ": "
                + exact(curve.width);
    }
    int rows = 1, columns = 1;
    for (const Panel& panel : drawing.panels) {
        rows = std::max(rows, panel.row + panel.row_span);
        columns = std::max(columns, panel.column + panel.column_span);
    }
    const auto table = [](const char* name, const std::string& entries) {
        return std::string(name) + " = {" + entries + "}\n";
    };
    return "#!/usr/bin/env python3\n# " + figure.title + ": draws " + csv_name + " again.\n# "
        + provenance.line() + "\n# " + provenance.command() + "\n" + python_imports
        + "CSV = " + python_text(csv_name) + "\nOUTPUT = " + python_text(figure.id + ".replot.pdf")
        + "\nSIZE_MM = " + millimetres(width_mm) + ", " + millimetres(height_mm) + "\nGRID = "
        + std::to_string(rows) + ", " + std::to_string(columns) + "\nPANELS = [\n" + panels + "]\n"
        + table("COLOURS", colours) + table("BAR_WIDTHS", widths) + table("MAPS", maps)
        + "RIGHT = [" + right + "]\nARROW = " + (csv_right_name(drawing).empty() ? "2" : "3")
        + "\nSIZED = [" + sized + "]\n" + python_drawing;
}

std::string pgfplots_picture(const Figure& figure, const Drawing& drawing,
                             std::span<const Series> series, const Provenance& provenance,
                             const std::string& csv_name, double width_mm, double height_mm)
{
    int rows = 1, columns = 1;
    for (const Panel& panel : drawing.panels) {
        rows = std::max(rows, panel.row + panel.row_span);
        columns = std::max(columns, panel.column + panel.column_span);
    }
    const auto [x_name, y_name] = csv_axis_names(drawing);
    const std::string line = provenance.line(), command = provenance.command();
    std::string text = "% " + figure.title + "\n% " + line + "\n% " + command
        + "\n% Preamble: \\usepackage{pgfplots} \\pgfplotsset{compat=1.18} "
          "\\usepgfplotslibrary{colormaps}; compile with lualatex.\n"
          "\\begin{tikzpicture}\n";
    const std::string right_name = csv_right_name(drawing);
    const double width = width_mm / columns, height = height_mm / rows;
    const auto curves = csv_curves(drawing, series);
    for (const CsvCurve& curve : curves)
        text += "\\definecolor{curve" + std::to_string(curve.number) + "}{HTML}{"
            + colour_name(curve.ink).substr(1) + "}\n";
    const auto axes = [&](std::size_t i, Side side) {
        const Panel& panel = drawing.panels[i];
        const Axis& vertical = side == Side::right ? *panel.right : panel.y;
        const std::string columns_used =
            "x={" + x_name + "}, y={" + (side == Side::right ? right_name : y_name) + "}";
        text += "\\begin{axis}[at={(" + millimetres(panel.column * width) + "mm,-"
            + millimetres(panel.row * height)
            + "mm)}, anchor=north west, width=" + millimetres(panel.column_span * width)
            + "mm, height=" + millimetres(panel.row_span * height) + "mm, title={"
            + tex_text(panel.title) + "}, xlabel={" + tex_text(axis_title(panel.x)) + "}, ylabel={"
            + tex_text(axis_title(vertical))
            + "}, xmode=" + (panel.x.scale == Scale::logarithmic ? "log" : "linear")
            + ", ymode=" + (vertical.scale == Scale::logarithmic ? "log" : "linear")
            + (side == Side::right ? ", axis y line*=right, axis x line=none" : ", axis lines=left")
            + ", unbounded coords=jump]\n";
        for (const CsvCurve& curve : curves) {
            if (curve.panel != i || curve.side != side)
                continue;
            const std::string colour = "curve" + std::to_string(curve.number);
            std::string options;
            if (curve.mark == "solid" || curve.mark == "dashed" || curve.mark == "dotted")
                options = colour + ", " + curve.mark + ", no marks";
            else if (curve.mark == "low" || curve.mark == "high")
                options = colour + ", no marks, opacity=0.4";
            else if (curve.mark == "segments")
                options = colour + ", no marks";
            else if (curve.mark == "arrows") // lengths in points are not kept: only directions are
                options = colour + ", -stealth, quiver={u=\\thisrow{dx}, v=\\thisrow{dy}}";
            else if (curve.mark == "points")
                options = colour + ", only marks, mark size=1pt";
            else if (curve.mark == "bars" || curve.mark == "outlined")
                options = "ybar, draw=" + colour + (curve.mark == "bars" ? ", fill=" + colour : "")
                    + ", bar width=" + exact(curve.width);
            else if (curve.mark == "cell")
                options = "matrix plot*, point meta=explicit, mesh/rows="
                    + std::to_string(curve.rows) + ", mesh/cols=" + std::to_string(curve.columns)
                    + ", point meta min=" + exact(curve.limits.low)
                    + ", point meta max=" + exact(curve.limits.high)
                    + (curve.colours == ColourMap::diverging ? curve.reversed
                               ? ", colormap={signed}{rgb255=(103,0,31) rgb255=(247,247,247) "
                                 "rgb255=(5,48,97)}"
                               : ", colormap={signed}{rgb255=(5,48,97) rgb255=(247,247,247) "
                                 "rgb255=(103,0,31)}"
                                                             : ", colormap/viridis");
            else
                continue; // rules and spans: their place depends on the axes
            text += "  % " + curve.series + "\n  \\addplot[" + options
                + "] table[col sep=comma, comment chars={\\#}, " + columns_used
                + (curve.mark == "cell" ? ", meta=value" : "")
                + ", restrict expr to domain={\\thisrow{curve}}{" + std::to_string(curve.number)
                + ":" + std::to_string(curve.number) + "}] {" + csv_name + "};\n";
        }
        text += "\\end{axis}\n";
    };
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        axes(i, Side::left);
        if (drawing.panels[i].right)
            axes(i, Side::right);
    }
    return text + "\\end{tikzpicture}\n";
}

} // namespace etalon
