#include "ui/figure/style.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

FigureStyle FigureStyle::scaled(double factor) const
{
    FigureStyle result = *this;
    for (double* length :
         {&result.title, &result.caption, &result.text, &result.ticks, &result.hairline,
          &result.thin, &result.normal, &result.bold, &result.point})
        *length *= factor;
    return result;
}

const std::vector<FigureStyle>& figure_styles()
{
    // Type sizes on paper are whole points: Qt's fonts take whole units.
    static const std::vector<FigureStyle> styles{
        {.name = "screen",
         .label = "As on screen",
         .width_mm = 225,
         .height_mm = 140,
         .title = 15,
         .caption = 12,
         .text = 12,
         .ticks = 11,
         .paper = true},
        {.name = "slide",
         .label = "Slide, 16:9",
         .width_mm = 338.7,
         .height_mm = 190.5,
         .title = 28,
         .caption = 20,
         .text = 22,
         .ticks = 20,
         .hairline = 1,
         .thin = 1.8,
         .normal = 3.2,
         .bold = 4.6,
         .point = 1.9,
         .paper = true},
        {.name = "column",
         .label = "One column, 89 mm",
         .width_mm = 89,
         .height_mm = 62,
         .title = 8,
         .caption = 7,
         .text = 7,
         .ticks = 6,
         .hairline = 0.35,
         .thin = 0.5,
         .normal = 0.9,
         .bold = 1.4,
         .point = 0.6,
         .paper = true},
        {.name = "wide",
         .label = "Two columns, 183 mm",
         .width_mm = 183,
         .height_mm = 100,
         .title = 8,
         .caption = 7,
         .text = 7,
         .ticks = 6,
         .hairline = 0.35,
         .thin = 0.5,
         .normal = 1,
         .bold = 1.5,
         .point = 0.7,
         .paper = true},
        {.name = "icml",
         .label = "ICML column, 3.25 in",
         .width_mm = 82.5,
         .height_mm = 60,
         .title = 9,
         .caption = 8,
         .text = 8,
         .ticks = 7,
         .hairline = 0.4,
         .thin = 0.6,
         .normal = 1,
         .bold = 1.5,
         .point = 0.65,
         .paper = true},
        {.name = "beamer",
         .label = "Beamer, 16:9",
         .width_mm = 140,
         .height_mm = 70,
         .title = 11,
         .caption = 9,
         .text = 9,
         .ticks = 8,
         .hairline = 0.5,
         .thin = 0.8,
         .normal = 1.4,
         .bold = 2,
         .point = 0.9,
         .paper = true},
    };
    return styles;
}

const FigureStyle& find_style(std::string_view name)
{
    const auto& styles = figure_styles();
    const auto found = std::find_if(styles.begin(), styles.end(), [&](const FigureStyle& style) {
        return style.name.toStdString() == name;
    });
    if (found == styles.end()) {
        std::string known;
        for (const FigureStyle& style : styles)
            known += (known.empty() ? "" : ", ") + style.name.toStdString();
        throw UsageError("Unknown figure style \"" + std::string(name) + "\"; choose one of "
                         + known + ".");
    }
    return *found;
}

QFont figure_font(double size, bool bold)
{
    QFont font;
    font.setFamilies(
        {QStringLiteral("Inter"), QStringLiteral("Helvetica"), QStringLiteral("DejaVu Sans")});
    font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(size))));
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    font.setHintingPreference(QFont::PreferNoHinting); // equal widths on screen and paper
    return font;
}

} // namespace etalon
