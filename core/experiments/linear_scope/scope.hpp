// The linear interpreter: a network frozen at one input is an affine map y = F x + b (section 2).
//
//     const auto network = scope_network(input);                 // of the run on screen
//     const auto frozen = freeze(*network, scope_input(input, 0)); // the first image's decisions
//     const auto kernel = frozen.column(pixel);                  // F e_j
//
// Images are row-major (channel, row, column) and flattened so into vectors: N numbers of an input,
// M of an output.
#pragma once

#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/scope_network.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace etalon {

using ScopeMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// ---- Networks

/// The network of these parameters (section 3) without weights; `classes` only for classify.
ScopeNetwork make_scope_network(const LinearScopeSettings&, ScopeShape input, std::size_t classes);

/// Puts `weight_i`, `bias_i` (and an imported network's `scale_i`, `shift_i`) into the layers. Error
/// if one is missing or misshapen.
void set_weights(ScopeNetwork&, std::span<const Tensor> tensors);

/// The network on screen with the weights of `input.weights` (final ones where there are none) — made
/// from the parameters, or an imported one from its data. Nothing before there are weights.
std::optional<ScopeNetwork> scope_network(const FigureInput&);

/// Whether the run looks at a network from a file (section 9): nothing is trained.
bool is_imported(const FigureInput&);

/// Test image `index`, as the network sees it (N); empty if there is none.
std::vector<double> scope_input(const FigureInput&, std::size_t index);

/// Names of the classes of an imported network; "0", "1", … or those of the shapes otherwise.
std::vector<std::string> scope_class_names(const FigureInput&);

/// y of the network itself.
std::vector<double> run_network(const ScopeNetwork&, std::span<const double> x);

// ---- The frozen system

/// Full matrices are held up to this many entries M N.
inline constexpr std::size_t largest_scope_matrix = 4'000'000;

/// The decisions of one layer at the frozen input.
struct ScopeDecisions {
    std::size_t layer = 0; // place in the list
    std::vector<std::uint8_t>
        index{}; // relu, leaky_relu: z > 0; max: which of the window, row-major
};

/// A network with its decisions at one input. Cheap to copy; safe to use from several threads.
class FrozenScope {
public:
    const ScopeNetwork& network() const;
    std::size_t inputs() const { return network().inputs(); }
    std::size_t outputs() const { return network().outputs(); }

    const std::vector<double>& input() const;  // x, N
    const std::vector<double>& output() const; // y of the network, M
    const std::vector<double>& bias() const;   // b, M

    std::vector<double> forward(std::span<const double> v) const;    // F v, M
    std::vector<double> transposed(std::span<const double> g) const; // F^T g, N
    std::vector<double> column(std::size_t j) const;                 // F e_j, M
    std::vector<double> row(std::size_t i) const;                    // F^T e_i, N

    // Many at once: cheaper than one after another. One a row.
    ScopeMatrix forward(const ScopeMatrix& v) const;         // count × N -> count × M
    ScopeMatrix transposed(const ScopeMatrix& g) const;      // count × M -> count × N
    ScopeMatrix columns(std::span<const std::size_t>) const; // count × M
    ScopeMatrix rows(std::span<const std::size_t>) const;    // count × N

    bool has_matrix() const { return inputs() * outputs() <= largest_scope_matrix; }
    /// F, M × N, by rows if M <= N, else by columns.
    ScopeMatrix matrix() const;

    /// Gates and winners, a layer that has them each; empty where they are not stored.
    std::vector<ScopeDecisions> decisions() const;
    /// Share of units with m > 0.999 (tanh, sigmoid: mean m) of every activation, in network order.
    std::vector<double> active() const;

private:
    friend FrozenScope freeze(ScopeNetwork, std::span<const double>, std::size_t);
    struct State;
    std::shared_ptr<const State> state_;
};

/// One pass of x (N numbers). Decisions that would need more than `most_bytes` are not stored but
/// made again with every probe.
FrozenScope freeze(ScopeNetwork, std::span<const double> x,
                   std::size_t most_bytes = std::size_t{256} << 20);

// ---- What is read off it

/// Singular values, falling, and vectors, one a row: left (R × M), right (R × N). The entry of
/// largest magnitude of each right vector is positive.
struct ScopeSingular {
    std::vector<double> values{};
    ScopeMatrix left{}, right{};
    double effective_rank = 0; // of all min(M, N) values; 0 where F is not held in full
};

/// The first R of F. By dense decomposition.
ScopeSingular singular_vectors(const ScopeMatrix& matrix, std::size_t count);
/// Dense where F can be held; else by products alone, to a residual of 1e-6 of the largest.
ScopeSingular singular_vectors(const FrozenScope&, std::size_t count);

/// The same for somebody who waits: `progress` is shown the first `few` while they are still coarse.
struct SingularSearch {
    std::size_t count = 0, few = 0;
    ScopeMatrix guess{}; // right vectors of a similar system, one a row; or empty
    std::function<bool(const ScopeSingular&)> progress{}; // false: give up, and nothing comes back
};
ScopeSingular singular_vectors(const FrozenScope&, const SingularSearch&);
/// All min(M, N) singular values.
std::vector<double> all_singular_values(const ScopeMatrix&);
/// (sum s)² / sum s²; 0 if all are 0.
double effective_rank(std::span<const double> singular_values);

/// V = F (each row times x), one a row: with b they sum to the scores.
ScopeMatrix votes(const ScopeMatrix& rows, std::span<const double> x);

/// sum|b| / (sum|b| + sum|Fx|); 0/0 = 0.
double bias_share(const FrozenScope&);
/// |b_i| / (|b_i| + |(Fx)_i|), M.
std::vector<double> bias_shares(const FrozenScope&);
std::vector<double> bias_shares(std::span<const double> linear, std::span<const double> bias);

/// Largest displacement of the stencil: 15 × 15 numbers, [dy + 7][dx + 7].
inline constexpr std::int64_t stencil_reach = 7;
/// K of F (n² × n², one channel in and out).
ScopeMatrix stencil(const ScopeMatrix& matrix, std::size_t height, std::size_t width);

/// B of Keys' interpolation for signals of n numbers: 2n × n; U = B ⊗ B.
ScopeMatrix bicubic_matrix(std::size_t n);
/// U x, or U^T g: every channel of its own.
std::vector<double> bicubic_upscale(std::span<const double> x, ScopeShape small);
std::vector<double> bicubic_transposed(std::span<const double> g, ScopeShape small);
/// <F, U> / (|F||U|).
double bicubic_cosine(const ScopeMatrix& matrix, ScopeShape small);

} // namespace etalon
