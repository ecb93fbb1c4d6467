#include "ui/figure/figure_view_state.hpp"

#include "ui/figure/study_desk.hpp"
#include "ui/figure/translated.hpp"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace etalon {

FigureSubject FigureView::State::subject() const
{
    FigureSubject result;
    result.run = run();
    for (const Ghost& ghost : ghosts)
        result.ghosts.push_back({&ghost.drawing, ghost.frame->series, ghost.frame->step});
    result.texts.title = translated(figure.title);
    result.texts.caption = translated(figure.caption);
    result.zooms = zoom.current();
    result.highlight = highlight;
    result.pinned = choices.pinned;
    result.moving = frame && frame->moving;
    return result;
}

void FigureView::State::redraw()
{
    drawing_is_old = false;
    picture_is_old = true;
    ghosts.clear();
    if (!frame) {
        drawing = {.empty = "Appears once a run has begun."};
        return;
    }
    if (desk) {
        choices.study = nullptr;
        choices.studies_here = false;
        choices.study = desk->ask(figure, frame, choices);
    }
    drawing = draw_figure(figure, *frame, choices);
    FigureChoices of_ghosts = choices; // what was studied is not about them
    of_ghosts.study = nullptr;
    of_ghosts.studies_here = false;
    for (const auto& ghost : frame->ghosts)
        if (ghost)
            ghosts.push_back({ghost, draw_figure(figure, *ghost, of_ghosts)});
}

HandleGrip* FigureView::State::grip_of(std::size_t panel, Grip kind) const
{
    const auto found = std::find_if(grips.begin(), grips.end(), [&](const HandleGrip* grip) {
        return grip->panelIndex() == panel && grip->handle().grip == kind;
    });
    return found == grips.end() ? nullptr : *found;
}

const Brush* FigureView::State::brush_of(std::size_t panel) const
{
    if (panel >= drawing.panels.size() || !drawing.panels[panel].brush)
        return nullptr;
    return &*drawing.panels[panel].brush;
}

bool FigureView::State::is_image(std::size_t panel) const
{
    const auto& layouts = painter.layout().panels;
    return panel < layouts.size() && layouts[panel].x.hidden && layouts[panel].y.hidden;
}

FigureView::State::Spot FigureView::State::spot(QPointF point) const
{
    const auto& panels = painter.layout().panels;
    const double strip = 2.6 * style().text; // as deep as numbers and title of an axis
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const QRectF& plot = panels[i].view.plot;
        if (plot.contains(point))
            return {Place::plot, i};
        if (!panels[i].x.hidden
            && QRectF(plot.left(), plot.bottom(), plot.width(), strip).contains(point))
            return {Place::x_axis, i};
        if (!panels[i].y.hidden
            && QRectF(plot.left() - 1.4 * strip, plot.top(), 1.4 * strip, plot.height())
                   .contains(point))
            return {Place::y_axis, i};
        if (panels[i].right
            && QRectF(plot.right(), plot.top(), 1.4 * strip, plot.height()).contains(point))
            return {Place::right_axis, i};
    }
    return {};
}

std::optional<Hit> FigureView::State::hit_at(QPointF point) const
{
    return nearest_mark(painter.layout(), run(), point, 1.3 * style().text, style().point);
}

bool FigureView::State::near_cursor(QPointF point, std::size_t panel) const
{
    if (!frame || panel >= drawing.panels.size() || !drawing.panels[panel].x.is_step)
        return false;
    const PanelView& view = painter.layout().panels[panel].view;
    return std::abs(view.across(static_cast<double>(frame->step)) - point.x()) < 0.5 * style().text;
}

bool FigureView::State::has_step_axis() const
{
    return std::any_of(drawing.panels.begin(), drawing.panels.end(),
                       [](const Panel& panel) { return panel.x.is_step; });
}

bool FigureView::State::has_handles() const
{
    return std::any_of(drawing.panels.begin(), drawing.panels.end(),
                       [](const Panel& panel) { return !panel.handles.empty(); });
}

