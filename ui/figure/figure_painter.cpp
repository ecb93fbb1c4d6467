#include "ui/figure/figure_painter.hpp"

#include "ui/figure/marks.hpp"
#include "ui/figure/side_axes.hpp"

#include <QDataStream>
#include <QFontMetricsF>
#include <QIODevice>

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {

namespace {

void write(QDataStream& stream, const std::string& text)
{
    stream << QByteArray::fromStdString(text);
}

void write(QDataStream& stream, const Axis& axis)
{
    write(stream, axis.label);
    write(stream, axis.unit);
    write(stream, axis.brief);
    stream << axis.hidden << axis.is_step;
    for (const Tick& tick : axis.ticks) {
        stream << tick.at;
        write(stream, tick.label);
    }
}

// All that the layout depends on, so that it is made anew only when one of these changes.
QByteArray key_of(const Drawing& drawing, const std::vector<PanelRanges>& ranges,
                  const FigureTexts& texts, QSizeF size, const FigureStyle& style)
{
    QByteArray key;
    QDataStream stream(&key, QIODevice::WriteOnly);
    stream << size << style.name << style.title << style.caption << style.text << style.ticks
           << style.hairline << style.captions << style.plot_only << style.paper << texts.title
           << texts.caption << texts.footer;
    write(stream, drawing.note);
    stream << static_cast<int>(drawing.note_level);
    write(stream, drawing.empty);
    for (const double share : drawing.row_stretch)
        stream << share;
    stream << quint8(0);
    for (const double share : drawing.column_stretch)
        stream << share;
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        const Panel& panel = drawing.panels[i];
        stream << panel.row << panel.column << panel.row_span << panel.column_span
               << panel.square_cells;
        write(stream, panel.title);
        write(stream, panel.brief);
        write(stream, panel.x);
        write(stream, panel.y);
        if (panel.right)
            write(stream, *panel.right);
        if (panel.top)
            write(stream, *panel.top);
        for (const AxisRange& range :
             {ranges[i].x, ranges[i].y, ranges[i].right.value_or(AxisRange{})})
            stream << range.low << range.high << range.logarithmic;
        for (const Mark& mark : panel.marks)
            if (const auto* map = std::get_if<HeatMap>(&mark); map && map->colour_bar) {
                const AxisRange colours = colour_range(*map);
                write(stream, map->label);
                stream << colours.low << colours.high;
            }
    }
    for (const LegendEntry& entry : legend_of(drawing))
        stream << entry.name << int(entry.ink.hue) << entry.ink.index << entry.ink.opacity
               << int(entry.line) << int(entry.sample);
    return key;
}

QColor note_colour(Level level, const Palette& palette)
{
    switch (level) {
    case Level::good:
        return palette.good;
    case Level::caution:
        return palette.caution;
    case Level::bad:
        return palette.bad;
    case Level::plain:
        break;
    }
    return palette.muted;
}

void paint_lines(QPainter& painter, const std::vector<TextLine>& lines)
{
    for (const TextLine& line : lines)
        painter.drawText(line.baseline, line.text);
}

void paint_legend(QPainter& painter, const std::vector<LegendEntry>& entries,
                  const FigureStyle& style, const Palette& palette)
{
    const QFontMetricsF metrics(figure_font(style.caption));
    painter.setFont(figure_font(style.caption));
    for (const LegendEntry& entry : entries) {
        const bool is_line = entry.sample == LegendEntry::Sample::line;
        const double length = (is_line ? 2.1 : 0.9) * style.caption;
        const double y = entry.box.top() + metrics.ascent() - metrics.xHeight() / 2;
        // A panel of its own: the sample is painted as the mark would be.
        const PanelView view{
            QRectF(entry.box.left(), y - 0.4 * style.caption, length, 0.8 * style.caption),
            {0, 1},
            {0, 1}};
        const MarkScene scene{painter, view, style, palette};
        const Ink ink =
            entry.ink.hue == Hue::neutral ? Ink{Hue::neutral, 0, entry.ink.opacity} : entry.ink;
        switch (entry.sample) {
        case LegendEntry::Sample::line:
            paint_curve(scene,
                        {.x = {0, 1},
                         .y = {0.5, 0.5},
                         .ink = ink,
                         .line = entry.line,
                         .weight = entry.weight});
            break;
        case LegendEntry::Sample::box:
            paint_bars(scene,
                       {.x = {0.5}, .heights = {1}, .width = 1, .fill = entry.fill, .ink = ink});
            break;
        case LegendEntry::Sample::symbol:
            paint_symbol(painter, entry.shape, view.plot.center(), 0.6 * style.caption,
                         scene.line_colour(ink), palette.card, 0);
            break;
        }
        painter.setPen(palette.muted);
        painter.drawText(QPointF(entry.box.left() + length + 0.5 * style.caption,
                                 entry.box.top() + metrics.ascent()),
                         entry.name);
    }
}

} // namespace

FigurePainter::FigurePainter() = default;
FigurePainter::~FigurePainter() = default;

void FigurePainter::forget_ranges()
{
    keepers_.clear();
}

