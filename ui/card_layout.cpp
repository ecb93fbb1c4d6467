#include "ui/card_layout.hpp"

#include <algorithm>

namespace etalon {

namespace {

QRect cell(int left, int top, int right, int bottom)
{
    return {left, top, right - left, bottom - top};
}

/// Rows of equal height below `top`, filled from the left; the last row is stretched.
void addRows(std::vector<QRect>& cells, int top, int count, int columns)
{
    const int rows = (count + columns - 1) / columns;
    for (int i = 0; i < count; ++i) {
        const int row = i / columns, in_row = std::min(columns, count - row * columns);
        const auto x = [&](int column) { return column * grid_units / in_row; };
        const auto y = [&](int line) { return top + line * (grid_units - top) / rows; };
        cells.push_back(cell(x(i % columns), y(row), x(i % columns + 1), y(row + 1)));
    }
}

} // namespace

std::vector<QRect> cells(Arrangement arrangement, int count)
{
    constexpr int all = grid_units;
    std::vector<QRect> result;
    if (count <= 0)
        return result;
    if (arrangement == Arrangement::single || count == 1)
        return {cell(0, 0, all, all)};
    if (arrangement == Arrangement::even) {
        addRows(result, 0, count, count <= 4 ? 2 : count <= 9 ? 3 : 4);
        return result;
    }
    constexpr int wide = 16, half = 8, high = 14;
    switch (count) {
    case 2:
        return {cell(0, 0, 14, all), cell(14, 0, all, all)};
    case 3:
        return {cell(0, 0, 14, high), cell(0, high, 14, all), cell(14, 0, all, all)};
    case 4:
        return {cell(0, 0, wide, high), cell(0, high, half, all), cell(wide, 0, all, all),
                cell(half, high, wide, all)};
    case 5:
        return {cell(0, 0, wide, high), cell(0, high, half, all), cell(wide, 0, all, high),
                cell(half, high, wide, all), cell(wide, high, all, all)};
    default:
        result = {cell(0, 0, wide, 12), cell(wide, 0, all, 12)};
        addRows(result, 12, count - 2, count <= 6 ? count - 2 : (count - 1) / 2);
        return result;
    }
}

} // namespace etalon
