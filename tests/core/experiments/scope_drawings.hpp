// Looking into drawings of linear-scope.
#pragma once

#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/hand_made_scope.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace etalon::test {

/// A hand-made run of another task.
inline Overrides task(const std::string& name)
{
    return {{"task", name}};
}

/// What is wrong with a drawing; scope images and singular vectors can be pointed at as well.
inline std::string mistakes(const FigureInput& input, const Drawing& drawing)
{
    DrawingCheck check(input, 0);
    check.check(drawing);
    std::string all;
    for (const std::string& mistake : check.mistakes)
        if (mistake != "kinds of items are known")
            all += mistake + "; ";
    return all;
}

/// The first panel with this in its title.
inline const Panel& titled(const Drawing& drawing, const std::string& title)
{
    for (const Panel& panel : drawing.panels)
        if (panel.title.find(title) != std::string::npos)
            return panel;
    throw std::runtime_error("no panel " + title);
}

/// The image on top.
inline const HeatMap& last_map(const Panel& panel)
{
    const HeatMap* found = nullptr;
    for (const Mark& mark : panel.marks)
        if (const auto* map = std::get_if<HeatMap>(&mark))
            found = map;
    if (!found)
        throw std::runtime_error("no image in " + panel.title);
    return *found;
}

/// Row 0 on top, as tensors hold it.
inline double pixel(const HeatMap& map, std::size_t row, std::size_t column)
{
    return map.values[(map.rows - 1 - row) * map.columns + column];
}

inline bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace etalon::test
