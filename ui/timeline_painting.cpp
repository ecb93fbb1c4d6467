// What the timeline looks like: the loss in miniature, changes, events, and the handle.
#include "ui/figure/translated.hpp"
#include "ui/timeline.hpp"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

/// 1, 2 or 5 times a power of ten, so that about `count` ticks fit.
double tickSpacing(double span, int count)
{
    const double raw = span / std::max(count, 1);
    const double power = std::pow(10, std::floor(std::log10(std::max(raw, 1e-9))));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= raw)
            return std::max(1.0, factor * power);
    return std::max(1.0, 10 * power);
}

} // namespace

void Timeline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPixelSize(look_.pixels(11));
    painter.setFont(small);
    drawAxis(painter);
    if (frame_) {
        drawCurve(painter);
        drawChanges(painter);
        drawEvents(painter);
        drawHandle(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(look_.colours().accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), 6, 6);
    }
}

void Timeline::drawAxis(QPainter& painter) const
{
    const auto& colours = look_.colours();
    const auto box = area();
    const QLocale locale;
    painter.setPen(QPen(colours.axis, 1));
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    if (!frame_)
        return;
    const double spacing = tickSpacing(steps(), int(box.width() / look_.pixels(110)));
    for (double step = 0; step <= steps() + 0.5; step += spacing) {
        const double x = position(step);
        painter.setPen(QPen(colours.axis, 1));
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 3));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(x - 60, box.bottom() + 3, 120, look_.pixels(15)), Qt::AlignCenter,
                         locale.toString(qint64(step)));
    }
}

void Timeline::drawCurve(QPainter& painter) const
{
    const auto& channels = frame_->recording->channels();
    std::size_t index = 0;
    while (index < channels.size() && channels[index].name != frame_->experiment->headline)
        ++index;
    if (index == channels.size() || frame_->series[index].empty())
        return;
    const auto& series = frame_->series[index];
    const auto height = [&](double value) {
        return logarithmic_ ? std::log10(std::max(value, 1e-300)) : value;
    };

    // The largest value within each pixel column: spikes stay visible, cost stays bounded.
    const auto box = area();
    const auto columns = std::size_t(std::max(box.width(), 1.0)) + 1;
    std::vector<double> tops(columns, -std::numeric_limits<double>::infinity());
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double value = height(series.sample(i).front());
        if (!std::isfinite(value) || (logarithmic_ && value < -299))
            continue;
        const double place = position(double(series.steps()[i])) - box.left();
        auto& top = tops[std::min(std::size_t(std::max(place, 0.0)), columns - 1)];
        top = std::max(top, value);
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (!logarithmic_)
        low = std::min(low, 0.0);
    if (!(high > low))
        low = high - 1;

    QPainterPath path;
    double last_x = box.left();
    for (std::size_t column = 0; column < columns; ++column) {
        if (!std::isfinite(tops[column]))
            continue;
        last_x = box.left() + double(column);
        if (path.isEmpty()) // a run that was branched off has no earlier samples
            path.moveTo(last_x, box.bottom());
        path.lineTo(last_x,
                    box.bottom() - (box.height() - 2) * (tops[column] - low) / (high - low));
    }
    if (path.isEmpty())
        return;
    path.lineTo(last_x, box.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(look_.colours().data);
    painter.drawPath(path);
}

void Timeline::drawChanges(QPainter& painter) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(look_.colours().caution);
    const double y = area().bottom(), half = look_.pixels(4);
    for (const auto& [step, key] : frame_->changes) {
        const double x = position(double(step));
        painter.drawPolygon(
            QPolygonF({{x - half, y}, {x, y - half}, {x + half, y}, {x, y + half}}));
    }
}

void Timeline::drawEvents(QPainter& painter) const
{
    const auto& colours = look_.colours();
    const auto box = area();
    const double line = look_.pixels(13);
    const auto rows = std::size_t(std::clamp(box.height() / line, 1.0, 4.0));
    std::vector<double> free_from(rows, 0.0); // the next label of each row may start here
    for (const auto& event : events_) {
        const double x = position(event.step);
        const bool emphasised = !event.item.kind.empty()
            && (event.item == highlight_
                || std::find(pinned_.begin(), pinned_.end(), event.item) != pinned_.end());
        const auto colour = colours.ink(event.ink);
        painter.setPen(QPen(colour, emphasised ? 3 : 1.6));
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    }
    const QFontMetricsF metrics(painter.font());
    for (const auto& event : events_) { // over all the lines
        const double x = position(event.step);
        const auto text = translated(event.label);
        const double width = metrics.horizontalAdvance(text);
        double left = x + 4;
        if (left + width > box.right())
            left = x - 4 - width;
        const auto row = std::find_if(free_from.begin(), free_from.end(),
                                      [&](double from) { return left >= from; });
        if (row == free_from.end())
            continue; // no room: the tick alone, its name is in the tool tip
        *row = left + width + 6;
        const QPointF baseline(
            left, box.top() - 2 + double(row - free_from.begin()) * line + metrics.ascent());
        QPainterPath outline; // a rim, so that the text is read over lines
        outline.addText(baseline, painter.font(), text);
        painter.strokePath(outline, QPen(colours.card, 3, Qt::SolidLine, Qt::RoundCap));
        painter.setPen(colours.ink(event.ink));
        painter.drawText(baseline, text);
    }
}

void Timeline::drawHandle(QPainter& painter) const
{
    const auto& colours = look_.colours();
    const auto box = area();
    const double x = position(double(frame_->step)), half = look_.pixels(5);
    if (frame_->newest > frame_->step) { // how far the run has gone meanwhile
        painter.setPen(QPen(colours.muted, 1, Qt::DotLine));
        const double newest = position(double(frame_->newest));
        painter.drawLine(QPointF(newest, box.top()), QPointF(newest, box.bottom()));
    }
    painter.setPen(QPen(colours.text, 1.6));
    painter.drawLine(QPointF(x, box.top() - 4), QPointF(x, box.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.text);
    const double top = box.top() - half - 3;
    painter.drawPolygon(QPolygonF({{x - half, top}, {x + half, top}, {x, top + 1.7 * half}}));
}

} // namespace etalon
