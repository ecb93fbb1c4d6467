#include "ui/figure/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon {

namespace {

// Okabe and Ito's colours, dark to light, then darker and lighter variants of them for the rare
// figure with more than six series.
constexpr std::array<QRgb, 18> sequence_on_light{
    0xFF0072B2, 0xFFD55E00, 0xFF009E73, 0xFFCC79A7, 0xFFE69F00, 0xFF56B4E9,
    0xFF004A75, 0xFF8A3B00, 0xFF00634A, 0xFF8B4570, 0xFF946500, 0xFF23759F,
    0xFF4F9BCB, 0xFFE98B45, 0xFF4DBB9B, 0xFFDFA6C5, 0xFFEFBD55, 0xFF8CCBF0};
constexpr std::array<QRgb, 18> sequence_on_dark{
    0xFF56B4E9, 0xFFF0803C, 0xFF2CC295, 0xFFE193BD, 0xFFF0B030, 0xFF9AD4F7,
    0xFF2E86C1, 0xFFC65A14, 0xFF149470, 0xFFB8658F, 0xFFB98310, 0xFF5F9FC6,
    0xFF8CA6FF, 0xFFF7AC7C, 0xFF7ADBBD, 0xFFEFBFD8, 0xFFF6CF7E, 0xFFE3F4D9};

// Equal steps of lightness from dark violet to yellow; ordered also in grey print.
constexpr std::array<QRgb, 9> sequential_stops{0xFF440154, 0xFF472D7B, 0xFF3B528B,
                                               0xFF2C728E, 0xFF21918C, 0xFF28AE80,
                                               0xFF5EC962, 0xFFADDC30, 0xFFFDE725};
constexpr std::array<QRgb, 7> diverging_on_light{0xFF053061, 0xFF2F79B5, 0xFF9CC8E0, 0xFFF7F7F7,
                                                 0xFFF4AE8B, 0xFFC84440, 0xFF67001F};
// The centre melts into the card, the ends shine.
constexpr std::array<QRgb, 7> diverging_on_dark{0xFF9FD6FF, 0xFF4C9FDD, 0xFF2B5578, 0xFF252A30,
                                                0xFF7A3C33, 0xFFD9694F, 0xFFFFB59C};

template <std::size_t size>
QColor interpolate(const std::array<QRgb, size>& stops, double share)
{
    const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(size - 1);
    const auto lower = std::min(static_cast<std::size_t>(place), size - 2);
    return blend(QColor(stops[lower + 1]), QColor(stops[lower]),
                 place - static_cast<double>(lower));
}

Palette light_palette()
{
    Palette palette;
    palette.window = QColor(0xF3, 0xF5, 0xF7);
    palette.card = Qt::white;
    palette.border = QColor(0xDD, 0xE2, 0xE7);
    palette.raised = QColor(0xEE, 0xF2, 0xF5);
    palette.text = QColor(0x14, 0x17, 0x1A);
    palette.muted = QColor(0x5A, 0x64, 0x6E);
    palette.axis = QColor(0x6B, 0x75, 0x7F);
    palette.grid = QColor(0xEC, 0xEF, 0xF2);
    palette.accent = QColor(0x00, 0x72, 0xB2);
    palette.data = QColor(0xC6, 0xCB, 0xD2);
    palette.theory = QColor(0x14, 0x17, 0x1A);
    palette.good = QColor(0x00, 0x7A, 0x59);
    palette.caution = QColor(0x8A, 0x5A, 0x00);
    palette.bad = QColor(0xB8, 0x3E, 0x00);
    return palette;
}

Palette dark_palette()
{
    Palette palette;
    palette.window = QColor(0x14, 0x17, 0x1A);
    palette.card = QColor(0x1E, 0x22, 0x27);
    palette.border = QColor(0x31, 0x37, 0x3E);
    palette.raised = QColor(0x2B, 0x31, 0x38);
    palette.text = QColor(0xEC, 0xEF, 0xF2);
    palette.muted = QColor(0xA3, 0xAD, 0xB7);
    palette.axis = QColor(0x83, 0x8D, 0x97);
    palette.grid = QColor(0x2A, 0x2F, 0x36);
    palette.accent = QColor(0x56, 0xB4, 0xE9);
    palette.data = QColor(0x4C, 0x55, 0x5F);
    palette.theory = Qt::white;
    palette.good = QColor(0x2C, 0xC2, 0x95);
    palette.caution = QColor(0xF0, 0xB0, 0x30);
    palette.bad = QColor(0xF0, 0x80, 0x3C);
    palette.dark = true;
    return palette;
}

Palette print_palette()
{
    Palette palette = light_palette();
    palette.window = Qt::white;
    palette.text = palette.theory = Qt::black;
    palette.muted = QColor(0x30, 0x36, 0x3C);
    palette.axis = QColor(0x30, 0x36, 0x3C);
    palette.grid = QColor(0xF0, 0xF2, 0xF4);
    return palette;
}

} // namespace

QColor blend(const QColor& colour, const QColor& ground, double share)
{
    const auto mix = [share](int a, int b) {
        return static_cast<int>(std::lround(share * a + (1 - share) * b));
    };
    return QColor(mix(colour.red(), ground.red()), mix(colour.green(), ground.green()),
                  mix(colour.blue(), ground.blue()));
}

const Palette& Palette::of(Theme theme)
{
    static const Palette light = light_palette(), dark = dark_palette(), print = print_palette();
    return theme == Theme::light ? light : theme == Theme::dark ? dark : print;
}

QColor Palette::ink(const Ink& ink) const
{
    const auto resolve = [&]() -> QColor {
        switch (ink.hue) {
        case Hue::sequence: {
            const auto index = static_cast<std::size_t>(std::max(ink.index, 0));
            return dark ? sequence_on_dark[index % sequence_on_dark.size()]
                        : sequence_on_light[index % sequence_on_light.size()];
        }
        case Hue::neutral:
            return muted;
        case Hue::data:
            return data;
        case Hue::theory:
            return theory;
        case Hue::accent:
            return accent;
        case Hue::warning:
            return bad;
        case Hue::sequential:
            return mapped(ColourMap::sequential, ink.index / 100.0);
        }
        return text;
    };
    QColor colour = resolve();
    colour.setAlphaF(static_cast<float>(std::clamp(ink.opacity, 0.0, 1.0)));
    return colour;
}

QColor Palette::mapped(ColourMap map, double share) const
{
    if (map == ColourMap::sequential)
        return interpolate(sequential_stops, share);
    return dark ? interpolate(diverging_on_dark, share) : interpolate(diverging_on_light, share);
}

} // namespace etalon
