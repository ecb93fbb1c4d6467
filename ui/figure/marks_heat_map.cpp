// Heat maps and their colour bars.
#include "ui/figure/figure_layout.hpp"
#include "ui/figure/marks.hpp"
#include "ui/figure/translated.hpp"

#include <QFontMetricsF>
#include <QImage>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

QColor map_colour(const HeatMap& map, const Palette& palette, double share)
{
    return palette.mapped(map.colours, map.reversed ? 1 - share : share);
}

} // namespace

AxisRange colour_range(const HeatMap& map)
{
    Extent extent;
    if (map.limits) {
        extent.include(map.limits->first);
        extent.include(map.limits->second);
    } else {
        for (const double value : map.values)
            extent.include(value);
        if (map.colours == ColourMap::diverging && !extent.empty()) {
            const double size = std::max(std::abs(extent.low), std::abs(extent.high));
            extent.low = -size;
            extent.high = size;
        }
    }
    if (extent.empty())
        return {0, 1};
    if (extent.high <= extent.low)
        return {extent.low - 0.5 * std::max(1e-12, std::abs(extent.low)),
                extent.high + 0.5 * std::max(1e-12, std::abs(extent.high))};
    return {extent.low, extent.high};
}

QImage heat_map_image(const HeatMap& map, const Palette& palette)
{
    constexpr int levels = 512;
    std::array<QRgb, levels> colours;
    for (int i = 0; i < levels; ++i)
        colours[static_cast<std::size_t>(i)] = map_colour(map, palette, i / (levels - 1.0)).rgb();

    const AxisRange range = colour_range(map);
    const double scale = (levels - 1) / (range.high - range.low);
    QImage image(static_cast<int>(map.columns), static_cast<int>(map.rows),
                 QImage::Format_ARGB32_Premultiplied);
    for (std::size_t row = 0; row < map.rows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(map.rows - 1 - row)));
        for (std::size_t column = 0; column < map.columns; ++column) {
            const std::size_t index = row * map.columns + column;
            const double value = index < map.values.size() ? map.values[index] : std::nan("");
            const double level =
                std::clamp(std::round((value - range.low) * scale), 0.0, levels - 1.0);
            line[column] = std::isfinite(value) ? colours[static_cast<std::size_t>(level)] : 0;
        }
    }
    return image;
}

