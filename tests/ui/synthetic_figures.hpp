// Made-up runs and drawings with closed-form contents, for tests and for looking at the painter.
#pragma once

#include "core/lab/experiment.hpp"
#include "ui/frame.hpp"

#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

namespace etalon::synthetic {

/// Samples of `values(step, entry)` at steps 0, every, … up to `last`.
template <class Function>
Series series(std::size_t width, std::int64_t last, std::int64_t every, const Function& values)
{
    const auto count = static_cast<std::size_t>(last / every + 1);
    const auto block = std::make_shared<Block>(count, width);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t step = static_cast<std::int64_t>(i) * every;
        block->steps[i] = step;
        for (std::size_t j = 0; j < width; ++j)
            block->values[i * width + j] = values(static_cast<double>(step), j);
    }
    return Series(block, count);
}

/// Logistic growth from `start` to 1, the rate falling with the entry.
inline double sigmoid(double step, std::size_t entry)
{
    const double rate = 0.06 / (1.0 + 0.45 * static_cast<double>(entry)), start = 1e-4;
    return 1 / (1 + (1 / start - 1) * std::exp(-rate * step));
}

/// Exponential growth of many neurons that saturates, over many decades.
inline double norm(double step, std::size_t neuron)
{
    const double phase = std::fmod(0.618034 * static_cast<double>(neuron), 1.0);
    const double grown = 1e-7 * std::exp((0.01 + 0.035 * phase) * step) * (1 + phase);
    return grown / (1 + grown / (0.05 + phase))
        * (1 + 0.05 * std::sin(0.1 * step + static_cast<double>(neuron)));
}

/// A frame around series, shown at `step`.
inline std::shared_ptr<Frame> frame(std::vector<Series> all, std::int64_t step)
{
    std::vector<Channel> channels;
    for (std::size_t i = 0; i < all.size(); ++i)
        channels.push_back({.name = "channel_" + std::to_string(i), .shape = {all[i].width()}});
    auto result = std::make_shared<Frame>();
    result->recording = std::make_shared<const Recording>(channels);
    result->series = std::move(all);
    result->step = step;
    result->newest = result->steps =
        result->series.empty() ? 0 : result->series.front().steps().back();
    result->version = 1;
    return result;
}

} // namespace etalon::synthetic
