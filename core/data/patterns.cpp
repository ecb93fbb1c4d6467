#include "core/data/patterns.hpp"

#include "core/lab/error.hpp"
#include "core/spectral/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace etalon {
namespace {

// 1 where inside(y, x) holds, y and x from the shifted centre.
template <class Inside>
Picture shape(Grid grid, Shift shift, Inside inside)
{
    const double centre_y =
        static_cast<double>(grid.height - 1) / 2 + static_cast<double>(shift.down);
    const double centre_x =
        static_cast<double>(grid.width - 1) / 2 + static_cast<double>(shift.right);
    return Picture::NullaryExpr(grid.height, grid.width,
                                [&](Eigen::Index row, Eigen::Index column) {
                                    return inside(static_cast<double>(row) - centre_y,
                                                  static_cast<double>(column) - centre_x)
                                        ? 1.0
                                        : 0.0;
                                });
}

double shorter_side(Grid grid)
{
    return static_cast<double>(std::min(grid.height, grid.width));
}

Eigen::Index wrapped(Eigen::Index place, Eigen::Index size)
{
    return (place % size + size) % size;
}

} // namespace

Picture stripes(Grid grid, Frequency frequency, double phase)
{
    // Whole periods are taken off before the cosine, so that far pixels are as exact as near ones.
    const auto turns = [](Eigen::Index f, Eigen::Index place, Eigen::Index size) {
        return static_cast<double>(wrapped(f * place, size)) / static_cast<double>(size);
    };
    return Picture::NullaryExpr(grid.height, grid.width, [&](Eigen::Index y, Eigen::Index x) {
        return std::cos(
            2 * std::numbers::pi
                * (turns(frequency.fy, y, grid.height) + turns(frequency.fx, x, grid.width))
            + phase);
    });
}

Picture disc(Grid grid, Shift shift)
{
    const double m = shorter_side(grid);
    return shape(grid, shift,
                 [m](double y, double x) { return std::sqrt(y * y + x * x) <= 0.3 * m; });
}

Picture square(Grid grid, Shift shift)
{
    const double m = shorter_side(grid);
    return shape(grid, shift,
                 [m](double y, double x) { return std::max(std::abs(y), std::abs(x)) <= 0.3 * m; });
}

Picture ring(Grid grid, Shift shift)
{
    const double m = shorter_side(grid);
    return shape(grid, shift, [m](double y, double x) {
        const double r = std::sqrt(y * y + x * x);
        return 0.22 * m <= r && r <= 0.38 * m;
    });
}

Picture cross(Grid grid, Shift shift)
{
    const double m = shorter_side(grid);
    return shape(grid, shift, [m](double y, double x) {
        const auto beam = [m](double across, double along) {
            return std::abs(across) <= 0.1 * m && std::abs(along) <= 0.36 * m;
        };
        return beam(y, x) || beam(x, y);
    });
}

Picture horizontal_stripes(Grid grid, Eigen::Index g)
{
    return stripes(grid, {g, 0});
}

Picture vertical_stripes(Grid grid, Eigen::Index g)
{
    return stripes(grid, {0, g});
}

Picture diagonal_stripes(Grid grid, Eigen::Index g)
{
    return stripes(grid, {g - 1, g - 1});
}

Picture checkerboard(Grid grid, Eigen::Index g)
{
    return stripes(grid, {g + 1, 0}) * stripes(grid, {0, g + 1});
}

Picture rolled(const Picture& picture, Shift shift)
{
    const Eigen::Index height = picture.rows(), width = picture.cols();
    return Picture::NullaryExpr(height, width, [&](Eigen::Index y, Eigen::Index x) {
        return picture(wrapped(y - shift.down, height), wrapped(x - shift.right, width));
    });
}

Shift draw_shift(Eigen::Index jitter, Random& random)
{
    const auto draw = [&] {
        return static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(2 * jitter + 1)))
            - jitter;
    };
    const Eigen::Index down = draw(); // one after the other: the order of arguments would be open
    const Eigen::Index right = draw();
    return {down, right};
}

std::vector<Frequency> paired_frequencies(Grid grid)
{
    const HalfSpectrum spectrum(static_cast<std::size_t>(grid.height),
                                static_cast<std::size_t>(grid.width));
    std::vector<Frequency> frequencies;
    for (const std::size_t bin : spectrum.folded_bins())
        if (spectrum.fold_weight(bin) == 2)
            frequencies.push_back({static_cast<Eigen::Index>(spectrum.row(bin)),
                                   static_cast<Eigen::Index>(spectrum.column(bin))});
    return frequencies;
}

std::vector<Frequency> draw_frequencies(Grid grid, std::size_t count, Random& random)
{
    std::vector<Frequency> frequencies = paired_frequencies(grid);
    if (count > frequencies.size())
        throw UsageError(std::to_string(count) + " different frequencies exceed the "
                         + std::to_string(frequencies.size()) + " of a "
                         + std::to_string(grid.height) + "x" + std::to_string(grid.width)
                         + " image.");
    for (std::size_t i = 0; i < count; ++i) // the first draws of a Fisher-Yates shuffle
        std::swap(frequencies[i], frequencies[i + random.below(frequencies.size() - i)]);
    frequencies.resize(count);
    return frequencies;
}

} // namespace etalon
