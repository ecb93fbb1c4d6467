#include "core/experiments/resonator/resonator_summary.hpp"

#include "core/experiments/resonator/design_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {

std::vector<double> design_errors(const ResonatorModel& model, const ResonatorMatrix& designs,
                                  const ResonatorMatrix& clean)
{
    const auto worker = model.worker();
    std::vector<double> spectrum(model.wavelengths().size()), errors;
    for (std::size_t row = 0; row < static_cast<std::size_t>(designs.rows()); ++row) {
        worker->spectrum(row_of(designs, row), spectrum);
        const auto wanted = row_of(clean, row);
        double sum = 0;
        for (std::size_t i = 0; i < spectrum.size(); ++i)
            sum += std::abs(spectrum[i] - wanted[i]);
        errors.push_back(sum / static_cast<double>(spectrum.size()));
    }
    return errors;
}

double mean_absolute_error(const ResonatorMatrix& a, const ResonatorMatrix& b)
{
    double sum = 0;
    for (Eigen::Index i = 0; i < a.size(); ++i)
        sum += std::abs(a.data()[i] - b.data()[i]);
    return sum / static_cast<double>(a.size());
}

MethodScore score_of(const MethodResult& result, const ResonatorModel& model,
                     const DesignTargets& targets, double success_mae)
{
    const auto errors = design_errors(model, result.found, targets.clean);
    const auto successes =
        std::count_if(errors.begin(), errors.end(), [&](double e) { return e <= success_mae; });
    return {.success = static_cast<double>(successes) / static_cast<double>(errors.size()),
            .median_mae = median(errors),
            .evaluations = result.evaluations.back()};
}

double median(std::vector<double> values)
{
    return quantile(std::move(values), 0.5);
}

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double place = share * static_cast<double>(values.size() - 1);
    const auto left = static_cast<std::ptrdiff_t>(place);
    const auto at = values.begin() + left;
    std::nth_element(values.begin(), at, values.end());
    const double next = at + 1 == values.end() ? *at : *std::min_element(at + 1, values.end());
    return *at + (place - static_cast<double>(left)) * (next - *at);
}

Interval wilson_interval(std::size_t successes, std::size_t trials)
{
    if (trials == 0)
        return {};
    constexpr double z = 1.959963984540054; // leaves 2.5 % on either side of a normal
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(successes) / n;
    const double scale = 1 / (1 + z * z / n);
    const double middle = scale * (share + z * z / (2 * n));
    const double half = scale * z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

} // namespace etalon
