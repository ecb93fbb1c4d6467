#include "ui/figure/panel_grid.hpp"

#include "ui/figure/fitting_ticks.hpp"
#include "ui/figure/marks.hpp"
#include "ui/figure/side_axes.hpp"
#include "ui/figure/translated.hpp"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

namespace {

// How much of the axes there is room for.
enum class Detail { everything, no_titles, no_numbers };

struct Margins {
    double left = 0, right = 0, top = 0, bottom = 0;
    double x_title = 0; // below the plot area, down to the title
};

struct Metrics {
    QFontMetricsF ticks, text;
    explicit Metrics(const FigureStyle& style)
        : ticks(figure_font(style.ticks))
        , text(figure_font(style.text))
    {
    }
};

struct Grid {
    std::vector<double> sizes, before, after; // of plot areas; margins on both sides
};

std::size_t at(int index)
{
    return static_cast<std::size_t>(std::max(index, 0));
}

bool same_axis(const Axis& a, const AxisRange& a_range, const Axis& b, const AxisRange& b_range)
{
    return a.label == b.label && a.unit == b.unit && a_range == b_range && !a.hidden && !b.hidden
        && a.ticks.size() == b.ticks.size()
        && std::equal(a.ticks.begin(), a.ticks.end(), b.ticks.begin(),
                      [](const Tick& one, const Tick& two) {
                          return one.at == two.at && one.label == two.label;
                      });
}

// Numbers of the panel below (left) serve this one too.
bool x_stands_below(const Drawing& drawing, const std::vector<PanelRanges>& ranges,
                    std::size_t index)
{
    const Panel& panel = drawing.panels[index];
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        const Panel& other = drawing.panels[i];
        if (other.column == panel.column && other.column_span == panel.column_span
            && other.row == panel.row + panel.row_span && !panel.square_cells && !other.square_cells
            && same_axis(panel.x, ranges[index].x, other.x, ranges[i].x))
            return true;
    }
    return false;
}

bool y_stands_left(const Drawing& drawing, const std::vector<PanelRanges>& ranges,
                   std::size_t index)
{
    const Panel& panel = drawing.panels[index];
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        const Panel& other = drawing.panels[i];
        if (other.row == panel.row && other.row_span == panel.row_span
            && other.column + other.column_span == panel.column && !panel.square_cells
            && !other.square_cells && same_axis(panel.y, ranges[index].y, other.y, ranges[i].y))
            return true;
    }
    return false;
}

const HeatMap* bar_map(const Panel& panel, std::size_t* index = nullptr)
{
    for (std::size_t i = 0; i < panel.marks.size(); ++i)
        if (const auto* map = std::get_if<HeatMap>(&panel.marks[i]); map && map->colour_bar) {
            if (index)
                *index = i;
            return map;
        }
    return nullptr;
}

Margins margins_of(const Panel& panel, const PanelLayout& layout, QSizeF plot, Detail detail,
                   const FigureStyle& style, const Metrics& metrics)
{
    Margins margins;
    const ChartSpacing spacing(style);
    margins.top = panel.title.empty() ? 0 : metrics.text.height() + 0.15 * style.text;
    if (!layout.x.hidden) {
        margins.bottom = spacing.tick;
        if (layout.x.labels) {
            margins.bottom += spacing.gap + metrics.ticks.height();
            margins.x_title = margins.bottom + spacing.title_gap;
            if (!layout.x.title.isEmpty())
                margins.bottom = margins.x_title + metrics.text.height();
            for (const AxisTick& tick :
                 layout.x.ticks.major) { // numbers reach beyond the ends of their axis
                const double half = metrics.ticks.horizontalAdvance(tick.label) / 2,
                             share = layout.x.range.share(tick.at);
                margins.right = std::max(margins.right, half - (1 - share) * plot.width());
                margins.left = std::max(margins.left, half - share * plot.width());
            }
        }
    }
    if (!layout.y.hidden) {
        double left = spacing.tick;
        if (layout.y.labels) {
            double widest = 0;
            for (const AxisTick& tick : layout.y.ticks.major)
                widest = std::max(widest, metrics.ticks.horizontalAdvance(tick.label));
            left += spacing.gap + widest;
            if (!layout.y.title.isEmpty())
                left += spacing.title_gap + metrics.text.height();
            margins.top = std::max(margins.top, 0.5 * metrics.ticks.height());
            margins.bottom = std::max(margins.bottom, 0.5 * metrics.ticks.height());
        }
        margins.left = std::max(margins.left, left);
    }
    if (layout.right)
        margins.right = std::max(margins.right, right_axis_width(*layout.right, style));
    if (const HeatMap* map = bar_map(panel); map && detail != Detail::no_numbers)
        margins.right = std::max(margins.right,
                                 0.7 * style.text + colour_bar_width(*map, plot.height(), style));
    margins.right = std::max(margins.right, 0.3 * style.text);
    if (layout.top)
        margins.top += top_axis_height(*layout.top, style);
    margins.top = std::max(margins.top, 0.2 * style.text);
    return margins;
}

