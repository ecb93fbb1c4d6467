#include "core/lab/contour.hpp"

#include <array>
#include <cmath>

namespace etalon {

Segments contour_line(const HeatMap& map, double level)
{
    Segments line;
    if (map.rows < 2 || map.columns < 2 || map.values.size() < map.rows * map.columns)
        return line;
    const double width = (map.right - map.left) / static_cast<double>(map.columns);
    const double height = (map.top - map.bottom) / static_cast<double>(map.rows);
    for (std::size_t row = 0; row + 1 < map.rows; ++row)
        for (std::size_t column = 0; column + 1 < map.columns; ++column) {
            const double* lower = map.values.data() + row * map.columns + column;
            const double* upper = lower + map.columns;
            // Corners and edges go round: lower left, lower right, upper right, upper left; edge k
            // joins corners k and k + 1.
            const std::array<double, 4> corner{lower[0] - level, lower[1] - level, upper[1] - level,
                                               upper[0] - level};
            const int above = (corner[0] >= 0 ? 1 : 0) + (corner[1] >= 0 ? 2 : 0)
                + (corner[2] >= 0 ? 4 : 0) + (corner[3] >= 0 ? 8 : 0);
            if (above == 0 || above == 15
                || !std::isfinite(corner[0] + corner[1] + corner[2] + corner[3]))
                continue;
            const double left = map.left + (static_cast<double>(column) + 0.5) * width;
            const double bottom = map.bottom + (static_cast<double>(row) + 0.5) * height;
            const auto crossing = [&](int edge) -> std::pair<double, double> {
                const double from = corner[static_cast<std::size_t>(edge)],
                             to = corner[static_cast<std::size_t>((edge + 1) % 4)];
                const double share = from / (from - to);
                switch (edge) {
                case 0:
                    return {left + share * width, bottom};
                case 1:
                    return {left + width, bottom + share * height};
                case 2:
                    return {left + (1 - share) * width, bottom + height};
                default:
                    return {left, bottom + (1 - share) * height};
                }
            };
            const auto join = [&](int one, int other) {
                const auto [x0, y0] = crossing(one);
                const auto [x1, y1] = crossing(other);
                line.x0.push_back(x0);
                line.y0.push_back(y0);
                line.x1.push_back(x1);
                line.y1.push_back(y1);
            };
            if (above == 5 || above == 10) {
                // A saddle: the corners of the middle's side belong together.
                const bool middle = corner[0] + corner[1] + corner[2] + corner[3] >= 0;
                const bool around_first = middle == (above == 10);
                join(around_first ? 3 : 0, around_first ? 0 : 1);
                join(around_first ? 1 : 2, around_first ? 2 : 3);
                continue;
            }
            std::array<int, 2> edges{};
            std::size_t found = 0;
            for (int edge = 0; edge < 4; ++edge)
                if (((above >> edge) & 1) != ((above >> ((edge + 1) % 4)) & 1))
                    edges[found++] = edge;
            join(edges[0], edges[1]);
        }
    return line;
}

} // namespace etalon
