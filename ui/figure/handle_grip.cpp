#include "ui/figure/handle_grip.hpp"

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/translated.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr double key_share = 0.01, wide_key_share = 0.1; // of the axis, a key press

QString text_of(const Value& value)
{
    return QString::fromStdString(to_text(value));
}

bool is_arrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

bool ends_drag(int key)
{
    return key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape;
}

// The bar whose upper end the handle is.
std::optional<BarBox> bar_under(const Panel& panel, const Handle& handle)
{
    for (const Mark& mark : panel.marks)
        if (const auto* bars = std::get_if<Bars>(&mark))
            for (std::size_t i = 0; i < std::min(bars->x.size(), bars->heights.size()); ++i)
                if (bars->x[i] == handle.x && bars->heights[i] == handle.y)
                    return bar_box(*bars, i);
    return std::nullopt;
}

} // namespace

HandleGrip::HandleGrip(FigureView* view)
    : QWidget(view)
{
    setObjectName(QStringLiteral("handleGrip"));
    setFocusPolicy(Qt::StrongFocus);
}

void HandleGrip::setHandle(const Handle& handle, const PanelView& view, std::size_t panel_index,
                           const Panel& panel, const Schema& schema,
                           const std::vector<Option>& options)
{
    handle_ = handle;
    panel_ = view;
    panel_index_ = panel_index;
    schema_ = &schema;
    if (options != options_)
        options_ = options;
    if (handle.sets_options() && !held_ && values().empty())
        moved_ = was_ = std::nullopt; // the drawing has followed
    setAttribute(Qt::WA_TransparentForMouseEvents, handle.grip == Grip::hovered);
    bar_ = bar_under(panel, handle);
    const bool across = handle.across.moves(), up = handle.up.moves();
    setCursor(across && up ? Qt::SizeAllCursor : up ? Qt::SizeVerCursor : Qt::SizeHorCursor);
    setVisible(moved_ || view.plot.adjusted(-1, -1, 1, 1).contains(place(handle)));
    follow();
}

void HandleGrip::setColours(const Palette& palette, const FigureStyle& style)
{
    palette_ = &palette;
    style_ = style;
    const int side = static_cast<int>(std::lround(1.9 * style.text));
    resize(side, side);
    follow();
    update();
}

QPointF HandleGrip::place(const Handle& handle) const
{
    return panel_.at(handle.x, handle.y);
}

Overrides HandleGrip::values() const
{
    return schema_ ? moved_.value_or(handle_).values(*schema_) : Overrides{};
}

QString HandleGrip::reading() const
{
    QStringList parts;
    for (const auto& [key, value] : values())
        parts.append(QString::fromStdString(key) + QLatin1Char(' ') + text_of(value));
    return parts.join(QStringLiteral(" · "));
}

void HandleGrip::follow()
{
    const QPointF centre = place(moved_.value_or(handle_));
    if (std::isfinite(centre.x()) && std::isfinite(centre.y()))
        move((centre - QPointF(width(), height()) / 2).toPoint());
    describe();
}

void HandleGrip::describe()
{
    if (!schema_)
        return;
    QStringList names;
    for (const auto& [key, value] : values())
        names.append(translated(schema_->at(key).label) + QLatin1Char(' ') + text_of(value));
    const QString label = translated(handle_.label);
    setAccessibleName(names.join(QStringLiteral(", "))
                      + (label.isEmpty() ? QString() : QStringLiteral(": ") + label));
    setAccessibleDescription(
        tr("The arrow keys move it, Return applies it and Escape takes it back."));
    setToolTip(tr("Drag: %1").arg(names.join(QStringLiteral(", "))));
}

void HandleGrip::moveTo(const Handle& where)
{
    const Handle& now = moved_ ? *moved_ : handle_;
    if (where.x == now.x && where.y == now.y)
        return;
    if (!was_)
        was_ = now;
    moved_ = where;
    follow();
    Q_EMIT changed();
    if (const auto options = where.options(options_); !options.empty())
        Q_EMIT optionsDragged(options);
    if (const auto parameters = values(); !parameters.empty())
        Q_EMIT dragged(parameters, DragPhase::moving);
}

void HandleGrip::bring(QPointF at)
{
    if (schema_)
        moveTo(handle_.at(panel_.x_value(at.x()), panel_.y_value(at.y())));
}

