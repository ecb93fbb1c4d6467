// Gradient descent on the design: from the centre, from many starts, from the Fourier scans.
#include "core/experiments/resonator/adam.hpp"
#include "core/experiments/resonator/design_search.hpp"
#include "core/lab/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace etalon {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t rows_at_once = 64; // of the surrogate; fixed, whatever the number of threads

double design_rate(const ResonatorSettings& settings, std::size_t k)
{
    const double phase =
        std::numbers::pi * static_cast<double>(k) / static_cast<double>(settings.design_iterations);
    return settings.design_rate * (1 + std::cos(phase)) / 2;
}

ResonatorMatrix draw_starts(const DesignProblem& problem, std::size_t starts)
{
    ResonatorMatrix x = make_rows(static_cast<std::size_t>(problem.targets.spectra.rows()) * starts,
                                  problem.model.design().size());
    Random random(problem.seed, 4);
    for (Eigen::Index i = 0; i < x.size(); ++i)
        x.data()[i] = 2 * random.uniform() - 1;
    return x;
}

/// The finalist that wins a target: least error; the surrogate's are judged by the exact model.
std::size_t winner(const DesignProblem& problem, bool on_surrogate, ResonatorModel::Worker& exact,
                   const DescentTrace& trace, std::size_t first_row, std::size_t starts,
                   std::size_t target)
{
    std::size_t best = first_row;
    double least = infinity;
    std::vector<double> spectrum(problem.model.wavelengths().size());
    for (std::size_t row = first_row; row < first_row + starts; ++row) {
        double error = trace.errors[row];
        if (on_surrogate && starts > 1) {
            exact.spectrum(row_of(trace.designs, row), spectrum);
            error = mean_squared_error(spectrum, row_of(problem.targets.spectra, target),
                                       problem.targets.weights);
        }
        if (error < least) {
            least = error;
            best = row;
        }
    }
    return best;
}

} // namespace

DescentTrace descend(DesignSource& source, const ResonatorSettings& settings, ResonatorMatrix x,
                     std::size_t first_target, std::size_t starts, const AfterUpdate& after_update,
                     const StopFlag& stop)
{
    const auto rows = static_cast<std::size_t>(x.rows());
    const auto size = static_cast<std::size_t>(x.size());
    const auto iterations = static_cast<std::size_t>(settings.design_iterations);
    std::vector<std::size_t> target_of(rows);
    for (std::size_t row = 0; row < rows; ++row)
        target_of[row] = first_target + row / starts;

    DescentTrace trace{.best = make_rows(iterations + 1, rows / starts),
                       .designs = x,
                       .errors = std::vector<double>(rows, infinity)};
    Adam adam(size, 0.9, 0.999, 1e-8);
    std::vector<double> errors(rows);
    ResonatorMatrix slopes;
    for (std::size_t k = 0; k <= iterations && !stop; ++k) {
        if (first_target == 0)
            trace.path.emplace_back(x.topRows(static_cast<Eigen::Index>(starts)));
        source.descend(x, target_of, errors, slopes);
        for (std::size_t row = 0; row < rows; ++row)
            if (errors[row] < trace.errors[row]) {
                trace.errors[row] = errors[row];
                trace.designs.row(static_cast<Eigen::Index>(row)) =
                    x.row(static_cast<Eigen::Index>(row));
            }
        for (std::size_t i = 0; i < rows / starts; ++i) {
            const auto first = trace.errors.begin() + static_cast<std::ptrdiff_t>(i * starts);
            row_of(trace.best, k)[i] =
                *std::min_element(first, first + static_cast<std::ptrdiff_t>(starts));
        }
        if (k == iterations)
            break;
        adam.step({x.data(), size}, {slopes.data(), size}, design_rate(settings, k),
                  static_cast<std::int64_t>(k));
        x = x.cwiseMax(-1.0).cwiseMin(1.0);
        if (after_update)
            after_update(k, errors, x);
    }
    return trace;
}

