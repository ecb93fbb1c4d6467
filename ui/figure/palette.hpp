// Colours as roles: light and dark for the screen, print for paper; safe for colour-blind readers.
#pragma once

#include "core/lab/figure.hpp"

#include <QColor>

namespace etalon {

enum class Theme { light, dark, print };

/// What a theme's roles look like. The interface around the figures uses the same colours.
struct Palette {
    QColor window; // behind the cards
    QColor card;   // behind a figure
    QColor border; // of a card
    QColor raised; // buttons under the pointer, read-outs
    QColor text;
    QColor muted; // captions, axis titles, tick labels
    QColor axis;  // axis lines and ticks
    QColor grid;
    QColor accent;
    QColor data; // pale fill: the data behind the model
    QColor theory;
    QColor good, caution, bad;
    bool dark = false;

    static const Palette& of(Theme);

    QColor ink(const Ink&) const;

    /// A colour of a map: `share` from 0 to 1 (sequential), with 0.5 as the centre (diverging).
    QColor mapped(ColourMap, double share) const;
};

/// `share` of `colour`, the rest of `ground`: opaque, so that crossing lines do not add up.
QColor blend(const QColor& colour, const QColor& ground, double share);

} // namespace etalon
