// What every mark is painted with: where, in which colours, how carefully.
#pragma once

#include "ui/figure/palette.hpp"
#include "ui/figure/panel_view.hpp"
#include "ui/figure/style.hpp"

#include <QPainter>

namespace etalon {

struct MarkScene {
    QPainter& painter;
    const PanelView& view;
    const FigureStyle& style;
    const Palette& palette;
    double pixel = 1;   // units to a device pixel; on paper, to the finest detail worth drawing
    bool fast = false;  // moving: no antialiasing where it is dear
    bool ghost = false; // another run, pale behind the shown one
    Item highlight{};   // emphasised; empty: none

    bool is_highlighted(const Item& item) const
    {
        return !highlight.kind.empty() && item == highlight;
    }
    /// Of another item of the highlighted kind.
    bool stands_back(const Item& item) const
    {
        return item.kind == highlight.kind && !item.kind.empty() && item != highlight;
    }

    /// The ink as an opaque colour on the card: paler for ghosts, for `share` < 1, and for items that
    /// stand back.
    QColor line_colour(const Ink& ink, const Item& item = {}, double share = 1) const
    {
        const QColor colour = palette.ink(ink);
        return blend(colour, palette.card,
                     share * static_cast<double>(colour.alphaF()) * strength(item));
    }

    /// The ink as a translucent fill.
    QColor fill_colour(const Ink& ink, const Item& item = {}, double share = 1) const
    {
        QColor colour = palette.ink(ink);
        colour.setAlphaF(
            static_cast<float>(share * static_cast<double>(colour.alphaF()) * strength(item)));
        return colour;
    }

    double strength(const Item& item) const
    {
        return (ghost ? 0.3 : 1) * (stands_back(item) ? 0.25 : 1);
    }

    double width(Weight weight) const
    {
        switch (weight) {
        case Weight::hairline:
            return style.hairline;
        case Weight::thin:
            return style.thin;
        case Weight::normal:
            return style.normal;
        case Weight::bold:
            return style.bold;
        }
        return style.normal;
    }
};

/// Share of its colour that a measured trace keeps after the shown step.
constexpr double share_after_step = 0.22;

} // namespace etalon
