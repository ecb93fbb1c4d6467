#include "ui/timeline.hpp"

#include "ui/figure/translated.hpp"
#include "ui/icons.hpp"
#include "ui/parameter_draft.hpp"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace etalon {

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
