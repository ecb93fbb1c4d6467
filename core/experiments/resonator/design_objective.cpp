// The objective of a design: distance in the signal and in the shares of Fourier power (section 2.9).
#include "core/experiments/resonator/inverse_design.hpp"
#include "core/spectral/real_fft.hpp"

#include <algorithm>
#include <cassert>
#include <complex>

namespace etalon {
namespace {

constexpr double power_floor = 1e-12; // keeps the shares of a flat spectrum finite

} // namespace

struct DesignObjective::Buffers {
    std::size_t wavelengths, bins;
    std::vector<double> weights;
    RealFft2<double> fft;
    std::vector<std::complex<double>> transform; // M/2 + 1
    std::vector<double> target, target_shares;   // of the last call: scans ask for one many times
    std::vector<double> shares;
    double total = 0; // power of the spectrum in the bins, plus the floor

    Buffers(std::size_t m, std::size_t k, std::vector<double> w)
        : wavelengths(m)
        , bins(k)
        , weights(std::move(w))
        , fft(1, m)
        , transform(m / 2 + 1)
        , target_shares(k)
        , shares(k)
    {
        assert(bins <= m / 2 && (weights.empty() || weights.size() == m));
    }

    /// Shares p_b of the power P_b = 2 |DFT_b|²/M² in bins 1 … K.
    double find_shares(std::span<const double> y, std::vector<double>& out)
    {
        fft.forward(y.data(), transform.data());
        const auto m = static_cast<double>(wavelengths);
        double sum = 0;
        for (std::size_t b = 0; b < bins; ++b) {
            out[b] = 2 * std::norm(transform[b + 1]) / (m * m);
            sum += out[b];
        }
        sum += power_floor;
        for (double& share : out)
            share /= sum;
        return sum;
    }

    double distance(std::span<const double> y, std::span<const double> wanted)
    {
        if (!std::equal(wanted.begin(), wanted.end(), target.begin(), target.end())) {
            target.assign(wanted.begin(), wanted.end());
            find_shares(wanted, target_shares);
        }
        total = find_shares(y, shares);
        double sum = 0;
        for (std::size_t b = 0; b < bins; ++b)
            sum += (shares[b] - target_shares[b]) * (shares[b] - target_shares[b]);
        return sum / static_cast<double>(bins);
    }
};

DesignObjective::DesignObjective(std::size_t wavelengths, std::size_t bins,
                                 std::vector<double> weights)
    : buffers_(std::make_unique<Buffers>(wavelengths, bins, std::move(weights)))
{
}

DesignObjective::~DesignObjective() = default;
DesignObjective::DesignObjective(DesignObjective&&) noexcept = default;

double DesignObjective::fourier_part(std::span<const double> y, std::span<const double> target)
{
    return buffers_->distance(y, target);
}

double DesignObjective::value(std::span<const double> y, std::span<const double> target,
                              double fourier_weight)
{
    const double error = mean_squared_error(y, target, buffers_->weights);
    return fourier_weight == 0 ? error : error + fourier_weight * buffers_->distance(y, target);
}

double DesignObjective::gradient(std::span<const double> y, std::span<const double> target,
                                 double fourier_weight, std::span<double> derivative)
{
    Buffers& b = *buffers_;
    const auto m = static_cast<double>(b.wavelengths);
    const double error = mean_squared_error(y, target, b.weights);
    double fourier = 0;
    if (fourier_weight != 0) {
        fourier = b.distance(y, target); // leaves the transform of y behind
        double mean_share = 0;           // Σ_c (p_c − q_c) p_c
        for (std::size_t k = 0; k < b.bins; ++k)
            mean_share += (b.shares[k] - b.target_shares[k]) * b.shares[k];
        // Σ_b g_b (4/M²) Re(DFT_b e^{+2πi b m/M}) is an inverse transform: M times that of half
        // the coefficients, as it counts b and −b; at the middle bin there is one of them only.
        const double scale = 2 / static_cast<double>(b.bins) / b.total;
        b.transform[0] = 0;
        for (std::size_t k = 1; k < b.transform.size(); ++k) {
            if (k > b.bins) {
                b.transform[k] = 0;
                continue;
            }
            const double g =
                scale * (b.shares[k - 1] - b.target_shares[k - 1] - mean_share) * fourier_weight;
            const bool middle = 2 * k == b.wavelengths;
            b.transform[k] *= g * 4 / (m * m) * m * (middle ? 1.0 : 0.5);
        }
        b.fft.inverse(b.transform.data(), derivative.data());
    } else {
        std::fill(derivative.begin(), derivative.end(), 0.0);
    }
    for (std::size_t i = 0; i < derivative.size(); ++i) {
        const double weight = b.weights.empty() ? 1.0 : b.weights[i];
        derivative[i] += 2 * weight * (y[i] - target[i]) / m;
    }
    return error + fourier_weight * fourier;
}

} // namespace etalon
