#include "ui/figure/figure_view.hpp"

#include "ui/figure/figure_csv.hpp"
#include "ui/figure/figure_export.hpp"
#include "ui/figure/figure_view_state.hpp"
#include "ui/figure/frame_change.hpp"
#include "ui/figure/paint_turns.hpp"
#include "ui/figure/study_desk.hpp"
#include "ui/figure/text_summary.hpp"
#include "ui/figure/translated.hpp"

#include <QBackingStore>
#include <QClipboard>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QMimeData>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QResizeEvent>

#include <cmath>

namespace etalon {

namespace {

constexpr double corner = 6; // of the card

} // namespace

FigureView::FigureView(const Figure& figure, QWidget* parent)
    : QWidget(parent)
    , state_(std::make_unique<State>(figure))
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(translated(figure.title));
    setObjectName(QString::fromStdString(figure.id));

    auto* tools = new FigureTools(figure, this);
    state_->tools = tools;
    state_->choices.options = complete_options(state_->declared, {});
    tools->setOptions(state_->choices.options);
    tools->setColours(state_->palette(), 1);
    tools->hide();
    connect(tools, &FigureTools::optionChosen, this,
            [this](const std::string& key, const Value& value) { setOption(key, value); });
    connect(tools, &FigureTools::exportRequested, this, &FigureView::exportRequested);
    connect(tools, &FigureTools::tableRequested, this, &FigureView::copyTable);
    connect(tools, &FigureTools::sweepRequested, this, &FigureView::sweepRequested);
    connect(tools, &FigureTools::scaleToggled, this, [this](bool logarithmic) {
        state_->choices.y_scale = logarithmic ? Scale::logarithmic : Scale::linear;
        state_->zoom.reset();
        state_->drawing_is_old = true;
        update();
    });
}

FigureView::~FigureView() = default;

const Figure& FigureView::figure() const
{
    return state_->figure;
}

void FigureView::setTurns(PaintTurns* turns)
{
    state_->turns = turns;
}

void FigureView::setDesk(StudyDesk* desk)
{
    state_->desk = desk;
    connect(desk, &StudyDesk::found, this, [this](StudyDesk::Make make) {
        if (state_->figure.study.make != make)
            return;
        const bool follows = !state_->figure.live && state_->frame && state_->frame->moving;
        state_->has_time = state_->has_time || follows;
        state_->drawing_is_old = true;
        update();
    });
}

const FramePointer& FigureView::frame() const
{
    return state_->frame;
}

void FigureView::setFrame(FramePointer frame)
{
    if (frame == state_->frame)
        return;
    const bool changed = !frame || !state_->frame
        || is_worth_showing(state_->figure, *frame, *state_->frame, state_->shown_for());
    if (frame && (!state_->frame || frame->recording != state_->frame->recording)) {
        state_->painter.forget_ranges();
        state_->has_time = true;
    }
    if (!changed) { // the old one stays: it belongs to the drawing that is shown
        return;
    }
    if (frame && state_->frame
        && asks_the_same(state_->figure, *frame, *state_->frame, state_->choices)) {
        state_->since_frame.start();
        return;
    }
    if (frame && state_->frame && frame->moving != state_->frame->moving)
        state_->has_time = true; // all figures are drawn anew at once
    const bool is_declared =
        state_->frame && frame && state_->frame->parameters == frame->parameters;
    state_->frame = std::move(frame);
    state_->since_frame.start();
    if (state_->frame && !is_declared)
        declareOptions(options_of(state_->figure, state_->frame->parameters));
    state_->drawing_is_old = true;
    state_->hit.reset();
    update();
}

void FigureView::setPlotOnly(bool plot_only)
{
    state_->plot_only = plot_only;
    state_->picture_is_old = true;
    update();
}

void FigureView::setTheme(Theme theme)
{
    state_->theme = theme;
    state_->tools->setColours(state_->palette(), state_->font_scale);
    state_->picture_is_old = true;
    update();
}

void FigureView::setFontScale(double scale)
{
    state_->font_scale = scale;
    state_->tools->setColours(state_->palette(), scale);
    state_->picture_is_old = true;
    updateGeometry();
    update();
}

void FigureView::setHighlight(const Item& item)
{
    if (item == state_->highlight)
        return;
    state_->highlight = item;
    state_->picture_is_old = true;
    update();
}

void FigureView::setPinned(const std::vector<Item>& items)
{
    if (items == state_->choices.pinned)
        return;
    state_->choices.pinned = items;
    state_->drawing_is_old = true;
    update();
}

