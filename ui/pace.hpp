// How fast a run is shown: a preset's natural length on screen times the speed slider's factor.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace etalon {

/// The slider's stops: factors 0.1 … 100 in equal ratios, twenty a decade, then "max".
struct SpeedScale {
    static constexpr int decades = 3, stops_per_decade = 20;
    static constexpr int last = decades * stops_per_decade + 1; // "max"
    static constexpr int natural = stops_per_decade;            // factor 1

    static double factor(int stop)
    {
        if (stop >= last)
            return std::numeric_limits<double>::infinity();
        return std::pow(10.0, double(std::max(stop, 0) - stops_per_decade) / stops_per_decade);
    }

    static int stop(double factor)
    {
        if (!std::isfinite(factor))
            return last;
        const double place = stops_per_decade * (1 + std::log10(std::max(factor, 1e-3)));
        return int(std::clamp(std::round(place), 0.0, double(last - 1)));
    }
};

/// Steps per second, the same on every machine: the whole run in `seconds_on_screen` at factor 1.
inline double steps_per_second(std::int64_t steps, double seconds_on_screen, double factor)
{
    return double(std::max<std::int64_t>(steps, 1)) / std::max(seconds_on_screen, 1e-3) * factor;
}

} // namespace etalon
