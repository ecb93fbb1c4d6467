// A line of text whose digits all take the same room, so that running numbers do not dance.
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

namespace etalon {

class TabularLabel : public QWidget {
    Q_OBJECT

public:
    explicit TabularLabel(QWidget* parent = nullptr);

    void setText(const QString& text);
    const QString& text() const { return text_; }
    void setColour(const QColor& colour);
    /// Gives way where there is little room; others keep their whole text in sight.
    void setElides(bool elides);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    qreal advance(QChar letter) const;
    qreal textWidth(const QString& text) const;
    QString shownText() const;

    bool elides_ = false;
    QString text_;
    QColor colour_ = Qt::black;
};

} // namespace etalon
