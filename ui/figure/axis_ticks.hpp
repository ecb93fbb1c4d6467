// Where an axis has ticks and what stands at them: few, round, and the same at every size of type.
#pragma once

#include "ui/figure/axis_range.hpp"

#include <QString>

#include <vector>

namespace etalon {

struct AxisTick {
    double at = 0;
    QString label{}; // empty: a tick without a number
};

struct AxisTicks {
    std::vector<AxisTick> major{};
    std::vector<double> minor{}; // short, unlabelled
};

/// At most `most` (2 or more) labelled ticks within the range. Linear: multiples of 1, 2 or 5 times a
/// power of ten. Logarithmic: 1-2-5 within a decade or two, decades up to `most`, then every k-th.
/// `whole`: no fractions (steps).
AxisTicks make_ticks(const AxisRange&, int most, bool whole = false);

/// "1 250", "−0.05", "3×10⁻⁷": with as many decimals as a tick spacing of `step` needs.
QString tick_label(double value, double step);

/// "10⁻³".
QString power_of_ten(int exponent);

/// For read-outs: four significant digits, powers of ten where zeros would be many.
QString reading(double value);

/// "Wavelength (nm)"; the unit "1" is not written.
QString titled(const std::string& label, const std::string& unit);

} // namespace etalon
