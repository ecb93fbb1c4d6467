#include "core/experiments/race/race_plane.hpp"

#include "core/experiments/race/race_figure_parts.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr int power_iterations = 12; // a view needs no more; most data separate after a few

const std::vector<double>* tensor_of(std::span<const Tensor> tensors, std::string_view name)
{
    for (const Tensor& tensor : tensors)
        if (tensor.name == name)
            return std::get_if<std::vector<double>>(&tensor.values);
    return nullptr;
}

RaceNetwork network_of(std::span<const double> input_weights, std::span<const double> outputs)
{
    const auto neurons = static_cast<Eigen::Index>(outputs.size());
    return {Eigen::Map<const RaceMatrix>(input_weights.data(), neurons,
                                         static_cast<Eigen::Index>(input_weights.size()) / neurons),
            Eigen::Map<const RaceVector>(outputs.data(), neurons)};
}

/// The two directions of greatest variance, by power iteration from the first two samples.
RaceMatrix principal_axes(const RaceMatrix& inputs)
{
    RaceMatrix axes = inputs.topRows(2);
    const Eigen::RowVectorXd mean = inputs.colwise().mean();
    const auto orthonormal = [&] {
        for (Eigen::Index i = 0; i < 2; ++i) {
            if (i == 1)
                axes.row(1) -= axes.row(0) * axes.row(0).dot(axes.row(1));
            double norm = axes.row(i).norm();
            if (!(norm > 0)) { // any direction: the samples have none left
                axes.row(i).setZero();
                axes(i, i) = norm = 1;
            }
            axes.row(i) /= norm;
        }
    };
    orthonormal();
    for (int i = 0; i < power_iterations; ++i) {
        RaceMatrix shares = inputs * axes.transpose(); // N × 2, about the mean
        shares.rowwise() -= (mean * axes.transpose()).eval();
        axes = shares.transpose() * inputs;
        orthonormal();
    }
    return axes;
}

} // namespace

std::optional<RaceState> race_state(const FigureInput& input)
{
    const Series* weights = recorded(input, "weights");
    if (weights && weights->steps().front() <= input.step) {
        const std::size_t index = weights->at_or_before(input.step);
        const std::int64_t step = weights->steps()[index];
        const auto outputs = sample_at(input, "output_weight", step);
        if (!outputs.empty() && weights->width() % outputs.size() == 0)
            return RaceState{network_of(weights->sample(index), outputs), step};
    }
    const auto* matrix = tensor_of(input.final_weights, "input_weights");
    const auto* outputs = tensor_of(input.final_weights, "output_weights");
    const Series* loss = recorded(input, "loss");
    if (!matrix || !outputs || outputs->empty() || matrix->size() % outputs->size() != 0 || !loss)
        return {};
    return RaceState{network_of(*matrix, *outputs), loss->steps().back()};
}

std::optional<RaceNetwork> race_initial_network(const FigureInput& input)
{
    const auto weights = sample_at(input, "weights", 0),
               outputs = sample_at(input, "output_weight", 0);
    if (weights.empty() || outputs.empty())
        return {};
    return network_of(weights, outputs);
}

RaceSamples race_samples(const FigureInput& input)
{
    const auto inputs = input.tensor("inputs");
    const auto labels = input.integers("labels");
    RaceSamples samples;
    if (labels.empty() || inputs.size() < labels.size())
        return samples;
    const auto count = static_cast<Eigen::Index>(labels.size());
    samples.inputs = Eigen::Map<const RaceMatrix>(inputs.data(), count,
                                                  static_cast<Eigen::Index>(inputs.size()) / count);
    samples.labels = RaceVector(count);
    std::copy(labels.begin(), labels.end(), samples.labels.begin());
    return samples;
}

RacePlaneAxes race_plane_axes(const FigureInput& input, const RaceSamples& samples)
{
    RacePlaneAxes axes;
    const Eigen::Index dimension = samples.inputs.cols();
    axes.projected = dimension > 2;
    axes.names = {"Input x₁", "Input x₂"};
    if (dimension <= 2 || race_settings_of(input).dataset == "four_poles") {
        axes.directions = RaceMatrix::Identity(2, dimension);
        return axes;
    }
    axes.directions = principal_axes(samples.inputs);
    axes.names = {"First principal axis", "Second principal axis"};
    return axes;
}

