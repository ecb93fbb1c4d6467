// The look of the window around the figures: one palette and one style sheet, from their colours.
#pragma once

#include "ui/figure/palette.hpp"

#include <QPalette>
#include <QString>

class QWidget;

namespace etalon {

enum class ThemeChoice { system, light, dark };

/// `system` looks at the desktop's colours.
Theme resolve(ThemeChoice choice);

/// What every part of the window needs to draw itself.
struct Look {
    Theme theme = Theme::light;
    double scale = 1; // of type; a lecture hall wants 1.5

    const Palette& colours() const { return Palette::of(theme); }
    int pixels(double at_scale_one) const;
};

QPalette widgetPalette(const Palette& colours);
QString styleSheet(const Look& look);

/// Palette, font and style sheet for a top-level widget and all in it.
void dress(QWidget& window, const Look& look);

} // namespace etalon
