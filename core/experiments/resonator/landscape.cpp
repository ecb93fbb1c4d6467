#include "core/experiments/resonator/landscape.hpp"

#include "core/experiments/resonator/design_search.hpp"

namespace etalon {
namespace {

using MakeSource = std::function<std::unique_ptr<DesignSource>()>;

std::optional<Landscape> survey(const DesignProblem& problem, std::size_t target,
                                const MakeSource& make_source, const Proceed& proceed)
{
    const std::size_t d = problem.model.design().size();
    if (d < 2)
        return {};
    const auto axis = equal_points(-1, 1, landscape_side);
    Landscape landscape{make_rows(landscape_side, landscape_side),
                        make_rows(landscape_side, landscape_side)};
    const auto make_work = [&]() -> PieceWork {
        const std::shared_ptr<DesignSource> source = make_source();
        const auto objective = std::make_shared<DesignObjective>(
            problem.model.wavelengths().size(),
            static_cast<std::size_t>(problem.settings.fourier_bins), problem.targets.weights);
        return [&, source, objective](std::size_t i, const StopFlag&) {
            ResonatorMatrix x = make_rows(landscape_side, d), y;
            for (std::size_t j = 0; j < landscape_side; ++j) {
                row_of(x, j)[0] = axis[i];
                row_of(x, j)[1] = axis[j];
            }
            source->spectra(x, y);
            const auto wanted = row_of(problem.targets.spectra, target);
            for (std::size_t j = 0; j < landscape_side; ++j) {
                row_of(landscape.signal, i)[j] = objective->value(row_of(y, j), wanted, 0);
                row_of(landscape.fourier, i)[j] = objective->fourier_part(row_of(y, j), wanted);
            }
        };
    };
    if (!share_out(landscape_side, problem.threads, make_work, proceed, "landscape"))
        return {};
    return landscape;
}

} // namespace

std::optional<Landscape> landscape_of(const DesignProblem& problem, std::size_t target,
                                      const Proceed& proceed)
{
    return survey(
        problem, target, [&] { return exact_source(problem); }, proceed);
}

std::optional<Landscape> surrogate_landscape(const DesignProblem& problem,
                                             const Surrogate& surrogate, std::size_t target,
                                             const Proceed& proceed)
{
    return survey(
        problem, target, [&] { return surrogate_source(problem, surrogate); }, proceed);
}

} // namespace etalon