RacePlane race_plane(const RaceNetwork& network, const RaceSamples& samples,
                     const RacePlaneAxes& axes)
{
    RacePlane plane;
    const RaceMatrix weights = network.input_weights * axes.directions.transpose(); // m × 2
    const auto width = static_cast<std::size_t>(network.width());
    for (std::size_t a = 0; a < width; ++a) {
        const auto row = static_cast<Eigen::Index>(a);
        plane.first.push_back(weights(row, 0));
        plane.second.push_back(weights(row, 1));
        plane.input_norm.push_back(network.input_weights.row(row).norm());
        plane.output_weight.push_back(network.output_weights(row));
        plane.neuron_norm.push_back(plane.input_norm.back() * std::abs(plane.output_weight.back()));
    }
    const RaceMatrix places = samples.inputs * axes.directions.transpose(); // N × 2
    plane.x.assign(places.col(0).begin(), places.col(0).end());
    plane.y.assign(places.col(1).begin(), places.col(1).end());
    return plane;
}

std::vector<double> race_plane_values(const RacePlane& plane, double half, std::size_t cells)
{
    const double size = 2 * half / static_cast<double>(cells), start = -half + 0.5 * size;
    const auto last = static_cast<double>(cells);
    std::vector<double> values(cells * cells);
    // From a column on, f gains slope c w1 and height c w2 y (a neuron opens) or loses them.
    std::vector<double> slope(cells + 1), height(cells + 1);
    for (std::size_t row = 0; row < cells; ++row) {
        const double y = start + size * static_cast<double>(row);
        std::fill(slope.begin(), slope.end(), 0.0);
        std::fill(height.begin(), height.end(), 0.0);
        for (std::size_t a = 0; a < plane.width(); ++a) {
            const double w1 = plane.first[a], base = plane.second[a] * y;
            const double c = plane.output_weight[a];
            const double hinge = (-base / w1 - start) / size; // z = 0, in columns
            if (w1 == 0 || std::isnan(hinge)) {
                if (base > 0)
                    height[0] += c * base;
                continue;
            }
            const auto column = static_cast<std::size_t>(std::clamp(std::ceil(hinge), 0.0, last));
            const std::size_t from = w1 > 0 ? column : 0;
            slope[from] += c * w1;
            height[from] += c * base;
            if (w1 < 0) {
                slope[column] -= c * w1;
                height[column] -= c * base;
            }
        }
        double gradient = 0, offset = 0;
        double* out = values.data() + row * cells;
        for (std::size_t column = 0; column < cells; ++column) {
            gradient += slope[column];
            offset += height[column];
            out[column] = offset + gradient * (start + size * static_cast<double>(column));
        }
    }
    return values;
}

RaceTargets race_targets(const RaceNetwork& network, const RaceNetwork& gates,
                         const RaceSamples& samples, RaceLoss loss, const RacePlaneAxes& axes,
                         bool frozen)
{
    const RaceMatrix before = samples.inputs * gates.input_weights.transpose(); // N × m
    const RaceMatrix open = (before.array() > 0).cast<double>();
    const RaceMatrix now =
        frozen ? RaceMatrix(samples.inputs * network.input_weights.transpose()) : before;
    const RaceVector outputs = open.cwiseProduct(now) * network.output_weights;
    const RaceVector errors = race_errors(outputs, samples.labels, loss);
    const RaceMatrix pull = (errors.asDiagonal() * open).transpose() * samples.inputs; // m × n: N M
    const RaceMatrix inside = pull * axes.directions.transpose();
    RaceTargets targets;
    for (Eigen::Index a = 0; a < network.width(); ++a) {
        const double norm = pull.row(a).norm();
        const double sign = network.output_weights(a) < 0 ? -1 : 1;
        targets.first.push_back(norm > 0 ? sign * inside(a, 0) / norm : 0);
        targets.second.push_back(norm > 0 ? sign * inside(a, 1) / norm : 0);
    }
    return targets;
}

} // namespace etalon