std::optional<MethodResult> search_by_descent(DescentStart kind, const DesignProblem& problem,
                                              const Surrogate* surrogate, const Proceed& proceed)
{
    const ResonatorSettings& settings = problem.settings;
    const auto targets = static_cast<std::size_t>(problem.targets.spectra.rows());
    const std::size_t d = problem.model.design().size();
    const bool many = kind == DescentStart::multistart, fourier = kind == DescentStart::fourier;
    const std::size_t starts = many ? static_cast<std::size_t>(settings.starts) : 1;
    const auto iterations = static_cast<std::size_t>(settings.design_iterations);
    const auto reinit_every = static_cast<std::size_t>(settings.reinit_every);
    const auto& scan_order = problem.model.scan_order();
    const std::size_t together =
        surrogate ? std::max<std::size_t>(1, rows_at_once / starts) : std::size_t{1};
    const ResonatorMatrix first_x = many ? draw_starts(problem, starts) : make_rows(targets, d);

    MethodResult result;
    result.best = make_rows(iterations + 1, targets);
    result.found = make_rows(targets, d);
    std::vector<std::size_t> rescans(targets, 0);

    const auto make_work = [&]() -> PieceWork {
        // Shared between copies of the function, all of them in one thread.
        struct Buffers {
            std::unique_ptr<ResonatorModel::Worker> exact;
            std::unique_ptr<DesignSource> source;
            FourierScan scan;
        };
        auto source = surrogate ? surrogate_source(problem, *surrogate) : exact_source(problem);
        FourierScan scan(problem, *source);
        const auto buffers = std::make_shared<Buffers>(
            Buffers{problem.model.worker(), std::move(source), std::move(scan)});
        return [&, buffers](std::size_t piece, const StopFlag& stop) {
            const std::size_t first = piece * together;
            const std::size_t count = std::min(together, targets - first);
            ResonatorMatrix x = first_x.middleRows(static_cast<Eigen::Index>(first * starts),
                                                   static_cast<Eigen::Index>(count * starts));
            if (fourier)
                for (std::size_t i = 0; i < count; ++i)
                    for (const std::size_t coordinate : scan_order)
                        buffers->scan.move(row_of(x, i), coordinate, first + i);
            const auto rescan = [&](std::size_t k, std::span<const double> errors,
                                    ResonatorMatrix& rows) {
                if ((k + 1) % reinit_every != 0 || k + 1 == iterations)
                    return;
                for (std::size_t i = 0; i < count; ++i)
                    if (errors[i] > settings.reinit_loss) {
                        buffers->scan.move(row_of(rows, i), scan_order.front(), first + i);
                        ++rescans[first + i];
                    }
            };
            const DescentTrace trace =
                descend(*buffers->source, settings, std::move(x), first, starts,
                        fourier ? AfterUpdate(rescan) : AfterUpdate(), stop);
            if (stop)
                return;
            for (std::size_t k = 0; k <= iterations; ++k)
                std::copy_n(row_of(trace.best, k).data(), count,
                            row_of(result.best, k).data() + first);
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t row = winner(problem, surrogate != nullptr, *buffers->exact,
                                               trace, i * starts, starts, first + i);
                result.found.row(static_cast<Eigen::Index>(first + i)) =
                    trace.designs.row(static_cast<Eigen::Index>(row));
            }
            if (first == 0)
                result.path = trace.path;
        };
    };
    const std::size_t pieces = (targets + together - 1) / together;
    if (!share_out(pieces, problem.threads, make_work, proceed,
                   surrogate ? "descent on the surrogate" : "descent on the exact model"))
        return {};

    const auto scan_points = static_cast<double>(settings.scan_points);
    const double scans = fourier ? scan_points * static_cast<double>(scan_order.size()) : 0;
    double total = scans + 2 * static_cast<double>(starts * (iterations + 1));
    if (many && surrogate)
        total += static_cast<double>(starts); // to judge the finalists
    std::size_t all_rescans = 0;
    for (const std::size_t count : rescans)
        all_rescans += count;
    total += scan_points * static_cast<double>(all_rescans) / static_cast<double>(targets);
    result.evaluations =
        linear_rows(scans + 2 * static_cast<double>(starts), total, iterations + 1);
    return result;
}

} // namespace etalon
