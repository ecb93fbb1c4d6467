#include "core/experiments/resonator/path_error.hpp"

#include "core/experiments/resonator/design_source.hpp"
#include "core/spectral/real_fft.hpp"

#include <algorithm>
#include <complex>

namespace etalon {
namespace {

constexpr std::size_t most_bins = 32;

/// A place between wavelengths `left` and `left + 1`.
struct Between {
    std::size_t left = 0;
    double share = 0; // of the right one
};

std::vector<Between> equal_wavenumbers(const std::vector<double>& lambda)
{
    std::vector<Between> places;
    for (const double wavenumber :
         equal_points(1 / lambda.back(), 1 / lambda.front(), lambda.size())) {
        const double wanted = std::clamp(1 / wavenumber, lambda.front(), lambda.back());
        const auto above = std::upper_bound(lambda.begin(), lambda.end(), wanted);
        const auto left =
            std::min(static_cast<std::size_t>(above - lambda.begin()) - 1, lambda.size() - 2);
        places.push_back({left, (wanted - lambda[left]) / (lambda[left + 1] - lambda[left])});
    }
    return places;
}

} // namespace

struct PathSpectrum::Buffers {
    std::vector<double> wavelengths;
    std::vector<Between> places;
    RealFft2<double> fft;
    std::vector<double> sampled;
    std::vector<std::complex<double>> transform;

    explicit Buffers(std::vector<double> lambda)
        : wavelengths(std::move(lambda))
        , places(equal_wavenumbers(wavelengths))
        , fft(1, wavelengths.size())
        , sampled(wavelengths.size())
        , transform(wavelengths.size() / 2 + 1)
    {
    }
};

PathSpectrum::PathSpectrum(std::vector<double> wavelengths)
    : buffers_(std::make_unique<Buffers>(std::move(wavelengths)))
{
}

PathSpectrum::~PathSpectrum() = default;
PathSpectrum::PathSpectrum(PathSpectrum&&) noexcept = default;

std::size_t PathSpectrum::bins() const
{
    return std::min(most_bins, buffers_->wavelengths.size() / 2);
}

std::vector<double> PathSpectrum::power(std::span<const double> spectrum)
{
    Buffers& b = *buffers_;
    for (std::size_t i = 0; i < b.places.size(); ++i) {
        const auto [left, share] = b.places[i];
        b.sampled[i] = spectrum[left] + share * (spectrum[left + 1] - spectrum[left]);
    }
    b.fft.forward(b.sampled.data(), b.transform.data());
    std::vector<double> result(bins());
    for (std::size_t k = 0; k < result.size(); ++k)
        result[k] = std::norm(b.transform[k + 1]);
    return result;
}

std::vector<double> PathSpectrum::error(const ResonatorMatrix& predicted,
                                        const ResonatorMatrix& exact)
{
    std::vector<double> errors(bins(), 0.0), signals(bins(), 0.0);
    std::vector<double> difference(buffers_->wavelengths.size());
    for (std::size_t row = 0; row < static_cast<std::size_t>(exact.rows()); ++row) {
        const auto y = row_of(predicted, row), t = row_of(exact, row);
        for (std::size_t i = 0; i < difference.size(); ++i)
            difference[i] = y[i] - t[i];
        const auto wrong = power(difference), right = power(t);
        for (std::size_t k = 0; k < errors.size(); ++k) {
            errors[k] += wrong[k];
            signals[k] += right[k];
        }
    }
    for (std::size_t k = 0; k < errors.size(); ++k)
        errors[k] /= signals[k];
    return errors;
}

double PathSpectrum::optical_path(std::size_t bin) const
{
    const auto& lambda = buffers_->wavelengths;
    const auto m = static_cast<double>(lambda.size());
    return static_cast<double>(bin) / (1 / lambda.front() - 1 / lambda.back()) * (m - 1) / m;
}

} // namespace etalon
