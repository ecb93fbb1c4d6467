// The whole box on a grid: brute force, whose spectra all targets share.
#include "core/experiments/resonator/design_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {
namespace {

constexpr std::size_t block_points = 2000; // a row of the record

/// Point number `index`, the last coordinate fastest.
void place(const std::vector<double>& axis, std::size_t index, std::span<double> x)
{
    for (std::size_t i = x.size(); i-- > 0;) {
        x[i] = axis[index % axis.size()];
        index /= axis.size();
    }
}

} // namespace

std::size_t grid_axis_points(const ResonatorSettings& settings, std::size_t design_parameters)
{
    const auto points = static_cast<std::size_t>(settings.grid_points);
    switch (design_parameters) {
    case 2:
        return 5 * points - 4;
    case 3:
        return points;
    default:
        return 11;
    }
}

double grid_points(const ResonatorSettings& settings, std::size_t design_parameters)
{
    return std::pow(static_cast<double>(grid_axis_points(settings, design_parameters)),
                    static_cast<double>(design_parameters));
}

std::optional<MethodResult> search_grid(const DesignProblem& problem, const Proceed& proceed)
{
    const std::size_t d = problem.model.design().size();
    const auto targets = static_cast<std::size_t>(problem.targets.spectra.rows());
    const auto axis = equal_points(-1, 1, grid_axis_points(problem.settings, d));
    const auto points = static_cast<std::size_t>(grid_points(problem.settings, d));
    const std::size_t blocks = (points + block_points - 1) / block_points;
    ResonatorMatrix least = ResonatorMatrix::Constant(static_cast<Eigen::Index>(blocks),
                                                      static_cast<Eigen::Index>(targets),
                                                      std::numeric_limits<double>::infinity());
    std::vector<std::size_t> where(blocks * targets, 0); // the first point of that error

    const auto make_work = [&]() -> PieceWork {
        const std::shared_ptr<ResonatorModel::Worker> worker = problem.model.worker();
        return [&, worker](std::size_t block, const StopFlag& stop) {
            std::vector<double> x(d), spectrum(problem.model.wavelengths().size());
            const auto errors = row_of(least, block);
            const std::size_t last = std::min(points, (block + 1) * block_points);
            for (std::size_t point = block * block_points; point < last && !stop; ++point) {
                place(axis, point, x);
                worker->spectrum(x, spectrum);
                for (std::size_t q = 0; q < targets; ++q) {
                    const double error = mean_squared_error(
                        spectrum, row_of(problem.targets.spectra, q), problem.targets.weights);
                    if (error < errors[q]) {
                        errors[q] = error;
                        where[block * targets + q] = point;
                    }
                }
            }
        };
    };
    if (!share_out(blocks, problem.threads, make_work, proceed, "grid"))
        return {};

    MethodResult result;
    result.found = make_rows(targets, d);
    for (std::size_t q = 0; q < targets; ++q) {
        std::size_t best = 0; // block
        for (std::size_t block = 0; block < blocks; ++block)
            if (row_of(least, block)[q] < row_of(least, best)[q])
                best = block;
        place(axis, where[best * targets + q], row_of(result.found, q));
    }
    result.best = std::move(least);
    for (std::size_t block = 0; block < blocks; ++block) {
        result.evaluations.push_back(
            static_cast<double>(std::min(points, (block + 1) * block_points)));
        if (block > 0)
            for (std::size_t q = 0; q < targets; ++q) {
                double& best = row_of(result.best, block)[q];
                best = std::min(best, row_of(result.best, block - 1)[q]);
            }
    }
    return result;
}

} // namespace etalon
