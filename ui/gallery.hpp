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
class QScrollArea;
class QVBoxLayout;

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
    /// Of all below the picture, on a card of this width.
    int textHeight(int width, bool with_reference) const;
    void setPicture(int height, bool with_reference);
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
    QLabel* reference_ = nullptr;
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
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void arrange();

    std::vector<GalleryCard*> cards_;
    QScrollArea* area_ = nullptr;
    QVBoxLayout* column_ = nullptr;
    QLabel *heading_ = nullptr, *motto_ = nullptr;
    QGridLayout* grid_ = nullptr;
    Notice* notice_ = nullptr;
    Look look_;
};

} // namespace etalon
