#include "core/experiments/resonator/surrogate_training.hpp"

#include "core/lab/random.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr double largest_loss = 1e6; // beyond it training has diverged

constexpr std::size_t spectra_at_once = 1024; // of the training designs

DenseArray padded_spectra(const SpectraOfRows& spectra_of_rows, std::size_t rows,
                          std::size_t wavelengths)
{
    const std::size_t stride = padded(wavelengths);
    DenseArray result(rows * stride, 0.0);
    for (std::size_t first = 0; first < rows; first += spectra_at_once) {
        const std::size_t count = std::min(spectra_at_once, rows - first);
        const ResonatorMatrix block = spectra_of_rows(first, count);
        for (std::size_t row = 0; row < count; ++row)
            std::copy_n(block.data() + row * wavelengths, wavelengths,
                        result.data() + (first + row) * stride);
    }
    return result;
}

} // namespace

double surrogate_rate(const ResonatorSettings& settings, std::int64_t step)
{
    if (settings.schedule == "constant" || settings.steps == 0)
        return settings.learning_rate;
    const double f = settings.final_rate;
    const double phase =
        std::numbers::pi * static_cast<double>(step) / static_cast<double>(settings.steps);
    return settings.learning_rate * (f + (1 - f) * (1 + std::cos(phase)) / 2);
}

std::vector<std::size_t> epoch_order(std::uint64_t seed, std::int64_t epoch, std::size_t designs)
{
    return Random(seed, 1000 + static_cast<std::uint64_t>(epoch)).permutation(designs);
}

SurrogateTraining::SurrogateTraining(const SurrogateShape& shape, const SurrogateWeights& weights,
                                     const ResonatorMatrix& designs,
                                     const SpectraOfRows& spectra_of_rows,
                                     const ResonatorSettings& settings, std::uint64_t seed)
    : shape_(shape)
    , seed_(seed)
    , net_(shape.widths(), shape.activation)
    , adam_(net_.parameters().size(), settings.beta1, settings.beta2, settings.adam_epsilon)
    , designs_(static_cast<std::size_t>(designs.rows()))
    , batch_(static_cast<std::size_t>(settings.batch_size))
    , inputs_(batch_ * net_.input_stride())
    , delta_(batch_ * net_.output_stride())
    , gradient_(net_.parameters().size())
{
    assert(batch_ <= designs_);
    take_samples(designs, spectra_of_rows);
    net_.parameters() = net_.pack(weights);
    net_.parameters_changed();
}

SurrogateTraining::SurrogateTraining(const SurrogateShape& shape, const SurrogateWeights& weights,
                                     const ResonatorMatrix& designs, const ResonatorMatrix& spectra,
                                     const ResonatorSettings& settings, std::uint64_t seed)
    : SurrogateTraining(
        shape, weights, designs,
        [&](std::size_t first, std::size_t count) -> ResonatorMatrix {
            return spectra.middleRows(static_cast<Eigen::Index>(first),
                                      static_cast<Eigen::Index>(count));
        },
        settings, seed)
{
}

void SurrogateTraining::take_samples(const ResonatorMatrix& designs,
                                     const SpectraOfRows& spectra_of_rows)
{
    assert(static_cast<std::size_t>(designs.rows()) == designs_);
    samples_ = designs;
    spectra_ = padded_spectra(spectra_of_rows, designs_, shape_.wavelengths);
}

void SurrogateTraining::drop_samples()
{
    samples_.resize(0, 0);
    spectra_ = DenseArray(); // "= {}" would only empty it
}

void SurrogateTraining::gather()
{
    assert(has_samples());
    const auto blocks = static_cast<std::int64_t>(designs_ / batch_); // the rest is dropped
    const std::int64_t epoch = step_ / blocks;
    if (epoch != epoch_) {
        order_ = epoch_order(seed_, epoch, designs_);
        epoch_ = epoch;
    }
    const std::size_t first = static_cast<std::size_t>(step_ % blocks) * batch_;
    const std::size_t stride = net_.input_stride();
    batch_designs_ = std::span(order_).subspan(first, batch_);
    for (std::size_t row = 0; row < batch_; ++row)
        write_features(shape_, samples_.data() + batch_designs_[row] * shape_.design, 1,
                       inputs_.data() + row * stride, stride);
}

double SurrogateTraining::forward()
{
    gather();
    const double* y = net_.forward(inputs_.data(), batch_);
    const auto values = static_cast<double>(batch_ * shape_.wavelengths);
    const double scale = 2 / values;
    const std::size_t stride = net_.output_stride();
    std::array<double, dense_padding> sums{}; // padding adds zeros
    double* delta = delta_.data();
    for (const std::size_t design : batch_designs_) {
        const double* target = spectra_.data() + design * stride;
        for (std::size_t i = 0; i < stride; i += dense_padding)
            for (std::size_t lane = 0; lane < dense_padding; ++lane) {
                const double error = y[i + lane] - target[i + lane];
                sums[lane] += error * error;
                delta[i + lane] = scale * error;
            }
        y += stride;
        delta += stride;
    }
    double sum = 0;
    for (const double part : sums)
        sum += part;
    return sum / values;
}

double SurrogateTraining::batch_loss()
{
    if (!loss_)
        loss_ = forward();
    return *loss_;
}

bool SurrogateTraining::advance(double rate)
{
    const auto reject = [this](double loss) {
        rejected_loss_ = loss;
        return false;
    };
    if (const double loss = batch_loss(); !(loss <= largest_loss))
        return reject(loss);
    past_.parameters = net_.parameters(); // no allocation after the first time
    past_.first_moment = adam_.first_moment();
    past_.second_moment = adam_.second_moment();
    net_.backward(inputs_.data(), delta_.data(), batch_, gradient_);
    adam_.step(net_.parameters(), gradient_, rate, step_);
    net_.parameters_changed();
    ++step_;
    loss_.reset();
    if (const double loss = batch_loss(); !(loss <= largest_loss)) {
        undo();
        return reject(loss);
    }
    return true;
}

void SurrogateTraining::undo()
{
    net_.parameters() = past_.parameters;
    net_.parameters_changed();
    adam_.first_moment() = past_.first_moment;
    adam_.second_moment() = past_.second_moment;
    --step_;
    loss_.reset();
}

void SurrogateTraining::restore(std::int64_t step, const SurrogateWeights& weights,
                                const SurrogateWeights& first_moment,
                                const SurrogateWeights& second_moment)
{
    net_.parameters() = net_.pack(weights);
    net_.parameters_changed();
    adam_.first_moment() = net_.pack(first_moment);
    adam_.second_moment() = net_.pack(second_moment);
    step_ = step;
    loss_.reset();
}

} // namespace etalon
