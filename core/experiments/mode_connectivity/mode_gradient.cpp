#include "core/experiments/mode_connectivity/mode_gradient.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

using Eigen::Index;

namespace {

constexpr Index row_block = 16; // rows that stay in the first cache until they are used

} // namespace

ModeGradient::ModeGradient(const ModeShape& shape)
    : shape_(shape)
    , forward_(shape_)
{
    const Index widest = mode_padded(shape.widest() + 1) * mode_panel;
    input_rows_.setZero(shape.stride(1) * mode_panel);
    for (Index i = 0; i < mode_panel; ++i)
        input_rows_(i * shape.stride(1) + shape.inputs()) = 1;
    input_.setZero(input_rows_.size());
    for (ModeVector* room : {&errors_, &next_errors_, &transposed_})
        room->setZero(widest);
}

void ModeGradient::gather(const ModeSamples& samples, std::span<const std::int64_t> examples)
{
    const Index stride = shape_.stride(1);
    for (std::size_t i = 0; i < examples.size(); ++i)
        std::copy_n(samples.inputs().row(examples[i]).data(), shape_.inputs(),
                    input_rows_.data() + static_cast<Index>(i) * stride);
    mode_transpose(input_rows_.data(), mode_panel, stride, input_.data());
}

/// share · (softmax(z) - 1[label]) of each example; 0 beyond the last one.
bool ModeGradient::score_errors(const ModeSamples& samples, std::span<const std::int64_t> examples,
                                double share)
{
    alignas(64) double sums[mode_panel];
    alignas(64) double largest[mode_panel];
    const Index classes = shape_.classes(), here = std::ssize(examples);
    double* scores = forward_.layer(shape_.layers());
    mode_exponentials(scores, classes, sums, largest);
    double check = 0; // x - x is 0, or not a number
    for (Index i = 0; i < here; ++i)
        check += (sums[i] - sums[i]) + (largest[i] - largest[i]);
    for (Index i = 0; i < mode_panel; ++i)
        sums[i] = i < here ? share / sums[i] : 0;
    for (Index k = 0; k < classes; ++k)
        for (Index i = 0; i < mode_panel; ++i)
            errors_(k * mode_panel + i) = scores[k * mode_panel + i] * sums[i];
    for (Index i = 0; i < here; ++i) {
        const auto example = static_cast<std::size_t>(examples[static_cast<std::size_t>(i)]);
        errors_(samples.labels()[example] * mode_panel + i) -= share;
    }
    return check == 0;
}

bool ModeGradient::compute(const ModeVector& theta, const ModeSamples& samples,
                           std::span<const std::int64_t> batch, ModeVector& gradient,
                           const OnRows& on_rows)
{
    const Index layers = shape_.layers();
    const double share = 1 / static_cast<double>(batch.size());
    bool is_finite = true;
    for (std::size_t first = 0; first < batch.size(); first += mode_panel) {
        const auto examples =
            batch.subspan(first, std::min<std::size_t>(mode_panel, batch.size() - first));
        gather(samples, examples);
        forward_.run(theta, input_.data(), 1, layers);
        is_finite &= score_errors(samples, examples, share);
        for (Index l = layers; l >= 1; --l) {
            const Index offset = shape_.offset(l), stride = shape_.stride(l), rows = shape_.size(l);
            const double* rows_below = input_rows_.data();
            if (l > 1) {
                mode_multiply_transposed(theta.data() + offset, stride, rows, shape_.size(l - 1),
                                         errors_.data(), next_errors_.data());
                mode_differentiate(shape_.activation(), forward_.layer(l - 1), next_errors_.data(),
                                   shape_.size(l - 1));
                mode_transpose(forward_.layer(l - 1), stride, mode_panel, transposed_.data());
                rows_below = transposed_.data();
            }
            const auto start = first == 0 ? ModeStart::zero : ModeStart::add;
            const bool is_last = first + mode_panel >= batch.size();
            for (Index row = 0; row < rows; row += row_block) {
                const Index here = std::min(row_block, rows - row);
                mode_accumulate(errors_.data() + row * mode_panel, rows_below, here, stride,
                                std::ssize(examples), gradient.data() + offset + row * stride,
                                start);
                if (is_last && on_rows)
                    on_rows(l, row, here);
            }
            errors_.swap(next_errors_);
        }
    }
    return is_finite;
}

} // namespace etalon
