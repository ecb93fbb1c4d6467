// Scans along one coordinate under the Fourier objective, to choose the valley.
#include "core/experiments/resonator/design_search.hpp"

#include <algorithm>
#include <limits>

namespace etalon {

FourierScan::FourierScan(const DesignProblem& problem, DesignSource& source)
    : problem_(problem)
    , source_(source)
    , objective_(problem.model.wavelengths().size(),
                 static_cast<std::size_t>(problem.settings.fourier_bins), problem.targets.weights)
    , points_(equal_points(-1, 1, static_cast<std::size_t>(problem.settings.scan_points)))
{
}

void FourierScan::move(std::span<double> x, std::size_t coordinate, std::size_t target)
{
    constexpr std::size_t batch = 128; // bounds the memory of fine scans
    const auto wanted = row_of(problem_.targets.spectra, target);
    double least = std::numeric_limits<double>::infinity();
    double best = x[coordinate];
    for (std::size_t first = 0; first < points_.size(); first += batch) {
        const std::size_t count = std::min(batch, points_.size() - first);
        designs_.resize(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(x.size()));
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = row_of(designs_, i);
            std::copy(x.begin(), x.end(), row.begin());
            row[coordinate] = points_[first + i];
        }
        source_.spectra(designs_, spectra_);
        for (std::size_t i = 0; i < count; ++i) {
            const double value =
                objective_.value(row_of(spectra_, i), wanted, problem_.settings.fourier_weight);
            if (value < least) {
                least = value;
                best = points_[first + i];
            }
        }
    }
    x[coordinate] = best;
}

} // namespace etalon
