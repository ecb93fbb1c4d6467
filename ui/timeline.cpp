#include "ui/timeline.hpp"

#include "ui/figure/translated.hpp"
#include "ui/icons.hpp"
#include "ui/parameter_draft.hpp"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>
#include <QToolTip>

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

Timeline::Timeline(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("timeline"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("Left and right move through the run, End returns to the newest step"));
    setToolTip(tr("Drag to look back; double-click to return to the newest step"));

    branch_ = new QToolButton(this);
    branch_->setObjectName(QStringLiteral("rowTool"));
    branch_->setFocusPolicy(Qt::TabFocus);
    branch_->setToolTip(tr("Branch here: a second run sets out from this moment"));
    branch_->setAccessibleName(tr("Branch here"));
    branch_->setEnabled(false);
    connect(branch_, &QToolButton::clicked, this, &Timeline::branchRequested);
    scale_ = new QToolButton(this);
    scale_->setObjectName(QStringLiteral("rowTool"));
    scale_->setFocusPolicy(Qt::TabFocus);
    scale_->setCheckable(true);
    scale_->setText(tr("log"));
    scale_->setToolTip(tr("Logarithmic height"));
    scale_->setAccessibleName(tr("Logarithmic height"));
    connect(scale_, &QToolButton::toggled, this, &Timeline::setLogarithmic);
}

void Timeline::setFrame(FramePointer frame)
{
    frame_ = std::move(frame);
    update();
}

void Timeline::setEvents(std::vector<Event> events)
{
    events_ = std::move(events);
    update();
}

void Timeline::setCanBranch(bool can)
{
    branch_->setEnabled(can);
}

void Timeline::setLogarithmic(bool logarithmic)
{
    logarithmic_ = logarithmic;
    scale_->setChecked(logarithmic);
    update();
}

void Timeline::setHighlight(const Item& item)
{
    if (highlight_ == item)
        return;
    highlight_ = item;
    update();
}

void Timeline::setPinned(const std::vector<Item>& items)
{
    pinned_ = items;
    update();
}

void Timeline::setLook(const Look& look)
{
    look_ = look;
    branch_->setIcon(icon(QStringLiteral("branch"), look.colours().text));
    branch_->setIconSize({look.pixels(18), look.pixels(18)});
    updateGeometry();
    placeTools();
    update();
}

QSize Timeline::sizeHint() const
{
    return {600, look_.pixels(86)};
}

QSize Timeline::minimumSizeHint() const
{
    return {200, look_.pixels(74)};
}

QRectF Timeline::area() const
{
    const double left = look_.pixels(42), right = look_.pixels(56);
    const double top = look_.pixels(12), bottom = look_.pixels(20);
    return QRectF(rect()).adjusted(left, top, -right, -bottom);
}

double Timeline::steps() const
{
    return frame_ ? double(std::max<std::int64_t>(frame_->steps, 1)) : 1;
}

double Timeline::position(double step) const
{
    return area().left() + area().width() * step / steps();
}

std::int64_t Timeline::stepAt(double x) const
{
    const double share = std::clamp((x - area().left()) / area().width(), 0.0, 1.0);
    return std::llround(share * steps());
}

void Timeline::placeTools()
{
    const int size = look_.pixels(26), right = width() - look_.pixels(46);
    branch_->setGeometry(right, look_.pixels(10), look_.pixels(34), size);
    scale_->setGeometry(right, look_.pixels(10) + size + 2, look_.pixels(34), size);
}

// ---- painting

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

// ---- mouse and keys

const Event* Timeline::eventAt(double x) const
{
    const Event* nearest = nullptr;
    for (const auto& event : events_)
        if (std::abs(position(event.step) - x) < 6
            && (!nearest
                || std::abs(position(event.step) - x) < std::abs(position(nearest->step) - x)))
            nearest = &event;
    return nearest;
}

bool Timeline::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && frame_) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QLocale locale;
        if (const auto* moment = eventAt(help->pos().x())) {
            QToolTip::showText(help->globalPos(),
                               tr("%1, step %2")
                                   .arg(translated(moment->label))
                                   .arg(locale.toString(moment->step, 'f', 0)));
            return true;
        }
        for (const auto& [step, key] : frame_->changes)
            if (std::abs(position(double(step)) - help->pos().x()) < 6) {
                QToolTip::showText(help->globalPos(),
                                   tr("%1 changed at step %2")
                                       .arg(display(key))
                                       .arg(locale.toString(qint64(step))));
                return true;
            }
    }
    if (event->type() == QEvent::ShortcutOverride) { // with focus the arrows are ours
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Home
            || key == Qt::Key_End) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void Timeline::resizeEvent(QResizeEvent*)
{
    placeTools();
}

void Timeline::scrubTo(double x)
{
    if (frame_)
        Q_EMIT scrubbed(std::min<std::int64_t>(stepAt(x), frame_->newest));
}

void Timeline::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        scrubTo(event->position().x());
}

void Timeline::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton) {
        scrubTo(event->position().x());
        return;
    }
    const auto* moment = eventAt(event->position().x());
    Q_EMIT highlighted(moment ? moment->item : Item());
}

void Timeline::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && frame_ && !frame_->ended
        && stepAt(event->position().x()) >= frame_->newest)
        Q_EMIT liveRequested();
}

void Timeline::mouseDoubleClickEvent(QMouseEvent*)
{
    Q_EMIT liveRequested();
}

void Timeline::keyPressEvent(QKeyEvent* event)
{
    if (!frame_)
        return;
    const auto stride = std::max<std::int64_t>(
        1, event->modifiers() & Qt::ShiftModifier ? frame_->steps / 20 : frame_->steps / 200);
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT scrubbed(std::max<std::int64_t>(0, frame_->step - stride));
        break;
    case Qt::Key_Right:
        Q_EMIT scrubbed(std::min(frame_->newest, frame_->step + stride));
        break;
    case Qt::Key_Home:
        Q_EMIT scrubbed(0);
        break;
    case Qt::Key_End:
        Q_EMIT liveRequested();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Timeline::leaveEvent(QEvent*)
{
    Q_EMIT highlighted({});
}

} // namespace etalon
