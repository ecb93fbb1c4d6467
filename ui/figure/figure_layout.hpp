// Where everything of a figure stands: title, caption, legend, and for each panel its plot area
// with room for numbers, titles and colour bar. Measured, so that nothing meets anything else.
#pragma once

#include "ui/figure/chart_frame.hpp"
#include "ui/figure/panel_view.hpp"

#include <QFont>
#include <QFontMetricsF>
#include <QStringList>

#include <optional>
#include <vector>

namespace etalon {

/// One name of the legend line with the line or symbol it stands for.
struct LegendEntry {
    enum class Sample { line, box, symbol };
    QString name{};
    Sample sample = Sample::line;
    Ink ink{};
    Line line = Line::solid;
    Weight weight = Weight::normal;
    Fill fill = Fill::filled;
    Shape shape = Shape::disc;
    QRectF box{}; // of sample and name
};

struct TextLine {
    QString text{};
    QPointF baseline{};
};

struct PanelLayout {
    PanelView view{};
    ChartAxis x{}, y{};
    std::optional<ChartAxis> right{}, top{};
    double x_title_top = 0, y_title_left = 0;
    TextLine title{};
    QRectF colour_bar{};                 // empty: none
    std::optional<std::size_t> bar_of{}; // the mark that the colour bar belongs to

    /// The view of marks on the right axis; the panel's own if there is none.
    PanelView view_of(Side side) const
    {
        return side == Side::right && right ? PanelView{view.plot, view.x, right->range} : view;
    }
};

struct FigureLayout {
    TextLine title{};
    double title_size = 0; // of its type
    std::vector<TextLine> caption{}, note{};
    bool shortened = false; // there is more title, caption or note than is shown
    std::vector<LegendEntry> legend{};
    std::vector<PanelLayout> panels{};
    std::vector<TextLine> empty{}; // instead of panels
    TextLine footer{};
    QRectF body{}; // panels with their axes
};

/// The ranges that a panel's axes show.
struct PanelRanges {
    AxisRange x{}, y{};
    std::optional<AxisRange> right{};
};

struct FigureTexts {
    QString title{}, caption{}, footer{};
};

FigureLayout lay_out(const Drawing&, const std::vector<PanelRanges>&, const FigureTexts&,
                     QSizeF size, const FigureStyle&);

/// As many whole words as fit, with "…" for the rest; empty if not even the first one fits.
QString shortened(const QString& text, const QFontMetricsF&, double width);

/// Words of `text` in lines no wider than `width`, at most `most`; the last one ends in "…" if
/// there is more.
QStringList wrapped(const QString& text, const QFont&, double width, int most);

/// Entries for all marks that have a `legend`, one for each name.
std::vector<LegendEntry> legend_of(const Drawing&);

} // namespace etalon
