#include "core/experiments/linear_cnn/map_view.hpp"

namespace etalon {

MapView view_of(const LinearCnnModes& modes, const RealFourierBasis& basis, const RowMatrix& map)
{
    const HalfSpectrum& spectrum = basis.spectrum();
    const std::size_t n = basis.size(), bins = spectrum.bins();
    const auto channels = static_cast<std::size_t>(map.cols()) / n;
    const RowMatrix rows = modes.class_vectors.transpose() * map; // M × D

    MapView view;
    view.spectra.resize(modes.count * bins);
    for (std::size_t a = 0; a < modes.count; ++a) {
        const std::span<double> power(view.spectra.data() + a * bins, bins);
        basis.power_spectrum(rows.row(static_cast<Eigen::Index>(a)).data(), channels, power.data());
        view.dominance.push_back(folded_share(spectrum, power, modes.dominant_bins[a]));
        view.participation.push_back(participation(spectrum, power));
    }
    RowMatrix pixels(rows.rows(), rows.cols());
    basis.from_basis(rows.data(), modes.count * channels, pixels.data());
    for (std::size_t a = 0; a < modes.count; ++a) {
        const auto row = static_cast<Eigen::Index>(a);
        view.strengths.push_back(pixels.row(row).dot(modes.images.row(row)));
    }
    view.images = channel_means(pixels.data(), modes.count, channels, n);
    return view;
}

std::vector<double> channel_means(const double* images, std::size_t count, std::size_t channels,
                                  std::size_t pixels)
{
    std::vector<double> means(count * pixels, 0);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t channel = 0; channel < channels; ++channel)
            for (std::size_t p = 0; p < pixels; ++p)
                means[i * pixels + p] +=
                    images[(i * channels + channel) * pixels + p] / static_cast<double>(channels);
    return means;
}

double accuracy(const RowMatrix& outputs, const std::vector<std::int64_t>& labels)
{
    std::size_t right = 0;
    for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
        Eigen::Index answer = 0;
        for (Eigen::Index c = 1; c < outputs.cols(); ++c)
            if (outputs(i, c) > outputs(i, answer))
                answer = c;
        right += answer == labels[static_cast<std::size_t>(i)] ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(outputs.rows());
}

double squared_loss(const RowMatrix& outputs, ConstRows targets)
{
    return (outputs - targets).squaredNorm() / (2 * static_cast<double>(outputs.rows()));
}

} // namespace etalon