std::vector<PanelRanges> FigurePainter::ranges(const FigureSubject& subject)
{
    const Drawing& drawing = *subject.run.drawing;
    keepers_.resize(drawing.panels.size());
    std::vector<PanelRanges> result(drawing.panels.size());
    for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
        const Panel& panel = drawing.panels[i];
        MarkExtent all;
        Extent right;
        bool exact_x = false, exact_y = false;
        const auto include = [&](const DrawnRun& run, const Panel& of) {
            for (const Mark& mark : of.marks) {
                const MarkExtent extent = extent_of(mark);
                Extent& y = of.right && side_of(mark) == Side::right ? right : all.y;
                all.x.include(extent.x);
                y.include(extent.y);
                exact_x = exact_x || extent.exact_x;
                exact_y = exact_y || extent.exact_y;
                if (const auto* traces = std::get_if<Traces>(&mark);
                    traces && traces->channel < run.series.size()) {
                    const Series& series = run.series[traces->channel];
                    if (series.empty())
                        continue;
                    y.include(traces_.extent(series, *traces));
                    for (const std::int64_t step : {series.steps().front(), series.steps().back()})
                        all.x.include(static_cast<double>(step));
                    for (const std::int64_t step :
                         series.steps()) // the first that a logarithmic axis can show
                        if (step > 0) {
                            all.x.include(static_cast<double>(step));
                            break;
                        }
                }
            }
        };
        include(subject.run, panel);
        for (const DrawnRun& ghost : subject.ghosts)
            if (ghost.drawing->panels.size() == drawing.panels.size())
                include(ghost, ghost.drawing->panels[i]);

        const auto update = [&](RangeKeeper& keeper, Axis axis, const Extent& extent, bool exact) {
            if (exact && !extent.empty()
                && axis.scale == Scale::linear) { // an image fills its axes
                axis.low = axis.low.value_or(extent.low);
                axis.high = axis.high.value_or(extent.high);
            }
            return keeper.update(axis, extent, subject.moving);
        };
        result[i] = {update(keepers_[i].x, panel.x, all.x, exact_x),
                     update(keepers_[i].y, panel.y, all.y, exact_y)};
        if (panel.right)
            result[i].right = update(keepers_[i].right, *panel.right, right, false);
        if (i < subject.zooms.size()) {
            result[i].x = subject.zooms[i].x.value_or(result[i].x);
            result[i].y = subject.zooms[i].y.value_or(result[i].y);
            if (result[i].right)
                result[i].right = subject.zooms[i].right.value_or(*result[i].right);
        }
    }
    return result;
}

void FigurePainter::paint_ground(QPainter& painter, const Drawing& drawing, QSizeF size,
                                 const FigureStyle& style, const Palette& palette)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    if (!style.paper)
        painter.fillRect(QRectF(QPointF(), size), palette.card);
    painter.setFont(figure_font(layout_.title_size, true));
    painter.setPen(palette.text);
    paint_lines(painter, {layout_.title});
    painter.setFont(figure_font(style.caption));
    painter.setPen(palette.muted);
    paint_lines(painter, layout_.caption);
    painter.setPen(note_colour(drawing.note_level, palette));
    paint_lines(painter, layout_.note);
    paint_legend(painter, layout_.legend, style, palette);
    painter.setFont(figure_font(style.text));
    painter.setPen(palette.muted);
    paint_lines(painter, layout_.empty);
    painter.setFont(figure_font(0.85 * style.ticks));
    paint_lines(painter, {layout_.footer});
    for (const PanelLayout& panel : layout_.panels) {
        chart_.paint(painter, panel.view.plot, panel.x, panel.y, panel.x_title_top,
                     panel.y_title_left, style, palette);
        if (panel.right)
            paint_right_axis(painter, panel.view.plot, *panel.right, style, palette);
        if (panel.top)
            paint_top_axis(painter, panel.view.plot, *panel.top, style, palette);
    }
}

void FigurePainter::paint(QPainter& painter, const FigureSubject& subject, QSizeF size,
                          const FigureStyle& style, const Palette& palette,
                          qreal device_pixel_ratio)
{
    const Drawing& drawing = *subject.run.drawing;
    const auto panel_ranges = ranges(subject);
    const QByteArray key = key_of(drawing, panel_ranges, subject.texts, size, style);
    if (key != layout_key_) {
        layout_ = lay_out(drawing, panel_ranges, subject.texts, size, style);
        layout_key_ = key;
        ground_key_.clear();
    }

    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing
                           | QPainter::LosslessImageRendering); // a map is data: no JPEG in a PDF
    if (style.paper) {
        paint_ground(painter, drawing, size, style, palette);
    } else {
        const QByteArray look =
            key + QByteArray::number(device_pixel_ratio) + palette.card.name().toLatin1();
        if (look != ground_key_) {
            ground_ = QPixmap((size * device_pixel_ratio).toSize());
            ground_.setDevicePixelRatio(device_pixel_ratio);
            ground_.fill(palette.card);
            QPainter inner(&ground_);
            paint_ground(inner, drawing, size, style, palette);
            ground_key_ = look;
        }
        painter.drawPixmap(QPointF(), ground_);
    }
    const double pixel = style.paper ? 0.06 : 1 / device_pixel_ratio; // on paper: 1,200 to the inch
    for (std::size_t i = 0; i < layout_.panels.size(); ++i)
        paint_panel(painter, subject, i, style, palette, pixel);
    traces_.tidy();
    painter.restore();
}