QString HandleGrip::name_of(const std::string& option) const
{
    for (const Option& declared : options_)
        if (declared.key == option)
            return translated(declared.label);
    return QString::fromStdString(option);
}

void HandleGrip::finish(DragPhase phase)
{
    held_.reset();
    if (!moved_)
        return;
    const bool sets_parameters = !values().empty();
    const Overrides result = phase == DragPhase::released ? values() : Overrides{};
    was_.reset();
    moved_.reset();
    follow();
    Q_EMIT changed();
    if (sets_parameters)
        Q_EMIT dragged(result, phase);
}

bool HandleGrip::event(QEvent* event)
{
    // Its keys are not the window's.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (is_arrow(key) || (moved_ && ends_drag(key))) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        update();
    return QWidget::event(event);
}

void HandleGrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !schema_) {
        event->ignore();
        return;
    }
    held_ = place(moved_.value_or(handle_)) - mapToParent(event->position());
}

void HandleGrip::mouseMoveEvent(QMouseEvent* event)
{
    if (!held_)
        return;
    const QPointF to = mapToParent(event->position()) + *held_;
    moveTo(handle_.at(panel_.x_value(to.x()), panel_.y_value(to.y())));
}

void HandleGrip::mouseReleaseEvent(QMouseEvent*)
{
    finish(DragPhase::released);
}

void HandleGrip::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    if (moved_ && ends_drag(key)) {
        if (key == Qt::Key_Escape && was_)
            if (const auto options = was_->options(options_); !options.empty())
                Q_EMIT optionsDragged(options);
        finish(key == Qt::Key_Escape ? DragPhase::cancelled : DragPhase::released);
        return;
    }
    if (!is_arrow(key) || !schema_) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double share = (event->modifiers() & Qt::ShiftModifier ? wide_key_share : key_share)
        * (key == Qt::Key_Right || key == Qt::Key_Up ? 1 : -1);
    const Handle now = moved_.value_or(handle_);
    const bool two_ways = handle_.across.moves() && handle_.up.moves();
    const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
    const auto shifted = [&](const AxisRange& range, double at, bool moves) {
        return moves ? range.value(range.share(at) + share) : at;
    };
    moveTo(now.at(shifted(panel_.x, now.x, !two_ways || sideways),
                  shifted(panel_.y, now.y, !two_ways || !sideways)));
}

void HandleGrip::focusInEvent(QFocusEvent* event)
{
    focus_is_keyed_ = event->reason() != Qt::MouseFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void HandleGrip::focusOutEvent(QFocusEvent* event)
{
    if (!held_ && event->reason() != Qt::PopupFocusReason)
        finish(DragPhase::cancelled);
    QWidget::focusOutEvent(event);
    update();
}

void HandleGrip::hideEvent(QHideEvent* event)
{
    finish(DragPhase::cancelled);
    QWidget::hideEvent(event);
}

void HandleGrip::paintEvent(QPaintEvent*)
{
    const bool near = underMouse() || hasFocus() || held_ || moved_;
    if (!palette_ || !(near || parentWidget()->underMouse()))
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double unit = style_.text;
    const QPointF centre = QRectF(rect()).center();
    const bool across = handle_.across.moves(), up = handle_.up.moves();
    const QColor colour = blend(palette_->ink(handle_.ink), palette_->card, 1);
    if (hasFocus() && focus_is_keyed_) {
        painter.setPen(QPen(palette_->accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 0.4 * unit, 0.4 * unit);
    }
    painter.setPen(QPen(near ? palette_->card : colour, 1.5));
    painter.setBrush(near ? colour : palette_->card);
    if (across && up) {
        painter.drawEllipse(centre, 0.42 * unit, 0.42 * unit);
        return;
    }
    QSizeF size(1.3 * unit, 0.5 * unit); // a bar across the way it moves
    if (across)
        size.transpose();
    QRectF pill(QPointF(), size);
    pill.moveCenter(centre);
    painter.drawRoundedRect(pill, 0.25 * unit, 0.25 * unit);
    if (!near)
        return;
    painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const int side : {-1, 1}) { // which way it moves
        const auto point = [&](double along, double beside) {
            return centre
                + (across ? QPointF(side * along, beside) : QPointF(beside, side * along)) * unit;
        };
        painter.drawPolyline(QPolygonF{point(0.55, -0.22), point(0.78, 0), point(0.55, 0.22)});
    }
}

} // namespace etalon
