// What a method's designs are worth: errors of the exact spectra, success, its uncertainty.
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace etalon {

/// Mean absolute error of the exact spectrum of each design (rows) against its clean target.
std::vector<double> design_errors(const ResonatorModel&, const ResonatorMatrix& designs,
                                  const ResonatorMatrix& clean);

/// The mean of |a − b| over all entries.
double mean_absolute_error(const ResonatorMatrix& a, const ResonatorMatrix& b);

struct MethodScore {
    double success = 0;     // fraction of targets with an error ≤ success_mae
    double median_mae = 0;  // over the targets
    double evaluations = 0; // per target, in total
};
MethodScore score_of(const MethodResult&, const ResonatorModel&, const DesignTargets&,
                     double success_mae);

/// The middle value, or the mean of the middle two; not-a-number of nothing.
double median(std::vector<double> values);
/// By linear interpolation between sorted values; share 0 … 1.
double quantile(std::vector<double> values, double share);

struct Interval {
    double low = 0, high = 1;
};
/// Wilson's 95 % interval for a probability, of `successes` in `trials`.
Interval wilson_interval(std::size_t successes, std::size_t trials);

} // namespace etalon
