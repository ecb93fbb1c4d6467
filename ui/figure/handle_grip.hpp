// The grip on a handle of a figure: seen under the pointer, moved with mouse or arrow keys.
#pragma once

#include "ui/figure/figure_view.hpp"
#include "ui/figure/marks.hpp"
#include "ui/figure/style.hpp"

#include <QWidget>

#include <optional>

namespace etalon {

/// A child of the figure's view. While it is moved it ignores where the drawing puts it; the view
/// draws the trail and says the values.
class HandleGrip : public QWidget {
    Q_OBJECT

public:
    explicit HandleGrip(FigureView* view);

    /// `schema` (of the run that is shown) must outlive the grip or the next call.
    void setHandle(const Handle& handle, const PanelView& view, std::size_t panel_index,
                   const Panel& panel, const Schema& schema, const std::vector<Option>& options);
    void setColours(const Palette& palette, const FigureStyle& style);

    const Handle& handle() const { return handle_; } // as it was drawn
    /// Where it has been moved to; nothing while it stands where it was drawn.
    const std::optional<Handle>& moved() const { return moved_; }
    QPointF place(const Handle& handle) const; // in the view
    const PanelView& panel() const { return panel_; }
    std::size_t panelIndex() const { return panel_index_; }
    /// To a place in the view, as if dragged there; `release` lets go.
    void bring(QPointF at);
    void release() { finish(DragPhase::released); }
    const std::optional<BarBox>& bar() const { return bar_; } // whose upper end the handle is
    Overrides values() const;
    QString reading() const; // "secondary_ratio 0.83"

Q_SIGNALS:
    void changed(); // moved: the view has a trail to draw
    void dragged(const etalon::Overrides& values, etalon::DragPhase phase);
    void optionsDragged(const std::map<std::string, double>& values);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void moveTo(const Handle& where);
    QString name_of(const std::string& option) const;
    void finish(DragPhase phase);
    void describe();
    void follow();

    Handle handle_{};
    std::optional<Handle> moved_, was_; // `was_`: before it was moved, to take options back
    PanelView panel_{};
    std::size_t panel_index_ = 0;
    std::vector<Option> options_;
    std::optional<BarBox> bar_;
    const Schema* schema_ = nullptr;
    const Palette* palette_ = nullptr;
    FigureStyle style_{};
    bool focus_is_keyed_ = false; // reached by Tab: the frame shows where it is
    std::optional<QPointF> held_; // from the pointer to the handle, in the view
};

} // namespace etalon