void paint_heat_map(const MarkScene& scene, const HeatMap& map)
{
    if (map.rows == 0 || map.columns == 0)
        return;
    const PanelView& view = scene.view;
    QPainter& painter = scene.painter;
    painter.save();
    const double opacity = painter.opacity() * (scene.ghost ? 0.3 : 1);
    painter.setOpacity(opacity * map.opacity);
    const auto column_edge = [&](std::size_t c) {
        return map.left
            + (map.right - map.left) * static_cast<double>(c) / static_cast<double>(map.columns);
    };
    const auto row_edge = [&](std::size_t r) {
        return map.bottom
            + (map.top - map.bottom) * static_cast<double>(r) / static_cast<double>(map.rows);
    };
    const QImage image = heat_map_image(map, scene.palette);
    const bool even = !view.x.logarithmic && !view.y.logarithmic;
    if (even && !(scene.style.paper && map.rows * map.columns <= 1600)) {
        // A cell is a measurement: no blur, unless the map says that it samples a function.
        const QRectF whole(view.at(map.left, map.top), view.at(map.right, map.bottom));
        painter.setRenderHint(QPainter::SmoothPixmapTransform, map.smooth);
        if (map.smooth && scene.style.paper) // readers of PDF and SVG files scale without blur
            painter.drawImage(
                whole,
                image.scaled(4 * image.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
        else
            painter.drawImage(whole, image);
    } else {
        // Few cells on paper are vectors; on a logarithmic axis cells differ in size.
        painter.setRenderHint(QPainter::Antialiasing, false);
        for (std::size_t row = 0; row < map.rows; ++row)
            for (std::size_t column = 0; column < map.columns; ++column) {
                const QRgb colour =
                    image.pixel(static_cast<int>(column), static_cast<int>(map.rows - 1 - row));
                QRectF cell(view.at(column_edge(column), row_edge(row + 1)),
                            view.at(column_edge(column + 1), row_edge(row)));
                if (std::isnan(cell.left()))
                    cell.setLeft(view.plot.left());
                if (std::isnan(cell.bottom()))
                    cell.setBottom(view.plot.bottom());
                if (qAlpha(colour) > 0 && std::isfinite(cell.width())
                    && std::isfinite(cell.height()))
                    painter.fillRect(cell, QColor(colour));
            }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setOpacity(opacity);

    for (const auto& [row, column] : map.rings) {
        const QRectF cell(view.at(column_edge(column), row_edge(row + 1)),
                          view.at(column_edge(column + 1), row_edge(row)));
        const double r = std::max(0.8 * std::max(std::abs(cell.width()), std::abs(cell.height())),
                                  0.45 * scene.style.text);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(scene.palette.card, 2.6 * scene.style.thin));
        painter.drawEllipse(cell.center(), r, r);
        painter.setPen(QPen(scene.palette.bad, 1.3 * scene.style.thin));
        painter.drawEllipse(cell.center(), r, r);
    }

    for (std::size_t row = 0; row < std::min(map.row_items.size(), map.rows); ++row)
        if (scene.is_highlighted(map.row_items[row])) {
            painter.setPen(QPen(scene.palette.text, scene.style.thin));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(
                QRectF(view.at(map.left, row_edge(row + 1)), view.at(map.right, row_edge(row))));
        }
    painter.restore();
}

double colour_bar_thickness(const FigureStyle& style)
{
    return 0.85 * style.text;
}

AxisTicks colour_bar_ticks(const HeatMap& map, double height, const FigureStyle& style)
{
    const double line = QFontMetricsF(figure_font(style.ticks)).height();
    const int least = height > 4 * line ? 3 : 2; // both ends and the middle, where they can stand
    return make_ticks(colour_range(map),
                      std::clamp(static_cast<int>(height / (2.2 * line)), least, 6));
}

double colour_bar_width(const HeatMap& map, double height, const FigureStyle& style)
{
    const QFontMetricsF ticks(figure_font(style.ticks)), text(figure_font(style.text));
    double widest = 0;
    for (const AxisTick& tick : colour_bar_ticks(map, height, style).major)
        widest = std::max(widest, ticks.horizontalAdvance(tick.label));
    const double label = map.label.empty() ? 0 : text.height() + 0.2 * style.text;
    return colour_bar_thickness(style) + 0.65 * style.ticks + widest + label;
}

void paint_colour_bar(QPainter& painter, const HeatMap& map, const QRectF& bar,
                      const FigureStyle& style, const Palette& palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    for (int i = 0; i <= 32; ++i)
        gradient.setColorAt(
            i / 32.0,
            blend(map_colour(map, palette, i / 32.0), palette.card, std::min(map.opacity, 1.0)));
    painter.fillRect(bar, gradient);

    const AxisRange range = colour_range(map);
    const QFontMetricsF ticks(figure_font(style.ticks));
    painter.setFont(figure_font(style.ticks));
    double widest = 0;
    for (const AxisTick& tick : colour_bar_ticks(map, bar.height(), style).major) {
        const double y = bar.bottom() - range.share(tick.at) * bar.height();
        painter.setPen(QPen(palette.axis, 1.3 * style.hairline));
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 0.3 * style.ticks, y));
        painter.setPen(palette.muted);
        painter.drawText(QPointF(bar.right() + 0.6 * style.ticks, y + ticks.capHeight() / 2),
                         tick.label);
        widest = std::max(widest, ticks.horizontalAdvance(tick.label));
    }
    if (!map.label.empty()) {
        const QFont font = figure_font(style.text);
        const QFontMetricsF text(font);
        const QString label = shortened(translated(map.label), text, bar.height() + 2 * style.text);
        painter.setFont(font);
        painter.setPen(palette.muted);
        painter.translate(bar.right() + 0.65 * style.ticks + widest + 0.2 * style.text
                              + text.ascent(),
                          bar.center().y());
        painter.rotate(-90);
        painter.drawText(QPointF(-text.horizontalAdvance(label) / 2, 0), label);
    }
    painter.restore();
}

std::optional<std::pair<std::size_t, std::size_t>> cell_at(const HeatMap& map, double x, double y)
{
    const double column =
        (x - map.left) / (map.right - map.left) * static_cast<double>(map.columns);
    const double row = (y - map.bottom) / (map.top - map.bottom) * static_cast<double>(map.rows);
    if (!(column >= 0 && row >= 0 && column < static_cast<double>(map.columns)
          && row < static_cast<double>(map.rows)))
        return std::nullopt;
    return std::pair{static_cast<std::size_t>(row), static_cast<std::size_t>(column)};
}

} // namespace etalon
