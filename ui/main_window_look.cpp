// The part of MainWindow that follows theme, type size and width.
#include "ui/explanation_panel.hpp"
#include "ui/figure_grid.hpp"
#include "ui/gallery.hpp"
#include "ui/lesson_panel.hpp"
#include "ui/main_window.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_form.hpp"
#include "ui/presenter_keys.hpp"
#include "ui/status_line.hpp"
#include "ui/timeline.hpp"
#include "ui/transport_bar.hpp"

#include <QFrame>
#include <QStackedWidget>
#include <QWheelEvent>

#include <algorithm>

namespace etalon {

namespace {

constexpr int width_for_explanation = 1360, width_for_words = 1340;

} // namespace

void MainWindow::setSpeed(double factor)
{
    model_.setSpeed(factor);
    transport_->setSpeed(factor);
}

void MainWindow::setThemeChoice(ThemeChoice choice)
{
    settings_.theme = choice;
    applyLook();
}

void MainWindow::setTypeScale(double scale)
{
    settings_.scale = std::clamp(scale, 0.8, 3.0);
    applyLook();
}

void MainWindow::applyLook()
{
    look_.theme = etalon::resolve(settings_.theme);
    look_.scale = settings_.scale * (in_presentation_ ? 1.25 : 1);
    dress(*this, look_);
    gallery_->setLook(look_);
    transport_->setLook(look_);
    form_->setLook(look_);
    notice_->setLook(look_);
    figures_->setLook(look_);
    lesson_panel_->setLook(look_);
    timeline_->setLook(look_);
    status_->setLook(look_);
    transport_->setRunning(model_.isMoving(), look_);
    form_card_->setFixedWidth(std::min(look_.pixels(286), std::max(286, width() / 4)));
    side_card_->setFixedWidth(std::min(look_.pixels(300), std::max(300, width() / 4)));
    adaptToWidth();
}

void MainWindow::setPresenting(bool full_screen)
{
    in_presentation_ = full_screen;
    actions_.full_screen->setChecked(full_screen);
    followMode();
    applyLook();
}

void MainWindow::followMode()
{
    using Mode = PresenterKeys::Mode;
    presenter_keys_->setMode(in_presentation_ ? Mode::full_screen
                                 : in_lesson_ ? Mode::lesson
                                              : Mode::off);
    actions_.blank->setEnabled(in_presentation_ || in_lesson_);
}

void MainWindow::adaptToWidth()
{
    const double room = width() / look_.scale;
    const bool explains =
        is_explanation_wished_.value_or(settings_.explanation && room >= width_for_explanation);
    actions_.explanation->setChecked(explains);
    side_card_->setVisible(in_lesson_ || explains);
    side_->setCurrentWidget(in_lesson_ ? static_cast<QWidget*>(lesson_panel_) : explanation_);
    transport_->setCompact(room < width_for_words);
    if (model_.frame())
        interpret();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    adaptToWidth();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && isFullScreen() != in_presentation_)
        setPresenting(isFullScreen()); // the desktop's doing
    if (event->type() == QEvent::ThemeChange || event->type() == QEvent::ApplicationPaletteChange) {
        if (settings_.theme == ThemeChoice::system && figures_
            && etalon::resolve(settings_.theme) != look_.theme)
            applyLook();
    }
}

void MainWindow::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers() & Qt::ControlModifier && event->angleDelta().y() != 0) {
        setTypeScale(settings_.scale * (event->angleDelta().y() > 0 ? 1.1 : 1 / 1.1));
        event->accept();
    } else
        QMainWindow::wheelEvent(event);
}

} // namespace etalon
