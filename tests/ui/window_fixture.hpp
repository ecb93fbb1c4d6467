// What the tests of the window share: runs of the oscillator.
#pragma once

#include "oscillator.hpp"
#include "prepared_application.hpp"
#include "ui/run_model.hpp"

#include <QtTest>

namespace etalon {

/// The oscillator's preset with some values replaced.
inline RunPlan planOf(const std::string& preset_name, const Overrides& overrides = {},
                      std::uint64_t seed = 1)
{
    const auto& preset = find_preset(oscillator(), preset_name);
    return {&oscillator(),
            preset.name,
            {resolve(oscillator(), {preset.overrides, overrides}), seed, {}},
            {}};
}

/// All samples of a channel up to a step.
inline std::vector<double> samples(const Frame& frame, const std::string& channel,
                                   std::int64_t last)
{
    const auto& series = frame.series[frame.recording->index(channel)];
    std::vector<double> result;
    for (std::size_t i = 0; i < series.size() && series.steps()[i] <= last; ++i)
        result.push_back(series.sample(i).front());
    return result;
}

} // namespace etalon
