// Where a search gets its spectra and slopes from: the exact model or the surrogate.
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace etalon {

/// Buffers of one thread. A row's result does not depend on the rows beside it.
class DesignSource {
public:
    virtual ~DesignSource() = default;

    /// Spectra (rows × M) of designs (rows × d).
    virtual void spectra(const ResonatorMatrix& x, ResonatorMatrix& y) = 0;

    /// Mean squared errors of designs to the row `target_of[row]` of the targets, and their
    /// derivatives with respect to x.
    virtual void descend(const ResonatorMatrix& x, std::span<const std::size_t> target_of,
                         std::span<double> errors, ResonatorMatrix& slopes) = 0;
};

std::unique_ptr<DesignSource> exact_source(const DesignProblem&);
/// Works on a copy of the network.
std::unique_ptr<DesignSource> surrogate_source(const DesignProblem&, const Surrogate&);

inline std::span<const double> row_of(const ResonatorMatrix& matrix, std::size_t row)
{
    const auto columns = static_cast<std::size_t>(matrix.cols());
    return {matrix.data() + row * columns, columns};
}

inline std::span<double> row_of(ResonatorMatrix& matrix, std::size_t row)
{
    const auto columns = static_cast<std::size_t>(matrix.cols());
    return {matrix.data() + row * columns, columns};
}

inline ResonatorMatrix make_rows(std::size_t rows, std::size_t columns)
{
    return ResonatorMatrix::Zero(static_cast<Eigen::Index>(rows),
                                 static_cast<Eigen::Index>(columns));
}

/// `count` equal points of [low, high], both ends among them.
std::vector<double> equal_points(double low, double high, std::size_t count);

/// From the first to the last value in `rows` equal steps.
inline std::vector<double> linear_rows(double first, double last, std::size_t rows)
{
    return equal_points(first, last, rows);
}

} // namespace etalon
