#include "ui/figure/figure_layout.hpp"

#include "ui/figure/marks.hpp"
#include "ui/figure/panel_grid.hpp"
#include "ui/figure/translated.hpp"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

int caption_lines(double height, const FigureStyle& style)
{
    const double lines = height / style.text; // of type, over the whole figure
    return lines < 19 ? 0 : lines < 24 ? 1 : lines < 34 ? 2 : 4;
}

std::vector<TextLine> set_lines(const QStringList& lines, double left, double& top,
                                const QFontMetricsF& metrics)
{
    std::vector<TextLine> result;
    for (const QString& line : lines) {
        result.push_back({line, {left, top + metrics.ascent()}});
        top += metrics.height();
    }
    return result;
}

bool is_shortened(const std::vector<TextLine>& lines, const QString& text)
{
    return lines.empty() ? !text.isEmpty() : lines.back().text.endsWith(QChar(0x2026));
}

// A title that hardly fits is a little smaller rather than cut off.
double title_size(const QString& title, double room, const FigureStyle& style)
{
    const double smallest = std::min(style.title, std::max(style.caption, 0.82 * style.title));
    double size = style.title;
    while (size - 1 >= smallest
           && QFontMetricsF(figure_font(size, true)).horizontalAdvance(title) > room)
        size -= 1;
    return size;
}

// Names in rows from the left; returns the lower end. The rest is left out.
double set_legend(std::vector<LegendEntry>& entries, double left, double top, double width,
                  int most_rows, const FigureStyle& style)
{
    const QFontMetricsF metrics(figure_font(style.caption));
    const double row = 1.25 * metrics.height();
    double x = left, y = top;
    std::size_t placed = 0;
    for (LegendEntry& entry : entries) {
        const double sample =
            entry.sample == LegendEntry::Sample::line ? 2.1 * style.caption : 0.9 * style.caption;
        const double wanted = sample + 0.5 * style.caption + metrics.horizontalAdvance(entry.name);
        if (x > left && x + wanted > left + width) {
            if (y + row > top + (most_rows - 0.5) * row)
                break;
            x = left;
            y += row;
        }
        entry.name =
            shortened(entry.name, metrics, left + width - x - sample - 0.5 * style.caption);
        entry.box = QRectF(x, y, wanted, metrics.height());
        x += wanted + 1.3 * style.caption;
        ++placed;
    }
    entries.resize(placed);
    return placed == 0 ? top : y + row;
}

} // namespace

QString shortened(const QString& text, const QFontMetricsF& metrics, double width)
{
    if (metrics.horizontalAdvance(text) <= width)
        return text;
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (qsizetype count = words.size() - 1; count > 0; --count) {
        if (count > 1 && words[count - 1].size() <= 3) // "Share of the…" lacks the noun
            continue;
        QString begin = words.mid(0, count).join(QLatin1Char(' '));
        while (begin.endsWith(QLatin1Char(',')) || begin.endsWith(QLatin1Char(':')))
            begin.chop(1);
        begin += QChar(0x2026);
        if (metrics.horizontalAdvance(begin) <= width)
            return begin;
    }
    return {};
}

QStringList wrapped(const QString& text, const QFont& font, double width, int most)
{
    const QFontMetricsF metrics(font);
    QStringList lines;
    QString line;
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < words.size() && lines.size() < most; ++i) {
        const QString longer = line.isEmpty() ? words[i] : line + QLatin1Char(' ') + words[i];
        if (metrics.horizontalAdvance(longer) <= width || line.isEmpty()) {
            line = longer;
            continue;
        }
        if (lines.size() + 1 == most) { // the rest does not fit
            for (; i < words.size(); ++i)
                line += QLatin1Char(' ') + words[i];
            break;
        }
        lines.append(line);
        line = words[i];
    }
    if (!line.isEmpty() && lines.size() < most)
        lines.append(line);
    for (QString& each : lines)
        each = shortened(each, metrics, width);
    lines.removeAll(QString());
    return lines;
}

FigureLayout lay_out(const Drawing& drawing, const std::vector<PanelRanges>& ranges,
                     const FigureTexts& texts, QSizeF size, const FigureStyle& style)
{
    FigureLayout layout;
    const double pad = style.paper && !style.captions ? 0.35 * style.text : 1.15 * style.text;
    const QRectF inner = QRectF(QPointF(), size).adjusted(pad, 0.8 * pad, -pad, -0.6 * pad);
    double top = inner.top();

    // On screen the tools, or what stands for them, have a place beside the title.
    const double title_room = inner.width() - (style.paper ? 0 : 2.6 * style.text);
    layout.title_size = title_size(texts.title, title_room, style);
    const QFont caption_font = figure_font(style.caption);
    const QFontMetricsF title_metrics(figure_font(layout.title_size, true)),
        caption_metrics(caption_font);
    const int lines = caption_lines(size.height(), style);
    const bool captions = style.captions && !style.plot_only;
    if (captions && !texts.title.isEmpty()) {
        layout.title = {shortened(texts.title, title_metrics, title_room),
                        {inner.left(), top + title_metrics.ascent()}};
        top += title_metrics.height() + 0.2 * style.text;
    }
    if (captions && !texts.caption.isEmpty() && lines > 0)
        layout.caption = set_lines(wrapped(texts.caption, caption_font, inner.width(), lines),
                                   inner.left(), top, caption_metrics);
    if (!style.plot_only)
        layout.legend = legend_of(drawing);
    if (!layout.legend.empty())
        top = set_legend(layout.legend, inner.left(), top + 0.2 * style.text, inner.width(),
                         size.height() < 13 * style.text ? 1 : 2, style);
    if (!drawing.note.empty() && !style.plot_only && (lines > 0 || style.paper))
        layout.note = set_lines(wrapped(translated(drawing.note), caption_font, inner.width(), 2),
                                inner.left(), top, caption_metrics);
    layout.shortened = !style.plot_only
        && ((style.captions && layout.title.text != texts.title)
            || is_shortened(layout.caption, texts.caption)
            || is_shortened(layout.note, translated(drawing.note)));
    top += 0.5 * style.text;

    double bottom = inner.bottom();
    if (!texts.footer.isEmpty()) {
        const QFontMetricsF metrics(figure_font(0.85 * style.ticks));
        layout.footer = {metrics.elidedText(texts.footer, Qt::ElideMiddle, inner.width()),
                         {inner.left(), bottom - metrics.descent()}};
        bottom -= 1.3 * metrics.height();
    }
    layout.body = QRectF(inner.left(), top, inner.width(), std::max(1.0, bottom - top));

    if (drawing.panels.empty()) {
        const QFont font = figure_font(style.text);
        const QFontMetricsF metrics(font);
        const QString text =
            translated(drawing.empty.empty() ? "Nothing to show yet." : drawing.empty);
        const QStringList rows =
            wrapped(text, font, std::min(layout.body.width(), 32 * style.text), 5);
        double y =
            layout.body.center().y() - 0.5 * metrics.height() * static_cast<double>(rows.size());
        layout.empty = set_lines(rows, 0, y, metrics);
        for (TextLine& line : layout.empty)
            line.baseline.setX(layout.body.center().x() - metrics.horizontalAdvance(line.text) / 2);
        return layout;
    }
    layout.panels = lay_out_panels(drawing, ranges, layout.body, style);
    return layout;
}

} // namespace etalon