std::vector<double> distributed(double total, std::vector<double> stretch, std::size_t count)
{
    stretch.resize(count, 1);
    for (double& share : stretch)
        share = share > 0 ? share : 1;
    const double sum = std::accumulate(stretch.begin(), stretch.end(), 0.0);
    for (double& share : stretch)
        share *= std::max(total, 0.0) / sum;
    return stretch;
}

void spread(Grid& grid, double length, double gap, const std::vector<double>& stretch)
{
    double total = length - gap * static_cast<double>(grid.sizes.size() - 1);
    for (std::size_t i = 0; i < grid.sizes.size(); ++i)
        total -= grid.before[i] + grid.after[i];
    grid.sizes = distributed(total, stretch, grid.sizes.size());
}

// From the first to the last cell of a panel: where its plot area begins and how long it is.
std::pair<double, double> stretch_of(const Grid& grid, double gap, int first, int span)
{
    double begin = 0;
    for (std::size_t i = 0; i < at(first); ++i)
        begin += grid.before[i] + grid.sizes[i] + grid.after[i] + gap;
    begin += grid.before[at(first)];
    double end = begin + grid.sizes[at(first)];
    for (std::size_t i = at(first) + 1; i < std::min(at(first + span), grid.sizes.size()); ++i)
        end += grid.after[i - 1] + gap + grid.before[i] + grid.sizes[i];
    return {begin, end - begin};
}

void square(QRectF& plot, const PanelLayout& layout)
{
    const double across = std::abs(layout.x.range.high - layout.x.range.low);
    const double up = std::abs(layout.y.range.high - layout.y.range.low);
    const double unit = std::min(plot.width() / across, plot.height() / up);
    const QPointF centre = plot.center();
    plot.setSize({unit * across, unit * up});
    plot.moveCenter(centre);
}

struct Attempt {
    std::vector<PanelLayout> panels;
    double narrowest = 0, lowest = 0; // plot areas with axes
};

