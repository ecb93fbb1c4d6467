// A fully connected network with softmax scores: its shape, its weights in one row of numbers, and
// what it says about examples.
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace etalon {

using ModeVector = Eigen::VectorXd;
using ModeMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

enum class ModeActivation { tanh, relu };

/// Layers l = 1 … L of sizes n_0 = d, n_1, …, n_L = K, and where their numbers stand in a row θ:
/// layer after layer, neuron after neuron its n_{l-1} weights, its bias, and zeros up to a whole
/// number of registers. Sums, blends and distances of θ are those of the weights.
class ModeShape {
public:
    ModeShape() = default;
    ModeShape(std::vector<Eigen::Index> sizes, ModeActivation);

    Eigen::Index layers() const { return std::ssize(sizes_) - 1; }
    /// n_l, l = 0 … L.
    Eigen::Index size(Eigen::Index l) const { return sizes_[static_cast<std::size_t>(l)]; }
    Eigen::Index inputs() const { return sizes_.front(); }
    Eigen::Index classes() const { return sizes_.back(); }
    Eigen::Index widest() const;
    ModeActivation activation() const { return activation_; }

    /// Numbers from one neuron of layer l to the next.
    Eigen::Index stride(Eigen::Index l) const;
    /// Where layer l begins; l = L + 1: the length of θ.
    Eigen::Index offset(Eigen::Index l) const { return offsets_[static_cast<std::size_t>(l - 1)]; }
    Eigen::Index length() const { return offsets_.back(); }
    /// Weights and biases, without the zeros.
    Eigen::Index parameters() const;

    bool operator==(const ModeShape&) const = default;

private:
    std::vector<Eigen::Index> sizes_{}, offsets_{};
    ModeActivation activation_ = ModeActivation::tanh;
};

using ModeWeightMap = Eigen::Map<ModeMatrix, 0, Eigen::OuterStride<>>;
using ModeConstWeightMap = Eigen::Map<const ModeMatrix, 0, Eigen::OuterStride<>>;
using ModeBiasMap = Eigen::Map<ModeVector, 0, Eigen::InnerStride<>>;
using ModeConstBiasMap = Eigen::Map<const ModeVector, 0, Eigen::InnerStride<>>;

/// W_l (n_l, n_{l-1}) and b_l (n_l) of θ, l = 1 … L.
ModeWeightMap mode_weight(const ModeShape&, ModeVector& theta, Eigen::Index l);
ModeConstWeightMap mode_weight(const ModeShape&, const ModeVector& theta, Eigen::Index l);
ModeBiasMap mode_bias(const ModeShape&, ModeVector& theta, Eigen::Index l);
ModeConstBiasMap mode_bias(const ModeShape&, const ModeVector& theta, Eigen::Index l);

/// Labelled examples, kept twice: row by row, and in panels of neighbours that one pass of the
/// network takes at once.
class ModeSamples {
public:
    ModeSamples() = default;
    /// inputs (n, d); labels from 0.
    ModeSamples(ModeMatrix inputs, std::vector<std::int64_t> labels);

    Eigen::Index count() const { return inputs_.rows(); }
    const ModeMatrix& inputs() const { return inputs_; }
    const std::vector<std::int64_t>& labels() const { return labels_; }
    Eigen::Index panels() const;
    /// (d, mode_panel) inputs of examples mode_panel·p …; those beyond the last are 0.
    const double* panel(Eigen::Index p) const { return panels_.data() + p * panel_length_; }

private:
    ModeMatrix inputs_{};
    std::vector<std::int64_t> labels_{};
    ModeVector panels_{};
    Eigen::Index panel_length_ = 0;
};

struct ModeScore {
    double loss = 0; // mean cross-entropy, nats
    double error =
        0; // share of examples whose highest score (the first of equals) is not the label's
};

/// Asked every few milliseconds; false: give up.
using ModeProceed = std::function<bool()>;

ModeScore mode_score(const ModeShape&, const ModeVector& theta, const ModeSamples&);

/// (n, K) scores z_L, for tests and pictures of decisions.
ModeMatrix mode_outputs(const ModeShape&, const ModeVector& theta, const ModeMatrix& inputs);

/// (n, n_l) activations h_l, l = 0 … L-1.
ModeMatrix mode_activations(const ModeShape&, const ModeVector& theta, Eigen::Index l,
                            const ModeMatrix& inputs);

} // namespace etalon
