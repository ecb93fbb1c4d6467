#include "ui/tabular_label.hpp"

#include <QPainter>

#include <cmath>

namespace etalon {

TabularLabel::TabularLabel(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void TabularLabel::setText(const QString& text)
{
    if (text_ == text)
        return;
    const auto old_width = textWidth();
    text_ = text;
    setAccessibleName(text);
    if (std::abs(textWidth() - old_width) > 0.5)
        updateGeometry();
    update();
}

void TabularLabel::setColour(const QColor& colour)
{
    colour_ = colour;
    update();
}

qreal TabularLabel::advance(QChar letter) const
{
    const QFontMetricsF metrics(font());
    return metrics.horizontalAdvance(letter.isDigit() ? QChar(u'0') : letter);
}

qreal TabularLabel::textWidth() const
{
    qreal width = 0;
    for (const auto letter : text_)
        width += advance(letter);
    return width;
}

QSize TabularLabel::sizeHint() const
{
    return {int(std::ceil(textWidth())) + 1, int(std::ceil(QFontMetricsF(font()).height()))};
}

QSize TabularLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void TabularLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(colour_);
    const QFontMetricsF metrics(font());
    const qreal baseline = (height() - metrics.height()) / 2 + metrics.ascent();
    // Runs of other letters are drawn in one piece, with their kerning.
    qreal x = 0;
    for (qsizetype i = 0; i < text_.size();) {
        if (text_[i].isDigit()) {
            const qreal slack = advance(text_[i]) - metrics.horizontalAdvance(text_[i]);
            painter.drawText(QPointF(x + slack / 2, baseline), QString(text_[i]));
            x += advance(text_[i++]);
            continue;
        }
        qsizetype end = i;
        qreal width = 0;
        while (end < text_.size() && !text_[end].isDigit())
            width += advance(text_[end++]);
        painter.drawText(QPointF(x, baseline), text_.mid(i, end - i));
        x += width;
        i = end;
    }
}

} // namespace etalon
