#include "core/experiments/linear_scope/scope_training.hpp"

#include "core/experiments/linear_scope/scope.hpp"
#include "core/experiments/linear_scope/scope_layers.hpp"

#include <cmath>
#include <limits>

namespace etalon {
namespace {

template <class Scalar>
using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

template <class Scalar>
struct Parameters {
    Array<Scalar> value{}, gradient{}, first{}, second{};

    explicit Parameters(const std::vector<double>& start)
        : value(Eigen::Map<const Array<double>>(start.data(), std::ssize(start))
                    .template cast<Scalar>())
        , gradient(Array<Scalar>::Zero(value.size()))
        , first(gradient)
        , second(gradient)
    {
    }
    std::span<const Scalar> values() const
    {
        return {value.data(), static_cast<std::size_t>(value.size())};
    }
};

/// g *= f'(z), from y = f(z).
template <class Scalar>
void multiply_derivative(const ScopeLayer& layer, const ScopePlanes<Scalar>& y,
                         ScopePlanes<Scalar>& g)
{
    const auto each = [&](auto&& derivative) {
        for (std::size_t i = 0; i < g.values.size(); ++i)
            g.values[i] *= derivative(y.values[i]);
    };
    const auto slope = static_cast<Scalar>(layer.slope);
    switch (layer.type) {
    case ScopeLayerType::relu:
        return each([](Scalar f) { return f > 0 ? Scalar(1) : Scalar(0); });
    case ScopeLayerType::leaky_relu: // of the sign of z
        return each([slope](Scalar f) { return f > 0 ? Scalar(1) : slope; });
    case ScopeLayerType::tanh:
        return each([](Scalar f) { return 1 - f * f; });
    default:
        return each([](Scalar f) { return f * (1 - f); });
    }
}

/// All of the gradient goes to the first maximum.
template <class Scalar>
void give_to_winners(const ScopeLayer& layer, const ScopePlanes<Scalar>& z,
                     const ScopePlanes<Scalar>& y, const ScopePlanes<Scalar>& g,
                     ScopePlanes<Scalar>& result)
{
    constexpr std::size_t lanes = scope_lanes<Scalar>;
    const std::size_t size = layer.kernel;
    result.resize(layer.in, whole_window(layer.in));
    for (std::size_t c = 0; c < layer.out.channels; ++c)
        for (std::size_t i = 0; i < layer.out.height; ++i)
            for (std::size_t j = 0; j < layer.out.width; ++j) {
                const Scalar* most = y.at(c, i, j);
                Scalar left[lanes];
                std::copy_n(g.at(c, i, j), lanes, left);
                for (std::size_t place = 0; place < size * size; ++place) {
                    const std::size_t row = i * size + place / size,
                                      column = j * size + place % size;
                    const Scalar* from = z.at(c, row, column);
                    Scalar* to = result.at(c, row, column);
                    for (std::size_t lane = 0; lane < lanes; ++lane) {
                        const bool wins = from[lane] == most[lane];
                        to[lane] = wins ? left[lane] : Scalar(0);
                        left[lane] = wins ? Scalar(0) : left[lane];
                    }
                }
            }
}

template <class Scalar>
Scalar sum_of_plane(const ScopePlanes<Scalar>& planes, std::size_t channel)
{
    using Packet = ScopePacket<Scalar>;
    Packet sum = Eigen::internal::pset1<Packet>(Scalar(0));
    const Scalar* numbers = planes.at(channel, 0, 0);
    for (std::size_t i = 0; i < planes.plane(); i += scope_lanes<Scalar>)
        sum = Eigen::internal::padd(sum, Eigen::internal::pload<Packet>(numbers + i));
    return sum_of_lanes<Scalar>(sum);
}

/// The loss of one image and, unless null, its gradient; `stride` numbers between entries.
template <class Scalar>
double cross_entropy(const Scalar* y, std::size_t classes, std::size_t stride, std::int64_t label,
                     double share, Scalar* gradient)
{
    const auto right = static_cast<std::size_t>(label);
    double most = static_cast<double>(y[0]);
    for (std::size_t c = 1; c < classes; ++c)
        most = std::max(most, static_cast<double>(y[c * stride]));
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c)
        sum += std::exp(static_cast<double>(y[c * stride]) - most);
    if (gradient)
        for (std::size_t c = 0; c < classes; ++c)
            gradient[c * stride] =
                static_cast<Scalar>(share
                                    * (std::exp(static_cast<double>(y[c * stride]) - most) / sum
                                       - (c == right ? 1 : 0)));
    return std::log(sum) + most - static_cast<double>(y[right * stride]);
}

template <class Scalar>
class Training final : public ScopeTraining {
public:
    Training(const ScopeNetwork& initial, const ScopeSamples& samples)
        : network_(initial)
        , samples_(samples)
        , outputs_(network_.layers.size())
    {
        for (const ScopeLayer& layer : network_.layers) {
            linear_.emplace_back(layer);
            first_tensor_.push_back(tensors_.size());
            if (!layer.has_weights())
                continue;
            tensors_.emplace_back(layer.weight);
            if (!layer.bias.empty())
                tensors_.emplace_back(layer.bias);
        }
        if (network_.skip == ScopeSkip::bicubic)
            for (std::size_t i = 0; i < samples.count(); ++i) {
                const auto base = bicubic_upscale(input(i), network_.input);
                base_.insert(base_.end(), base.begin(), base.end());
            }
    }

