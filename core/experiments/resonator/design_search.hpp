// The methods of section 2.10, one function each; `run_design_method` names and times them.
#pragma once

#include "core/experiments/resonator/design_source.hpp"
#include "core/experiments/resonator/design_threads.hpp"
#include "core/experiments/resonator/inverse_design.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// Where the descents of a target begin.
enum class DescentStart { centre, multistart, fourier };

/// On the surrogate if there is one, else on the exact model.
std::optional<MethodResult> search_by_descent(DescentStart, const DesignProblem&, const Surrogate*,
                                              const Proceed&);
std::optional<MethodResult> search_by_levenberg(const DesignProblem&, const Proceed&);
std::optional<MethodResult> search_grid(const DesignProblem&, const Proceed&);
std::optional<MethodResult> search_by_evolution(const DesignProblem&, const Proceed&);

enum class GlobalOptimiser { crs, direct };
bool has_global_optimisers(); // whether the library was there when this was built
std::optional<MethodResult> search_by_optimiser(GlobalOptimiser, const DesignProblem&,
                                                const Proceed&);

/// Adam on rows of designs, all at once, in the box.
struct DescentTrace {
    ResonatorMatrix best{};              // N + 1 × targets: least error so far, over all starts
    ResonatorMatrix designs{};           // rows × d: where each row's error was least
    std::vector<double> errors{};        // rows: that error
    std::vector<ResonatorMatrix> path{}; // N + 1 times rows × d, of the first target
};

/// May move rows after the update of iteration k (0 … N-1); `errors` are those before the update.
using AfterUpdate =
    std::function<void(std::size_t k, std::span<const double> errors, ResonatorMatrix& x)>;

/// Rows of x, `starts` for each of the targets first_target, first_target + 1, …
DescentTrace descend(DesignSource&, const ResonatorSettings&, ResonatorMatrix x,
                     std::size_t first_target, std::size_t starts, const AfterUpdate&,
                     const StopFlag&);

/// The Fourier scans: the place along one coordinate where the objective with w is least.
class FourierScan {
public:
    FourierScan(const DesignProblem&, DesignSource&);

    /// Moves x[coordinate] to the best of the scanned points for this target.
    void move(std::span<double> x, std::size_t coordinate, std::size_t target);

private:
    const DesignProblem& problem_;
    DesignSource& source_;
    DesignObjective objective_;
    std::vector<double> points_;
    ResonatorMatrix designs_, spectra_;
};

/// Starts of Levenberg-Marquardt for one target, candidates × d.
class LevenbergStarts {
public:
    explicit LevenbergStarts(const DesignProblem&);

    ResonatorMatrix find(ResonatorModel::Worker&, std::size_t target) const;

private:
    ResonatorMatrix read_off(ResonatorModel::Worker&, std::size_t target) const;

    const DesignProblem& problem_;
    ResonatorMatrix pool_, pool_spectra_; // the same for every target; empty for airy
};

/// Levenberg-Marquardt in the box, one step at a time.
class Levenberg {
public:
    Levenberg(ResonatorModel::Worker&, std::span<const double> target,
              std::span<const double> weights, std::span<const double> x);

    void step();
    double error() const { return error_; } // mean squared
    std::span<const double> design() const { return x_; }

private:
    void linearise();

    ResonatorModel::Worker& worker_;
    std::span<const double> target_, weights_;
    std::vector<double> x_, trial_, spectrum_, jacobian_;
    double error_ = 0, damping_ = 1e-2;
    Eigen::MatrixXd curvature_; // JᵀJ
    Eigen::VectorXd slope_;     // Jᵀe
};

} // namespace etalon
