#include "core/experiments/linear_cnn/linear_cnn_theory.hpp"

#include "core/spectral/real_fft.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

using Complex = std::complex<double>;

/// Transforms of `count` images.
std::vector<Complex> transforms(const HalfSpectrum& spectrum, const std::vector<double>& images)
{
    const std::size_t count = images.size() / spectrum.pixels();
    std::vector<Complex> result(count * spectrum.bins());
    RealFft2<double>(spectrum.height(), spectrum.width(), count)
        .forward(images.data(), result.data());
    return result;
}

struct FirstSpectra {
    std::vector<Complex> readout; // U^: C × K × bins
    std::vector<Complex> kernels; // w^: K × I × bins
};

/// m_a(w)² = sum_k |(P_k + Q_k)/2|², the growing half of the first weights, with
/// P_k = sum_c u_ac U^_ck, Q_k = sum_i e_i w^_ki, e = V_a/|V_a|.
std::vector<double> seeds_of(const LinearCnnModes& modes, const HalfSpectrum& spectrum,
                             const LinearCnnShape& shape, const FirstSpectra& first)
{
    const std::size_t bins = spectrum.bins();
    const std::vector<double> images(modes.images.data(),
                                     modes.images.data() + modes.images.size());
    const auto mode_spectra = transforms(spectrum, images); // V: M × I × bins
    std::vector<double> seeds;
    for (std::size_t a = 0; a < modes.count; ++a)
        for (const std::size_t bin : spectrum.folded_bins()) {
            const double amplitude = modes.amplitude(a, bin);
            double power = 0;
            for (std::size_t k = 0; k < shape.kernels; ++k) {
                Complex p = 0, q = 0;
                for (std::size_t c = 0; c < shape.classes; ++c)
                    p += modes.class_vectors(static_cast<Eigen::Index>(c),
                                             static_cast<Eigen::Index>(a))
                        * first.readout[(c * shape.kernels + k) * bins + bin];
                for (std::size_t i = 0; i < shape.channels && amplitude > 0; ++i)
                    q += mode_spectra[(a * shape.channels + i) * bins + bin] / amplitude
                        * first.kernels[(k * shape.channels + i) * bins + bin];
                power += std::norm((p + q) / 2.0);
            }
            seeds.push_back(std::sqrt(power));
        }
    return seeds;
}

EarlyKernels early_kernels(const LinearCnnModes& modes, const HalfSpectrum& spectrum,
                           const LinearCnnShape& shape, const FirstSpectra& first,
                           double learning_rate)
{
    const std::size_t bins = spectrum.bins();
    const auto classes = static_cast<Eigen::Index>(shape.classes);
    const auto channels = static_cast<Eigen::Index>(shape.channels);
    const auto n = static_cast<double>(spectrum.pixels());
    const auto entry = [bins](const std::vector<Complex>& from, std::size_t row, std::size_t bin) {
        return from[row * bins + bin];
    };
    EarlyKernels early;
    early.rests.assign(shape.kernels * bins, 0);
    for (std::size_t bin = 0; bin < bins; ++bin) {
        Eigen::MatrixXcd s(classes, channels);
        for (Eigen::Index c = 0; c < classes; ++c)
            for (Eigen::Index i = 0; i < channels; ++i)
                s(c, i) = entry(modes.correlation, static_cast<std::size_t>(c * channels + i), bin);
        const Eigen::JacobiSVD<Eigen::MatrixXcd> svd(s, Eigen::ComputeThinU | Eigen::ComputeThinV);
        for (std::size_t k = 0; k < shape.kernels; ++k) {
            Eigen::VectorXcd u(classes), w(channels);
            for (Eigen::Index c = 0; c < classes; ++c)
                u(c) = entry(first.readout, static_cast<std::size_t>(c) * shape.kernels + k, bin);
            for (Eigen::Index i = 0; i < channels; ++i)
                w(i) = entry(first.kernels, k * shape.channels + static_cast<std::size_t>(i), bin);
            const Eigen::VectorXcd p = svd.matrixU().adjoint() * u;
            const Eigen::VectorXcd q = svd.matrixV().adjoint() * w;
            const std::size_t place = k * bins + bin;
            early.rests[place] = (w - svd.matrixV() * q).squaredNorm() / n;
            for (Eigen::Index r = 0; r < q.size(); ++r) {
                const Complex h = (p(r) + q(r)) / 2.0, e = (q(r) - p(r)) / 2.0;
                early.components.push_back({.growing = std::norm(h) / n,
                                            .mixed = 2 * (std::conj(h) * e).real() / n,
                                            .shrinking = std::norm(e) / n,
                                            .rate = learning_rate * svd.singularValues()(r),
                                            .place = place});
            }
        }
    }
    return early;
}