Attempt attempt(const Drawing& drawing, const std::vector<PanelRanges>& ranges, const QRectF& body,
                Detail detail, const FigureStyle& style)
{
    const Metrics metrics(style);
    std::size_t rows = 1, columns = 1;
    for (const Panel& panel : drawing.panels) {
        rows = std::max(rows, at(panel.row) + at(std::max(panel.row_span, 1)));
        columns = std::max(columns, at(panel.column) + at(std::max(panel.column_span, 1)));
    }
    const double gap = (columns > 4 || rows > 4 ? 0.35 : 0.7) * style.text;
    Grid across{distributed(body.width() * 0.8, drawing.column_stretch, columns),
                std::vector<double>(columns), std::vector<double>(columns)};
    Grid down{distributed(body.height() * 0.8, drawing.row_stretch, rows),
              std::vector<double>(rows), std::vector<double>(rows)};

    Attempt result;
    result.panels.resize(drawing.panels.size());
    std::vector<Margins> margins(drawing.panels.size());
    for (int pass = 0; pass < 3;
         ++pass) { // ticks depend on the plot area, which depends on the ticks
        for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
            const Panel& panel = drawing.panels[i];
            PanelLayout& layout = result.panels[i];
            const QSizeF plot(stretch_of(across, gap, panel.column, panel.column_span).second,
                              stretch_of(down, gap, panel.row, panel.row_span).second);
            const auto describe = [&](ChartAxis& axis, const Axis& wanted, const AxisRange& range,
                                      double length, bool x) {
                axis.range = range;
                axis.hidden = wanted.hidden;
                axis.labels = detail != Detail::no_numbers
                    && !(x ? x_stands_below(drawing, ranges, i)
                           : y_stands_left(drawing, ranges, i));
                axis.ticks = fitting_ticks(wanted, range, length, metrics.ticks, x);
                QString title = titled(wanted.label, wanted.unit);
                const double room = length + style.text;
                if (!wanted.brief.empty() && metrics.text.horizontalAdvance(title) > room)
                    title = translated(wanted.brief);
                axis.title = detail == Detail::everything && axis.labels
                    ? shortened(title, metrics.text, room)
                    : QString();
            };
            describe(layout.x, panel.x, ranges[i].x, plot.width(), true);
            describe(layout.y, panel.y, ranges[i].y, plot.height(), false);
            if (panel.right && ranges[i].right) {
                describe(layout.right.emplace(), *panel.right, *ranges[i].right, plot.height(),
                         false);
                layout.right->labels = detail != Detail::no_numbers;
            }
            if (panel.top) { // the same range, named otherwise
                describe(layout.top.emplace(), *panel.top, ranges[i].x, plot.width(), true);
                layout.top->labels = detail != Detail::no_numbers;
            }
            margins[i] = margins_of(panel, layout, plot, detail, style, metrics);
        }
        for (Grid* grid : {&across, &down}) {
            std::fill(grid->before.begin(), grid->before.end(), 0);
            std::fill(grid->after.begin(), grid->after.end(), 0);
        }
        const auto widen = [](double& room, double needed) { room = std::max(room, needed); };
        for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
            const Panel& panel = drawing.panels[i];
            widen(across.before[at(panel.column)], margins[i].left);
            widen(across.after[at(panel.column + panel.column_span - 1)], margins[i].right);
            widen(down.before[at(panel.row)], margins[i].top);
            widen(down.after[at(panel.row + panel.row_span - 1)], margins[i].bottom);
        }
        spread(across, body.width(), gap, drawing.column_stretch);
        spread(down, body.height(), gap, drawing.row_stretch);
    }

    result.narrowest = result.lowest = 1e9;
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        const Panel& panel = drawing.panels[i];
        PanelLayout& layout = result.panels[i];
        const auto [left, width] = stretch_of(across, gap, panel.column, panel.column_span);
        const auto [top, height] = stretch_of(down, gap, panel.row, panel.row_span);
        if (!panel.x.hidden || !panel.y.hidden) {
            result.narrowest = std::min(result.narrowest, width);
            result.lowest = std::min(result.lowest, height);
        }
        QRectF plot(body.left() + left, body.top() + top, std::max(width, 1.0),
                    std::max(height, 1.0));
        double row_bottom = 0; // titles below one row stand on one line
        for (std::size_t j = 0; j < drawing.panels.size(); ++j)
            if (drawing.panels[j].row + drawing.panels[j].row_span == panel.row + panel.row_span)
                row_bottom = std::max(row_bottom, margins[j].x_title);
        if (panel.square_cells)
            square(plot, layout);
        if (!style.paper) // sharp edges
            plot = QRectF(QPointF(std::round(plot.left()), std::round(plot.top())),
                          QPointF(std::max(std::round(plot.right()), std::round(plot.left()) + 1),
                                  std::max(std::round(plot.bottom()), std::round(plot.top()) + 1)));
        layout.view = {plot, layout.x.range, layout.y.range};
        layout.x_title_top = plot.bottom() + (panel.square_cells ? margins[i].x_title : row_bottom);
        layout.y_title_left =
            plot.left() - (panel.square_cells ? margins[i].left : across.before[at(panel.column)]);
        if (!panel.title.empty()) {
            const QFontMetricsF bold(figure_font(style.text, true));
            const double room = std::max(width, plot.width()) + margins[i].right;
            const QString title = translated(panel.title), brief = translated(panel.brief);
            const auto fits = [&](const QString& words) {
                return bold.horizontalAdvance(words) <= room;
            };
            const QString text = fits(title) ? title
                : brief.isEmpty()            ? shortened(title, bold, room)
                : fits(brief)                ? brief
                                             : QString();
            const double start = panel.square_cells
                ? std::clamp(plot.center().x() - bold.horizontalAdvance(text) / 2, body.left(),
                             plot.center().x())
                : plot.left();
            const double axis = layout.top ? top_axis_height(*layout.top, style) : 0;
            layout.title = {text, {start, plot.top() - axis - 0.15 * style.text - bold.descent()}};
        }
        std::size_t mark = 0;
        if (bar_map(panel, &mark) && detail != Detail::no_numbers) {
            layout.bar_of = mark;
            layout.colour_bar = QRectF(plot.right() + 0.7 * style.text, plot.top(),
                                       colour_bar_thickness(style), plot.height());
        }
    }
    return result;
}

} // namespace

std::vector<PanelLayout> lay_out_panels(const Drawing& drawing,
                                        const std::vector<PanelRanges>& ranges, const QRectF& body,
                                        const FigureStyle& style)
{
    Attempt result;
    for (const Detail detail : {Detail::everything, Detail::no_titles, Detail::no_numbers}) {
        result = attempt(drawing, ranges, body, detail, style);
        if (result.narrowest >= 4 * style.text && result.lowest >= 1.6 * style.text)
            break;
    }
    return result.panels;
}

} // namespace etalon
