#include "ui/elided_label.hpp"

#include "ui/figure/figure_layout.hpp"

#include <QPainter>
#include <QStyle>

namespace etalon {

namespace {

constexpr int least_width = 20;

} // namespace

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent)
    : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
}

QString ElidedLabel::shownText() const
{
    const int room = contentsRect().width();
    const QString words = shortened(text(), QFontMetricsF(fontMetrics()), room);
    return words.isEmpty() ? fontMetrics().elidedText(text(), Qt::ElideRight, room) : words;
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {least_width, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment()), palette(),
                          isEnabled(), shownText(), foregroundRole());
}

} // namespace etalon
