// The run in miniature: its headline curve, its events, and the handle that picks a moment.
#pragma once

#include "ui/frame.hpp"
#include "ui/theme.hpp"

#include <QWidget>

#include <vector>

class QToolButton;

namespace etalon {

class Timeline : public QWidget {
    Q_OBJECT

public:
    explicit Timeline(QWidget* parent = nullptr);

    void setFrame(FramePointer frame);
    void setEvents(std::vector<Event> events);
    void setCanBranch(bool can);
    void setLogarithmic(bool logarithmic); // of the height, not of time
    bool isLogarithmic() const { return logarithmic_; }
    void setHighlight(const Item& item);
    void setPinned(const std::vector<Item>& items);
    void setLook(const Look& look);

    /// Where a step stands, in pixels from the left, and back.
    double position(double step) const;
    std::int64_t stepAt(double x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void scrubbed(qint64 step);
    void liveRequested(); // back to the newest
    void branchRequested();
    void highlighted(const etalon::Item& item);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF area() const; // of the curve
    double steps() const;
    void drawCurve(QPainter& painter) const;
    void drawAxis(QPainter& painter) const;
    void drawChanges(QPainter& painter) const;
    void drawEvents(QPainter& painter) const;
    void drawHandle(QPainter& painter) const;
    const Event* eventAt(double x) const;
    void placeTools();
    void scrubTo(double x);

    FramePointer frame_;
    std::vector<Event> events_;
    Item highlight_;
    std::vector<Item> pinned_;
    Look look_;
    bool logarithmic_ = false;
    QToolButton* branch_ = nullptr;
    QToolButton* scale_ = nullptr;
};

} // namespace etalon
