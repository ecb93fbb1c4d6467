// Loss and quality of a network on images, in float64.
#include "core/experiments/linear_scope/scope_pass.hpp"
#include "core/experiments/linear_scope/scope_training.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

struct Sums {
    double loss = 0, right = 0;
};

void add_label(Sums& sums, std::span<const double> scores, std::int64_t label)
{
    const auto best = std::ranges::max_element(scores); // the first
    double sum = 0;
    for (const double score : scores)
        sum += std::exp(score - *best);
    sums.loss += std::log(sum) + *best - scores[static_cast<std::size_t>(label)];
    sums.right += best - scores.begin() == label ? 1 : 0;
}

void add_target(Sums& sums, std::span<const double> y, const double* target)
{
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
        sum += (y[i] - target[i]) * (y[i] - target[i]);
    sums.loss += sum / static_cast<double>(y.size());
}

} // namespace

ScopeScore score_network(const ScopeNetwork& network, const ScopeSamples& samples,
                         std::size_t count)
{
    constexpr std::size_t lanes = scope_lanes<double>;
    const ScopeSystem system(network);
    const std::size_t inputs = network.inputs(), outputs = network.outputs();
    const std::span<const double> images(samples.inputs.data(), count * inputs);
    Sums sums;
    ScopeValues values;
    std::vector<double> y;
    for (std::size_t first = 0; first < count; first += lanes) {
        load_lanes(images, first, network.input, values);
        ScopeForward forward(system, values);
        for (std::size_t layer = 0; layer < network.layers.size(); ++layer)
            forward.pass(layer);
        forward.finish();
        const std::size_t here = std::min(lanes, count - first);
        y.resize(here * outputs);
        store_lanes(values, 0, y);
        for (std::size_t i = 0; i < here; ++i) {
            const std::span<const double> output(y.data() + i * outputs, outputs);
            if (samples.has_labels())
                add_label(sums, output, samples.labels[first + i]);
            else
                add_target(sums, output, samples.targets.data() + (first + i) * outputs);
        }
    }
    const auto n = static_cast<double>(count);
    const double loss = sums.loss / n;
    return {loss, samples.has_labels() ? sums.right / n : -10 * std::log10(loss)};
}

} // namespace etalon
