#include "core/experiments/resonator/resonator_density.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t side = TrainingDensity::side;

std::size_t cell_of(double x)
{
    const double place = (x + 1) / 2 * static_cast<double>(side);
    return std::min(static_cast<std::size_t>(std::max(place, 0.0)), side - 1);
}

/// Mean of three neighbours along one axis, at the ends of two.
std::vector<double> smoothed(const std::vector<double>& values, bool first_axis)
{
    const auto at = [&](std::size_t i, std::size_t j) {
        return first_axis ? values[j * side + i] : values[i * side + j];
    };
    std::vector<double> result(values.size());
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j) {
            const std::size_t from = j > 0 ? j - 1 : 0, to = std::min(j + 1, side - 1);
            double sum = 0;
            for (std::size_t k = from; k <= to; ++k)
                sum += at(i, k);
            result[first_axis ? j * side + i : i * side + j] =
                sum / static_cast<double>(to - from + 1);
        }
    return result;
}

} // namespace

double TrainingDensity::at(std::span<const double> x) const
{
    return values[cell_of(x[0]) * side + cell_of(x[1])];
}

std::optional<TrainingDensity> training_density(const FigureInput& input,
                                                const ResonatorModel& model)
{
    const ResonatorMatrix designs = resonator_data(input, "train_x");
    if (designs.rows() == 0 || model.design().size() < 2
        || designs.cols() != static_cast<Eigen::Index>(model.design().size()))
        return {};
    std::vector<double> counts(side * side, 0);
    for (Eigen::Index row = 0; row < designs.rows(); ++row)
        counts[cell_of(designs(row, 0)) * side + cell_of(designs(row, 1))] += 1;
    const double even = static_cast<double>(designs.rows()) / static_cast<double>(counts.size());
    for (double& count : counts)
        count /= even;
    return TrainingDensity{smoothed(smoothed(counts, true), false)};
}

} // namespace etalon