void FigureView::State::zoom_to(std::size_t panel, const std::optional<AxisRange>& x,
                                const std::optional<AxisRange>& y,
                                const std::optional<AxisRange>& right)
{
    Zoom zoomed = panel < zoom.current().size() ? zoom.current()[panel] : Zoom{};
    if (x)
        zoomed.x = x;
    if (y)
        zoomed.y = y;
    if (right)
        zoomed.right = right;
    zoom.set(panel, zoomed);
    picture_is_old = true;
    hit.reset();
}

void paint_ghost(QPainter& painter, const HandleGrip& grip, QSizeF size, const FigureStyle& style,
                 const Palette& palette)
{
    if (!grip.moved() || grip.values().empty()) // options follow at once: no trail to draw
        return;
    const Handle &from = grip.handle(), &to = *grip.moved();
    const PanelView& view = grip.panel();
    QColor colour = blend(palette.ink(from.ink), palette.card, 1);
    painter.save();
    painter.setPen(QPen(colour, style.thin, Qt::DashLine));
    if (const auto& bar = grip.bar()) { // as it would be
        const double foot = view.up(bar->low);
        colour.setAlphaF(0.2f);
        painter.setBrush(colour);
        painter.drawRect(QRectF(
            QPointF(view.across(bar->left), view.up(to.y)),
            QPointF(view.across(bar->right), std::isfinite(foot) ? foot : view.plot.bottom())));
    } else {
        painter.drawLine(grip.place(from), grip.place(to));
    }
    painter.restore();
    paint_read_out(painter,
                   {.ink = from.ink,
                    .name = translated(from.label),
                    .value = grip.reading(),
                    .at = grip.place(to),
                    .background = true},
                   size, style, palette);
}

void paint_read_out(QPainter& painter, const Hit& hit, QSizeF size, const FigureStyle& style,
                    const Palette& palette)
{
    const QFont bold = figure_font(style.text, true), plain = figure_font(style.text);
    const QFontMetricsF bold_metrics(bold), metrics(plain);
    const double pad = 0.6 * style.text, swatch = hit.name.isEmpty() ? 0 : 0.9 * style.text;
    const double room = size.width() - 4 * pad;
    const QString name = bold_metrics.elidedText(hit.name, Qt::ElideRight, room - swatch);
    const QString value = metrics.elidedText(hit.value, Qt::ElideRight, room);
    const double width =
        std::max(bold_metrics.horizontalAdvance(name) + swatch, metrics.horizontalAdvance(value))
        + 2 * pad;
    const double lines = (name.isEmpty() ? 0 : 1) + (value.isEmpty() ? 0 : 1);
    if (lines == 0)
        return;
    QRectF box(hit.at.x() + pad * 1.4, hit.at.y() - lines * metrics.height() - 2 * pad, width,
               lines * metrics.height() + pad);
    if (box.right() > size.width() - 2) // on the other side of what is read, never over the edge
        box.moveRight(hit.at.x() - pad * 1.4);
    if (box.top() < 2)
        box.moveTop(hit.at.y() + pad * 1.4);
    box.moveLeft(std::clamp(box.left(), 2.0, std::max(2.0, size.width() - box.width() - 2)));
    box.moveTop(std::clamp(box.top(), 2.0, std::max(2.0, size.height() - box.height() - 2)));

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = blend(palette.ink(hit.ink), palette.card, 1);
    if (!hit.background) {
        painter.setPen(QPen(palette.card, 1.5));
        painter.setBrush(colour);
        painter.drawEllipse(hit.at, 0.36 * style.text, 0.36 * style.text);
    }
    painter.setPen(QPen(palette.border, 1));
    painter.setBrush(palette.raised);
    painter.drawRoundedRect(box, 4, 4);
    double y = box.top() + 0.5 * pad + metrics.ascent();
    if (!name.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(
            QRectF(box.left() + pad, y - 0.62 * style.text, 0.55 * style.text, 0.55 * style.text),
            1.5, 1.5);
        painter.setFont(bold);
        painter.setPen(palette.text);
        painter.drawText(QPointF(box.left() + pad + swatch, y), name);
        y += metrics.height();
    }
    painter.setFont(plain);
    painter.setPen(palette.text);
    painter.drawText(QPointF(box.left() + pad, y), value);
    painter.restore();
}

} // namespace etalon
