#include "core/experiments/mode_connectivity/mode_network.hpp"

#include "core/experiments/mode_connectivity/mode_forward.hpp"

#include <algorithm>
#include <cassert>

namespace etalon {

using Eigen::Index;

// ---- Shape

ModeShape::ModeShape(std::vector<Index> sizes, ModeActivation activation)
    : sizes_(std::move(sizes))
    , offsets_{0}
    , activation_(activation)
{
    for (Index l = 1; l <= layers(); ++l)
        offsets_.push_back(offsets_.back() + size(l) * stride(l));
}

Index ModeShape::widest() const
{
    return *std::max_element(sizes_.begin(), sizes_.end());
}

Index ModeShape::stride(Index l) const
{
    return mode_padded(size(l - 1) + 1);
}

Index ModeShape::parameters() const
{
    Index count = 0;
    for (Index l = 1; l <= layers(); ++l)
        count += size(l) * (size(l - 1) + 1);
    return count;
}

ModeWeightMap mode_weight(const ModeShape& shape, ModeVector& theta, Index l)
{
    return {theta.data() + shape.offset(l), shape.size(l), shape.size(l - 1),
            Eigen::OuterStride<>(shape.stride(l))};
}

ModeConstWeightMap mode_weight(const ModeShape& shape, const ModeVector& theta, Index l)
{
    return {theta.data() + shape.offset(l), shape.size(l), shape.size(l - 1),
            Eigen::OuterStride<>(shape.stride(l))};
}

ModeBiasMap mode_bias(const ModeShape& shape, ModeVector& theta, Index l)
{
    return {theta.data() + shape.offset(l) + shape.size(l - 1), shape.size(l),
            Eigen::InnerStride<>(shape.stride(l))};
}

ModeConstBiasMap mode_bias(const ModeShape& shape, const ModeVector& theta, Index l)
{
    return {theta.data() + shape.offset(l) + shape.size(l - 1), shape.size(l),
            Eigen::InnerStride<>(shape.stride(l))};
}

// ---- Samples

ModeSamples::ModeSamples(ModeMatrix inputs, std::vector<std::int64_t> labels)
    : inputs_(std::move(inputs))
    , labels_(std::move(labels))
    , panel_length_(mode_padded(inputs_.cols() + 1) * mode_panel)
{
    assert(inputs_.rows() == std::ssize(labels_));
    panels_.setZero(panels() * panel_length_);
    for (Index p = 0; p < panels(); ++p) {
        double* panel = panels_.data() + p * panel_length_;
        const Index first = p * mode_panel, here = std::min(mode_panel, count() - first);
        for (Index example = 0; example < here; ++example)
            for (Index i = 0; i < inputs_.cols(); ++i)
                panel[i * mode_panel + example] = inputs_(first + example, i);
        std::fill_n(panel + inputs_.cols() * mode_panel, mode_panel, 1.0);
    }
}

Index ModeSamples::panels() const
{
    return (count() + mode_panel - 1) / mode_panel;
}

// ---- What the network says

ModeScore mode_score(const ModeShape& shape, const ModeVector& theta, const ModeSamples& samples)
{
    ModeForward forward(shape);
    ModeSums sums;
    for (Index p = 0; p < samples.panels(); ++p) {
        forward.run(theta, samples.panel(p), 1, shape.layers());
        sums.add(mode_panel_sums(shape, forward.layer(shape.layers()), samples, p));
    }
    return sums.mean(samples.count());
}

namespace {

/// h_l (z_L for l = L) of each example.
ModeMatrix values_of_layer(const ModeShape& shape, const ModeVector& theta, Index l,
                           const ModeMatrix& inputs)
{
    const ModeSamples samples(
        inputs, std::vector<std::int64_t>(static_cast<std::size_t>(inputs.rows()), 0));
    ModeForward forward(shape);
    ModeMatrix result(inputs.rows(), shape.size(l));
    for (Index p = 0; p < samples.panels(); ++p) {
        forward.run(theta, samples.panel(p), 1, l);
        const double* values = l == 0 ? samples.panel(p) : forward.layer(l);
        const Index first = p * mode_panel;
        for (Index i = 0; i < std::min(mode_panel, inputs.rows() - first); ++i)
            for (Index j = 0; j < shape.size(l); ++j)
                result(first + i, j) = values[j * mode_panel + i];
    }
    return result;
}

} // namespace

ModeMatrix mode_outputs(const ModeShape& shape, const ModeVector& theta, const ModeMatrix& inputs)
{
    return values_of_layer(shape, theta, shape.layers(), inputs);
}

ModeMatrix mode_activations(const ModeShape& shape, const ModeVector& theta, Index l,
                            const ModeMatrix& inputs)
{
    return values_of_layer(shape, theta, l, inputs);
}

} // namespace etalon
