#include "ui/wrapped_label.hpp"

#include <QEvent>

#include <algorithm>

namespace etalon {

WrappedLabel::WrappedLabel(QWidget* parent)
    : QLabel(parent)
{
    setWordWrap(true);
    forget();
}

void WrappedLabel::setWords(const QString& words)
{
    if (words == text())
        return;
    forget();
    setText(words);
}

void WrappedLabel::forget()
{
    heights_.fill({-1, 0});
    hint_ = least_ = QSize();
}

int WrappedLabel::heightForWidth(int width) const
{
    const auto known =
        std::find_if(heights_.begin(), heights_.end(), [&](auto at) { return at.first == width; });
    if (known != heights_.end())
        return known->second;
    std::rotate(heights_.begin(), heights_.end() - 1, heights_.end());
    heights_.front() = {width, QLabel::heightForWidth(width)};
    return heights_.front().second;
}

QSize WrappedLabel::sizeHint() const
{
    if (!hint_.isValid())
        hint_ = QLabel::sizeHint();
    return hint_;
}

QSize WrappedLabel::minimumSizeHint() const
{
    if (!least_.isValid())
        least_ = QLabel::minimumSizeHint();
    return least_;
}

bool WrappedLabel::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::Polish:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::ContentsRectChange:
        forget();
        break;
    default:
        break;
    }
    return QLabel::event(event);
}

} // namespace etalon
