// A network that imitates the physical model: design in, spectrum out (section 2.7).
#pragma once

#include "core/experiments/resonator/dense_net.hpp"
#include "core/experiments/resonator/resonator_model.hpp"

#include <cstdint>
#include <string>

namespace etalon {

struct SurrogateShape {
    std::size_t design = 2, bands = 20, hidden_layers = 2, hidden_width = 96, wavelengths = 200;
    Activation activation = Activation::swish;
    std::size_t features() const { return design * (1 + 2 * bands); }
    std::vector<std::size_t> widths() const;
};

SurrogateShape surrogate_shape(const ResonatorSettings&, std::size_t design_parameters);

SurrogateWeights draw_surrogate(const SurrogateShape&, std::uint64_t seed); // streams 100 + l

/// [x; sin(πb x_i); cos(πb x_i)], i outer, b inner, of rows of designs; the features' rows are
/// `stride` apart, what is beyond them is left alone.
void write_features(const SurrogateShape&, const double* designs, std::size_t rows,
                    double* features, std::size_t stride);
ResonatorMatrix design_features(const SurrogateShape&, const ResonatorMatrix& designs);

/// A trained network and its buffers; one thread at a time. Rows do not depend on each other.
class Surrogate {
public:
    Surrogate(const SurrogateShape&, const SurrogateWeights&);

    const SurrogateShape& shape() const { return shape_; }
    SurrogateWeights weights() const { return net_.unpack(net_.parameters()); }
    const DenseNet& net() const { return net_; }

    /// rows × M for designs (rows × d), in batches of its own.
    ResonatorMatrix spectra(const ResonatorMatrix& designs);
    /// The same from `design_features`, for designs that are asked for again and again.
    ResonatorMatrix spectra_from_features(const ResonatorMatrix& features);

    /// All rows in one batch, as far as `output_gradient` goes: rows × M, `net().output_stride()`
    /// apart.
    const double* forward(const double* designs, std::size_t rows);
    /// After `forward`: the derivative of a loss with respect to the designs (rows × d), from that
    /// with respect to the spectra (as far apart as `forward` has them, zero beyond M).
    void design_gradient(const double* delta, std::size_t rows, double* slope);

private:
    SurrogateShape shape_;
    DenseNet net_;
    DenseArray features_;
};

} // namespace etalon
