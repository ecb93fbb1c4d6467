// A figure with its frame in the grid; its title is the handle it is dragged by.
#pragma once

#include "ui/figure/figure_view.hpp"
#include "ui/theme.hpp"

#include <QFrame>
#include <QPoint>

#include <optional>

namespace etalon {

class OptionStrip;

class FigureCard : public QFrame {
    Q_OBJECT

public:
    explicit FigureCard(const Figure& figure, QWidget* parent = nullptr);

    FigureView& view() { return *view_; }
    const Figure& figure() const { return view_->figure(); }
    void setLook(const Look& look);

Q_SIGNALS:
    /// The card of `figure_id` was dropped here.
    void exchangeRequested(const QString& figure_id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void startDrag();
    void setDropping(bool dropping);

    FigureView* view_ = nullptr;
    OptionStrip* strip_ = nullptr;
    int handle_height_ = 34;
    std::optional<QPoint> pressed_;
};

} // namespace etalon
