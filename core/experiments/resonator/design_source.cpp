#include "core/experiments/resonator/design_source.hpp"

#include <algorithm>
#include <array>

namespace etalon {
namespace {

constexpr std::size_t lanes = 8;

/// The sum of products, in lanes of a fixed order.
double dot(const double* a, const double* b, std::size_t size)
{
    std::array<double, lanes> sums{};
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    double sum = 0;
    for (; i < size; ++i)
        sum += a[i] * b[i];
    for (const double part : sums)
        sum += part;
    return sum;
}

/// The derivatives 2 w (y − t)/M of a mean squared error.
void error_slopes(const double* y, std::span<const double> target, std::span<const double> weights,
                  double* slopes)
{
    const double scale = 2 / static_cast<double>(target.size());
    for (std::size_t i = 0; i < target.size(); ++i)
        slopes[i] = scale * (y[i] - target[i]);
    for (std::size_t i = 0; i < weights.size(); ++i)
        slopes[i] *= weights[i];
}

class ExactSource final : public DesignSource {
public:
    explicit ExactSource(const DesignProblem& problem)
        : targets_(problem.targets)
        , worker_(problem.model.worker())
        , spectrum_(problem.model.wavelengths().size())
        , slopes_(spectrum_.size())
        , jacobian_(problem.model.design().size() * spectrum_.size())
    {
    }

    void spectra(const ResonatorMatrix& x, ResonatorMatrix& y) override
    {
        y.resize(x.rows(), static_cast<Eigen::Index>(spectrum_.size()));
        for (std::size_t row = 0; row < static_cast<std::size_t>(x.rows()); ++row)
            worker_->spectrum(row_of(x, row), row_of(y, row));
    }

    void descend(const ResonatorMatrix& x, std::span<const std::size_t> target_of,
                 std::span<double> errors, ResonatorMatrix& slopes) override
    {
        const std::size_t m = spectrum_.size();
        slopes.resize(x.rows(), x.cols());
        for (std::size_t row = 0; row < target_of.size(); ++row) {
            const auto target = row_of(targets_.spectra, target_of[row]);
            worker_->jacobian(row_of(x, row), spectrum_, jacobian_);
            errors[row] = mean_squared_error(spectrum_, target, targets_.weights);
            error_slopes(spectrum_.data(), target, targets_.weights, slopes_.data());
            const auto slope = row_of(slopes, row);
            for (std::size_t i = 0; i < slope.size(); ++i)
                slope[i] = dot(jacobian_.data() + i * m, slopes_.data(), m);
        }
    }

private:
    const DesignTargets& targets_;
    std::unique_ptr<ResonatorModel::Worker> worker_;
    std::vector<double> spectrum_, slopes_, jacobian_;
};

class SurrogateSource final : public DesignSource {
public:
    SurrogateSource(const DesignProblem& problem, const Surrogate& surrogate)
        : targets_(problem.targets)
        , surrogate_(surrogate)
    {
    }

    void spectra(const ResonatorMatrix& x, ResonatorMatrix& y) override
    {
        y = surrogate_.spectra(x);
    }

    void descend(const ResonatorMatrix& x, std::span<const std::size_t> target_of,
                 std::span<double> errors, ResonatorMatrix& slopes) override
    {
        constexpr std::size_t batch = 64;
        slopes.resize(x.rows(), x.cols());
        const std::size_t stride = surrogate_.net().output_stride();
        const auto d = static_cast<std::size_t>(x.cols());
        delta_.resize(batch * stride, 0.0); // what pads the rows stays zero
        for (std::size_t first = 0; first < target_of.size(); first += batch) {
            const std::size_t rows = std::min(batch, target_of.size() - first);
            const double* y = surrogate_.forward(x.data() + first * d, rows);
            for (std::size_t row = 0; row < rows; ++row) {
                const auto target = row_of(targets_.spectra, target_of[first + row]);
                const double* spectrum = y + row * stride;
                errors[first + row] =
                    mean_squared_error({spectrum, target.size()}, target, targets_.weights);
                error_slopes(spectrum, target, targets_.weights, delta_.data() + row * stride);
            }
            surrogate_.design_gradient(delta_.data(), rows, slopes.data() + first * d);
        }
    }

private:
    const DesignTargets& targets_;
    Surrogate surrogate_;
    DenseArray delta_;
};

} // namespace

double mean_squared_error(std::span<const double> y, std::span<const double> target,
                          std::span<const double> weights)
{
    std::array<double, lanes> sums{};
    const std::size_t size = target.size(), whole = size - size % lanes;
    const auto term = [&](std::size_t i) { return (y[i] - target[i]) * (y[i] - target[i]); };
    if (weights.empty())
        for (std::size_t i = 0; i < whole; i += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                sums[lane] += term(i + lane);
    else
        for (std::size_t i = 0; i < whole; i += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                sums[lane] += weights[i + lane] * term(i + lane);
    double sum = 0;
    for (std::size_t i = whole; i < size; ++i)
        sum += weights.empty() ? term(i) : weights[i] * term(i);
    for (const double part : sums)
        sum += part;
    return sum / static_cast<double>(size);
}

std::unique_ptr<DesignSource> exact_source(const DesignProblem& problem)
{
    return std::make_unique<ExactSource>(problem);
}

std::unique_ptr<DesignSource> surrogate_source(const DesignProblem& problem,
                                               const Surrogate& surrogate)
{
    return std::make_unique<SurrogateSource>(problem, surrogate);
}

std::vector<double> equal_points(double low, double high, std::size_t count)
{
    std::vector<double> points(count, low);
    if (count < 2)
        return points;
    const double step = (high - low) / static_cast<double>(count - 1);
    for (std::size_t i = 0; i + 1 < count; ++i)
        points[i] = static_cast<double>(i) * step + low;
    points.back() = high;
    return points;
}

} // namespace etalon
