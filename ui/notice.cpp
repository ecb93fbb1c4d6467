#include "ui/notice.hpp"

#include "ui/icons.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

namespace etalon {

namespace {

constexpr int seconds_shown = 6;

} // namespace

Notice::Notice(QWidget* parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("notice"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 6, 6, 6);
    label_ = new QLabel;
    label_->setWordWrap(true);
    label_->setTextFormat(Qt::PlainText);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line->addWidget(label_, 1);
    close_ = new QToolButton;
    close_->setObjectName(QStringLiteral("rowTool"));
    close_->setFocusPolicy(Qt::TabFocus);
    close_->setAccessibleName(tr("Close this message"));
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    line->addWidget(close_);
    timer_ = new QTimer(this);
    timer_->setSingleShot(true);
    timer_->setInterval(1000 * seconds_shown);
    connect(timer_, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

void Notice::tell(const QString& what)
{
    showText(what);
    timer_->start();
}

void Notice::complain(const QString& why)
{
    timer_->stop();
    showText(why);
}

void Notice::showText(const QString& text)
{
    label_->setText(text);
    setAccessibleName(text);
    show();
    raise();
}

QString Notice::text() const
{
    return isHidden() ? QString() : label_->text();
}

void Notice::setLook(const Look& look)
{
    close_->setIcon(icon(QStringLiteral("close"), look.colours().muted));
}

} // namespace etalon
