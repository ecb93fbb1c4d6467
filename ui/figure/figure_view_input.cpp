// Mouse and keys of a figure: reading, zooming, moving the time cursor.
#include "ui/figure/figure_view_state.hpp"
#include "ui/figure/translated.hpp"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr double drag_distance = 5; // pixels before a press becomes a drag

double share_across(const PanelView& view, double x)
{
    return (x - view.plot.left()) / view.plot.width();
}

double share_up(const PanelView& view, double y)
{
    return (view.plot.bottom() - y) / view.plot.height();
}

std::optional<AxisRange> range_of(const std::optional<ChartAxis>& axis)
{
    return axis ? std::optional(axis->range) : std::nullopt;
}

std::optional<AxisRange> part_of(const std::optional<AxisRange>& range, double from, double to)
{
    return range ? std::optional(part_of(*range, from, to)) : std::nullopt;
}

} // namespace

void FigureView::mousePressEvent(QMouseEvent* event)
{
    State& state = *state_;
    const QPointF at = event->position();
    if (event->button() == Qt::BackButton) {
        state.zoom.back();
        state.picture_is_old = true;
        update();
        return;
    }
    const State::Spot spot = state.spot(at);
    if (spot.place == State::Place::outside
        || (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)) {
        event->ignore(); // the window may drag the card
        return;
    }
    const PanelLayout& layout = state.painter.layout().panels[spot.panel];
    state.drag_panel = spot.panel;
    state.drag_from = state.pointer = at;
    state.drag_view = layout.view;
    state.drag_right = range_of(layout.right);
    const bool zoomable = !layout.x.hidden || !layout.y.hidden;
    const bool on_step_axis =
        spot.place == State::Place::x_axis && state.drawing.panels[spot.panel].x.is_step;
    const bool pan =
        event->button() == Qt::MiddleButton || (event->modifiers() & Qt::ShiftModifier);
    if (pan && zoomable) {
        state.zoom.remember();
        state.drag = State::Drag::pan;
    } else if (event->button() == Qt::LeftButton
               && (on_step_axis
                   || (spot.place == State::Place::plot && state.near_cursor(at, spot.panel)))) {
        state.drag = State::Drag::cursor;
        state.step_before = state.frame ? state.frame->step : 0;
    } else if (spot.place == State::Place::plot) {
        if (event->button() != Qt::LeftButton || !pressOnPanel(spot.panel, at))
            state.drag = State::Drag::undecided;
    }
}

void FigureView::mouseMoveEvent(QMouseEvent* event)
{
    State& state = *state_;
    state.pointer = event->position();
    const PanelView& view = state.drag_view;
    switch (state.drag) {
    case State::Drag::grip:
        if (HandleGrip* grip = state.grip_of(state.drag_panel, Grip::clicked))
            grip->bring(state.pointer);
        return;
    case State::Drag::brush:
        paintStroke(std::exchange(state.drag_from, state.pointer), state.pointer);
        return;
    case State::Drag::none: {
        followPointer(state.pointer);
        const auto hit = state.hit_at(state.pointer);
        const Item now = hit ? hit->item : Item{};
        const bool changed = state.hit.has_value() != hit.has_value()
            || (hit && (hit->at != state.hit->at || hit->value != state.hit->value));
        state.hit = hit;
        if (changed)
            update();
        if (std::exchange(state.hovered, now) != now)
            Q_EMIT highlighted(now);
        const State::Spot spot = state.spot(state.pointer);
        const bool on_cursor =
            spot.place == State::Place::plot && state.near_cursor(state.pointer, spot.panel);
        const bool paints = spot.place == State::Place::plot && state.brush_of(spot.panel);
        setCursor(on_cursor ? Qt::SplitHCursor : paints ? Qt::CrossCursor : Qt::ArrowCursor);
        return;
    }
    case State::Drag::undecided:
        if ((state.pointer - state.drag_from).manhattanLength() < drag_distance)
            return;
        if (state.is_image(state.drag_panel))
            return;
        state.drag = State::Drag::box;
        update();
        return;
    case State::Drag::box:
        update();
        return;
    case State::Drag::pan: {
        const double dx = -(state.pointer.x() - state.drag_from.x()) / view.plot.width();
        const double dy = (state.pointer.y() - state.drag_from.y()) / view.plot.height();
        state.zoom_to(state.drag_panel, part_of(view.x, dx, 1 + dx), part_of(view.y, dy, 1 + dy),
                      part_of(state.drag_right, dy, 1 + dy));
        update();
        return;
    }
    case State::Drag::cursor: {
        if (!state.frame)
            return;
        const double step =
            view.x_value(std::clamp(state.pointer.x(), view.plot.left(), view.plot.right()));
        const auto picked = std::clamp<std::int64_t>(std::llround(step), 0, state.frame->newest);
        if (picked != state.frame->step)
            Q_EMIT stepPicked(picked);
        return;
    }
    }
}

