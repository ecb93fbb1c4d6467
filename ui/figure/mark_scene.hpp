// What every mark is painted with: where, in which colours, how carefully.
#pragma once

#include "ui/figure/palette.hpp"
#include "ui/figure/panel_view.hpp"
#include "ui/figure/style.hpp"

#include <QPainter>

#include <algorithm>
#include <span>

namespace etalon {

struct MarkScene {
    QPainter& painter;
    const PanelView& view;
    const FigureStyle& style;
    const Palette& palette;
    double pixel = 1;   // units to a device pixel; on paper, to the finest detail worth drawing
    bool fast = false;  // moving: no antialiasing where it is dear
    bool ghost = false; // another run, pale behind the shown one
    Item highlight{};   // under the pointer, emphasised; empty: none
    std::span<const Item> pinned{}; // emphasised as well

    bool is_pinned(const Item& item) const
    {
        return !item.kind.empty() && std::find(pinned.begin(), pinned.end(), item) != pinned.end();
    }
    bool is_highlighted(const Item& item) const
    {
        return (!highlight.kind.empty() && item == highlight) || is_pinned(item);
    }
    bool highlights_any() const { return !highlight.kind.empty() || !pinned.empty(); }
    /// Not emphasised, while others of its kind are.
    bool stands_back(const Item& item) const { return standing(item) < 1; }

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

    double strength(const Item& item) const { return (ghost ? 0.3 : 1) * standing(item); }

    /// Share of its colour that an item keeps: less beside one under the pointer, and somewhat less
    /// beside pinned ones, since those stay through a whole run that is to be seen as well.
    double standing(const Item& item) const
    {
        if (item.kind.empty() || !highlights_any() || is_highlighted(item))
            return 1;
        if (item.kind == highlight.kind)
            return 0.25;
        const bool beside_pinned =
            std::any_of(pinned.begin(), pinned.end(),
                        [&](const Item& other) { return other.kind == item.kind; });
        return beside_pinned ? 0.45 : 1;
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
