// One panel of examples on its way through the network, and the loss at its end.
#pragma once

#include "core/experiments/mode_connectivity/mode_panel.hpp"

#include <vector>

namespace etalon {

/// Room for the panels of all layers; row n_l of each hidden one holds ones.
class ModeForward {
public:
    explicit ModeForward(const ModeShape&);

    /// Layers from … to, of which `from` takes `input` (a panel with ones); the others the layer
    /// before them. The last layer of the network is not activated.
    void run(const ModeVector& theta, const double* input, Eigen::Index from, Eigen::Index to);
    /// Of layer l, whose sums z stand in `layer(l)` already.
    void activate(Eigen::Index l);

    double* layer(Eigen::Index l) { return panels_[static_cast<std::size_t>(l - 1)].data(); }
    const double* layer(Eigen::Index l) const
    {
        return panels_[static_cast<std::size_t>(l - 1)].data();
    }

private:
    ModeShape shape_;
    std::vector<ModeVector> panels_; // of layers 1 … L
};

/// Sums over examples, to be added in their order.
struct ModeSums {
    double loss = 0, errors = 0;
    void add(const ModeSums& other)
    {
        loss += other.loss;
        errors += other.errors;
    }
    ModeScore mean(Eigen::Index count) const
    {
        return {loss / static_cast<double>(count), errors / static_cast<double>(count)};
    }
};

/// Of the scores z_L (K, panel) of panel p.
ModeSums mode_panel_sums(const ModeShape&, const double* scores, const ModeSamples&,
                         Eigen::Index p);

/// Scores to e^{z - max} in place; the sums over classes and the largest scores, one a lane.
void mode_exponentials(double* scores, Eigen::Index classes, double* sums, double* largest);

} // namespace etalon