void FigureView::mouseReleaseEvent(QMouseEvent* event)
{
    State& state = *state_;
    const State::Drag drag = std::exchange(state.drag, State::Drag::none);
    state.pointer = event->position();
    if (drag == State::Drag::box) {
        const QRectF box =
            QRectF(state.drag_from, state.pointer).normalized().intersected(state.drag_view.plot);
        if (box.width() > drag_distance && box.height() > drag_distance) {
            state.zoom.remember();
            const PanelView& view = state.drag_view;
            state.zoom_to(
                state.drag_panel,
                part_of(view.x, share_across(view, box.left()), share_across(view, box.right())),
                part_of(view.y, share_up(view, box.bottom()), share_up(view, box.top())),
                part_of(state.drag_right, share_up(view, box.bottom()), share_up(view, box.top())));
        }
        update();
    } else if (drag == State::Drag::grip) {
        if (HandleGrip* grip = state.grip_of(state.drag_panel, Grip::clicked))
            grip->release();
    } else if (drag == State::Drag::undecided) {
        if (HandleGrip* grip = state.grip_of(state.drag_panel, Grip::clicked)) {
            grip->bring(state.pointer);
            grip->release();
            return;
        }
        if (state.grip_of(state.drag_panel, Grip::hovered)) {
            if (state.held.erase(state.drag_panel) == 0)
                state.held.insert(state.drag_panel);
            else
                followPointer(state.pointer);
            return;
        }
        const auto hit = state.hit_at(state.pointer);
        Q_EMIT pinned(hit ? hit->item : Item{});
    } else if (drag == State::Drag::cursor) { // a click on the axis moves the cursor as well
        const PanelView& view = state.drag_view;
        const double step =
            view.x_value(std::clamp(state.pointer.x(), view.plot.left(), view.plot.right()));
        if (state.frame
            && std::clamp<std::int64_t>(std::llround(step), 0, state.frame->newest)
                != state.frame->step)
            Q_EMIT stepPicked(std::clamp<std::int64_t>(std::llround(step), 0, state.frame->newest));
    }
}

void FigureView::mouseDoubleClickEvent(QMouseEvent* event)
{
    State& state = *state_;
    const State::Spot spot = state.spot(event->position());
    state.drag = State::Drag::none;
    if (event->button() != Qt::LeftButton)
        return;
    if (spot.place != State::Place::plot && spot.place != State::Place::outside) {
        Zoom zoom =
            spot.panel < state.zoom.current().size() ? state.zoom.current()[spot.panel] : Zoom{};
        state.zoom.remember();
        (spot.place == State::Place::x_axis       ? zoom.x
             : spot.place == State::Place::y_axis ? zoom.y
                                                  : zoom.right)
            .reset();
        state.zoom.set(spot.panel, zoom);
        state.picture_is_old = true;
        update();
        // The first click of the two took the time cursor along.
        if (spot.place == State::Place::x_axis && state.drawing.panels[spot.panel].x.is_step
            && state.frame && state.frame->step != state.step_before)
            Q_EMIT stepPicked(state.step_before);
    } else {
        Q_EMIT enlargeRequested();
    }
}