void FigurePainter::paint_panel(QPainter& painter, const FigureSubject& subject, std::size_t index,
                                const FigureStyle& style, const Palette& palette, double pixel)
{
    const Panel& panel = subject.run.drawing->panels[index];
    const PanelLayout& layout = layout_.panels[index];
    const MarkScene scene{painter, layout.view,       style,         palette, pixel, subject.moving,
                          false,   subject.highlight, subject.pinned};

    const PanelView right = layout.view_of(Side::right);
    for (const DrawnRun& ghost : subject.ghosts)
        if (ghost.drawing->panels.size() == subject.run.drawing->panels.size()) {
            const MarkScene pale{painter,       layout.view,    style, palette,
                                 pixel,         subject.moving, true,  subject.highlight,
                                 subject.pinned};
            Panel without_texts = ghost.drawing->panels[index];
            std::erase_if(without_texts.marks,
                          [](const Mark& mark) { return std::holds_alternative<HeatMap>(mark); });
            paint_marks(pale, right, without_texts, ghost);
        }
    paint_marks(scene, right, panel, subject.run);

    if (layout.bar_of)
        paint_colour_bar(painter, std::get<HeatMap>(panel.marks[*layout.bar_of]), layout.colour_bar,
                         style, palette);
    if (panel.x.is_step && subject.cursor) {
        const double x = layout.view.across(static_cast<double>(subject.run.step));
        if (x >= layout.view.plot.left() - 0.5
            && x < layout.view.plot.right() - 0.5) { // at the end it says nothing
            painter.setPen(QPen(palette.text, style.thin));
            painter.drawLine(QPointF(x, layout.view.plot.top()),
                             QPointF(x, layout.view.plot.bottom()));
        }
    }
    paint_labels(scene, right, panel);

    if (!layout.title.text.isEmpty()) {
        painter.setFont(figure_font(style.text, true));
        painter.setPen(scene.line_colour(
            panel.title_ink.hue == Hue::neutral ? Ink{Hue::theory} : panel.title_ink, panel.item));
        painter.drawText(layout.title.baseline, layout.title.text);
    }
}

void FigurePainter::paint_marks(const MarkScene& left, const PanelView& right, const Panel& panel,
                                const DrawnRun& run)
{
    const MarkScene beside{left.painter, right,      left.style,     left.palette, left.pixel,
                           left.fast,    left.ghost, left.highlight, left.pinned};
    const double pad = std::ceil(left.style.bold);
    // Only where x is the step is there a before and an after.
    const auto step = panel.x.is_step ? run.step : std::numeric_limits<std::int64_t>::max();
    for (const Mark& mark : panel.marks) {
        const MarkScene& scene = side_of(mark) == Side::right ? beside : left;
        if (const auto* traces = std::get_if<Traces>(&mark);
            traces && traces->channel < run.series.size()) {
            scene.painter.save();
            scene.painter.setClipRect(scene.view.plot.adjusted(-1, -pad, 1, pad),
                                      Qt::IntersectClip);
            traces_.paint(scene, run.series[traces->channel], *traces, step,
                          TracePainter::Part::after_step);
            scene.painter.restore();
        }
    }
    for (const Mark& mark : panel.marks) {
        const MarkScene& scene = side_of(mark) == Side::right ? beside : left;
        scene.painter.save();
        if (!std::holds_alternative<Points>(mark))
            scene.painter.setClipRect(scene.view.plot.adjusted(-1, -pad, 1, pad),
                                      Qt::IntersectClip);
        if (const auto* traces = std::get_if<Traces>(&mark)) {
            if (traces->channel < run.series.size())
                traces_.paint(scene, run.series[traces->channel], *traces, step,
                              TracePainter::Part::until_step);
        } else if (const auto* curve = std::get_if<Curve>(&mark)) {
            paint_curve(scene, *curve);
        } else if (const auto* band = std::get_if<Band>(&mark)) {
            paint_band(scene, *band);
        } else if (const auto* bars = std::get_if<Bars>(&mark)) {
            paint_bars(scene, *bars);
        } else if (const auto* points = std::get_if<Points>(&mark)) {
            paint_points(scene, *points);
        } else if (const auto* segments = std::get_if<Segments>(&mark)) {
            paint_segments(scene, *segments);
        } else if (const auto* arrows = std::get_if<Arrows>(&mark)) {
            paint_arrows(scene, *arrows);
        } else if (const auto* map = std::get_if<HeatMap>(&mark)) {
            paint_heat_map(scene, *map);
        } else if (const auto* rule = std::get_if<Rule>(&mark)) {
            paint_rule(scene, *rule);
        } else if (const auto* span = std::get_if<Span>(&mark)) {
            paint_span(scene, *span);
        }
        scene.painter.restore();
    }
}

} // namespace etalon
