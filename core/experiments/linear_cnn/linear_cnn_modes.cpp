#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"

#include "core/spectral/real_fft.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t most_modes = 16;

using Complex = std::complex<double>;

/// The sign of (u, v) is free: the largest entry of u is made positive; of entries within 1e-9 of
/// each other the first counts.
bool must_flip(const Eigen::VectorXd& u)
{
    const double largest = u.cwiseAbs().maxCoeff();
    for (const double entry : u)
        if (std::abs(entry) >= largest - 1e-9)
            return entry < 0;
    return false;
}

void decompose(LinearCnnModes& modes, const RowMatrix& yx, std::size_t wanted)
{
    // Of the tall Sxy: one-sided rotations are exact to the last digits for weak modes, too.
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(yx.transpose(),
                                                Eigen::ComputeThinU | Eigen::ComputeThinV);
    const auto& s = svd.singularValues();
    const std::size_t most = std::min(
        {static_cast<std::size_t>(yx.rows()), static_cast<std::size_t>(yx.cols()), most_modes});
    modes.count = wanted;
    if (wanted == 0)
        modes.count = static_cast<std::size_t>((s.array() > 1e-3 * s(0)).count());
    modes.count = std::clamp<std::size_t>(modes.count, 1, most);

    const auto m = static_cast<Eigen::Index>(modes.count);
    modes.strengths.assign(s.data(), s.data() + m);
    modes.class_vectors = svd.matrixV().leftCols(m);
    modes.images = svd.matrixU().leftCols(m).transpose();
    for (Eigen::Index a = 0; a < m; ++a)
        if (must_flip(modes.class_vectors.col(a))) {
            modes.class_vectors.col(a) *= -1;
            modes.images.row(a) *= -1;
        }
}

void find_spectra(LinearCnnModes& modes, const HalfSpectrum& spectrum, std::size_t channels)
{
    const auto bins = static_cast<Eigen::Index>(spectrum.bins());
    modes.spectra.resize(modes.images.rows(), bins);
    for (Eigen::Index a = 0; a < modes.images.rows(); ++a) {
        const auto power = power_spectrum(spectrum, modes.images.row(a).data(), channels);
        std::copy(power.begin(), power.end(), modes.spectra.row(a).data());
        modes.dominant_bins.push_back(dominant_bin(spectrum, power));
        modes.dominant_shares.push_back(folded_share(spectrum, power, modes.dominant_bins.back()));
    }
}

/// d_a, its part between classes, and the noise within them.
void find_powers(LinearCnnModes& modes, const HalfSpectrum& spectrum, std::size_t channels,
                 ConstRows inputs, Eigen::Index classes, const std::vector<std::int64_t>& labels)
{
    const auto count = static_cast<double>(inputs.rows());
    const RowMatrix projections = inputs * modes.images.transpose(); // N × M

    RowMatrix means = RowMatrix::Zero(classes, inputs.cols());
    Eigen::VectorXd members = Eigen::VectorXd::Zero(classes);
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
        const Eigen::Index label = labels[static_cast<std::size_t>(i)];
        means.row(label) += inputs.row(i);
        members(label) += 1;
    }
    for (Eigen::Index c = 0; c < classes; ++c)
        if (members(c) > 0)
            means.row(c) /= members(c);

    const RowMatrix mean_projections = means * modes.images.transpose(); // C × M
    for (Eigen::Index a = 0; a < modes.images.rows(); ++a) {
        modes.powers.push_back(projections.col(a).squaredNorm() / count);
        modes.between_powers.push_back(
            (mean_projections.col(a).array().square() * members.array()).sum() / count);
    }

    modes.noise.assign(spectrum.bins(), 0);
    const RealFft2<double> fft(spectrum.height(), spectrum.width(), channels);
    std::vector<Complex> transform(channels * spectrum.bins());
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
        const Eigen::RowVectorXd rest =
            inputs.row(i) - means.row(labels[static_cast<std::size_t>(i)]);
        fft.forward(rest.data(), transform.data());
        const auto power = power_spectrum(spectrum, transform.data(), channels);
        for (std::size_t bin = 0; bin < power.size(); ++bin)
            modes.noise[bin] += power[bin];
    }
    for (double& value : modes.noise)
        value /= count * static_cast<double>(channels);
}

void find_drive(LinearCnnModes& modes, const HalfSpectrum& spectrum, std::size_t channels,
                const RowMatrix& yx)
{
    const auto classes = static_cast<std::size_t>(yx.rows());
    const std::size_t bins = spectrum.bins();
    modes.correlation.resize(classes * channels * bins);
    RealFft2<double>(spectrum.height(), spectrum.width(), classes * channels)
        .forward(yx.data(), modes.correlation.data());

    Eigen::MatrixXcd matrix(yx.rows(), static_cast<Eigen::Index>(channels));
    for (std::size_t bin = 0; bin < bins; ++bin) {
        for (std::size_t row = 0; row < classes * channels; ++row)
            matrix(static_cast<Eigen::Index>(row / channels),
                   static_cast<Eigen::Index>(row % channels)) = modes.correlation[row * bins + bin];
        modes.drive.push_back(channels == 1
                                  ? matrix.norm()
                                  : Eigen::JacobiSVD<Eigen::MatrixXcd>(matrix).singularValues()(0));
    }
    modes.top_drive = *std::max_element(modes.drive.begin(), modes.drive.end());
}

double find_overlap(const LinearCnnModes& modes)
{
    double overlap = 0;
    for (std::size_t a = 0; a < modes.count; ++a)
        for (std::size_t b = 0; b < modes.count; ++b)
            if (const std::size_t bin = modes.dominant_bins[a]; a != b)
                overlap = std::max(overlap,
                                   modes.strengths[b] * modes.amplitude(b, bin)
                                       / (modes.strengths[a] * modes.amplitude(a, bin)));
    return overlap;
}

} // namespace

double LinearCnnModes::amplitude(std::size_t mode, std::size_t bin) const
{
    const auto n = static_cast<double>(pixels);
    return std::sqrt(n * spectra(static_cast<Eigen::Index>(mode), static_cast<Eigen::Index>(bin)));
}

std::vector<std::size_t> LinearCnnModes::equally_strong() const
{
    std::vector<std::size_t> pairs;
    for (std::size_t a = 0; a + 1 < count; ++a)
        if (strengths[a] - strengths[a + 1] < 1e-6 * strengths[a])
            pairs.push_back(a);
    return pairs;
}

LinearCnnModes find_linear_cnn_modes(const HalfSpectrum& spectrum, std::size_t channels,
                                     ConstRows inputs, ConstRows targets,
                                     const std::vector<std::int64_t>& labels, std::size_t wanted)
{
    const RowMatrix yx = targets.transpose() * inputs / static_cast<double>(inputs.rows());
    LinearCnnModes modes;
    decompose(modes, yx, wanted);
    modes.pixels = spectrum.pixels();
    find_spectra(modes, spectrum, channels);
    find_powers(modes, spectrum, channels, inputs, targets.cols(), labels);
    find_drive(modes, spectrum, channels, yx);
    modes.overlap = find_overlap(modes);
    return modes;
}

} // namespace etalon