void FigureView::wheelEvent(QWheelEvent* event)
{
    State& state = *state_;
    const State::Spot spot = state.spot(event->position());
    const double turns = event->angleDelta().y() / 120.0;
    const bool modified =
        event->modifiers() & (Qt::ControlModifier | Qt::AltModifier); // the window's: size of type
    if (spot.place == State::Place::outside || turns == 0 || modified) {
        event->ignore();
        return;
    }
    const PanelLayout& layout = state.painter.layout().panels[spot.panel];
    if (layout.x.hidden && layout.y.hidden) {
        event->ignore();
        return;
    }
    const PanelView& view = layout.view;
    const double factor = std::pow(0.82, turns);
    const bool in_plot = spot.place == State::Place::plot; // then all axes follow
    const bool x = in_plot || spot.place == State::Place::x_axis;
    const bool y = in_plot || spot.place == State::Place::y_axis;
    const bool right = layout.right && (in_plot || spot.place == State::Place::right_axis);
    state.zoom.remember();
    state.zoom_to(
        spot.panel,
        x ? std::optional(zoomed(view.x, share_across(view, event->position().x()), factor))
          : std::nullopt,
        y ? std::optional(zoomed(view.y, share_up(view, event->position().y()), factor))
          : std::nullopt,
        right ? std::optional(
            zoomed(layout.right->range, share_up(view, event->position().y()), factor))
              : std::nullopt);
    update();
    event->accept();
}

bool FigureView::event(QEvent* event)
{
    // With the focus here, arrows move the cursor rather than what the window uses them for.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool arrow = key->key() == Qt::Key_Left || key->key() == Qt::Key_Right;
        if ((arrow && state_->has_step_axis()) || (key->key() == Qt::Key_Backspace && isZoomed())) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (showCaption(help->pos(), help->globalPos()))
            return true;
    }
    return QWidget::event(event);
}

/// Title, caption and note in full, where there was not room enough for them.
bool FigureView::showCaption(const QPoint& at, const QPoint& on_screen)
{
    const FigureLayout& layout = state_->painter.layout();
    if (!layout.shortened || at.y() >= layout.body.top())
        return false;
    QString text =
        QStringLiteral("<b>%1</b>").arg(translated(state_->figure.title).toHtmlEscaped());
    for (const std::string& part : {state_->figure.caption, state_->drawing.note})
        if (!part.empty())
            text += QStringLiteral("<br>") + translated(part).toHtmlEscaped();
    QToolTip::showText(on_screen, text, this,
                       QRect(0, 0, width(), static_cast<int>(layout.body.top())));
    return true;
}

void FigureView::keyPressEvent(QKeyEvent* event)
{
    State& state = *state_;
    if (event->key() == Qt::Key_Backspace && isZoomed()) {
        state.zoom.back();
        state.picture_is_old = true;
        update();
    } else if ((event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) && state.frame
               && state.has_step_axis()) {
        const std::int64_t stride = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
        const std::int64_t step =
            state.frame->step + (event->key() == Qt::Key_Left ? -stride : stride);
        Q_EMIT stepPicked(std::clamp<std::int64_t>(step, 0, state.frame->newest));
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT enlargeRequested();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void FigureView::enterEvent(QEnterEvent*)
{
    showTools();
    for (HandleGrip* grip : state_->grips)
        grip->update();
}

void FigureView::showTools()
{
    placeTools();
    state_->tools->show();
    state_->tools->raise();
}

void FigureView::leaveEvent(QEvent*)
{
    if (!hasFocus() && !state_->tools->isAncestorOf(focusWidget()) && !state_->waits_for_sweep())
        state_->tools->hide();
    for (HandleGrip* grip : state_->grips)
        grip->update();
    if (state_->hit) {
        state_->hit.reset();
        update();
    }
    if (std::exchange(state_->hovered, Item{}) != Item{})
        Q_EMIT highlighted(Item{});
}

void FigureView::focusInEvent(QFocusEvent* event)
{
    showTools(); // with the keyboard they are reached by Tab
    QWidget::focusInEvent(event);
    update();
}

void FigureView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    if (!underMouse() && !state_->tools->isAncestorOf(focusWidget()) && !state_->waits_for_sweep())
        state_->tools->hide();
    update();
}

void FigureView::resizeEvent(QResizeEvent*)
{
    state_->picture_is_old = true;
    state_->hit.reset();
    if (state_->tools->isVisible())
        placeTools();
}

void FigureView::showEvent(QShowEvent*)
{
    state_->picture_is_old = true;
}

void FigureView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy as image"), this, &FigureView::copyImage);
    menu.addAction(tr("Copy as SVG"), this, &FigureView::copySvg);
    menu.addAction(tr("Copy as table"), this, &FigureView::copyTable);
    menu.addAction(tr("Export…"), this, &FigureView::exportRequested);
    menu.addSeparator();
    menu.addAction(tr("Reset zoom"), this, &FigureView::resetZoom)->setEnabled(isZoomed());
    menu.exec(event->globalPos());
}

} // namespace etalon