    double step(std::span<const std::int64_t> batch, double learning_rate, std::int64_t t) override
    {
        const double loss = back_propagate(batch);
        if (!std::isfinite(loss) || !has_finite_gradients())
            return std::numeric_limits<double>::quiet_NaN();
        const auto time = static_cast<double>(t);
        const auto first_scale = static_cast<Scalar>(1 / (1 - std::pow(0.9, time)));
        const auto second_scale = static_cast<Scalar>(1 / (1 - std::pow(0.999, time)));
        const auto rate = static_cast<Scalar>(learning_rate);
        for (auto& p : tensors_) {
            p.first = Scalar(0.9) * p.first + Scalar(0.1) * p.gradient;
            p.second = Scalar(0.999) * p.second + Scalar(0.001) * p.gradient.square();
            p.value -=
                rate * (p.first * first_scale) / ((p.second * second_scale).sqrt() + Scalar(1e-8));
        }
        load();
        return loss;
    }

    double gradients(std::span<const std::int64_t> batch,
                     std::vector<std::vector<double>>& result) override
    {
        const double loss = back_propagate(batch);
        result.clear();
        for (const auto& p : tensors_)
            result.emplace_back(p.gradient.begin(), p.gradient.end());
        return loss;
    }

    std::vector<ScopeMoments> tensors() const override
    {
        std::vector<ScopeMoments> result;
        for (const auto& p : tensors_)
            result.push_back({{p.value.begin(), p.value.end()},
                              {p.first.begin(), p.first.end()},
                              {p.second.begin(), p.second.end()}});
        return result;
    }

    void set(std::span<const ScopeMoments> given) override
    {
        const auto cast = [](const std::vector<double>& values) {
            return Eigen::Map<const Array<double>>(values.data(), std::ssize(values))
                .template cast<Scalar>();
        };
        for (std::size_t i = 0; i < tensors_.size(); ++i) {
            tensors_[i].value = cast(given[i].value);
            tensors_[i].first = cast(given[i].first);
            tensors_[i].second = cast(given[i].second);
        }
        load();
    }

private:
    static constexpr std::size_t lanes = scope_lanes<Scalar>;
    using Planes = ScopePlanes<Scalar>;

    std::span<const double> input(std::size_t sample) const
    {
        const std::size_t width = network_.inputs();
        return {samples_.inputs.data() + sample * width, width};
    }

    bool has_finite_gradients() const
    {
        return std::ranges::all_of(tensors_, [](const auto& p) { return p.gradient.allFinite(); });
    }

    void load()
    {
        for (std::size_t l = 0; l < linear_.size(); ++l)
            if (const ScopeLayer& layer = network_.layers[l]; layer.has_weights())
                linear_[l].load(tensors_[first_tensor_[l]].values(),
                                layer.bias.empty() ? std::span<const Scalar>()
                                                   : tensors_[first_tensor_[l] + 1].values(),
                                layer);
    }

    double back_propagate(std::span<const std::int64_t> batch)
    {
        for (auto& p : tensors_)
            p.gradient.setZero();
        double loss = 0;
        for (std::size_t first = 0; first < batch.size(); first += lanes) {
            const auto part = batch.subspan(first, std::min(lanes, batch.size() - first));
            forward(part);
            loss += errors(part, batch.size());
            backward();
        }
        return loss;
    }

    void forward(std::span<const std::int64_t> part)
    {
        input_.resize(network_.input, whole_window(network_.input));
        std::ranges::fill(input_.values, Scalar(0));
        for (std::size_t lane = 0; lane < part.size(); ++lane) {
            const auto x = input(static_cast<std::size_t>(part[lane]));
            for (std::size_t i = 0; i < x.size(); ++i)
                input_.values[i * lanes + lane] = static_cast<Scalar>(x[i]);
        }
        for (std::size_t l = 0; l < network_.layers.size(); ++l) {
            const ScopeLayer& layer = network_.layers[l];
            if (is_linear(layer.type))
                apply_linear(layer, linear_[l], true, before(l), outputs_[l], buffer_);
            else
                apply_nonlinear(layer, before(l), outputs_[l]);
        }
    }

