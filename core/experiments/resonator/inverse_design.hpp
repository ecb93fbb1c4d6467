// Methods that look for the design behind a spectrum, side by side (section 2.10).
#pragma once

#include "core/experiments/resonator/resonator_model.hpp"
#include "core/experiments/resonator/surrogate.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// Q targets on the model's grid.
struct DesignTargets {
    ResonatorMatrix spectra{}; // Q × M, noisy: what the methods see
    ResonatorMatrix clean{};   // Q × M
    ResonatorMatrix designs{}; // Q × d, zeros where unknown
    bool designs_known = false;
    std::vector<double> weights{}; // M, mean 1; empty: all 1
};

/// What one method did, in the form of the channels (section 6).
struct MethodResult {
    std::string method{};                // "exact-lm"
    ResonatorMatrix best{};              // rows × Q: objective so far (w = 0)
    std::vector<double> evaluations{};   // rows: cumulative, per target
    ResonatorMatrix found{};             // Q × d
    std::vector<ResonatorMatrix> path{}; // N + 1 times S × d: target 0's starts; Adam methods only
    double seconds = 0;
};

struct DesignProblem {
    const ResonatorModel& model;
    const ResonatorSettings& settings;
    const DesignTargets& targets;
    std::uint64_t seed = 1;
    std::size_t threads = 0; // 0: as many as the machine has
};

/// Names in the specification's order; with_surrogate = false leaves out the surrogate's. The grid
/// of a stack is left out when it is too large (section 12).
std::vector<std::string> design_methods(const ResonatorSettings&, std::size_t design_parameters,
                                        bool with_surrogate);

/// Points along each axis of the grid, and in all (as a real number: it may be huge).
std::size_t grid_axis_points(const ResonatorSettings&, std::size_t design_parameters);
double grid_points(const ResonatorSettings&, std::size_t design_parameters);
/// The most points times wavelengths that a grid may have.
inline constexpr double largest_grid = 2e9;

/// Runs one method; nothing when told to give up. The same bits at any number of threads.
std::optional<MethodResult> run_design_method(const std::string& method, const DesignProblem&,
                                              const Surrogate* surrogate, const Proceed&);

/// Levenberg-Marquardt on the exact model from x, in x: the `hybrid` button (10 iterations).
/// Returns the mean squared error reached.
double polish_design(ResonatorModel::Worker&, std::span<const double> target,
                     std::span<const double> weights, std::size_t iterations, std::span<double> x);

/// mean weight (y − t)², weights empty: all 1. Summed in a fixed order.
double mean_squared_error(std::span<const double> y, std::span<const double> target,
                          std::span<const double> weights);

/// mean (y − t)² (+ w · mean (p − q)² over the first `bins` Fourier bins), section 2.9.
class DesignObjective {
public:
    DesignObjective(std::size_t wavelengths, std::size_t bins, std::vector<double> weights);
    ~DesignObjective();
    DesignObjective(DesignObjective&&) noexcept;

    /// The Fourier part alone, without its weight.
    double fourier_part(std::span<const double> y, std::span<const double> target);

    double value(std::span<const double> y, std::span<const double> target, double fourier_weight);
    /// Also ∂f/∂y, M values.
    double gradient(std::span<const double> y, std::span<const double> target,
                    double fourier_weight, std::span<double> derivative);

private:
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
};

} // namespace etalon
