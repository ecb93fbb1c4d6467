// The first page: every experiment as a card with a small run of its own.
#pragma once

#include "core/lab/experiment.hpp"
#include "ui/theme.hpp"

#include <QFrame>
#include <QWidget>

#include <span>
#include <vector>

class QGridLayout;
class QLabel;

namespace etalon {

class FigureView;
class Notice;
class RunModel;

/// Acts as a button.
class GalleryCard : public QFrame {
    Q_OBJECT

public:
    GalleryCard(const Experiment& experiment, QWidget* parent);

    void setLook(const Look& look);
    void wakeUp(); // lets the miniature play, once
    void rest();

Q_SIGNALS:
    void chosen(const QString& experiment);

protected:
    bool event(QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    const Experiment& experiment_;
    RunModel* model_ = nullptr;
    FigureView* view_ = nullptr;
};

class Gallery : public QWidget {
    Q_OBJECT

public:
    Gallery(std::span<const Experiment> experiments, QWidget* parent);

    void setLook(const Look& look);
    Notice& notice() const { return *notice_; }

Q_SIGNALS:
    void chosen(const QString& experiment);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void arrange();

    std::vector<GalleryCard*> cards_;
    QGridLayout* grid_ = nullptr;
    Notice* notice_ = nullptr;
    Look look_;
    int columns_ = 0;
};

} // namespace etalon
