#include "core/experiments/linear_cnn/linear_net.hpp"

namespace etalon {
namespace {

template <class Scalar>
void to_scalars(const std::vector<double>& from, AlignedArray<Scalar>& to)
{
    to.resize(from.size());
    std::transform(from.begin(), from.end(), to.begin(),
                   [](double value) { return static_cast<Scalar>(value); });
}

template <class Scalar>
std::vector<double> to_doubles(const AlignedArray<Scalar>& from)
{
    return {from.begin(), from.end()};
}

/// Hands sums of `multiply_bins` to a dense matrix of spectra.
template <class Scalar>
auto write_to(AlignedArray<Scalar>& to, std::size_t columns, std::size_t plane)
{
    return [&to, columns, plane](std::size_t row, std::size_t column, std::size_t bin,
                                 const Lanes<Scalar>& real, const Lanes<Scalar>& imaginary) {
        Scalar* place = to.data() + (row * columns + column) * 2 * plane + bin;
        store(place, real);
        store(place + plane, imaginary);
    };
}

/// next = now - rate · sum.
template <class Scalar>
auto descend_to(AlignedArray<Scalar>& next, const AlignedArray<Scalar>& now, Scalar rate,
                std::size_t columns, std::size_t plane)
{
    return [&next, &now, rate, columns, plane](std::size_t row, std::size_t column, std::size_t bin,
                                               const Lanes<Scalar>& real,
                                               const Lanes<Scalar>& imaginary) {
        const std::size_t place = (row * columns + column) * 2 * plane + bin;
        Lanes<Scalar> now_real, now_imaginary;
        load(now_real, now.data() + place);
        load(now_imaginary, now.data() + place + plane);
        now_real -= real * rate;
        now_imaginary -= imaginary * rate;
        store(next.data() + place, now_real);
        store(next.data() + place + plane, now_imaginary);
    };
}

} // namespace

template <class Scalar>
LinearNet<Scalar>::LinearNet(const RealFourierBasis& basis, const SpectralPlanes<Scalar>& planes,
                             const LinearCnnShape& shape, const LinearCnnWeights& weights)
    : planes_(planes)
    , shape_(shape)
{
    using Unit = typename SpectralPlanes<Scalar>::Unit;
    for (std::size_t l = 0; l < shape.layers; ++l) {
        Layer layer;
        layer.fan_in = shape.fan_in(l);
        const std::size_t count = shape.kernels * layer.fan_in;
        if (shape.full_kernels()) {
            std::vector<double> coordinates(weights.kernels[l].size());
            basis.to_basis(weights.kernels[l].data(), count, coordinates.data());
            layer.spectra = planes.scattered(coordinates.data(), count, Unit::transform);
            layer.next = layer.spectra;
        } else {
            to_scalars(weights.kernels[l], layer.taps);
            layer.next_taps = layer.taps;
            layer.spectra.assign(count * planes.spectrum(), Scalar(0));
            layer.transform.emplace_back(basis, planes, shape, count);
            layer.transform[0].to_spectra(layer.taps.data(), layer.spectra.data());
        }
        if (l > 0)
            layer.product.resize(shape.kernels * shape.channels * planes.spectrum());
        layers_.push_back(std::move(layer));
    }
    std::vector<double> coordinates(weights.readout.size());
    basis.to_basis(weights.readout.data(), shape.classes * shape.kernels, coordinates.data());
    readout_ = planes.scattered(coordinates.data(), shape.classes * shape.kernels, Unit::transform);
    next_readout_ = readout_;

    back_.resize(shape.kernels * shape.channels * planes.spectrum());
    if (shape.layers > 1) {
        back_below_ = back_;
        slope_.resize(shape.kernels * shape.kernels * planes.spectrum());
    }
    if (!shape.full_kernels())
        tap_slope_.resize(shape.kernels * std::max(shape.kernels, shape.channels) * shape.taps());
}

template <class Scalar>
void LinearNet<Scalar>::map_into(Scalar* map)
{
    const std::size_t plane = planes_.plane(), channels = shape_.channels, kernels = shape_.kernels;
    for (std::size_t l = 1; l < layers_.size(); ++l)
        multiply_bins<Conjugate::neither>(
            plane, kernels, kernels, channels, matrix(layers_[l].spectra, kernels),
            matrix(product(l - 1), channels), write_to(layers_[l].product, channels, plane));

    const Scalar* inverse_scale = planes_.inverse_scale();
    multiply_bins<Conjugate::second>(
        plane, shape_.classes, kernels, channels, matrix(readout_, kernels),
        matrix(product(layers_.size() - 1), channels),
        [=](std::size_t row, std::size_t column, std::size_t bin, const Lanes<Scalar>& real,
            const Lanes<Scalar>& imaginary) {
            Scalar* place = map + (row * channels + column) * 2 * plane + bin;
            Lanes<Scalar> scale;
            load(scale, inverse_scale + bin);
            store<Scalar>(place, Lanes<Scalar>(real * scale));
            store<Scalar>(place + plane, Lanes<Scalar>(imaginary * scale));
        });
}

template <class Scalar>
bool LinearNet<Scalar>::descend(Scalar* gradient, Scalar learning_rate)
{
    const std::size_t plane = planes_.plane(), channels = shape_.channels, kernels = shape_.kernels;
    const std::size_t top = layers_.size() - 1;
    // In units of transforms a step along dE/dB is scale(bin)² as long; one factor turns the
    // gradient's coordinates into the others' units, one is applied here.
    for (std::size_t i = 0; i < 2 * shape_.classes * channels; ++i)
        for (std::size_t bin = 0; bin < plane; ++bin)
            gradient[i * plane + bin] *= planes_.scale()[bin];
    const SpectrumMatrix<Scalar> g{gradient, channels * planes_.spectrum(), planes_.spectrum()};

    // dE/dU = G Qᵀ.
    multiply_bins<Conjugate::neither>(
        plane, shape_.classes, channels, kernels, g, matrix(product(top), channels).transposed(),
        descend_to(next_readout_, readout_, learning_rate, kernels, plane));

    // dE/dQ = R = Uᵀ conj(G).
    const auto u_transposed = matrix(readout_, kernels).transposed();
    if (top == 0 && shape_.full_kernels()) {
        multiply_bins<Conjugate::second>(
            plane, kernels, shape_.classes, channels, u_transposed, g,
            descend_to(layers_[0].next, layers_[0].spectra, learning_rate, channels, plane));
        return all_finite(next_readout_) && all_finite(layers_[0].next);
    }
    multiply_bins<Conjugate::second>(plane, kernels, shape_.classes, channels, u_transposed, g,
                                     write_to(back_, channels, plane));

    // dE/dW_l = (W_L ··· W_l+1)ᴴ R (W_l-1 ··· W_1)ᴴ, from the top down.
    bool finite = all_finite(next_readout_);
    for (std::size_t l = top; l > 0; --l) {
        multiply_bins<Conjugate::second>(plane, kernels, channels, kernels, matrix(back_, channels),
                                         matrix(product(l - 1), channels).transposed(),
                                         write_to(slope_, kernels, plane));
        multiply_bins<Conjugate::first>(
            plane, kernels, kernels, channels, matrix(layers_[l].spectra, kernels).transposed(),
            matrix(back_, channels), write_to(back_below_, channels, plane));
        finite = descend_kernels(layers_[l], slope_, learning_rate) && finite;
        std::swap(back_, back_below_);
    }
    return descend_kernels(layers_[0], back_, learning_rate) && finite;
}

template <class Scalar>
bool LinearNet<Scalar>::descend_kernels(Layer& layer, const AlignedArray<Scalar>& slope,
                                        Scalar learning_rate)
{
    if (shape_.full_kernels()) {
        for (std::size_t i = 0; i < layer.next.size(); ++i)
            layer.next[i] = layer.spectra[i] - learning_rate * slope[i];
        return all_finite(layer.next);
    }
    layer.transform[0].from_spectra(slope.data(), tap_slope_.data());
    for (std::size_t i = 0; i < layer.taps.size(); ++i)
        layer.next_taps[i] = layer.taps[i] - learning_rate * tap_slope_[i];
    return all_finite(layer.next_taps);
}

template <class Scalar>
void LinearNet<Scalar>::commit()
{
    std::swap(readout_, next_readout_);
    for (Layer& layer : layers_) {
        if (shape_.full_kernels()) {
            std::swap(layer.spectra, layer.next);
            continue;
        }
        std::swap(layer.taps, layer.next_taps);
        layer.transform[0].to_spectra(layer.taps.data(), layer.spectra.data());
    }
}

template <class Scalar>
void LinearNet<Scalar>::weights_into(const RealFourierBasis& basis, LinearCnnWeights& weights) const
{
    using Unit = typename SpectralPlanes<Scalar>::Unit;
    const auto in_pixels = [&](const AlignedArray<Scalar>& spectra, std::size_t count) {
        auto values = planes_.gathered(spectra.data(), count, Unit::transform);
        basis.from_basis(values.data(), count, values.data());
        return values;
    };
    for (const Layer& layer : layers_)
        weights.kernels.push_back(shape_.full_kernels()
                                      ? in_pixels(layer.spectra, shape_.kernels * layer.fan_in)
                                      : to_doubles(layer.taps));
    weights.readout = in_pixels(readout_, shape_.classes * shape_.kernels);
}

template <class Scalar>
std::vector<double> LinearNet<Scalar>::first_kernels() const
{
    return planes_.gathered(layers_[0].spectra.data(), shape_.kernels * shape_.channels,
                            SpectralPlanes<Scalar>::Unit::transform);
}

template <class Scalar>
std::vector<std::vector<double>> LinearNet<Scalar>::exact() const
{
    std::vector<std::vector<double>> result;
    for (const Layer& layer : layers_)
        result.push_back(to_doubles(shape_.full_kernels() ? layer.spectra : layer.taps));
    result.push_back(to_doubles(readout_));
    return result;
}

template <class Scalar>
void LinearNet<Scalar>::restore(const std::vector<std::vector<double>>& exact)
{
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        Layer& layer = layers_[l];
        to_scalars(exact[l], shape_.full_kernels() ? layer.spectra : layer.taps);
        if (!shape_.full_kernels())
            layer.transform[0].to_spectra(layer.taps.data(), layer.spectra.data());
    }
    to_scalars(exact.back(), readout_);
}

template class LinearNet<double>;
template class LinearNet<float>;

} // namespace etalon
