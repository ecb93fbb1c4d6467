#include "core/experiments/linear_cnn/relu_model.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr std::size_t largest_chunk = std::size_t{1} << 18; // units of samples transformed together

std::size_t chunk_size(const LinearCnnShape& shape, std::size_t batch, std::size_t samples)
{
    const std::size_t units = std::max(shape.kernels, shape.channels) * shape.pixels();
    return std::clamp<std::size_t>(largest_chunk / units, 1,
                                   std::min({batch, samples, std::size_t{256}}));
}

template <class Scalar>
void multiply_add(std::complex<Scalar>* to, const std::complex<Scalar>* a,
                  const std::complex<Scalar>* b, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) // plain products: no care for infinities is needed
        to[i] = {to[i].real() + a[i].real() * b[i].real() - a[i].imag() * b[i].imag(),
                 to[i].imag() + a[i].real() * b[i].imag() + a[i].imag() * b[i].real()};
}

/// to += a conj(b).
template <class Scalar>
void correlate_add(std::complex<Scalar>* to, const std::complex<Scalar>* a,
                   const std::complex<Scalar>* b, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        to[i] = {to[i].real() + a[i].real() * b[i].real() + a[i].imag() * b[i].imag(),
                 to[i].imag() + a[i].imag() * b[i].real() - a[i].real() * b[i].imag()};
}

} // namespace

template <class Scalar>
ReluNet<Scalar>::ReluNet(const LinearCnnShape& shape, ConstRows inputs, ConstRows targets,
                         std::size_t largest_batch, const LinearCnnWeights& weights)
    : shape_(shape)
    , bins_(shape.height * (shape.width / 2 + 1))
    , chunk_(chunk_size(shape, largest_batch, static_cast<std::size_t>(inputs.rows())))
    , inputs_fft_(shape.height, shape.width, chunk_ * shape.channels)
    , units_fft_(shape.height, shape.width, chunk_ * shape.kernels)
    , kernels_fft_(shape.height, shape.width, shape.kernels * shape.channels)
    , targets_(targets.cast<Scalar>())
    , samples_(static_cast<std::size_t>(inputs.rows()))
{
    const auto rows = [](std::size_t size) { return static_cast<Eigen::Index>(size); };
    kernel_spectra_.resize(shape.kernels * shape.channels * bins_);
    kernel_slopes_.resize(kernel_spectra_.size());
    spectra_in_.resize(chunk_ * shape.channels * bins_);
    unit_spectra_.resize(chunk_ * shape.kernels * bins_);
    images_.resize(std::max(chunk_ * shape.values(), shape.kernels * shape.values()));
    z_.resize(rows(chunk_), rows(units()));
    active_.resize(rows(chunk_), rows(units()));
    chunk_targets_.resize(rows(chunk_), targets.cols());
    residuals_.resize(rows(chunk_), targets.cols());
    readout_slope_.resize(targets.cols(), rows(units()));
    kernels_.resize(rows(shape.kernels * shape.channels), rows(shape.taps()));
    readout_.resize(targets.cols(), rows(units()));
    restore(weights);
    next_kernels_ = kernels_;
    next_readout_ = readout_;

    const std::size_t width = shape.channels * bins_;
    input_spectra_.resize(samples_ * width);
    for (std::size_t first = 0; first < samples_; first += chunk_) {
        const std::size_t count = std::min(chunk_, samples_ - first);
        for (std::size_t i = 0; i < count * shape.values(); ++i)
            images_[i] = static_cast<Scalar>(inputs.data()[first * shape.values() + i]);
        inputs_fft_.forward(images_.data(), spectra_in_.data());
        std::copy_n(spectra_in_.begin(), count * width,
                    input_spectra_.begin() + static_cast<std::ptrdiff_t>(first * width));
    }
}

template <class Scalar>
void ReluNet<Scalar>::find_kernel_spectra()
{
    const std::size_t n = shape_.pixels(), taps = shape_.taps();
    const std::size_t count = shape_.kernels * shape_.channels;
    std::fill_n(images_.begin(), count * n, Scalar(0));
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t tap = 0; tap < taps; ++tap)
            images_[k * n + shape_.displacement(tap)] = kernels_.data()[k * taps + tap];
    kernels_fft_.forward(images_.data(), kernel_spectra_.data());
}