FigureChoices FigureView::choices() const
{
    FigureChoices choices = state_->choices;
    choices.zooms = state_->zoom.current();
    return choices;
}

void FigureView::setSweep(std::vector<KeptRun> results, const std::string& key,
                          const QString& progress)
{
    state_->choices.sweep = std::move(results);
    state_->choices.sweep_key = key;
    state_->tools->setProgress(progress);
    state_->drawing_is_old = true;
    update();
}

void FigureView::resetZoom()
{
    state_->zoom.reset();
    state_->picture_is_old = true;
    update();
}

bool FigureView::isZoomed() const
{
    return state_->zoom.is_zoomed();
}

QString FigureView::summary() const
{
    if (state_->drawing_is_old)
        state_->redraw();
    return text_summary(state_->run());
}

QImage FigureView::picture(QSize size, qreal device_pixel_ratio) const
{
    if (state_->drawing_is_old)
        state_->redraw();
    QImage image(size * device_pixel_ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(device_pixel_ratio);
    FigurePainter painter;
    QPainter inner(&image);
    FigureSubject subject = state_->subject();
    subject.moving = false;
    painter.paint(inner, subject, size, state_->style(), state_->palette(), device_pixel_ratio);
    return image;
}

void FigureView::copyImage() const
{
    QGuiApplication::clipboard()->setImage(picture(size(), std::max(2.0, devicePixelRatioF())));
}

void FigureView::copySvg() const
{
    if (!state_->frame)
        return;
    ExportSettings settings;
    settings.style = find_style("screen");
    settings.width_mm = width() / 96.0 * 25.4;
    settings.height_mm = height() / 96.0 * 25.4;
    settings.caption = true;
    const std::string svg = figure_svg(figure(), *state_->frame, choices(),
                                       provenance_of(*state_->frame, figure()), settings);
    auto* clip = new QMimeData; // the clipboard's
    clip->setData(QStringLiteral("image/svg+xml"), QByteArray::fromStdString(svg));
    clip->setText(QString::fromStdString(svg));
    QGuiApplication::clipboard()->setMimeData(clip);
}

void FigureView::copyTable() const
{
    if (state_->frame)
        QGuiApplication::clipboard()->setText(QString::fromStdString(
            figure_csv(draw_figure(figure(), *state_->frame, state_->choices),
                       state_->frame->series, provenance_of(*state_->frame, figure()))));
}

QSize FigureView::sizeHint() const
{
    return (QSizeF(480, 340) * state_->font_scale).toSize();
}

QSize FigureView::minimumSizeHint() const
{
    return state_->plot_only ? QSize(160, 80) : QSize(200, 140);
}

void FigureView::placeChildren()
{
    if (state_->waits_for_sweep())
        state_->tools->show();
    placeTools();
    placeGrips();
}

/// At the right of the title, never over it; below the words of a figure that waits for its sweep.
void FigureView::placeTools()
{
    const State& state = *state_;
    if (const auto& words = state.painter.layout().empty;
        state.waits_for_sweep() && !words.empty()) {
        state.tools->setRoom(width() - 8);
        state.tools->move((width() - state.tools->width()) / 2,
                          static_cast<int>(words.back().baseline.y() + 1.2 * state.style().text));
        return;
    }
    const TextLine& title = state.painter.layout().title;
    const double end = title.baseline.x()
        + QFontMetricsF(figure_font(std::max(1.0, state.painter.layout().title_size), true))
              .horizontalAdvance(title.text);
    const int edge = 6;
    state.tools->setRoom(width() - edge
                         - static_cast<int>(std::ceil(end + 0.5 * state.style().text)));
    state.tools->move(std::max(4, width() - state.tools->width() - edge), 5);
}

/// A grip on every handle of the drawing, where it was painted.
void FigureView::placeGrips()
{
    State& state = *state_;
    const auto& layouts = state.painter.layout().panels;
    if (state.drawing_is_old || layouts.size() != state.drawing.panels.size())
        return; // painted anew first
    std::size_t used = 0;
    const Experiment* experiment = state.frame ? state.frame->experiment : nullptr;
    for (std::size_t i = 0; experiment && i < layouts.size(); ++i) {
        const Panel& panel = state.drawing.panels[i];
        for (const Handle& handle : panel.handles) {
            if (used == state.grips.size()) {
                auto* grip = new HandleGrip(this);
                connect(grip, &HandleGrip::dragged, this, &FigureView::handleDragged);
                connect(grip, &HandleGrip::optionsDragged, this, &FigureView::setOptions);
                connect(grip, &HandleGrip::changed, this, qOverload<>(&FigureView::update));
                state.grips.push_back(grip);
            }
            HandleGrip& grip = *state.grips[used++];
            grip.setColours(state.palette(), state.style());
            grip.setHandle(handle, layouts[i].view, i, panel, experiment->schema, state.declared);
        }
    }
    for (; state.grips.size() > used; state.grips.pop_back()) {
        state.grips.back()->hide(); // ends a drag
        state.grips.back()->deleteLater();
    }
    state.tools->raise();
}

/// Not into an image, which is wanted whole and now.
bool FigureView::isOnScreen(const QPainter& painter) const
{
    QBackingStore* store = backingStore();
    return store && painter.paintEngine()
        && painter.paintEngine()->paintDevice() == store->paintDevice();
}

void FigureView::paintEvent(QPaintEvent*)
{
    State& state = *state_;
    const QSizeF whole = size();
    QPainter painter(this);
    if (state.has_time && state.turns && isOnScreen(painter) && !state.turns->isTurnOf(this)) {
        if (state.picture.deviceIndependentSize() == whole)
            painter.drawPixmap(QPointF(), state.picture); // what was before, a moment longer
        else
            painter.fillRect(rect(), state.palette().card);
        paintCard(painter);
        return;
    }
    state.has_time = false;
    if (state.drawing_is_old) {
        state.redraw();
        const bool possible = std::any_of(
            state.drawing.panels.begin(), state.drawing.panels.end(), [](const Panel& panel) {
                return !panel.y.hidden && panel.y.ticks.empty() && !panel.square_cells;
            });
        const bool logarithmic =
            possible && state.drawing.panels.front().y.scale == Scale::logarithmic;
        state.tools->setLogarithmic(logarithmic, possible);
        if (!state.described.isValid() || state.described.elapsed() > 1000
            || !(state.frame && state.frame->moving)) {
            setAccessibleDescription(text_summary(state.run()));
            state.described.start();
        }
    }
    const qreal ratio = devicePixelRatioF();
    const QSize pixels = (whole * ratio).toSize();
    if (state.picture.size() != pixels) {
        state.picture = QPixmap(pixels);
        state.picture.setDevicePixelRatio(ratio);
        state.picture_is_old = true;
    }
    if (state.picture_is_old) {
        QPainter inner(&state.picture);
        state.painter.paint(inner, state.subject(), whole, state.style(), state.palette(), ratio);
        state.picture_is_old = false;
        if (underMouse() && state.drag == State::Drag::none) // what has come under the pointer
            state.hit = nearest_mark(state.painter.layout(), state.run(), state.pointer,
                                     1.3 * state.style().text);
        if (state.has_handles() || !state.grips.empty() || state.tools->isVisible()
            || state.waits_for_sweep())
            QMetaObject::invokeMethod(this, &FigureView::placeChildren,
                                      Qt::QueuedConnection); // not while painting
    }

    painter.drawPixmap(QPointF(), state.picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& palette = state.palette();
    if (state.drag == State::Drag::box) {
        QColor fill = palette.accent;
        fill.setAlphaF(0.12f);
        painter.setPen(QPen(palette.accent, 1));
        painter.setBrush(fill);
        painter.drawRect(
            QRectF(state.drag_from, state.pointer).normalized().intersected(state.drag_view.plot));
    } else if (state.hit && state.drag == State::Drag::none) {
        paint_read_out(painter, *state.hit, whole, state.style(), palette);
    }
    for (const HandleGrip* grip : state.grips)
        paint_ghost(painter, *grip, whole, state.style(), palette);

    paintCard(painter);
}

/// The card's corners and rim; the rim is wider with the keyboard's focus.
void FigureView::paintCard(QPainter& painter) const
{
    if (state_->plot_only)
        return;
    const Palette& palette = state_->palette();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF rim = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath corners;
    corners.addRect(QRectF(rect()));
    QPainterPath card;
    card.addRoundedRect(rim, corner, corner);
    painter.fillPath(corners.subtracted(card), palette.window);
    painter.setBrush(Qt::NoBrush);
    const bool focus = hasFocus();
    painter.setPen(QPen(focus ? palette.accent : palette.border, focus ? 2 : 1));
    painter.drawRoundedRect(focus ? rim.adjusted(0.5, 0.5, -0.5, -0.5) : rim, corner, corner);
}

} // namespace etalon
