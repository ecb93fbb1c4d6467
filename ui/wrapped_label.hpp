#pragma once

#include <QLabel>

#include <array>
#include <utility>

namespace etalon {

/// A label of wrapped words that remembers how high it is at the widths it was asked for last:
/// layouts ask for the same few again and again, and each answer is a typesetting of its own.
class WrappedLabel : public QLabel {
    Q_OBJECT

public:
    explicit WrappedLabel(QWidget* parent = nullptr);

    /// In place of setText().
    void setWords(const QString& words);

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;

private:
    void forget();

    mutable std::array<std::pair<int, int>, 4> heights_; ///< (width, height), the latest first.
    mutable QSize hint_, least_;
};

} // namespace etalon