    const Planes& before(std::size_t layer) const
    {
        return layer == 0 ? input_ : outputs_[layer - 1];
    }

    /// The summed share of these images in the loss; its gradient to `gradient_`.
    double errors(std::span<const std::int64_t> part, std::size_t batch)
    {
        const Planes& y = outputs_.back();
        gradient_.resize(y.shape, whole_window(y.shape));
        std::ranges::fill(gradient_.values, Scalar(0));
        double loss = 0;
        for (std::size_t lane = 0; lane < part.size(); ++lane) {
            const auto sample = static_cast<std::size_t>(part[lane]);
            loss += samples_.has_labels() ? label_error(sample, lane, batch)
                                          : target_error(sample, lane, batch);
        }
        return loss;
    }

    double label_error(std::size_t sample, std::size_t lane, std::size_t batch)
    {
        const double share = 1 / static_cast<double>(batch);
        return share
            * cross_entropy(outputs_.back().values.data() + lane, network_.outputs(), lanes,
                            samples_.labels[sample], share, gradient_.values.data() + lane);
    }

    double target_error(std::size_t sample, std::size_t lane, std::size_t batch)
    {
        const std::size_t width = network_.outputs();
        const double* target = samples_.targets.data() + sample * width;
        const double* skip = network_.skip == ScopeSkip::identity ? input(sample).data()
            : network_.skip == ScopeSkip::bicubic                 ? base_.data() + sample * width
                                                                  : nullptr;
        const double share = 1 / static_cast<double>(batch * width);
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const double error = static_cast<double>(outputs_.back().values[i * lanes + lane])
                + (skip ? skip[i] : 0) - target[i];
            sum += error * error;
            gradient_.values[i * lanes + lane] = static_cast<Scalar>(2 * share * error);
        }
        return share * sum;
    }

    void backward()
    {
        for (std::size_t l = network_.layers.size(); l-- > 0;) {
            const ScopeLayer& layer = network_.layers[l];
            if (layer.is_pointwise()) {
                multiply_derivative(layer, outputs_[l], gradient_);
                continue;
            }
            if (layer.has_weights())
                add_gradients(l);
            if (l == 0)
                return;
            if (layer.type == ScopeLayerType::max)
                give_to_winners(layer, before(l), outputs_[l], gradient_, next_);
            else
                apply_transposed(layer, linear_[l], gradient_, next_, buffer_);
            std::swap(gradient_, next_);
        }
    }

    void add_gradients(std::size_t l)
    {
        const ScopeLayer& layer = network_.layers[l];
        const auto border = -static_cast<std::ptrdiff_t>(layer.padding);
        const std::size_t rows = layer.out.height, columns = layer.out.width;
        const auto patch = cut_out(before(l), border, border, rows + layer.kernel - 1,
                                   columns + layer.kernel - 1, 1, buffer_);
        auto& weight = tensors_[first_tensor_[l]];
        add_filter_gradients<Scalar>(patch,
                                     {gradient_.values.data(), gradient_.row(), gradient_.plane()},
                                     layer.out.channels, layer.in.channels, layer.kernel, rows,
                                     columns, weight.gradient.data());
        if (layer.bias.empty())
            return;
        auto& bias = tensors_[first_tensor_[l] + 1];
        for (std::size_t o = 0; o < layer.out.channels; ++o)
            bias.gradient(static_cast<Eigen::Index>(o)) += sum_of_plane(gradient_, o);
    }

    const ScopeNetwork network_; // its weights are those of the start
    const ScopeSamples& samples_;
    std::vector<ScopeLinear<Scalar>> linear_{};
    std::vector<Parameters<Scalar>> tensors_{};
    std::vector<std::size_t> first_tensor_{}; // of each layer
    std::vector<double> base_{};              // U x of every sample, if it is bicubic

    Planes input_{}, gradient_{}, next_{};
    std::vector<Planes> outputs_; // a layer each
    ScopeLanes<Scalar> buffer_{};
};

} // namespace

std::unique_ptr<ScopeTraining> train_scope(const ScopeNetwork& initial, const ScopeSamples& samples,
                                           bool single_precision)
{
    if (single_precision)
        return std::make_unique<Training<float>>(initial, samples);
    return std::make_unique<Training<double>>(initial, samples);
}

} // namespace etalon
