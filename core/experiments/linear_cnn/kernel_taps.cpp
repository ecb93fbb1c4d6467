#include "core/experiments/linear_cnn/kernel_taps.hpp"

#include <numbers>

namespace etalon {
namespace {

constexpr std::size_t few_taps = 16; // where explicit sums are as fast as transforms

} // namespace

template <class Scalar>
KernelTaps<Scalar>::KernelTaps(const RealFourierBasis& basis, const SpectralPlanes<Scalar>& planes,
                               const LinearCnnShape& shape, std::size_t count)
    : count_(count)
    , plane_(planes.plane())
    , fft_(shape.height, shape.width, count)
{
    for (std::size_t tap = 0; tap < shape.taps(); ++tap)
        displacements_.push_back(shape.displacement(tap));

    const HalfSpectrum& spectrum = basis.spectrum();
    if (shape.taps() > few_taps) {
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin) {
            const auto& place = basis.place(bin);
            stored_bins_.push_back(
                {bin, planes.place(place.real), place.self_conjugate, place.conjugated});
        }
        images_.assign(count * shape.pixels(), Scalar(0));
        transforms_.resize(count * spectrum.bins());
        return;
    }
    phases_.assign(shape.taps() * planes.spectrum(), Scalar(0));
    shares_.assign(plane_, Scalar(0));
    const auto self_bins = basis.self_bins().size();
    for (std::size_t bin = 0; bin < planes.bins(); ++bin) {
        const bool self = bin < self_bins;
        const std::size_t stored =
            self ? basis.self_bins()[bin] : basis.pair_bins()[bin - self_bins];
        shares_[bin] = static_cast<Scalar>((self ? 1.0 : 2.0) / static_cast<double>(basis.size()));
        for (std::size_t tap = 0; tap < shape.taps(); ++tap) {
            const std::size_t y = displacements_[tap] / shape.width;
            const std::size_t x = displacements_[tap] % shape.width;
            // Whole turns are dropped while the numbers are still whole.
            const double turns = static_cast<double>(spectrum.row(stored) * y % shape.height)
                    / static_cast<double>(shape.height)
                + static_cast<double>(spectrum.column(stored) * x % shape.width)
                    / static_cast<double>(shape.width);
            const double angle = 2 * std::numbers::pi * turns;
            Scalar* phase = phases_.data() + tap * planes.spectrum() + bin;
            phase[0] = static_cast<Scalar>(std::cos(angle));
            phase[plane_] = self ? Scalar(0) : static_cast<Scalar>(-std::sin(angle));
        }
    }
}

template <class Scalar>
void KernelTaps<Scalar>::to_spectra(const Scalar* taps, Scalar* spectra)
{
    const std::size_t tap_count = displacements_.size();
    if (explicit_sums()) {
        for (std::size_t k = 0; k < count_; ++k, taps += tap_count, spectra += 2 * plane_)
            for (std::size_t bin = 0; bin < 2 * plane_; bin += lane_count<Scalar>) {
                Lanes<Scalar> sum{};
                for (std::size_t tap = 0; tap < tap_count; ++tap) {
                    Lanes<Scalar> phase;
                    load(phase, phases_.data() + tap * 2 * plane_ + bin);
                    sum += phase * taps[tap];
                }
                store(spectra + bin, sum);
            }
        return;
    }
    const std::size_t pixels = images_.size() / count_;
    std::fill(images_.begin(), images_.end(), Scalar(0));
    for (std::size_t k = 0; k < count_; ++k)
        for (std::size_t tap = 0; tap < tap_count; ++tap)
            images_[k * pixels + displacements_[tap]] = taps[k * tap_count + tap];
    fft_.forward(images_.data(), transforms_.data());
    for (std::size_t k = 0; k < count_; ++k) {
        const auto* transform = transforms_.data() + k * stored_bins_.size();
        Scalar* spectrum = spectra + k * 2 * plane_;
        for (const Bin& bin : stored_bins_)
            if (!bin.conjugated) {
                spectrum[bin.place] = transform[bin.stored].real();
                spectrum[bin.place + plane_] =
                    bin.self_conjugate ? Scalar(0) : transform[bin.stored].imag();
            }
    }
}

template <class Scalar>
void KernelTaps<Scalar>::from_spectra(const Scalar* spectra, Scalar* taps)
{
    const std::size_t tap_count = displacements_.size();
    if (explicit_sums()) {
        for (std::size_t k = 0; k < count_; ++k, taps += tap_count, spectra += 2 * plane_)
            for (std::size_t tap = 0; tap < tap_count; ++tap) {
                const Scalar* phases = phases_.data() + tap * 2 * plane_;
                Lanes<Scalar> sum{};
                for (std::size_t bin = 0; bin < plane_; bin += lane_count<Scalar>) {
                    Lanes<Scalar> share, cosine, minus_sine, real, imaginary;
                    load(share, shares_.data() + bin);
                    load(cosine, phases + bin);
                    load(minus_sine, phases + plane_ + bin);
                    load(real, spectra + bin);
                    load(imaginary, spectra + plane_ + bin);
                    sum += share * (real * cosine + imaginary * minus_sine);
                }
                taps[tap] = sum_of<Scalar>(sum);
            }
        return;
    }
    for (std::size_t k = 0; k < count_; ++k) {
        auto* transform = transforms_.data() + k * stored_bins_.size();
        const Scalar* spectrum = spectra + k * 2 * plane_;
        for (const Bin& bin : stored_bins_) {
            const Scalar imaginary = spectrum[bin.place + plane_];
            transform[bin.stored] = {spectrum[bin.place], bin.conjugated ? -imaginary : imaginary};
        }
    }
    fft_.inverse(transforms_.data(), images_.data());
    const std::size_t pixels = images_.size() / count_;
    for (std::size_t k = 0; k < count_; ++k)
        for (std::size_t tap = 0; tap < tap_count; ++tap)
            taps[k * tap_count + tap] = images_[k * pixels + displacements_[tap]];
}

template class KernelTaps<double>;
template class KernelTaps<float>;

} // namespace etalon
