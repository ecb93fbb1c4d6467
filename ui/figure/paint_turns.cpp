#include "ui/figure/paint_turns.hpp"

namespace etalon {

namespace {

constexpr int milliseconds_for_others = 8; // what else the window has to paint goes first

} // namespace

PaintTurns::PaintTurns(QObject* parent)
    : QObject(parent)
{
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &PaintTurns::next);
}

bool PaintTurns::isTurnOf(QWidget* widget)
{
    if (now_ == widget)
        return true;
    if (!waiting_.contains(widget))
        waiting_.append(widget);
    if (!timer_.isActive())
        timer_.start(milliseconds_for_others);
    return false;
}

void PaintTurns::next()
{
    while (!waiting_.isEmpty()) {
        now_ = waiting_.takeFirst();
        if (!now_ || !now_->isVisible())
            continue; // when it is shown it asks again
        now_->repaint();
        break;
    }
    now_.clear();
    if (!waiting_.isEmpty())
        timer_.start(0);
}

} // namespace etalon
