// The transform as its definition says, in long double: what the fast one is compared with.
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

namespace etalon::test {

struct Size {
    std::size_t height, width;
};

inline constexpr Size sizes[] = {{1, 1}, {1, 2}, {1, 7}, {1, 8}, {1, 64}, {2, 1}, {3, 1}, {2, 2},
                                 {2, 3}, {3, 2}, {3, 5}, {4, 6}, {5, 4},  {6, 7}, {7, 7}, {8, 8}};

/// All n bins (wy, wx) of x^(w) = sum_p x[p] exp(-2 pi i (wy y/H + wx x/W)), row-major.
inline std::vector<std::complex<double>> dense_dft(const std::vector<double>& image, Size size)
{
    const auto [height, width] = size;
    std::vector<std::complex<double>> result;
    for (std::size_t wy = 0; wy < height; ++wy)
        for (std::size_t wx = 0; wx < width; ++wx) {
            std::complex<long double> sum = 0;
            for (std::size_t y = 0; y < height; ++y)
                for (std::size_t x = 0; x < width; ++x) {
                    const auto turns =
                        static_cast<long double>(wy * y) / static_cast<long double>(height)
                        + static_cast<long double>(wx * x) / static_cast<long double>(width);
                    const long double angle = -2 * std::numbers::pi_v<long double> * turns;
                    sum += static_cast<long double>(image[y * width + x])
                        * std::complex<long double>(std::cos(angle), std::sin(angle));
                }
            result.emplace_back(static_cast<double>(sum.real()), static_cast<double>(sum.imag()));
        }
    return result;
}

} // namespace etalon::test
