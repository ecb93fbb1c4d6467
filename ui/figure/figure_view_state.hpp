// What a FigureView knows between events. Seen by its own files only.
#pragma once

#include "ui/figure/figure_painter.hpp"
#include "ui/figure/figure_tools.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure/handle_grip.hpp"
#include "ui/figure/hover.hpp"
#include "ui/figure/zoom_history.hpp"

#include <QElapsedTimer>
#include <QPixmap>

#include <chrono>
#include <set>

namespace etalon {

class FigureView::State {
public:
    explicit State(const Figure& the_figure)
        : figure(the_figure)
        , declared(the_figure.options)
    {
    }

    const Figure& figure;
    FramePointer frame{};
    QElapsedTimer since_frame{};
    std::vector<Option> declared; // as the shown parameters have them
    FigureChoices choices{};
    Theme theme = Theme::light;
    double font_scale = 1;
    bool plot_only = false;
    Item highlight{};

    // Drawn from the frame, when it is needed.
    bool drawing_is_old = true, picture_is_old = true;
    bool has_time = true; // to be painted when it is its turn: a new run, a study that follows one
    PaintTurns* turns = nullptr;
    StudyDesk* desk = nullptr;
    Drawing drawing{.empty = "Appears once a run has begun."};
    struct Ghost {
        FramePointer frame{};
        Drawing drawing{};
    };
    std::vector<Ghost> ghosts{};
    FigurePainter painter{};
    QPixmap picture{};
    ZoomHistory zoom{};
    QElapsedTimer described{}; // since the accessible description was last renewed

    // Under the pointer.
    std::optional<Hit> hit{};
    Item hovered{}; // announced last
    QPointF pointer{};
    FigureTools* tools = nullptr;
    std::vector<HandleGrip*> grips{}; // one for each handle that was last drawn
    std::set<std::size_t> held{};     // panels whose hovered handle was clicked fast

    enum class Drag { none, undecided, box, pan, cursor, grip, brush };
    Drag drag = Drag::none;
    std::size_t drag_panel = 0;
    QPointF drag_from{};
    std::int64_t step_before = 0; // shown when the axis was clicked
    PanelView drag_view{};        // as it was when a pan began
    std::optional<AxisRange> drag_right{};

    FigureStyle style() const
    {
        FigureStyle screen;
        screen.plot_only = plot_only;
        return screen.scaled(font_scale);
    }
    const Palette& palette() const { return Palette::of(theme); }
    std::chrono::milliseconds shown_for() const
    {
        return std::chrono::milliseconds(since_frame.isValid() ? since_frame.elapsed() : 0);
    }
    FigureSubject subject() const;
    DrawnRun run() const
    {
        return {&drawing,
                frame ? std::span<const Series>(frame->series) : std::span<const Series>(),
                frame ? frame->step : 0};
    }
    void redraw(); // the drawing, from the frame

    /// The part of a figure that the pointer is on.
    enum class Place { outside, plot, x_axis, y_axis, right_axis };
    struct Spot {
        Place place = Place::outside;
        std::size_t panel = 0;
    };
    Spot spot(QPointF) const;
    bool near_cursor(QPointF, std::size_t panel) const;
    bool has_step_axis() const;
    bool has_handles() const;
    /// The handle of the panel that comes to where one clicks or points; null: none.
    HandleGrip* grip_of(std::size_t panel, Grip) const;
    const Brush* brush_of(std::size_t panel) const;
    bool is_image(std::size_t panel) const; // it has no axes to zoom
    /// Nothing is shown before the sweep has been started: the button for it stays in sight.
    bool waits_for_sweep() const { return !figure.sweeps.empty() && drawing.panels.empty(); }
    void zoom_to(std::size_t panel, const std::optional<AxisRange>& x,
                 const std::optional<AxisRange>& y, const std::optional<AxisRange>& right = {});
    std::optional<Hit> hit_at(QPointF) const;
};

/// The read-out beside what is under the pointer.
void paint_read_out(QPainter&, const Hit&, QSizeF size, const FigureStyle&, const Palette&);

/// Where a handle has been dragged from and to, and what it sets there.
void paint_ghost(QPainter&, const HandleGrip&, QSizeF size, const FigureStyle&, const Palette&);

} // namespace etalon
