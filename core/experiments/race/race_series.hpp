// Samples of one channel over an index of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace etalon {

/// One channel's samples over its index (neurons kept, threshold, recorded step, sweep index).
struct RaceSeries {
    std::string channel{};
    std::vector<std::int64_t> index{};
    std::vector<double> values{}; // index × width of the channel
};

} // namespace etalon
