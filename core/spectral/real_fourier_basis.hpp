// A real orthonormal basis in which circular convolution acts on each frequency alone.
#pragma once

#include "core/spectral/real_fft.hpp"
#include "core/spectral/spectrum.hpp"

#include <complex>
#include <cstddef>
#include <vector>

namespace etalon {

/// Coordinates first, first+1, … of one kind.
struct CoordinateRange {
    std::size_t first = 0, size = 0;
};

/// The n = H W real Fourier coordinates of a real H × W image x, with x^ the unnormalised
/// transform (`RealFft2`). Folded bins (`HalfSpectrum::folded_bins`) in ascending order give
///   self-conjugate bin w:  one coordinate      x^(w)/sqrt(n)   (x^(w) is real there),
///   pair w, -w:            two coordinates     sqrt(2/n) Re x^(w)  and  sqrt(2/n) Im x^(w).
/// They are laid out [self-conjugate][real parts of pairs][imaginary parts of pairs], so that
/// loops over frequencies run over contiguous memory. The change of basis is orthonormal: norms
/// and inner products are those of the images. The sign is that of x^: the imaginary coordinate
/// of cos(2 pi w·p + phi) with amplitude 1 is +sqrt(n/2) sin(phi).
///
/// Products of transforms: c^ = a^ conj(b^) is, in coordinates,
///   self-conjugate:  c = sqrt(n) a b;
///   pairs:           c_re = sqrt(n/2)(a_re b_re + a_im b_im),
///                    c_im = sqrt(n/2)(a_im b_re - a_re b_im).
///
/// Movable, not copyable; as `RealFft2`, not for two threads at once.
class RealFourierBasis {
public:
    RealFourierBasis(std::size_t height, std::size_t width);

    const HalfSpectrum& spectrum() const { return spectrum_; }
    std::size_t size() const { return spectrum_.pixels(); } // n

    CoordinateRange self_conjugate() const { return {0, self_bins_.size()}; }
    CoordinateRange real_parts() const { return {self_bins_.size(), pair_bins_.size()}; }
    CoordinateRange imaginary_parts() const
    {
        return {self_bins_.size() + pair_bins_.size(), pair_bins_.size()};
    }

    /// Stored bins (`HalfSpectrum` indices) in the order of the coordinates.
    const std::vector<std::size_t>& self_bins() const { return self_bins_; }
    const std::vector<std::size_t>& pair_bins() const { return pair_bins_; }

    /// Where a stored bin's value is held.
    struct Place {
        std::size_t real = 0;      // coordinate of the real part
        std::size_t imaginary = 0; // of the imaginary part; equals `real` for self-conjugate bins
        bool self_conjugate = false;
        bool conjugated = false; // a dropped bin: the coordinates are those of its partner
    };
    const Place& place(std::size_t bin) const { return places_[bin]; }

    /// The folded bin that a coordinate belongs to.
    std::size_t bin(std::size_t coordinate) const;

    /// images: count × H × W; out: count × n. The arrays may be the same.
    void to_basis(const double* images, std::size_t count, double* out) const;

    /// The inverse, which is the transpose. The arrays may be the same.
    void from_basis(const double* coordinates, std::size_t count, double* images) const;

    /// Unnormalised transforms, all stored bins. coordinates: count × n; out: count × H × (W/2+1).
    void to_spectrum(const double* coordinates, std::size_t count, std::complex<double>* out) const;

    /// From the folded bins; the dropped bins and the imaginary parts of self-conjugate ones are
    /// not looked at. spectra: count × H × (W/2+1); coordinates: count × n.
    void from_spectrum(const std::complex<double>* spectra, std::size_t count,
                       double* coordinates) const;

    /// sum over channels of |x^|²/n in each stored bin, unweighted, without any transform.
    /// coordinates: channels × n; out: bins().
    void power_spectrum(const double* coordinates, std::size_t channels, double* out) const;

private:
    HalfSpectrum spectrum_;
    RealFft2<double> fft_; // one image at a time
    std::vector<std::size_t> self_bins_, pair_bins_;
    std::vector<Place> places_; // of each stored bin
};

} // namespace etalon
