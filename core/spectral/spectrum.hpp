// Geometry of the half spectrum of real images: which stored bin stands for which frequencies.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace etalon {

/// The (H, W/2+1) bins that a real H × W image's transform is stored as; bin (wy, wx) has index
/// wy·(W/2+1) + wx. Every other bin is the complex conjugate of a stored one, and in the columns
/// wx = 0 and (even W) wx = W/2 some stored bins are conjugates of each other, too.
class HalfSpectrum {
public:
    HalfSpectrum(std::size_t height, std::size_t width);

    std::size_t height() const { return height_; }
    std::size_t width() const { return width_; }
    std::size_t columns() const { return width_ / 2 + 1; }
    std::size_t pixels() const { return height_ * width_; }
    std::size_t bins() const { return height_ * columns(); }

    std::size_t index(std::size_t wy, std::size_t wx) const { return wy * columns() + wx; }
    std::size_t row(std::size_t bin) const { return bin / columns(); }
    std::size_t column(std::size_t bin) const { return bin % columns(); }

    /// Folding counts w and -w together: 2 for a pair, 1 for a self-conjugate bin, 0 for the bin
    /// of a pair that is dropped (in columns 0 and W/2, the one with the larger wy). Sums to n.
    int fold_weight(std::size_t wy, std::size_t wx) const;
    int fold_weight(std::size_t bin) const { return fold_weight(row(bin), column(bin)); }

    /// How many of all n bins a stored bin stands for, dropped or not: 2, or 1 in columns 0 and
    /// W/2. Sums to n, as do the squares |x^|² weighted with it (Parseval).
    int multiplicity(std::size_t wy, std::size_t wx) const;
    int multiplicity(std::size_t bin) const { return multiplicity(row(bin), column(bin)); }

    /// The stored bin that -w is found at: w's own index but in the columns 0 and W/2.
    std::size_t partner(std::size_t bin) const;

    /// Bins of positive fold weight, ascending (row-major).
    const std::vector<std::size_t>& folded_bins() const { return folded_bins_; }

    /// "5" for height 1, else "(wy, wx)" with wy in -H/2 < wy <= H/2.
    std::string label(std::size_t bin) const;

private:
    bool conjugates_share_column(std::size_t wx) const { return wx == 0 || 2 * wx == width_; }

    std::size_t height_, width_;
    std::vector<std::size_t> folded_bins_;
};

/// sum over channels of |x^|²/n in each stored bin, unweighted. images: channels × H × W.
std::vector<double> power_spectrum(const HalfSpectrum&, const double* images, std::size_t channels);

/// The same from transforms. spectra: channels × H × (W/2+1).
std::vector<double> power_spectrum(const HalfSpectrum&, const std::complex<double>* spectra,
                                   std::size_t channels);

// Of a power spectrum over the stored bins (`power.size() == bins()`), folded on the way.

/// Power times fold weight in each stored bin.
std::vector<double> folded(const HalfSpectrum&, std::span<const double> power);

/// Sum of the folded power, which is the sum of squares in pixels.
double total_power(const HalfSpectrum&, std::span<const double> power);

/// (sum P)²/sum P² of the folded power: the effective number of frequencies; 0 if all are 0.
double participation(const HalfSpectrum&, std::span<const double> power);

/// Index of the bin with the largest folded power; of ties the first.
std::size_t dominant_bin(const HalfSpectrum&, std::span<const double> power);

/// Share of the folded power that one bin (a pair counts as one) holds; 0 if all are 0.
double folded_share(const HalfSpectrum&, std::span<const double> power, std::size_t bin);

} // namespace etalon
