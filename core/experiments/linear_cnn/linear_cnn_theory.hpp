// What the first weights and the data say about the run before it is made.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"

#include <complex>
#include <cstdint>
#include <optional>
#include <vector>

namespace etalon {

/// The race of frequencies for each mode on its own: one amplitude m_a(w) for each mode and bin,
/// layers balanced, u_a fixed. With a_a = (1/n) sum_w |V_a(w)| m_a(w)² and g_a = s_a - d_a a_a,
///   m_a(w) <- m_a(w) (1 + eta [g_a |V_a(w)| - noise(w) m_a(w)²]).
class ReducedMap {
public:
    /// `seeds`: m_a(w) at step 0, M × folded bins.
    ReducedMap(const LinearCnnModes&, const HalfSpectrum&, double learning_rate,
               std::vector<double> seeds);

    /// Goes to a step; backwards means from the start again.
    void go_to(std::int64_t step);

    /// Numbers touched in one step.
    std::size_t work_per_step() const { return modes_ * bins_; }

    const std::vector<double>& mode_strengths() const { return strengths_; } // a_a, M
    std::vector<double> dominance() const;                                   // M

private:
    void find_strengths();

    std::size_t modes_, bins_;
    double learning_rate_;
    std::vector<double> s_, d_;           // M
    std::vector<double> amplitudes_;      // |V_a(w)|: M × folded bins
    std::vector<double> noise_, weights_; // folded bins
    std::vector<double> shares_;          // weight |V_a|/n: M × folded bins
    std::vector<std::size_t> dominant_;   // M, index among the folded bins
    std::vector<double> seeds_, m_, strengths_;
    std::int64_t step_ = 0;
};

/// a(t) = L/(1 + (L/a_0 - 1) exp(-rho t)).
struct Sigmoid {
    double limit = 0, start = 0, rate = 0;
    double operator()(double step) const;
};

/// Near the start every frequency grows on its own: with Syx^(w) = X diag(sigma) Yᴴ kernel k's
/// W_k(t) = Y [h (1 + eta sigma)^t + e (1 - eta sigma)^t] + rest.
class EarlyKernels {
public:
    /// Power of all kernels after `step` updates: K × stored bins.
    std::vector<double> powers(std::int64_t step) const;

    /// |h|², 2 Re(conj(h) e), |e|² over n of one component of one kernel at one bin.
    struct Component {
        double growing = 0, mixed = 0, shrinking = 0;
        double rate = 0;       // eta sigma
        std::size_t place = 0; // in `powers`
    };
    std::vector<Component> components{};
    std::vector<double> rests{}; // constant power: K × stored bins
};

/// All overlays of a linear network, from its weights at step 0.
class LinearCnnTheory {
public:
    LinearCnnTheory(const LinearCnnModes&, const HalfSpectrum&, const LinearCnnShape&,
                    const LinearCnnWeights&, double learning_rate, double rate_factor);

    /// Whether the reduced map, the closed form and the early kernels exist: one full-size layer.
    bool has_race() const { return race_.has_value(); }
    bool has_companion() const { return !companion_.empty(); }

    struct Race {
        ReducedMap reduced;
        std::vector<Sigmoid> closed_form; // M
        EarlyKernels early;
        double early_limit = 0; // the window of `early` ends where reduced a_1 reaches this
    };
    Race& race() { return *race_; }
    const std::vector<Sigmoid>& companion() const { return companion_; } // M

private:
    std::optional<Race> race_;
    std::vector<Sigmoid> companion_;
};

} // namespace etalon
