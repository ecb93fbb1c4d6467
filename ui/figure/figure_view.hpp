// One figure on screen: painted from the frame it was last given, read with mouse and keys.
#pragma once

#include "ui/figure/figure_source.hpp"
#include "ui/figure/palette.hpp"

#include <QImage>
#include <QWidget>

#include <map>
#include <memory>
#include <string>
#include <vector>

class QMenu;

namespace etalon {

class PaintTurns;
class StudyDesk;

/// How far the drag of a handle is. Cancelled: all is as before it, and there are no values.
enum class DragPhase { moving, released, cancelled };

class FigureView : public QWidget {
    Q_OBJECT

public:
    /// `figure` must outlive the view (it belongs to the experiment).
    explicit FigureView(const Figure& figure, QWidget* parent = nullptr);
    ~FigureView() override;

    const Figure& figure() const;

    /// First paintings on screen wait for their turn; `turns` must outlive the view's use.
    void setTurns(PaintTurns* turns);

    /// Studies are asked for there; without one they are made before each drawing. `desk` must
    /// outlive the view's use.
    void setDesk(StudyDesk* desk);

    /// Shows this instant. Costs nothing while hidden or when nothing changed.
    void setFrame(FramePointer);
    const FramePointer& frame() const;

    /// A miniature: the panels alone, without title, caption, legend, notes and rim.
    void setPlotOnly(bool);
    void setTheme(Theme);
    /// 1 = normal; type, lines and margins grow alike.
    void setFontScale(double);
    /// The item that all figures emphasise; an empty kind: none.
    void setHighlight(const Item&);
    /// The items that all figures emphasise until they are let go; figures may draw more about them.
    void setPinned(const std::vector<Item>&);

    /// The chosen value of one of the figure's options, its default included.
    Value option(const std::string& key) const;
    void setOption(const std::string& key, const Value&);
    /// The options that the figure has with the shown parameters.
    const std::vector<Option>& options() const;
    /// All that `write_figure` needs besides figure and frame.
    FigureChoices choices() const;

    /// Results so far of the sweep under this figure; `progress` ("12 of 30 runs") stands in the
    /// toolbar, empty: none is running.
    void setSweep(std::vector<KeptRun> results, const std::string& key, const QString& progress);

    /// Back to the automatic ranges on all axes.
    void resetZoom();
    bool isZoomed() const;

    /// What is drawn, in a few words, for screen readers: "mode 1: 0.98 at step 330, rising; …".
    QString summary() const;

    /// The card as it looks now, without read-outs and tools, for the clipboard and thumbnails.
    QImage picture(QSize size, qreal device_pixel_ratio = 1) const;

    void copyImage() const;
    void copySvg() const;
    void copyTable() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void
    highlighted(const etalon::Item& item); // under the pointer; an empty kind: nothing any more
    void pinned(const etalon::Item& item); // clicked
    void stepPicked(qint64 step);          // the time cursor was dragged or moved by keys
    void enlargeRequested();
    void exportRequested();
    void sweepRequested(const std::string& key);
    void optionChanged(const std::string& key);
    void optionsDeclared(); // with other parameters the figure has other options
    void handleDragged(const etalon::Overrides& values, etalon::DragPhase phase);

protected:
    bool event(QEvent*) override;
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void showEvent(QShowEvent*) override;
    void enterEvent(QEnterEvent*) override;
    void leaveEvent(QEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

private:
    class State;
    std::unique_ptr<State> state_;

    bool isOnScreen(const QPainter& painter) const;
    void paintCard(QPainter& painter) const;
    void placeChildren(); // tools and grips, where the layout has room for them
    void placeTools();
    void placeGrips();
    void showTools();
    void declareOptions(const std::vector<Option>& declared);
    void setOptions(const std::map<std::string, double>& values);
    bool pressOnPanel(std::size_t panel, QPointF at);
    void paintStroke(QPointF from, QPointF to);
    void followPointer(QPointF at);
    bool showCaption(const QPoint& at, const QPoint& on_screen);
};

} // namespace etalon
