#include "core/spectral/spectrum.hpp"

#include "core/spectral/real_fft.hpp"

#include <cassert>

namespace etalon {

HalfSpectrum::HalfSpectrum(std::size_t height, std::size_t width)
    : height_(height)
    , width_(width)
{
    for (std::size_t bin = 0; bin < bins(); ++bin)
        if (fold_weight(bin) > 0)
            folded_bins_.push_back(bin);
}

int HalfSpectrum::fold_weight(std::size_t wy, std::size_t wx) const
{
    if (!conjugates_share_column(wx))
        return 2;
    const std::size_t partner_row = (height_ - wy) % height_;
    return wy == partner_row ? 1 : wy < partner_row ? 2 : 0;
}

int HalfSpectrum::multiplicity([[maybe_unused]] std::size_t wy, std::size_t wx) const
{
    return conjugates_share_column(wx) ? 1 : 2;
}

std::size_t HalfSpectrum::partner(std::size_t bin) const
{
    return conjugates_share_column(column(bin)) ? index((height_ - row(bin)) % height_, column(bin))
                                                : bin;
}

std::string HalfSpectrum::label(std::size_t bin) const
{
    const std::string horizontal = std::to_string(column(bin));
    if (height_ == 1)
        return horizontal;
    const auto wy = static_cast<long long>(row(bin));
    const auto periods = 2 * row(bin) > height_ ? wy - static_cast<long long>(height_) : wy;
    return std::string("(")
        .append(std::to_string(periods))
        .append(", ")
        .append(horizontal)
        .append(")");
}

std::vector<double> power_spectrum(const HalfSpectrum& spectrum, const double* images,
                                   std::size_t channels)
{
    if (channels == 0)
        return std::vector<double>(spectrum.bins());
    const RealFft2<double> fft(spectrum.height(), spectrum.width(), channels);
    std::vector<std::complex<double>> transforms(channels * spectrum.bins());
    fft.forward(images, transforms.data());
    return power_spectrum(spectrum, transforms.data(), channels);
}

std::vector<double> power_spectrum(const HalfSpectrum& spectrum,
                                   const std::complex<double>* spectra, std::size_t channels)
{
    std::vector<double> power(spectrum.bins());
    for (std::size_t channel = 0; channel < channels; ++channel)
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin)
            power[bin] += std::norm(spectra[channel * spectrum.bins() + bin]);
    for (double& value : power)
        value /= static_cast<double>(spectrum.pixels());
    return power;
}

std::vector<double> folded(const HalfSpectrum& spectrum, std::span<const double> power)
{
    assert(power.size() == spectrum.bins());
    std::vector<double> result(power.size());
    for (const std::size_t bin : spectrum.folded_bins())
        result[bin] = spectrum.fold_weight(bin) * power[bin];
    return result;
}

double total_power(const HalfSpectrum& spectrum, std::span<const double> power)
{
    assert(power.size() == spectrum.bins());
    double sum = 0;
    for (const std::size_t bin : spectrum.folded_bins())
        sum += spectrum.fold_weight(bin) * power[bin];
    return sum;
}

double participation(const HalfSpectrum& spectrum, std::span<const double> power)
{
    assert(power.size() == spectrum.bins());
    const double total = total_power(spectrum, power);
    if (total == 0)
        return 0;
    double squares = 0; // of shares, so that faint spectra do not underflow
    for (const std::size_t bin : spectrum.folded_bins()) {
        const double share = spectrum.fold_weight(bin) * power[bin] / total;
        squares += share * share;
    }
    return 1 / squares;
}

std::size_t dominant_bin(const HalfSpectrum& spectrum, std::span<const double> power)
{
    assert(power.size() == spectrum.bins());
    std::size_t best = spectrum.folded_bins().front();
    for (const std::size_t bin : spectrum.folded_bins())
        if (spectrum.fold_weight(bin) * power[bin] > spectrum.fold_weight(best) * power[best])
            best = bin;
    return best;
}

double folded_share(const HalfSpectrum& spectrum, std::span<const double> power, std::size_t bin)
{
    const double total = total_power(spectrum, power);
    return total == 0 ? 0 : spectrum.fold_weight(bin) * power[bin] / total;
}

} // namespace etalon
