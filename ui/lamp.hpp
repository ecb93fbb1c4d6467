// A small coloured dot that says at a glance whether something is well.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/theme.hpp"

#include <QWidget>

namespace etalon {

/// Never colour alone: caution is a triangle, bad a square; the text is its tool tip.
class Lamp : public QWidget {
    Q_OBJECT

public:
    explicit Lamp(QWidget* parent = nullptr);

    void setReading(Level level, const QString& text);
    void setLook(const Look& look);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Level level_ = Level::plain;
    Look look_;
};

} // namespace etalon
