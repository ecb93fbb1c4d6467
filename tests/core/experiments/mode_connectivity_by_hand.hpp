// Networks of mode connectivity as plain lists, and their losses number by number.
#pragma once

#include "tests/core/experiments/mode_connectivity_recorded.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace etalon::test {

using Weights = std::map<std::string, std::vector<double>>;

/// A network as plain lists, by the names of its tensors.
inline Weights plain(std::span<const Tensor> weights, const std::string& branch)
{
    Weights found;
    for (const Tensor& tensor : weights)
        if (tensor.name.starts_with(branch + "_"))
            found[tensor.name.substr(branch.size() + 1)] =
                std::get<std::vector<double>>(tensor.values);
    return found;
}

inline Weights plain(const GoldenModes& run, const std::string& branch)
{
    return plain(run.final_weights, branch);
}

inline Weights sum(const Weights& a, double factor, const Weights& b)
{
    Weights result = a;
    for (auto& [name, values] : result)
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] += factor * b.at(name)[i];
    return result;
}

inline double dot(const Weights& a, const Weights& b)
{
    double result = 0;
    for (const auto& [name, values] : a)
        for (std::size_t i = 0; i < values.size(); ++i)
            result += values[i] * b.at(name)[i];
    return result;
}

/// Mean cross-entropy in nats and share of errors, number by number.
inline std::pair<double, double> plain_score(const GoldenModes& run, const Weights& network,
                                             const std::string& part)
{
    const auto input = run.data;
    std::vector<double> examples;
    std::vector<std::int64_t> labels;
    for (const Tensor& tensor : input) {
        if (tensor.name == part + "_inputs")
            examples = std::get<std::vector<double>>(tensor.values);
        if (tensor.name == part + "_labels")
            labels = std::get<std::vector<std::int64_t>>(tensor.values);
    }
    const std::size_t inputs = examples.size() / labels.size();
    const std::int64_t layers = run.settings.hidden_layers + 1;
    double loss = 0, errors = 0;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        std::vector<double> h(examples.begin() + static_cast<std::ptrdiff_t>(n * inputs),
                              examples.begin() + static_cast<std::ptrdiff_t>((n + 1) * inputs));
        for (std::int64_t l = 1; l <= layers; ++l) {
            const auto& weight = network.at("weight_" + std::to_string(l));
            std::vector<double> z = network.at("bias_" + std::to_string(l));
            for (std::size_t i = 0; i < z.size(); ++i) {
                for (std::size_t j = 0; j < h.size(); ++j)
                    z[i] += weight[i * h.size() + j] * h[j];
                if (l < layers)
                    z[i] =
                        run.settings.activation == "relu" ? std::max(z[i], 0.0) : std::tanh(z[i]);
            }
            h = z;
        }
        const auto label = static_cast<std::size_t>(labels[n]);
        double total = 0;
        for (const double score : h)
            total += std::exp(score);
        loss += std::log(total) - h[label];
        errors +=
            std::max_element(h.begin(), h.end()) - h.begin() != static_cast<std::ptrdiff_t>(label);
    }
    const double count = static_cast<double>(labels.size());
    return {loss / count, errors / count};
}

inline const Tensor& studied(const GoldenModes& run, const std::string& name)
{
    for (const Tensor& tensor : run.study)
        if (tensor.name == name)
            return tensor;
    throw std::runtime_error("the study found no " + name);
}

inline std::vector<double> reals(const Tensor& tensor)
{
    return std::get<std::vector<double>>(tensor.values);
}

inline bool near(double a, double b, double bound)
{
    return std::abs(a - b) <= bound;
}

} // namespace etalon::test
