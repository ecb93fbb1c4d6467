// Differential evolution, rand/1/bin, synchronous (Storn and Price 1997).
#include "core/experiments/resonator/design_search.hpp"
#include "core/lab/random.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace etalon {
namespace {

constexpr double difference_weight = 0.7, crossover = 0.9;

/// The members with the three least of `count` random numbers, the member itself left out.
std::array<std::size_t, 3> draw_three(Random& random, std::size_t count, std::size_t member)
{
    std::array<double, 3> least;
    least.fill(std::numeric_limits<double>::infinity());
    std::array<std::size_t, 3> places{};
    for (std::size_t i = 0; i < count; ++i) {
        const double number = random.uniform();
        if (i == member || !(number < least[2]))
            continue;
        std::size_t slot = 2; // of equal numbers the earlier stays in front
        for (; slot > 0 && number < least[slot - 1]; --slot) {
            least[slot] = least[slot - 1];
            places[slot] = places[slot - 1];
        }
        least[slot] = number;
        places[slot] = i;
    }
    return places;
}

struct Population {
    ResonatorMatrix members{}; // NP × d
    std::vector<double> errors{};

    std::size_t best() const
    {
        return static_cast<std::size_t>(std::min_element(errors.begin(), errors.end())
                                        - errors.begin());
    }
};

/// The trial members that follow from a population; `stream` is the first of three.
void make_trials(const ResonatorMatrix& members, std::uint64_t seed, std::uint64_t stream,
                 ResonatorMatrix& trials)
{
    Random choice(seed, stream), cross(seed, stream + 1), forced(seed, stream + 2);
    const auto count = static_cast<std::size_t>(members.rows());
    const auto d = static_cast<std::size_t>(members.cols());
    for (std::size_t i = 0; i < count; ++i) {
        const auto [a, b, c] = draw_three(choice, count, i);
        const auto xa = row_of(members, a), xb = row_of(members, b), xc = row_of(members, c);
        const std::size_t always = forced.below(d);
        const auto trial = row_of(trials, i);
        for (std::size_t j = 0; j < d; ++j) {
            const bool crossed = cross.uniform() < crossover || j == always;
            trial[j] = crossed ? std::clamp(xa[j] + difference_weight * (xb[j] - xc[j]), -1.0, 1.0)
                               : row_of(members, i)[j];
        }
    }
}

} // namespace

std::optional<MethodResult> search_by_evolution(const DesignProblem& problem,
                                                const Proceed& proceed)
{
    const std::size_t d = problem.model.design().size(), count = 20 * d;
    const auto targets = static_cast<std::size_t>(problem.targets.spectra.rows());
    const std::size_t generations =
        static_cast<std::size_t>(problem.settings.global_evaluations) / count - 1;
    MethodResult result;
    result.best = make_rows(generations + 1, targets);
    result.found = make_rows(targets, d);

    const auto make_work = [&]() -> PieceWork {
        const std::shared_ptr<ResonatorModel::Worker> worker = problem.model.worker();
        return [&, worker](std::size_t q, const StopFlag& stop) {
            const auto target = row_of(problem.targets.spectra, q);
            std::vector<double> spectrum(target.size());
            const auto error_of = [&](std::span<const double> x) {
                worker->spectrum(x, spectrum);
                return mean_squared_error(spectrum, target, problem.targets.weights);
            };
            const std::uint64_t base = 10000 + 4 * q * (generations + 1);
            Population population{make_rows(count, d), std::vector<double>(count)};
            Random random(problem.seed, base);
            for (std::size_t i = 0; i < count; ++i) {
                for (double& x : row_of(population.members, i))
                    x = 2 * random.uniform() - 1;
                population.errors[i] = error_of(row_of(population.members, i));
            }
            row_of(result.best, 0)[q] = population.errors[population.best()];
            ResonatorMatrix trials = make_rows(count, d);
            for (std::size_t g = 0; g < generations && !stop; ++g) {
                make_trials(population.members, problem.seed, base + 4 * (g + 1), trials);
                for (std::size_t i = 0; i < count; ++i) {
                    const auto trial = row_of(std::as_const(trials), i);
                    const double error = error_of(trial);
                    if (error <= population.errors[i]) {
                        population.errors[i] = error;
                        std::copy(trial.begin(), trial.end(),
                                  row_of(population.members, i).begin());
                    }
                }
                row_of(result.best, g + 1)[q] = population.errors[population.best()];
            }
            const auto found = row_of(std::as_const(population.members), population.best());
            std::copy(found.begin(), found.end(), row_of(result.found, q).begin());
        };
    };
    if (!share_out(targets, problem.threads, make_work, proceed, "differential evolution"))
        return {};
    for (std::size_t g = 0; g <= generations; ++g)
        result.evaluations.push_back(static_cast<double>(count * (g + 1)));
    return result;
}

} // namespace etalon
