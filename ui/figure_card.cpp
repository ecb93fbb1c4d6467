#include "ui/figure_card.hpp"

#include "ui/option_strip.hpp"

#include <QApplication>
#include <QDrag>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPixmap>
#include <QStyle>
#include <QVBoxLayout>

namespace etalon {

namespace {

QString mimeType()
{
    return QStringLiteral("application/x-etalon-figure");
}

} // namespace

FigureCard::FigureCard(const Figure& figure, QWidget* parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("figureCard")); // the view draws the card itself
    setAcceptDrops(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    view_ = new FigureView(figure, this);
    view_->installEventFilter(this);
    column->setSpacing(0);
    column->addWidget(view_, 1);
    strip_ = new OptionStrip(this);
    column->addWidget(strip_);
    const auto declare = [this] {
        strip_->declare(view_->options());
        for (const Option& option : view_->options())
            if (option.in_sight)
                strip_->setValue(option.key, std::get<double>(view_->option(option.key)));
    };
    declare();
    connect(view_, &FigureView::optionsDeclared, this, declare);
    connect(view_, &FigureView::optionChanged, this, [this](const std::string& key) {
        const Value value = view_->option(key);
        if (const auto* number = std::get_if<double>(&value))
            strip_->setValue(key, *number);
    });
    connect(strip_, &OptionStrip::chosen, this,
            [this](const std::string& key, double value) { view_->setOption(key, value); });
}

void FigureCard::setLook(const Look& look)
{
    handle_height_ = look.pixels(34);
    view_->setTheme(look.theme);
    view_->setFontScale(look.scale);
    strip_->setLook(look);
}

bool FigureCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == view_) {
        if (event->type() == QEvent::MouseButtonPress) {
            const auto* press = static_cast<QMouseEvent*>(event);
            const auto place = press->position().toPoint();
            if (press->button() == Qt::LeftButton && place.y() < handle_height_)
                pressed_ = place;
        } else if (event->type() == QEvent::MouseButtonRelease)
            pressed_.reset();
        else if (event->type() == QEvent::MouseMove && pressed_) {
            const auto place = static_cast<QMouseEvent*>(event)->position().toPoint();
            if ((place - *pressed_).manhattanLength() > QApplication::startDragDistance()) {
                pressed_.reset();
                startDrag();
                return true;
            }
        }
    }
    return QFrame::eventFilter(watched, event);
}

void FigureCard::startDrag()
{
    auto* content = new QMimeData;
    content->setData(mimeType(), QByteArray::fromStdString(figure().id));
    auto* drag = new QDrag(this);
    drag->setMimeData(content);
    drag->setPixmap(grab().scaledToWidth(220, Qt::SmoothTransformation));
    drag->exec(Qt::MoveAction);
}

void FigureCard::setDropping(bool dropping)
{
    setProperty("dropping", dropping);
    style()->unpolish(this);
    style()->polish(this);
}

void FigureCard::dragEnterEvent(QDragEnterEvent* event)
{
    if (!event->mimeData()->hasFormat(mimeType()))
        return;
    event->acceptProposedAction();
    setDropping(true);
}

void FigureCard::dragLeaveEvent(QDragLeaveEvent*)
{
    setDropping(false);
}

void FigureCard::dropEvent(QDropEvent* event)
{
    setDropping(false);
    event->acceptProposedAction();
    Q_EMIT exchangeRequested(QString::fromUtf8(event->mimeData()->data(mimeType())));
}

} // namespace etalon
