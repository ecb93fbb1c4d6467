#include "core/experiments/resonator/surrogate.hpp"

#include "core/lab/random.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr std::size_t batch_rows = 128;

} // namespace

std::vector<std::size_t> SurrogateShape::widths() const
{
    std::vector<std::size_t> widths(hidden_layers + 2, hidden_width);
    widths.front() = features();
    widths.back() = wavelengths;
    return widths;
}

SurrogateShape surrogate_shape(const ResonatorSettings& settings, std::size_t design_parameters)
{
    return {.design = design_parameters,
            .bands = static_cast<std::size_t>(settings.feature_bands),
            .hidden_layers = static_cast<std::size_t>(settings.hidden_layers),
            .hidden_width = static_cast<std::size_t>(settings.hidden_width),
            .wavelengths = static_cast<std::size_t>(settings.wavelengths),
            .activation = settings.activation == "relu" ? Activation::relu
                : settings.activation == "tanh"         ? Activation::tanh
                                                        : Activation::swish};
}

SurrogateWeights draw_surrogate(const SurrogateShape& shape, std::uint64_t seed)
{
    const auto widths = shape.widths();
    SurrogateWeights result;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
        const auto in = static_cast<Eigen::Index>(widths[l]);
        const auto out = static_cast<Eigen::Index>(widths[l + 1]);
        const double bound = std::sqrt(6.0 / static_cast<double>(in + out));
        Random random(seed, 100 + l);
        auto& weight = result.weights.emplace_back(out, in);
        for (Eigen::Index i = 0; i < weight.size(); ++i)
            weight.data()[i] = (2 * random.uniform() - 1) * bound;
        result.biases.emplace_back(Eigen::VectorXd::Zero(out));
    }
    return result;
}

void write_features(const SurrogateShape& shape, const double* designs, std::size_t rows,
                    double* features, std::size_t stride)
{
    const std::size_t d = shape.design, bands = shape.bands;
    for (std::size_t row = 0; row < rows; ++row, designs += d, features += stride) {
        double* sines = features + d;
        double* cosines = sines + d * bands;
        for (std::size_t i = 0; i < d; ++i) {
            features[i] = designs[i];
            for (std::size_t b = 1; b <= bands; ++b) {
                const double phase = std::numbers::pi * static_cast<double>(b) * designs[i];
                *sines++ = std::sin(phase);
                *cosines++ = std::cos(phase);
            }
        }
    }
}

ResonatorMatrix design_features(const SurrogateShape& shape, const ResonatorMatrix& designs)
{
    ResonatorMatrix features(designs.rows(), static_cast<Eigen::Index>(shape.features()));
    write_features(shape, designs.data(), static_cast<std::size_t>(designs.rows()), features.data(),
                   shape.features());
    return features;
}

Surrogate::Surrogate(const SurrogateShape& shape, const SurrogateWeights& weights)
    : shape_(shape)
    , net_(shape.widths(), shape.activation)
{
    net_.parameters() = net_.pack(weights);
    net_.parameters_changed();
}

const double* Surrogate::forward(const double* designs, std::size_t rows)
{
    features_.resize(std::max(features_.size(), rows * net_.input_stride()), 0.0);
    write_features(shape_, designs, rows, features_.data(), net_.input_stride());
    return net_.forward(features_.data(), rows);
}

void Surrogate::design_gradient(const double* delta, std::size_t rows, double* slope)
{
    const std::size_t d = shape_.design, bands = shape_.bands, stride = net_.input_stride();
    const double* feature = features_.data();
    const double* back = net_.input_gradient(delta, rows);
    for (std::size_t row = 0; row < rows; ++row, feature += stride, back += stride, slope += d)
        for (std::size_t i = 0; i < d; ++i) {
            const std::size_t sine = d + i * bands, cosine = sine + d * bands;
            double sum = back[i];
            for (std::size_t b = 0; b < bands; ++b)
                sum += std::numbers::pi * static_cast<double>(b + 1)
                    * (back[sine + b] * feature[cosine + b] - back[cosine + b] * feature[sine + b]);
            slope[i] = sum;
        }
}

ResonatorMatrix Surrogate::spectra(const ResonatorMatrix& designs)
{
    ResonatorMatrix result(designs.rows(), static_cast<Eigen::Index>(shape_.wavelengths));
    const auto rows = static_cast<std::size_t>(designs.rows());
    for (std::size_t first = 0; first < rows; first += batch_rows) {
        const std::size_t count = std::min(batch_rows, rows - first);
        const double* out = forward(designs.data() + first * shape_.design, count);
        for (std::size_t row = 0; row < count; ++row)
            std::copy_n(out + row * net_.output_stride(), shape_.wavelengths,
                        result.data() + (first + row) * shape_.wavelengths);
    }
    return result;
}

ResonatorMatrix Surrogate::spectra_from_features(const ResonatorMatrix& features)
{
    ResonatorMatrix result(features.rows(), static_cast<Eigen::Index>(shape_.wavelengths));
    const auto rows = static_cast<std::size_t>(features.rows());
    const std::size_t width = shape_.features(), stride = net_.input_stride();
    features_.resize(std::max(features_.size(), batch_rows * stride), 0.0);
    for (std::size_t first = 0; first < rows; first += batch_rows) {
        const std::size_t count = std::min(batch_rows, rows - first);
        for (std::size_t row = 0; row < count; ++row)
            std::copy_n(features.data() + (first + row) * width, width,
                        features_.data() + row * stride);
        const double* out = net_.forward(features_.data(), count);
        for (std::size_t row = 0; row < count; ++row)
            std::copy_n(out + row * net_.output_stride(), shape_.wavelengths,
                        result.data() + (first + row) * shape_.wavelengths);
    }
    return result;
}

} // namespace etalon
