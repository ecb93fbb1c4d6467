#include "core/experiments/resonator/inverse_design.hpp"

#include "core/experiments/resonator/design_search.hpp"
#include "core/lab/error.hpp"

#include <chrono>

namespace etalon {
namespace {

std::optional<MethodResult> search(const std::string& method, const DesignProblem& problem,
                                   const Surrogate* surrogate, const Proceed& proceed)
{
    const auto descend_from = [&](DescentStart start) {
        const bool exact = method.starts_with("exact-");
        if (!exact && !surrogate)
            throw Error("The method " + method + " needs a trained surrogate.");
        return search_by_descent(start, problem, exact ? nullptr : surrogate, proceed);
    };
    if (method == "surrogate-centre" || method == "exact-centre")
        return descend_from(DescentStart::centre);
    if (method == "surrogate-multistart" || method == "exact-multistart")
        return descend_from(DescentStart::multistart);
    if (method == "surrogate-fourier" || method == "exact-fourier")
        return descend_from(DescentStart::fourier);
    if (method == "exact-lm")
        return search_by_levenberg(problem, proceed);
    if (method == "grid")
        return search_grid(problem, proceed);
    if (method == "differential-evolution")
        return search_by_evolution(problem, proceed);
    if (method == "crs")
        return search_by_optimiser(GlobalOptimiser::crs, problem, proceed);
    if (method == "direct")
        return search_by_optimiser(GlobalOptimiser::direct, problem, proceed);
    throw Error("There is no method \"" + method + "\" of inverse design.");
}

} // namespace

std::vector<std::string> design_methods(const ResonatorSettings& settings,
                                        std::size_t design_parameters, bool with_surrogate)
{
    std::vector<std::string> methods;
    if (with_surrogate)
        methods = {"surrogate-centre", "surrogate-multistart", "surrogate-fourier"};
    for (const char* method : {"exact-centre", "exact-multistart", "exact-fourier", "exact-lm"})
        methods.emplace_back(method);
    const double values =
        grid_points(settings, design_parameters) * static_cast<double>(settings.wavelengths);
    if (settings.structure != "stack" || values <= largest_grid)
        methods.emplace_back("grid");
    methods.emplace_back("differential-evolution");
    if (has_global_optimisers()) {
        methods.emplace_back("crs");
        methods.emplace_back("direct");
    }
    return methods;
}

std::optional<MethodResult> run_design_method(const std::string& method,
                                              const DesignProblem& problem,
                                              const Surrogate* surrogate, const Proceed& proceed)
{
    const auto start = std::chrono::steady_clock::now();
    auto result = search(method, problem, surrogate, proceed);
    if (result) {
        result->method = method;
        result->seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    return result;
}

} // namespace etalon