/// Only the dominant frequency kept: gamma = weight |V*|/n, d = d_between + noise*/(gamma |V*|).
std::vector<Sigmoid> closed_form(const LinearCnnModes& modes, const HalfSpectrum& spectrum,
                                 const std::vector<double>& seeds, double learning_rate)
{
    const auto& folded_bins = spectrum.folded_bins();
    std::vector<Sigmoid> result;
    for (std::size_t a = 0; a < modes.count; ++a) {
        const std::size_t bin = modes.dominant_bins[a];
        const auto place = static_cast<std::size_t>(
            std::lower_bound(folded_bins.begin(), folded_bins.end(), bin) - folded_bins.begin());
        const double amplitude = modes.amplitude(a, bin);
        const double gamma =
            spectrum.fold_weight(bin) * amplitude / static_cast<double>(spectrum.pixels());
        const double d = modes.between_powers[a] + modes.noise[bin] / (gamma * amplitude);
        const double m = seeds[a * folded_bins.size() + place];
        result.push_back({.limit = modes.strengths[a] / d,
                          .start = gamma * m * m,
                          .rate = 2 * std::log1p(learning_rate * modes.strengths[a] * amplitude)});
    }
    return result;
}

/// a_0 = sum_j ((u_aᵀ W2)_j + (W1 v_a)_j)²/4, the limit s_a/d_a.
std::vector<Sigmoid> companion_sigmoids(const LinearCnnModes& modes, const LinearCnnShape& shape,
                                        const LinearCnnWeights& weights, double learning_rate)
{
    const auto hidden = static_cast<Eigen::Index>(shape.hidden);
    const ConstRows w1(weights.fully_connected_1.data(), hidden,
                       static_cast<Eigen::Index>(shape.values()));
    const ConstRows w2(weights.fully_connected_2.data(), static_cast<Eigen::Index>(shape.classes),
                       hidden);
    std::vector<Sigmoid> result;
    for (std::size_t a = 0; a < modes.count; ++a) {
        const auto index = static_cast<Eigen::Index>(a);
        const Eigen::VectorXd sum = w2.transpose() * modes.class_vectors.col(index)
            + w1 * modes.images.row(index).transpose();
        result.push_back({.limit = modes.strengths[a] / modes.powers[a],
                          .start = sum.squaredNorm() / 4,
                          .rate = 2 * std::log1p(learning_rate * modes.strengths[a])});
    }
    return result;
}

} // namespace

ReducedMap::ReducedMap(const LinearCnnModes& modes, const HalfSpectrum& spectrum,
                       double learning_rate, std::vector<double> seeds)
    : modes_(modes.count)
    , bins_(spectrum.folded_bins().size())
    , learning_rate_(learning_rate)
    , s_(modes.strengths)
    , d_(modes.between_powers)
    , seeds_(std::move(seeds))
    , m_(seeds_)
    , strengths_(modes_)
{
    const auto& folded_bins = spectrum.folded_bins();
    for (const std::size_t bin : folded_bins) {
        noise_.push_back(modes.noise[bin]);
        weights_.push_back(spectrum.fold_weight(bin));
    }
    for (std::size_t a = 0; a < modes_; ++a) {
        for (std::size_t j = 0; j < bins_; ++j) {
            amplitudes_.push_back(modes.amplitude(a, folded_bins[j]));
            shares_.push_back(weights_[j] * amplitudes_.back()
                              / static_cast<double>(spectrum.pixels()));
        }
        const auto place =
            std::lower_bound(folded_bins.begin(), folded_bins.end(), modes.dominant_bins[a]);
        dominant_.push_back(static_cast<std::size_t>(place - folded_bins.begin()));
    }
    find_strengths();
}

