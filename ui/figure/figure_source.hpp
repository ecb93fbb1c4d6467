// From a frame of a run to a drawing: the step that screen, paper and tables share.
#pragma once

#include "ui/figure/axis_range.hpp"
#include "ui/frame.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Ends of a panel's axes that the user zoomed to.
struct Zoom {
    std::optional<AxisRange> x{}, y{}, right{};
    bool operator==(const Zoom&) const = default;
};

/// What the user chose for one figure, and what its sweep has found so far.
struct FigureChoices {
    Options options{}; // missing keys mean the default
    std::vector<KeptRun> sweep{};
    std::string sweep_key{};
    std::optional<Scale> y_scale{}; // of all vertical axes, instead of the figure's own
    std::vector<Zoom> zooms{};      // one a panel, or fewer
    std::vector<Item> pinned{};     // emphasised for good
};

/// Every option of the figure: as chosen, else its default.
Options complete_options(const Figure&, const Options& chosen);

/// Calls `figure.draw` on the frame. A figure without data says so in `Drawing::empty`.
Drawing draw_figure(const Figure&, const Frame&, const FigureChoices&);

} // namespace etalon
