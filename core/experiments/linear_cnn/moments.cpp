#include "core/experiments/linear_cnn/moments.hpp"

namespace etalon {
namespace {

constexpr std::size_t chunk = 256;               // samples transformed at a time
constexpr std::size_t largest_covariance = 4096; // values of an input

/// Calls use(first, coordinates: count × D) for all samples, some at a time.
template <class Use>
void for_each_chunk(const RealFourierBasis& basis, ConstRows inputs, std::size_t channels,
                    Use&& use)
{
    for (Eigen::Index first = 0; first < inputs.rows(); first += chunk) {
        const Eigen::Index count = std::min<Eigen::Index>(chunk, inputs.rows() - first);
        RowMatrix coordinates(count, inputs.cols());
        basis.to_basis(inputs.data() + first * inputs.cols(),
                       static_cast<std::size_t>(count) * channels, coordinates.data());
        use(first, coordinates);
    }
}

} // namespace

template <class Scalar>
Moments<Scalar>::Moments(const RealFourierBasis& basis, const SpectralPlanes<Scalar>& planes,
                         ConstRows inputs, ConstRows targets, std::size_t channels,
                         std::size_t copies)
    : channels_(channels)
    , classes_(static_cast<std::size_t>(targets.cols()))
    , row_(channels * planes.spectrum())
    , coordinates_(planes.entries(channels))
{
    const auto samples = static_cast<std::size_t>(inputs.rows());
    const auto values = static_cast<std::size_t>(inputs.cols());
    const auto count = static_cast<double>(samples);
    trace_yy_ = targets.squaredNorm() / count;

    RowMatrix yx = RowMatrix::Zero(targets.cols(), inputs.cols());
    for_each_chunk(basis, inputs, channels, [&](Eigen::Index first, const RowMatrix& x) {
        yx.noalias() += targets.middleRows(first, x.rows()).transpose() * x;
    });
    yx /= -count;
    using Unit = typename SpectralPlanes<Scalar>::Unit;
    const auto minus_yx = planes.scattered(yx.data(), classes_ * channels, Unit::coordinates);
    for (std::size_t copy = 0; copy < copies; ++copy)
        minus_yx_.insert(minus_yx_.end(), minus_yx.begin(), minus_yx.end());

    if (2 * samples < values || values > largest_covariance) {
        pack_samples(basis, planes, inputs);
        responses_.resize(copies * classes_ * columns_.columns());
        zeros_.assign(columns_.columns(), Scalar(0));
    } else
        pack_covariance(basis, planes, inputs);
}

template <class Scalar>
void Moments<Scalar>::pack_covariance(const RealFourierBasis& basis,
                                      const SpectralPlanes<Scalar>& planes, ConstRows inputs)
{
    Eigen::MatrixXd xx = Eigen::MatrixXd::Zero(inputs.cols(), inputs.cols());
    for_each_chunk(basis, inputs, channels_, [&](Eigen::Index, const RowMatrix& x) {
        xx.template selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
    });
    xx /= static_cast<double>(inputs.rows());

    const std::size_t n = basis.size();
    const auto values = static_cast<std::size_t>(inputs.cols());
    covariance_ = PackedMatrix<Scalar>(values, row_);
    // The product meets a map's entries in the order of its planes, which is that of the basis.
    for (std::size_t i = 0; i < values; ++i)
        for (std::size_t j = 0; j < values; ++j) {
            const double value = xx(static_cast<Eigen::Index>(std::max(i, j)),
                                    static_cast<Eigen::Index>(std::min(i, j)));
            covariance_.set(i, j / n * planes.spectrum() + planes.place(j % n),
                            static_cast<Scalar>(value));
        }
}

template <class Scalar>
void Moments<Scalar>::pack_samples(const RealFourierBasis& basis,
                                   const SpectralPlanes<Scalar>& planes, ConstRows inputs)
{
    const std::size_t n = basis.size();
    const auto samples = static_cast<std::size_t>(inputs.rows());
    const auto values = static_cast<std::size_t>(inputs.cols());
    samples_ = {{0, samples}};
    columns_ = PackedMatrix<Scalar>(values, samples);
    rows_ = PackedMatrix<Scalar>(samples, row_);
    for_each_chunk(basis, inputs, channels_, [&](Eigen::Index first, const RowMatrix& x) {
        for (Eigen::Index i = 0; i < x.rows(); ++i)
            for (std::size_t j = 0; j < values; ++j) {
                const double value = x(i, static_cast<Eigen::Index>(j));
                const auto sample = static_cast<std::size_t>(first + i);
                columns_.set(j, sample, static_cast<Scalar>(value));
                rows_.set(sample, j / n * planes.spectrum() + planes.place(j % n),
                          static_cast<Scalar>(value / static_cast<double>(samples)));
            }
    });
}

template <class Scalar>
void Moments<Scalar>::gradient(const Scalar* maps, std::size_t copies, Scalar* gradients)
{
    const std::size_t rows = copies * classes_;
    ProductOperands<Scalar> product{.a = maps,
                                    .a_stride = row_,
                                    .entries = coordinates_,
                                    .start = minus_yx_.data(),
                                    .start_stride = row_,
                                    .out = gradients,
                                    .out_stride = row_};
    if (samples_.empty()) {
        covariance_.multiply(product, rows);
        return;
    }
    ProductOperands<Scalar> responses = product; // B Xᵀ
    responses.start = zeros_.data();
    responses.start_stride = 0;
    responses.out = responses_.data();
    responses.out_stride = columns_.columns();
    columns_.multiply(responses, rows);

    product.a = responses_.data();
    product.a_stride = columns_.columns();
    product.entries = samples_;
    rows_.multiply(product, rows);
}

template <class Scalar>
double Moments<Scalar>::loss(const Scalar* map, const Scalar* gradient) const
{
    double sum = trace_yy_;
    for (std::size_t i = 0; i < classes_ * row_; ++i) // B (G - Syx) = B Sxx - 2 B Syx
        sum += static_cast<double>(map[i])
            * (static_cast<double>(gradient[i]) + static_cast<double>(minus_yx_[i]));
    return sum / 2;
}

template class Moments<double>;
template class Moments<float>;

} // namespace etalon
