// Stacks to try, and what they do.
#pragma once

#include "core/experiments/resonator/layer_stack.hpp"
#include "core/lab/random.hpp"
#include "tests/core/experiments/plain_stack.hpp"

#include <QByteArray>

#include <algorithm>
#include <cmath>

namespace etalon::test {

inline std::vector<double> grid(std::size_t size, double first = 400, double last = 798)
{
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = first + (last - first) * static_cast<double>(i) / static_cast<double>(size - 1);
    return result;
}

enum class Kind { real, absorbing, dispersive };

/// Up to `most_layers` random layers at a random angle; often repeated ones, as mirrors have.
inline LayerStack random_stack(Random& random, std::size_t most_layers, Kind kind,
                               std::size_t wavelengths)
{
    LayerStack stack;
    stack.angle = 80 * random.uniform();
    stack.polarisation = random.uniform() < 0.5 ? Polarisation::s : Polarisation::p;
    const std::size_t layers = 1 + random.below(most_layers);
    const auto index = [&](bool may_absorb) {
        LayerIndex result;
        const double n = 1.2 + 1.8 * random.uniform();
        const double k = may_absorb ? std::pow(10.0, -4 + 3 * random.uniform()) : 0;
        const std::size_t values = kind == Kind::dispersive ? wavelengths : 1;
        for (std::size_t i = 0; i < values; ++i)
            result.values.emplace_back(n + 0.002 * static_cast<double>(i % 50), k);
        return result;
    };
    stack.indices.push_back({{1.0 + 0.5 * random.uniform()}});
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const bool repeated = layer > 1 && random.uniform() < 0.4;
        stack.indices.push_back(repeated ? stack.indices[layer - 1] : index(kind != Kind::real));
        stack.thicknesses.push_back(repeated ? stack.thicknesses[layer - 2]
                                             : 5 + 300 * random.uniform());
    }
    stack.indices.push_back(index(false));
    return stack;
}

struct Solved {
    StackSpectrum spectrum;
    StackGradient gradient;
};

inline StackSpectrum spectrum_of(const LayerStack& stack, const std::vector<double>& wavelengths)
{
    StackSpectrum result;
    StackSolver(wavelengths).spectrum(stack, result);
    return result;
}

inline Solved gradient_of(const LayerStack& stack, const std::vector<double>& wavelengths)
{
    Solved result;
    StackSolver(wavelengths).gradient(stack, result.spectrum, result.gradient);
    return result;
}

inline double largest_difference(std::span<const double> a, std::span<const double> b)
{
    double result = a.size() == b.size() ? 0 : 1e300;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        result = std::max(result, std::isfinite(a[i]) ? std::abs(a[i] - b[i]) : 1e300);
    return result;
}

inline LayerStack slab(double index, double thickness, double angle = 0,
                       Polarisation polarisation = Polarisation::s)
{
    return {{{{1.0}}, {{index}}, {{1.0}}}, {thickness}, angle, polarisation};
}

inline LayerStack mirror(std::size_t pairs, double exit)
{
    LayerStack stack;
    stack.indices.push_back({{1.0}});
    for (std::size_t pair = 0; pair < pairs; ++pair)
        for (const double index : {2.3, 1.45}) {
            stack.indices.push_back({{index}});
            stack.thicknesses.push_back(600 / (4 * index));
        }
    stack.indices.push_back({{exit}});
    return stack;
}

/// Largest deviation of R and T from characteristic matrices.
inline double difference_from_plain(const LayerStack& stack, const std::vector<double>& wavelengths)
{
    const StackSpectrum ours = spectrum_of(stack, wavelengths);
    double result = 0;
    for (std::size_t i = 0; i < wavelengths.size(); ++i) {
        const PlainResult plain = plain_stack(stack, wavelengths[i], i);
        result =
            std::max({result, std::abs(static_cast<double>(plain.reflection) - ours.reflection[i]),
                      std::abs(static_cast<double>(plain.transmission) - ours.transmission[i])});
    }
    return result;
}

inline QByteArray text(double value)
{
    return QByteArray::number(value);
}

} // namespace etalon::test
