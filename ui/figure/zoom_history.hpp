// The ranges a user looked at, so that each zoom can be taken back.
#pragma once

#include "ui/figure/figure_painter.hpp"

#include <vector>

namespace etalon {

class ZoomHistory {
public:
    const std::vector<Zoom>& current() const { return current_; }
    bool is_zoomed() const;

    /// Remembers what is shown now; call before a change that can be taken back.
    void remember();
    void back();
    void set(std::size_t panel, const Zoom&);
    void reset();

private:
    std::vector<Zoom> current_;
    std::vector<std::vector<Zoom>> past_;
};

/// The range between two shares of an axis.
AxisRange part_of(const AxisRange&, double from, double to);

/// Narrower by `factor` (wider above 1) about a share of the axis that stays where it is.
AxisRange zoomed(const AxisRange&, double about, double factor);

} // namespace etalon
