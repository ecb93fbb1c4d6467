// Numbers that are equal on every compiler and machine: a counter-based generator.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <vector>

namespace etalon {

/// Number i of a stream depends on (seed, stream, i) only: there is no state to save, any place
/// can be reached at once, and drawing more data never shifts the weights.
///
/// With G = 0x9E3779B97F4A7C15 and all arithmetic modulo 2^64:
///   key = mix(mix(seed + G) + G (stream + 1)),  number i = mix(key + G (i + 1)).
class Random {
public:
    Random(std::uint64_t seed, std::uint64_t stream)
        : key_(mix(mix(seed + golden) + golden * (stream + 1)))
    {
    }

    /// In [0, 1): the top 53 bits of the next number.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

    /// Mean 0, variance 1: Box-Muller on two consecutive numbers, the cosine first.
    double normal()
    {
        if (spare_is_ready_) {
            spare_is_ready_ = false;
            return spare_;
        }
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        const double angle = 2 * std::numbers::pi * uniform();
        spare_ = radius * std::sin(angle);
        spare_is_ready_ = true;
        return radius * std::cos(angle);
    }

    /// floor(uniform * bound).
    std::uint64_t below(std::uint64_t bound)
    {
        return static_cast<std::uint64_t>(uniform() * static_cast<double>(bound));
    }

    /// The stable ascending argsort of numbers 0 … size-1 of the stream, wherever it stands now.
    std::vector<std::size_t> permutation(std::size_t size)
    {
        seek(0);
        std::vector<std::uint64_t> numbers(size);
        for (auto& number : numbers)
            number = next();
        std::vector<std::size_t> order(size);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
        return order;
    }

    /// Numbers drawn so far.
    std::uint64_t position() const { return position_; }

    void seek(std::uint64_t position)
    {
        position_ = position;
        spare_is_ready_ = false;
    }

private:
    static constexpr std::uint64_t golden = 0x9E3779B97F4A7C15u;

    static constexpr std::uint64_t mix(std::uint64_t z)
    {
        z ^= z >> 30;
        z *= 0xBF58476D1CE4E5B9u;
        z ^= z >> 27;
        z *= 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    std::uint64_t next() { return mix(key_ + golden * ++position_); }

    std::uint64_t key_;
    std::uint64_t position_ = 0;
    double spare_ = 0; // the sine of the last pair
    bool spare_is_ready_ = false;
};

} // namespace etalon
