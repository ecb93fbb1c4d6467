// Levenberg-Marquardt on the exact model, and where its candidates start.
#include "core/experiments/resonator/design_search.hpp"
#include "core/lab/random.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace etalon {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The first `count` of the places, again from the front where there are too few.
std::vector<std::size_t> repeated(const std::vector<std::size_t>& places, std::size_t count)
{
    std::vector<std::size_t> result(count);
    for (std::size_t i = 0; i < count; ++i)
        result[i] = places[i % places.size()];
    return result;
}

void sort_by(const std::vector<double>& errors, std::vector<std::size_t>& places)
{
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return errors[a] < errors[b]; });
}

/// The lowest local minima over the pool, which is walled in by infinite errors.
std::vector<std::size_t> local_minima(const std::vector<double>& errors)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        const double before = i > 0 ? errors[i - 1] : infinity;
        const double after = i + 1 < errors.size() ? errors[i + 1] : infinity;
        if (errors[i] < before && errors[i] <= after)
            places.push_back(i);
    }
    sort_by(errors, places);
    return places;
}

} // namespace

Levenberg::Levenberg(ResonatorModel::Worker& worker, std::span<const double> target,
                     std::span<const double> weights, std::span<const double> x)
    : worker_(worker)
    , target_(target)
    , weights_(weights)
    , x_(x.begin(), x.end())
    , trial_(x.size())
    , spectrum_(target.size())
    , jacobian_(x.size() * target.size())
{
    linearise();
    error_ = mean_squared_error(spectrum_, target_, weights_);
}

void Levenberg::linearise()
{
    using Map = Eigen::Map<const ResonatorMatrix>;
    worker_.jacobian(x_, spectrum_, jacobian_);
    const auto d = static_cast<Eigen::Index>(x_.size());
    const Map j(jacobian_.data(), d, static_cast<Eigen::Index>(target_.size()));
    curvature_.setZero(d, d);
    slope_.setZero(d);
    for (std::size_t i = 0; i < target_.size(); ++i) {
        const auto column = static_cast<Eigen::Index>(i);
        const double weight = weights_.empty() ? 1.0 : weights_[i];
        const double error = weight * (spectrum_[i] - target_[i]);
        for (Eigen::Index a = 0; a < d; ++a) {
            slope_[a] += j(a, column) * error;
            for (Eigen::Index b = 0; b <= a; ++b)
                curvature_(a, b) += weight * j(a, column) * j(b, column);
        }
    }
    for (Eigen::Index a = 0; a < d; ++a)
        for (Eigen::Index b = 0; b < a; ++b)
            curvature_(b, a) = curvature_(a, b);
}

void Levenberg::step()
{
    Eigen::MatrixXd damped = curvature_;
    for (Eigen::Index i = 0; i < damped.rows(); ++i)
        damped(i, i) += damping_ * curvature_(i, i) + 1e-12;
    const Eigen::VectorXd move = damped.partialPivLu().solve(slope_);
    for (std::size_t i = 0; i < x_.size(); ++i)
        trial_[i] = std::clamp(x_[i] - move[static_cast<Eigen::Index>(i)], -1.0, 1.0);
    worker_.spectrum(trial_, spectrum_);
    const double error = mean_squared_error(spectrum_, target_, weights_);
    if (error < error_) {
        x_ = trial_;
        error_ = error;
        damping_ /= 5;
        linearise();
    } else {
        damping_ *= 4;
    }
    damping_ = std::clamp(damping_, 1e-12, 1e6);
}

double polish_design(ResonatorModel::Worker& worker, std::span<const double> target,
                     std::span<const double> weights, std::size_t iterations, std::span<double> x)
{
    Levenberg levenberg(worker, target, weights, x);
    for (std::size_t i = 0; i < iterations; ++i)
        levenberg.step();
    const auto found = levenberg.design();
    std::copy(found.begin(), found.end(), x.begin());
    return levenberg.error();
}

LevenbergStarts::LevenbergStarts(const DesignProblem& problem)
    : problem_(problem)
{
    if (problem.settings.structure == "airy")
        return;
    pool_ =
        make_rows(static_cast<std::size_t>(problem.settings.pool), problem.model.design().size());
    Random random(problem.seed, 60);
    for (Eigen::Index i = 0; i < pool_.size(); ++i)
        pool_.data()[i] = 2 * random.uniform() - 1;
    pool_spectra_ = spectra_of(problem.model, pool_);
}

