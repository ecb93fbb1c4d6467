// The panels of a figure in their grid: margins measured and shared, so that plot areas line up.
#pragma once

#include "ui/figure/figure_layout.hpp"

namespace etalon {

std::vector<PanelLayout> lay_out_panels(const Drawing&, const std::vector<PanelRanges>&,
                                        const QRectF& body, const FigureStyle&);

} // namespace etalon
