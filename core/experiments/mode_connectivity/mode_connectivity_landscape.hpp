// A loss surface over two coordinates as it is drawn: colours by the logarithm, contours at even
// ratios, ways on top of it.
#pragma once

#include "core/lab/figure.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace etalon::mode_connectivity_drawings {

/// Losses at the crossings of a regular grid: `loss[row * x.size() + column]`, rows along y.
struct Landscape {
    std::vector<double> x{}, y{}; // rising, evenly spaced, at least two each
    std::vector<double> loss{};

    /// Linear between the four neighbours; not-a-number outside the grid.
    double at(double x, double y) const;
    /// The same surface, `times` as fine: cubic in ln loss, so that contours are smooth.
    Landscape refined(std::size_t times) const;
};

/// What is told apart by colour: from the least loss (at least 1e-3 of the top) to `top`.
std::pair<double, double> colour_limits(const Landscape&, double top);

/// log10 of the loss, as a map whose colours end at these losses.
HeatMap loss_map(const Landscape&, std::pair<double, double> limits);

/// Lines of equal loss, `levels` of them at even ratios strictly between the limits.
Segments loss_contours(const HeatMap&, std::pair<double, double> limits, int levels);

/// A way over the landscape; each piece is as strong as the point it leads to.
struct Way {
    std::vector<double> x{}, y{}, strength{}; // strength 0 to 1, one a point
    Ink ink{};
    std::string name{};
    bool in_legend = true;
};
void add_way(Panel&, const Way&);

/// A disc with a ring; its name stands `lift` higher, on one side.
void add_place(Panel&, double x, double y, Ink ink, const std::string& name, Anchor, double lift);

} // namespace etalon::mode_connectivity_drawings
