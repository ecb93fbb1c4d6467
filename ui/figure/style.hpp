// How large a figure and its type are: one contract per place where figures are shown.
#pragma once

#include <QFont>
#include <QStringList>

#include <string_view>
#include <vector>

namespace etalon {

/// Lengths in units: one unit is a pixel on screen (times the interface's scale) and a point
/// (1/72 inch) on paper.
struct FigureStyle {
    QString name;                       // "column", as the command line calls it
    QString label;                      // "One column, 89 mm"
    double width_mm = 0, height_mm = 0; // on paper; the screen asks for no size
    double title = 15, caption = 12, text = 12, ticks = 11.5;
    double hairline = 0.7, thin = 1.1, normal = 1.8, bold = 2.6;
    double point = 1;   // units to a point of Points::size
    bool paper = false; // vectors everywhere, all samples, no caption unless asked for
    bool captions = true;
    bool plot_only = false; // a miniature: no title, caption, legend, note

    /// Everything larger by this factor.
    FigureStyle scaled(double factor) const;

    double width_units() const { return width_mm / 25.4 * 72; }
    double height_units() const { return height_mm / 25.4 * 72; }
};

/// screen, slide, column, wide, icml, beamer.
const std::vector<FigureStyle>& figure_styles();

/// UsageError names the known styles.
const FigureStyle& find_style(std::string_view name);

/// The typeface of all figures at this size in units: Inter, else the system's sans serif.
QFont figure_font(double size, bool bold = false);

} // namespace etalon
