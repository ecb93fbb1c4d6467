// Controlled random search and DIRECT, where the library NLopt was found.
#include "core/experiments/resonator/design_search.hpp"

#include "core/lab/error.hpp"

#if ETALON_HAS_NLOPT
#include <nlopt.h>
#endif

#include <algorithm>
#include <exception>
#include <limits>

namespace etalon {

#if ETALON_HAS_NLOPT
namespace {

struct Destroy {
    void operator()(nlopt_opt optimiser) const { nlopt_destroy(optimiser); }
};
using Optimiser = std::unique_ptr<std::remove_pointer_t<nlopt_opt>, Destroy>;

/// What the library's callback works on: one target, the record of the best so far.
struct Hunt {
    ResonatorModel::Worker& worker;
    const DesignProblem& problem;
    std::size_t target;
    const StopFlag& stop;
    std::size_t row_evaluations; // of a row of the record
    MethodResult& result;
    nlopt_opt optimiser = nullptr;
    std::vector<double> spectrum{};
    std::size_t evaluations = 0;
    double least = std::numeric_limits<double>::infinity();
    std::exception_ptr failure{};

    double evaluate(std::span<const double> x)
    {
        const auto wanted = row_of(problem.targets.spectra, target);
        spectrum.resize(wanted.size());
        worker.spectrum(x, spectrum);
        const double error = mean_squared_error(spectrum, wanted, problem.targets.weights);
        if (error < least) {
            least = error;
            std::copy(x.begin(), x.end(), row_of(result.found, target).begin());
        }
        // Rows that the search does not reach keep the best of its end.
        for (std::size_t row = evaluations / row_evaluations;
             row < static_cast<std::size_t>(result.best.rows()); ++row)
            row_of(result.best, row)[target] = least;
        ++evaluations;
        return error;
    }

    // An exception must not pass through the library, which is written in C.
    static double call(unsigned size, const double* x, double*, void* data)
    {
        Hunt& hunt = *static_cast<Hunt*>(data);
        if (hunt.stop)
            nlopt_force_stop(hunt.optimiser);
        try {
            return hunt.evaluate({x, size});
        } catch (...) {
            hunt.failure = std::current_exception();
            nlopt_force_stop(hunt.optimiser);
            return std::numeric_limits<double>::infinity();
        }
    }
};

} // namespace

bool has_global_optimisers()
{
    return true;
}

std::optional<MethodResult> search_by_optimiser(GlobalOptimiser kind, const DesignProblem& problem,
                                                const Proceed& proceed)
{
    const std::size_t d = problem.model.design().size(), row_evaluations = 20 * d;
    const auto targets = static_cast<std::size_t>(problem.targets.spectra.rows());
    const auto most = static_cast<std::size_t>(problem.settings.global_evaluations);
    const std::size_t rows = (most + row_evaluations - 1) / row_evaluations;
    MethodResult result;
    result.best = make_rows(rows, targets);
    result.found = make_rows(targets, d);

    const auto make_work = [&]() -> PieceWork {
        const std::shared_ptr<ResonatorModel::Worker> worker = problem.model.worker();
        return [&, worker](std::size_t target, const StopFlag& stop) {
            const Optimiser optimiser(
                nlopt_create(kind == GlobalOptimiser::crs ? NLOPT_GN_CRS2_LM : NLOPT_GN_DIRECT_L,
                             static_cast<unsigned>(d)));
            Hunt hunt{*worker, problem, target, stop, row_evaluations, result, optimiser.get()};
            nlopt_set_lower_bounds1(optimiser.get(), -1);
            nlopt_set_upper_bounds1(optimiser.get(), 1);
            nlopt_set_maxeval(
                optimiser.get(),
                static_cast<int>(std::min<std::size_t>(most, std::numeric_limits<int>::max())));
            if (kind == GlobalOptimiser::direct) // a smaller box must promise as much (Jones 1993)
                nlopt_set_param(optimiser.get(), "magic_eps", 1e-4);
            nlopt_set_min_objective(optimiser.get(), &Hunt::call, &hunt);
            // The library's generator belongs to the thread: each target starts it anew.
            nlopt_srand(static_cast<unsigned long>(problem.seed * 4096 + target + 1));
            std::vector<double> x(d, 0.0);
            double error = 0;
            nlopt_optimize(optimiser.get(), x.data(), &error); // the record is what counts
            if (hunt.failure)
                std::rethrow_exception(hunt.failure);
        };
    };
    if (!share_out(targets, problem.threads, make_work, proceed,
                   kind == GlobalOptimiser::crs ? "controlled random search" : "DIRECT"))
        return {};
    for (std::size_t row = 0; row < rows; ++row)
        result.evaluations.push_back(
            static_cast<double>(std::min(most, (row + 1) * row_evaluations)));
    return result;
}

#else

bool has_global_optimisers()
{
    return false;
}

std::optional<MethodResult> search_by_optimiser(GlobalOptimiser, const DesignProblem&,
                                                const Proceed&)
{
    throw Error("This build has no NLopt: install libnlopt-dev and build again.");
}

#endif

} // namespace etalon
