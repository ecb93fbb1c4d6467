// Where the cards of a figure grid stand.
#pragma once

#include <QRect>

#include <vector>

namespace etalon {

enum class Arrangement {
    focus,  // one large figure and small ones
    even,   // 2×2, 3×2, …
    single, // the first alone
};

/// Side of the grid that cells are counted in.
inline constexpr int grid_units = 24;

/// Cells for `count` figures in reading order; together they fill the grid without overlap.
/// In `focus` the first is large, the second lies below it and the third stands tall at the right.
std::vector<QRect> cells(Arrangement arrangement, int count);

} // namespace etalon
