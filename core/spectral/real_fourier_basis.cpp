#include "core/spectral/real_fourier_basis.hpp"

#include <cmath>

namespace etalon {

RealFourierBasis::RealFourierBasis(std::size_t height, std::size_t width)
    : spectrum_(height, width)
    , fft_(height, width)
    , places_(spectrum_.bins())
{
    for (const std::size_t bin : spectrum_.folded_bins())
        (spectrum_.fold_weight(bin) == 1 ? self_bins_ : pair_bins_).push_back(bin);

    for (std::size_t i = 0; i < self_bins_.size(); ++i)
        places_[self_bins_[i]] = {.real = i, .imaginary = i, .self_conjugate = true};
    for (std::size_t i = 0; i < pair_bins_.size(); ++i) {
        Place place{.real = real_parts().first + i, .imaginary = imaginary_parts().first + i};
        places_[pair_bins_[i]] = place;
        if (const std::size_t partner = spectrum_.partner(pair_bins_[i]);
            partner != pair_bins_[i]) {
            place.conjugated = true;
            places_[partner] = place;
        }
    }
}

std::size_t RealFourierBasis::bin(std::size_t coordinate) const
{
    if (coordinate < self_bins_.size())
        return self_bins_[coordinate];
    return pair_bins_[(coordinate - self_bins_.size()) % pair_bins_.size()];
}

void RealFourierBasis::to_basis(const double* images, std::size_t count, double* out) const
{
    std::vector<std::complex<double>> transform(spectrum_.bins());
    for (std::size_t i = 0; i < count; ++i) {
        fft_.forward(images + i * size(), transform.data());
        from_spectrum(transform.data(), 1, out + i * size());
    }
}

void RealFourierBasis::from_basis(const double* coordinates, std::size_t count,
                                  double* images) const
{
    std::vector<std::complex<double>> transform(spectrum_.bins());
    for (std::size_t i = 0; i < count; ++i) {
        to_spectrum(coordinates + i * size(), 1, transform.data());
        fft_.inverse(transform.data(), images + i * size());
    }
}

void RealFourierBasis::to_spectrum(const double* coordinates, std::size_t count,
                                   std::complex<double>* out) const
{
    const auto n = static_cast<double>(size());
    const double self_scale = std::sqrt(n), pair_scale = std::sqrt(n / 2);
    for (std::size_t i = 0; i < count; ++i) {
        const double* x = coordinates + i * size();
        std::complex<double>* transform = out + i * spectrum_.bins();
        for (std::size_t bin = 0; bin < spectrum_.bins(); ++bin) {
            const Place& place = places_[bin];
            if (place.self_conjugate)
                transform[bin] = self_scale * x[place.real];
            else
                transform[bin] =
                    pair_scale
                    * std::complex<double>(
                        x[place.real], place.conjugated ? -x[place.imaginary] : x[place.imaginary]);
        }
    }
}

void RealFourierBasis::from_spectrum(const std::complex<double>* spectra, std::size_t count,
                                     double* coordinates) const
{
    const auto n = static_cast<double>(size());
    const double self_scale = 1 / std::sqrt(n), pair_scale = std::sqrt(2 / n);
    for (std::size_t i = 0; i < count; ++i) {
        const std::complex<double>* transform = spectra + i * spectrum_.bins();
        double* self = coordinates + i * size();
        double* real = self + real_parts().first;
        double* imaginary = self + imaginary_parts().first;
        for (std::size_t j = 0; j < self_bins_.size(); ++j)
            self[j] = self_scale * transform[self_bins_[j]].real();
        for (std::size_t j = 0; j < pair_bins_.size(); ++j) {
            real[j] = pair_scale * transform[pair_bins_[j]].real();
            imaginary[j] = pair_scale * transform[pair_bins_[j]].imag();
        }
    }
}

void RealFourierBasis::power_spectrum(const double* coordinates, std::size_t channels,
                                      double* out) const
{
    for (std::size_t bin = 0; bin < spectrum_.bins(); ++bin) {
        const Place& place = places_[bin];
        double power = 0;
        for (std::size_t channel = 0; channel < channels; ++channel) {
            const double* x = coordinates + channel * size();
            const double re = x[place.real], im = x[place.imaginary];
            power +=
                place.self_conjugate ? re * re : (re * re + im * im) / 2; // a pair shares its power
        }
        out[bin] = power;
    }
}

} // namespace etalon