// 1/T − 1 = F sin²(δ0/2λ) is linear in F: for each δ0 of the pool, F = Σ s T³(1 − T) / Σ s² T⁴ with
// s = sin². The weight T⁴ undoes the growth of noise in 1/T.
ResonatorMatrix LevenbergStarts::read_off(ResonatorModel::Worker& worker, std::size_t target) const
{
    const auto& lambda = problem_.model.wavelengths();
    const auto& box = problem_.model.design();
    const auto& weights = problem_.targets.weights;
    const auto wanted = row_of(problem_.targets.spectra, target);
    const auto path =
        equal_points(box[1].low, box[1].high, static_cast<std::size_t>(problem_.settings.pool));
    std::vector<double> spectrum(lambda.size()), errors(path.size());
    ResonatorMatrix designs = make_rows(path.size(), 2);
    for (std::size_t p = 0; p < path.size(); ++p) {
        double above = 0, below = 0;
        for (std::size_t i = 0; i < lambda.size(); ++i) {
            const double sine = std::sin(path[p] / (2 * lambda[i])), s = sine * sine;
            const double t = std::max(wanted[i], 1e-6);
            const double weight = weights.empty() ? 1.0 : weights[i];
            above += weight * s * t * t * t * (1 - t);
            below += weight * s * s * t * t * t * t;
        }
        const double f = std::clamp(below > 0 ? above / below : 0.0, box[0].low, box[0].high);
        const auto x = problem_.model.normalised(std::vector<double>{f, path[p]});
        std::copy(x.begin(), x.end(), row_of(designs, p).begin());
        worker.spectrum(x, spectrum);
        errors[p] = mean_squared_error(spectrum, wanted, weights);
    }
    const auto places =
        repeated(local_minima(errors), static_cast<std::size_t>(problem_.settings.candidates));
    ResonatorMatrix starts = make_rows(places.size(), 2);
    for (std::size_t i = 0; i < places.size(); ++i)
        std::copy_n(row_of(designs, places[i]).data(), 2, row_of(starts, i).data());
    return starts;
}

ResonatorMatrix LevenbergStarts::find(ResonatorModel::Worker& worker, std::size_t target) const
{
    if (pool_.size() == 0)
        return read_off(worker, target);
    const auto size = static_cast<std::size_t>(pool_.rows());
    const auto wanted = row_of(problem_.targets.spectra, target);
    std::vector<double> errors(size);
    for (std::size_t i = 0; i < size; ++i)
        errors[i] = mean_squared_error(row_of(pool_spectra_, i), wanted, problem_.targets.weights);
    std::vector<std::size_t> places(size);
    std::iota(places.begin(), places.end(), std::size_t{0});
    sort_by(errors, places);
    const auto candidates = static_cast<std::size_t>(problem_.settings.candidates);
    ResonatorMatrix starts = make_rows(candidates, static_cast<std::size_t>(pool_.cols()));
    for (std::size_t i = 0; i < candidates; ++i)
        std::copy_n(row_of(pool_, places[i]).data(), pool_.cols(), row_of(starts, i).data());
    return starts;
}

std::optional<MethodResult> search_by_levenberg(const DesignProblem& problem,
                                                const Proceed& proceed)
{
    const auto targets = static_cast<std::size_t>(problem.targets.spectra.rows());
    const auto candidates = static_cast<std::size_t>(problem.settings.candidates);
    const auto iterations = static_cast<std::size_t>(problem.settings.lm_iterations);
    MethodResult result;
    result.best = ResonatorMatrix::Constant(static_cast<Eigen::Index>(iterations + 1),
                                            static_cast<Eigen::Index>(targets), infinity);
    result.found = make_rows(targets, problem.model.design().size());
    const LevenbergStarts starts(problem);

    const auto make_work = [&]() -> PieceWork {
        const std::shared_ptr<ResonatorModel::Worker> worker = problem.model.worker();
        return [&, worker](std::size_t target, const StopFlag& stop) {
            const ResonatorMatrix x = starts.find(*worker, target);
            double least = infinity;
            for (std::size_t c = 0; c < candidates && !stop; ++c) {
                Levenberg levenberg(*worker, row_of(problem.targets.spectra, target),
                                    problem.targets.weights, row_of(x, c));
                for (std::size_t i = 0;; ++i) {
                    double& best = row_of(result.best, i)[target];
                    best = std::min(best, levenberg.error());
                    if (i == iterations)
                        break;
                    levenberg.step();
                }
                if (levenberg.error() < least) {
                    least = levenberg.error();
                    const auto design = levenberg.design();
                    std::copy(design.begin(), design.end(), row_of(result.found, target).begin());
                }
            }
        };
    };
    if (!share_out(targets, problem.threads, make_work, proceed, "Levenberg-Marquardt"))
        return {};
    const auto pool = static_cast<double>(problem.settings.pool);
    const auto pairs = 2 * static_cast<double>(candidates);
    result.evaluations = linear_rows(
        pool + pairs, pool + pairs * static_cast<double>(iterations + 1), iterations + 1);
    return result;
}

} // namespace etalon
