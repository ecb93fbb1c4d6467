// A figure in words, for those who cannot see it.
#pragma once

#include "ui/figure/figure_painter.hpp"

#include <QString>

namespace etalon {

/// "mode 1: 0.98 at step 330, rising; …"; at most a handful of series are named.
QString text_summary(const DrawnRun&);

} // namespace etalon