template <class Scalar>
void ReluNet<Scalar>::take(std::span<const std::int64_t> samples)
{
    const std::size_t width = shape_.channels * bins_;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto sample = static_cast<std::size_t>(samples[i]);
        std::copy_n(input_spectra_.begin() + static_cast<std::ptrdiff_t>(sample * width), width,
                    spectra_in_.begin() + static_cast<std::ptrdiff_t>(i * width));
        chunk_targets_.row(static_cast<Eigen::Index>(i)) =
            targets_.row(static_cast<Eigen::Index>(sample));
    }
}

template <class Scalar>
void ReluNet<Scalar>::convolve(std::size_t count)
{
    std::fill(unit_spectra_.begin(), unit_spectra_.end(), Complex{});
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < shape_.kernels; ++k)
            for (std::size_t c = 0; c < shape_.channels; ++c)
                multiply_add(unit_spectra_.data() + (i * shape_.kernels + k) * bins_,
                             kernel_spectra_.data() + (k * shape_.channels + c) * bins_,
                             spectra_in_.data() + (i * shape_.channels + c) * bins_, bins_);
    units_fft_.inverse(unit_spectra_.data(), z_.data());
}

template <class Scalar>
void ReluNet<Scalar>::correlate(std::size_t count)
{
    units_fft_.forward(z_.data(), unit_spectra_.data());
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < shape_.kernels; ++k)
            for (std::size_t c = 0; c < shape_.channels; ++c)
                correlate_add(kernel_slopes_.data() + (k * shape_.channels + c) * bins_,
                              unit_spectra_.data() + (i * shape_.kernels + k) * bins_,
                              spectra_in_.data() + (i * shape_.channels + c) * bins_, bins_);
}

template <class Scalar>
bool ReluNet<Scalar>::descend(std::span<const std::int64_t> batch, Scalar learning_rate)
{
    find_kernel_spectra();
    std::fill(kernel_slopes_.begin(), kernel_slopes_.end(), Complex{});
    readout_slope_.setZero();
    const auto share = static_cast<Scalar>(1.0 / static_cast<double>(batch.size()));
    for (std::size_t first = 0; first < batch.size(); first += chunk_) {
        const std::size_t count = std::min(chunk_, batch.size() - first);
        const auto rows = static_cast<Eigen::Index>(count);
        take(batch.subspan(first, count));
        convolve(count);
        active_.topRows(rows) = z_.topRows(rows).cwiseMax(Scalar(0));
        residuals_.topRows(rows).noalias() = active_.topRows(rows) * readout_.transpose();
        residuals_.topRows(rows) -= chunk_targets_.topRows(rows);
        residuals_.topRows(rows) *= share;
        readout_slope_.noalias() += residuals_.topRows(rows).transpose() * active_.topRows(rows);
        // dE/dz, 0 where the unit is not active; active_ has done its service.
        active_.topRows(rows).noalias() = residuals_.topRows(rows) * readout_;
        for (Eigen::Index i = 0; i < rows * z_.cols(); ++i)
            z_.data()[i] = z_.data()[i] > 0 ? active_.data()[i] : Scalar(0);
        correlate(count);
    }
    kernels_fft_.inverse(kernel_slopes_.data(), images_.data());

    const std::size_t taps = shape_.taps();
    for (std::size_t k = 0; k < shape_.kernels * shape_.channels; ++k)
        for (std::size_t tap = 0; tap < taps; ++tap)
            next_kernels_.data()[k * taps + tap] = kernels_.data()[k * taps + tap]
                - learning_rate * images_[k * shape_.pixels() + shape_.displacement(tap)];
    next_readout_.noalias() = readout_ - learning_rate * readout_slope_;
    return next_kernels_.allFinite() && next_readout_.allFinite();
}

template <class Scalar>
void ReluNet<Scalar>::commit()
{
    kernels_.swap(next_kernels_);
    readout_.swap(next_readout_);
}

