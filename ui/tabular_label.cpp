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
    const auto old_width = textWidth(text_);
    text_ = text;
    setAccessibleName(text);
    if (std::abs(textWidth(text_) - old_width) > 0.5)
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

void TabularLabel::setElides(bool elides)
{
    elides_ = elides;
    updateGeometry();
}

qreal TabularLabel::textWidth(const QString& text) const
{
    qreal width = 0;
    for (const auto letter : text)
        width += advance(letter);
    return width;
}

QString TabularLabel::shownText() const
{
    QString text = text_;
    for (auto kept = text_.size(); kept > 0 && textWidth(text) > width(); --kept)
        text = text_.left(kept - 1).trimmed() + QChar(u'…');
    return text;
}

QSize TabularLabel::sizeHint() const
{
    return {int(std::ceil(textWidth(text_))) + 1, int(std::ceil(QFontMetricsF(font()).height()))};
}

QSize TabularLabel::minimumSizeHint() const
{
    return {elides_ ? 0 : sizeHint().width(), sizeHint().height()};
}

void TabularLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(colour_);
    const QFontMetricsF metrics(font());
    const qreal baseline = (height() - metrics.height()) / 2 + metrics.ascent();
    const QString text = shownText();
    // Runs of other letters are drawn in one piece, with their kerning.
    qreal x = 0;
    for (qsizetype i = 0; i < text.size();) {
        if (text[i].isDigit()) {
            const qreal slack = advance(text[i]) - metrics.horizontalAdvance(text[i]);
            painter.drawText(QPointF(x + slack / 2, baseline), QString(text[i]));
            x += advance(text[i++]);
            continue;
        }
        qsizetype end = i;
        qreal width = 0;
        while (end < text.size() && !text[end].isDigit())
            width += advance(text[end++]);
        painter.drawText(QPointF(x, baseline), text.mid(i, end - i));
        x += width;
        i = end;
    }
}

} // namespace etalon
