// One colour laid over the pixels of a premultiplied image.
#pragma once

#include <QColor>

#include <cstdint>

namespace etalon {

struct PixelBrush {
    std::uint32_t red, green, blue, alpha;
    std::uint32_t solid;

    explicit PixelBrush(QRgb colour)
        : red(static_cast<std::uint32_t>(qRed(colour)))
        , green(static_cast<std::uint32_t>(qGreen(colour)))
        , blue(static_cast<std::uint32_t>(qBlue(colour)))
        , alpha(static_cast<std::uint32_t>(qAlpha(colour)))
        , solid(qPremultiply(colour))
    {
    }

    void dab(std::uint32_t& pixel, float coverage) const
    {
        const auto share = static_cast<std::uint32_t>(coverage * 256);
        const std::uint32_t opacity = alpha * share >> 8, rest = 255 - opacity;
        // Two channels at a time, each in its own 16 bits: exact to one level.
        const std::uint32_t odd = ((pixel >> 8) & 0x00FF00FF) * rest + 0x00800080;
        const std::uint32_t even = (pixel & 0x00FF00FF) * rest + 0x00800080;
        const std::uint32_t source_odd = ((solid >> 8) & 0x00FF00FF) * share >> 8;
        const std::uint32_t source_even = (solid & 0x00FF00FF) * share >> 8;
        const auto divided = [](std::uint32_t both) {
            return ((both + ((both >> 8) & 0x00FF00FF)) >> 8) & 0x00FF00FF;
        };
        pixel = ((divided(odd) + (source_odd & 0x00FF00FF)) << 8) + divided(even)
            + (source_even & 0x00FF00FF);
    }
};

} // namespace etalon