template <class Scalar>
RowMatrix ReluNet<Scalar>::outputs(ConstRows inputs)
{
    find_kernel_spectra();
    RowMatrix result(inputs.rows(), static_cast<Eigen::Index>(shape_.classes));
    const auto samples = static_cast<std::size_t>(inputs.rows());
    for (std::size_t first = 0; first < samples; first += chunk_) {
        const std::size_t count = std::min(chunk_, samples - first);
        for (std::size_t i = 0; i < count * shape_.values(); ++i)
            images_[i] = static_cast<Scalar>(inputs.data()[first * shape_.values() + i]);
        inputs_fft_.forward(images_.data(), spectra_in_.data());
        convolve(count);
        const auto rows = static_cast<Eigen::Index>(count);
        const Matrix part = z_.topRows(rows).cwiseMax(Scalar(0)) * readout_.transpose();
        result.middleRows(static_cast<Eigen::Index>(first), rows) = part.template cast<double>();
    }
    return result;
}

template <class Scalar>
RowMatrix ReluNet<Scalar>::mean_map()
{
    find_kernel_spectra();
    std::vector<double> gates(units(), 0); // share of samples with z > 0
    const std::size_t width = shape_.channels * bins_;
    for (std::size_t first = 0; first < samples_; first += chunk_) {
        const std::size_t count = std::min(chunk_, samples_ - first);
        std::copy_n(input_spectra_.begin() + static_cast<std::ptrdiff_t>(first * width),
                    count * width, spectra_in_.begin());
        convolve(count);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t u = 0; u < units(); ++u)
                gates[u] += z_.data()[i * units() + u] > 0 ? 1 : 0;
    }
    for (double& gate : gates)
        gate /= static_cast<double>(samples_);

    // B^_ci = sum_k (U_ck gate_k)^ conj(w^_ki).
    const std::size_t n = shape_.pixels(), classes = shape_.classes, kernels = shape_.kernels;
    std::vector<double> gated(classes * units());
    for (std::size_t i = 0; i < gated.size(); ++i)
        gated[i] = static_cast<double>(readout_.data()[i]) * gates[i % units()];
    std::vector<std::complex<double>> readout_spectra(classes * kernels * bins_);
    RealFft2<double>(shape_.height, shape_.width, classes * kernels)
        .forward(gated.data(), readout_spectra.data());
    const std::vector<std::complex<double>> kernel_spectra(kernel_spectra_.begin(),
                                                           kernel_spectra_.end());
    std::vector<std::complex<double>> map(classes * shape_.channels * bins_);
    for (std::size_t c = 0; c < classes; ++c)
        for (std::size_t k = 0; k < kernels; ++k)
            for (std::size_t i = 0; i < shape_.channels; ++i)
                correlate_add(map.data() + (c * shape_.channels + i) * bins_,
                              readout_spectra.data() + (c * kernels + k) * bins_,
                              kernel_spectra.data() + (k * shape_.channels + i) * bins_, bins_);
    RowMatrix pixels(static_cast<Eigen::Index>(classes),
                     static_cast<Eigen::Index>(shape_.channels * n));
    RealFft2<double>(shape_.height, shape_.width, classes * shape_.channels)
        .inverse(map.data(), pixels.data());
    return pixels;
}

template <class Scalar>
LinearCnnWeights ReluNet<Scalar>::weights() const
{
    LinearCnnWeights weights;
    weights.kernels.emplace_back(kernels_.data(), kernels_.data() + kernels_.size());
    weights.readout.assign(readout_.data(), readout_.data() + readout_.size());
    return weights;
}

template <class Scalar>
void ReluNet<Scalar>::restore(const LinearCnnWeights& weights)
{
    for (Eigen::Index i = 0; i < kernels_.size(); ++i)
        kernels_.data()[i] = static_cast<Scalar>(weights.kernels[0][static_cast<std::size_t>(i)]);
    for (Eigen::Index i = 0; i < readout_.size(); ++i)
        readout_.data()[i] = static_cast<Scalar>(weights.readout[static_cast<std::size_t>(i)]);
}

template class ReluNet<double>;
template class ReluNet<float>;

} // namespace etalon
