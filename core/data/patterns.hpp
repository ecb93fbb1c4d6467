// What the generators of image data draw: stripes and shapes on a grid, and lots of frequencies.
#pragma once

#include "core/lab/random.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <vector>

namespace etalon {

/// One channel of an image, H × W; `data()` is row-major.
using Picture = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Grid {
    Eigen::Index height = 1, width = 1;
};

/// Pixels down and to the right.
struct Shift {
    Eigen::Index down = 0, right = 0;
};

struct Frequency {
    Eigen::Index fy = 0, fx = 0; // periods per height and width
    bool operator==(const Frequency&) const = default;
};

/// c(fy, fx, phi)[y, x] = cos(2 pi (fy y/H + fx x/W) + phi).
Picture stripes(Grid, Frequency, double phase = 0);

// 1 inside, 0 outside. With m = min(H, W) and y, x from the centre ((H-1)/2, (W-1)/2) + shift, not
// wrapped at the edges:
Picture disc(Grid, Shift = {});   // r <= 0.3 m
Picture square(Grid, Shift = {}); // max(|y|, |x|) <= 0.3 m
Picture ring(Grid, Shift = {});   // 0.22 m <= r <= 0.38 m
Picture cross(Grid, Shift = {});  // |y| <= 0.1 m and |x| <= 0.36 m, or swapped

// Gratings of g periods, phase 0.
Picture horizontal_stripes(Grid, Eigen::Index g); // c(g, 0, 0)
Picture vertical_stripes(Grid, Eigen::Index g);   // c(0, g, 0)
Picture diagonal_stripes(Grid, Eigen::Index g);   // c(g-1, g-1, 0)
Picture checkerboard(Grid, Eigen::Index g);       // c(g+1, 0, 0) · c(0, g+1, 0)

/// Moved with wrapping: what leaves at one edge enters at the other.
Picture rolled(const Picture&, Shift);

/// Each component uniform in -jitter … jitter; draws two numbers, down first, also for jitter 0.
Shift draw_shift(Eigen::Index jitter, Random&);

/// One frequency of each pair w, -w of the grid, without self-conjugate ones, row-major; as
/// `HalfSpectrum` keeps them.
std::vector<Frequency> paired_frequencies(Grid);

/// `count` different ones of them, drawn without replacement, one number each. `count` must not
/// exceed what there is: UsageError.
std::vector<Frequency> draw_frequencies(Grid, std::size_t count, Random&);

} // namespace etalon
