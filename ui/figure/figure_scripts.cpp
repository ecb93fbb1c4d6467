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

std::string millimetres(double length)
{
    return QString::number(length, 'g', 6).toStdString();
}

} // namespace

std::string matplotlib_script(const Figure& figure, const Drawing& drawing,
                              std::span<const Series> series, const Provenance& provenance,
                              const std::string& csv_name, double width_mm, double height_mm)
{
    std::string panels, colours, widths;
    for (const Panel& panel : drawing.panels)
        panels += "    dict(row=" + std::to_string(panel.row) + ", column="
            + std::to_string(panel.column) + ", row_span=" + std::to_string(panel.row_span)
            + ", column_span=" + std::to_string(panel.column_span) + ", title="
            + python_text(panel.title) + ",\n         x=" + python_text(axis_title(panel.x))
            + ", y=" + python_text(axis_title(panel.y))
            + ", log_x=" + python_flag(panel.x.scale == Scale::logarithmic)
            + ", log_y=" + python_flag(panel.y.scale == Scale::logarithmic)
            + ", image=" + python_flag(panel.square_cells) + "),\n";
    for (const CsvCurve& curve : csv_curves(drawing, series)) {
        colours += (colours.empty() ? "" : ", ") + std::to_string(curve.number) + ": \""
            + colour_name(curve.ink) + "\"";
        if (curve.width > 0)
            widths += (widths.empty() ? "" : ", ") + std::to_string(curve.number) + ": "
                + QString::number(curve.width, 'g', 12).toStdString();
    }
    int rows = 1, columns = 1;
    for (const Panel& panel : drawing.panels) {
        rows = std::max(rows, panel.row + panel.row_span);
        columns = std::max(columns, panel.column + panel.column_span);
    }
    return "#!/usr/bin/env python3\n"
           "\"\"\""
        + tex_text(figure.title) + ": draws " + csv_name + " again.\n\n" + provenance.line() + "\n"
        + provenance.command()
        + "\n\"\"\"\n"
          "import csv\nfrom collections import OrderedDict\nfrom pathlib import Path\n\nimport "
          "matplotlib.pyplot as plt\nimport numpy as np\n\n"
          "MM = 1 / 25.4\nPANELS = [\n"
        + panels + "]\nCOLOURS = {" + colours + "}\nBAR_WIDTHS = {" + widths
        + "}\n"
          "here = Path(__file__).resolve().parent\n"
          "with open(here / "
        + python_text(csv_name)
        + ", encoding=\"utf-8\") as file:\n"
          "    rows = list(csv.reader(line for line in file if not line.startswith(\"#\")))\n"
          "number = lambda text: float(text) if text else np.nan\n"
          "curves = OrderedDict()\n"
          "for row in rows[1:]:\n"
          "    curves.setdefault(int(row[2]), dict(panel=int(row[0]) - 1, mark=row[1], "
          "label=row[3], data=[]))[\"data\"].append([number(t) for t in row[4:]])\n\n"
          "plt.rcParams.update({\"font.size\": 7, \"pdf.fonttype\": 42, \"font.family\": "
          "[\"Inter\", \"sans-serif\"]})\n"
          "figure = plt.figure(figsize=("
        + millimetres(width_mm) + " * MM, " + millimetres(height_mm)
        + " * MM), layout=\"constrained\")\n"
          "grid = figure.add_gridspec("
        + std::to_string(rows) + ", " + std::to_string(columns)
        + ")\n"
          "for index, panel in enumerate(PANELS):\n"
          "    axes = figure.add_subplot(grid[panel[\"row\"]:panel[\"row\"] + panel[\"row_span\"], "
          "panel[\"column\"]:panel[\"column\"] + panel[\"column_span\"]])\n"
          "    axes.set(title=panel[\"title\"], xlabel=panel[\"x\"], ylabel=panel[\"y\"], "
          "xscale=\"log\" if panel[\"log_x\"] else \"linear\", yscale=\"log\" if panel[\"log_y\"] "
          "else \"linear\")\n"
          "    lower = None\n"
          "    for key, curve in curves.items():\n"
          "        if curve[\"panel\"] != index:\n            continue\n"
          "        data, mark, colour = np.array(curve[\"data\"]), curve[\"mark\"], COLOURS[key]\n"
          "        x, y = data[:, 0], data[:, 1]\n"
          "        if mark in (\"solid\", \"dashed\", \"dotted\"):\n            axes.plot(x, y, "
          "linestyle=mark, color=colour, linewidth=1, label=curve[\"label\"])\n"
          "        elif mark == \"points\":\n            axes.plot(x, y, \"o\", color=colour, "
          "markersize=3, label=curve[\"label\"])\n"
          "        elif mark in (\"bars\", \"outlined\"):\n            axes.bar(x, y, "
          "BAR_WIDTHS[key], color=colour if mark == \"bars\" else \"none\", edgecolor=colour, "
          "label=curve[\"label\"])\n"
          "        elif mark == \"low\":\n            lower = y\n"
          "        elif mark == \"high\":\n            axes.fill_between(x, lower, y, "
          "color=colour, alpha=0.2, linewidth=0)\n"
          "        elif mark == \"vertical\":\n            axes.axvline(x[0], color=colour, "
          "linewidth=0.6)\n"
          "        elif mark == \"horizontal\":\n            axes.axhline(y[0], color=colour, "
          "linewidth=0.6)\n"
          "        elif mark == \"span\":\n            axes.axvspan(x[0], x[1], color=colour, "
          "alpha=0.15)\n"
          "        elif mark == \"cell\":\n"
          "            shape = int(data[:, 2].max()) + 1, int(data[:, 3].max()) + 1\n"
          "            image = axes.pcolormesh(x.reshape(shape), y.reshape(shape), data[:, "
          "4].reshape(shape), shading=\"nearest\", rasterized=True)\n"
          "            figure.colorbar(image, ax=axes, label=curve[\"label\"])\n"
          "            if panel[\"image\"]:\n                axes.set_aspect(\"equal\")\n"
          "    axes.spines[[\"top\", \"right\"]].set_visible(False)\n"
          "figure.savefig(here / "
        + python_text(figure.id + ".replot.pdf") + ")\n";
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
    const std::string columns_used = "x={" + x_name + "}, y={" + y_name + "}";
    const double width = width_mm / columns, height = height_mm / rows;
    const auto curves = csv_curves(drawing, series);
    for (const CsvCurve& curve : curves)
        text += "\\definecolor{curve" + std::to_string(curve.number) + "}{HTML}{"
            + colour_name(curve.ink).substr(1) + "}\n";
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        const Panel& panel = drawing.panels[i];
        text += "\\begin{axis}[at={(" + millimetres(panel.column * width) + "mm,-"
            + millimetres(panel.row * height)
            + "mm)}, anchor=north west, width=" + millimetres(panel.column_span * width)
            + "mm, height=" + millimetres(panel.row_span * height) + "mm, title={"
            + tex_text(panel.title) + "}, xlabel={" + tex_text(axis_title(panel.x)) + "}, ylabel={"
            + tex_text(axis_title(panel.y))
            + "}, xmode=" + (panel.x.scale == Scale::logarithmic ? "log" : "linear")
            + ", ymode=" + (panel.y.scale == Scale::logarithmic ? "log" : "linear")
            + ", axis lines=left, unbounded coords=jump]\n";
        for (const CsvCurve& curve : curves) {
            if (curve.panel != i)
                continue;
            const std::string colour = "curve" + std::to_string(curve.number);
            std::string options;
            if (curve.mark == "solid" || curve.mark == "dashed" || curve.mark == "dotted")
                options = colour + ", " + curve.mark + ", no marks";
            else if (curve.mark == "low" || curve.mark == "high")
                options = colour + ", no marks, opacity=0.4";
            else if (curve.mark == "points")
                options = colour + ", only marks, mark size=1pt";
            else if (curve.mark == "bars" || curve.mark == "outlined")
                options = "ybar, draw=" + colour + (curve.mark == "bars" ? ", fill=" + colour : "")
                    + ", bar width=" + QString::number(curve.width, 'g', 12).toStdString();
            else if (curve.mark == "cell")
                options = "matrix plot*, point meta=explicit, mesh/rows="
                    + std::to_string(curve.rows) + ", mesh/cols=" + std::to_string(curve.columns);
            else
                continue; // rules and spans: their place depends on the axes
            text += "  % " + curve.series + "\n  \\addplot[" + options
                + "] table[col sep=comma, comment chars={\\#}, " + columns_used
                + (curve.mark == "cell" ? ", meta=value" : "")
                + ", restrict expr to domain={\\thisrow{curve}}{" + std::to_string(curve.number)
                + ":" + std::to_string(curve.number) + "}] {" + csv_name + "};\n";
        }
        text += "\\end{axis}\n";
    }
    return text + "\\end{tikzpicture}\n";
}

} // namespace etalon