void ReducedMap::find_strengths()
{
    for (std::size_t a = 0; a < modes_; ++a) {
        const double* m = m_.data() + a * bins_;
        const double* share = shares_.data() + a * bins_;
        double sum = 0;
        for (std::size_t j = 0; j < bins_; ++j)
            sum += share[j] * m[j] * m[j];
        strengths_[a] = sum;
    }
}

void ReducedMap::go_to(std::int64_t step)
{
    if (step < step_) {
        m_ = seeds_;
        step_ = 0;
        find_strengths();
    }
    for (; step_ < step; ++step_) {
        for (std::size_t a = 0; a < modes_; ++a) {
            double* m = m_.data() + a * bins_;
            const double* amplitude = amplitudes_.data() + a * bins_;
            const double g = s_[a] - d_[a] * strengths_[a];
            for (std::size_t j = 0; j < bins_; ++j)
                m[j] += learning_rate_ * m[j] * (g * amplitude[j] - noise_[j] * m[j] * m[j]);
        }
        find_strengths();
    }
}

std::vector<double> ReducedMap::dominance() const
{
    std::vector<double> result;
    for (std::size_t a = 0; a < modes_; ++a) {
        const double* m = m_.data() + a * bins_;
        double total = 0;
        for (std::size_t j = 0; j < bins_; ++j)
            total += weights_[j] * m[j] * m[j] * m[j] * m[j];
        const double top = m[dominant_[a]];
        result.push_back(total > 0 ? weights_[dominant_[a]] * top * top * top * top / total : 0);
    }
    return result;
}

double Sigmoid::operator()(double step) const
{
    // The same as in the header, without a difference of large numbers.
    const double faded = std::exp(-rate * step), grown = -std::expm1(-rate * step);
    const double denominator = start * grown + limit * faded;
    return denominator > 0 ? start * limit / denominator : start;
}

std::vector<double> EarlyKernels::powers(std::int64_t step) const
{
    std::vector<double> result = rests;
    const auto t = static_cast<double>(step);
    double rate = 0, up = 1, down = 1;
    for (const Component& c : components) {
        if (c.rate != rate) { // the kernels of one bin share it
            rate = c.rate;
            up = std::pow(1 + rate, t);
            down = std::pow(1 - rate, t);
        }
        result[c.place] += c.growing * up * up + c.mixed * up * down + c.shrinking * down * down;
    }
    return result;
}

LinearCnnTheory::LinearCnnTheory(const LinearCnnModes& modes, const HalfSpectrum& spectrum,
                                 const LinearCnnShape& shape, const LinearCnnWeights& weights,
                                 double learning_rate, double rate_factor)
{
    if (shape.hidden > 0)
        companion_ = companion_sigmoids(modes, shape, weights, learning_rate * rate_factor);
    if (shape.layers > 1 || !shape.full_kernels())
        return;
    const FirstSpectra first{transforms(spectrum, weights.readout),
                             transforms(spectrum, weights.kernels[0])};
    auto seeds = seeds_of(modes, spectrum, shape, first);
    auto sigmoids = closed_form(modes, spectrum, seeds, learning_rate);
    race_.emplace(Race{ReducedMap(modes, spectrum, learning_rate, std::move(seeds)),
                       std::move(sigmoids),
                       early_kernels(modes, spectrum, shape, first, learning_rate),
                       0.02 * modes.strengths[0] / modes.powers[0]});
}

} // namespace etalon
