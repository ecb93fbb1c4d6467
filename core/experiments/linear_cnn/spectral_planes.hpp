// Spectra as training keeps them: all real parts, then all imaginary parts, one entry a frequency.
#pragma once

#include "core/experiments/linear_cnn/lanes.hpp"
#include "core/experiments/linear_cnn/tall_product.hpp"
#include "core/spectral/real_fourier_basis.hpp"

#include <cmath>

namespace etalon {

/// Where the folded bins of a spectrum stand: two planes (real, imaginary) of `plane()` numbers,
/// self-conjugate bins first, padded with zeros to whole vectors. The imaginary parts of
/// self-conjugate bins and the padding are 0 and stay 0 in all that training does.
///
/// Planes hold a spectrum in one of two units: *coordinates* of the real orthonormal basis, or the
/// unnormalised *transform*, which is `scale(bin)` times as large.
template <class Scalar>
class SpectralPlanes {
public:
    explicit SpectralPlanes(const RealFourierBasis& basis)
        : self_(basis.self_bins().size())
        , pairs_(basis.pair_bins().size())
        , size_(basis.size())
        , plane_(round_up(self_ + pairs_, lane_count<Scalar>))
        , scale_(plane_, Scalar(0))
        , inverse_scale_(plane_, Scalar(0))
    {
        const auto n = static_cast<double>(size_);
        for (std::size_t bin = 0; bin < self_ + pairs_; ++bin) {
            const double scale = std::sqrt(bin < self_ ? n : n / 2);
            scale_[bin] = static_cast<Scalar>(scale);
            inverse_scale_[bin] = static_cast<Scalar>(1 / scale);
        }
    }

    std::size_t bins() const { return self_ + pairs_; } // folded
    std::size_t plane() const { return plane_; }        // numbers of one plane
    std::size_t spectrum() const { return 2 * plane_; } // of both planes
    const Scalar* scale() const { return scale_.data(); }
    const Scalar* inverse_scale() const { return inverse_scale_.data(); }

    /// Where coordinate j of the basis stands.
    std::size_t place(std::size_t coordinate) const
    {
        return coordinate < self_ + pairs_ ? coordinate : coordinate - pairs_ + plane_;
    }

    /// The places of all coordinates of `channels` spectra, in the order of the coordinates.
    std::vector<EntryRange> entries(std::size_t channels) const
    {
        std::vector<EntryRange> result;
        for (std::size_t channel = 0; channel < channels; ++channel) {
            result.push_back({channel * spectrum(), bins()});
            result.push_back({channel * spectrum() + plane_ + self_, pairs_});
        }
        return result;
    }

    enum class Unit { coordinates, transform };

    /// coordinates: count × n.
    AlignedArray<Scalar> scattered(const double* coordinates, std::size_t count, Unit unit) const
    {
        AlignedArray<Scalar> planes(count * spectrum(), Scalar(0));
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = 0; j < size_; ++j)
                planes[i * spectrum() + place(j)] =
                    static_cast<Scalar>(coordinates[i * size_ + j] * factor(j, unit));
        return planes;
    }

    /// The inverse, in double precision.
    std::vector<double> gathered(const Scalar* planes, std::size_t count, Unit unit) const
    {
        std::vector<double> coordinates(count * size_);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = 0; j < size_; ++j)
                coordinates[i * size_ + j] =
                    static_cast<double>(planes[i * spectrum() + place(j)]) / factor(j, unit);
        return coordinates;
    }

private:
    double factor(std::size_t coordinate, Unit unit) const
    {
        const auto n = static_cast<double>(size_);
        return unit == Unit::coordinates ? 1 : std::sqrt(coordinate < self_ ? n : n / 2);
    }

    std::size_t self_, pairs_, size_, plane_;
    AlignedArray<Scalar> scale_, inverse_scale_;
};

} // namespace etalon
