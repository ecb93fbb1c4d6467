// How well the surrogate knows each optical path: error power over signal power (section 2.11).
#pragma once

#include "core/experiments/resonator/resonator_model.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace etalon {

/// Spectra are taken at equal steps of wavenumber, where the fringes of a slab are a sinusoid; bin b
/// of the transform is the optical path b/(1/λ_min − 1/λ_max)·(M − 1)/M. One thread at a time.
class PathSpectrum {
public:
    explicit PathSpectrum(std::vector<double> wavelengths);
    ~PathSpectrum();
    PathSpectrum(PathSpectrum&&) noexcept;

    std::size_t bins() const; // 32, or ⌊M/2⌋ if fewer

    /// |DFT_b|² in bins 1 … `bins`.
    std::vector<double> power(std::span<const double> spectrum);

    /// Mean error power over mean target power in each bin, over the rows.
    std::vector<double> error(const ResonatorMatrix& predicted, const ResonatorMatrix& exact);

    /// The optical path δ0/2π of bin b, in nm.
    double optical_path(std::size_t bin) const;

private:
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
};

} // namespace etalon
