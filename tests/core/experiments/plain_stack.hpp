// Stacks of layers by characteristic matrices in long double, as Born and Wolf write them: another
// method than the experiment's recursion, and more digits.
#pragma once

#include "core/experiments/resonator/layer_stack.hpp"

#include <cmath>
#include <numbers>

namespace etalon::test {

using LongComplex = std::complex<long double>;

struct PlainResult {
    long double reflection = 0, transmission = 0;
};

/// One wavelength. Absorbing layers must be thin: the matrices grow like exp |Im φ|.
inline PlainResult plain_stack(const LayerStack& stack, double wavelength, std::size_t place = 0)
{
    const auto pi = std::numbers::pi_v<long double>;
    const std::size_t last = stack.indices.size() - 1;
    const auto index = [&](std::size_t layer) {
        const Complex n = stack.indices[layer].at(place);
        return LongComplex(n.real(), n.imag());
    };
    // The angle as the program takes it: sin rounded to double
    const long double lateral = index(0).real() * std::sin(stack.angle * (std::numbers::pi / 180));
    const auto wave_number = [&](std::size_t layer) { // decaying, or forward
        LongComplex square = index(layer) * index(layer) - lateral * lateral;
        if (square.imag() == 0)
            return square.real() >= 0 ? LongComplex(std::sqrt(square.real()), 0)
                                      : LongComplex(0, std::sqrt(-square.real()));
        const LongComplex root = std::sqrt(square);
        return root.imag() >= 0 ? root : -root;
    };
    const auto admittance = [&](std::size_t layer) {
        const LongComplex kappa = wave_number(layer);
        return stack.polarisation == Polarisation::s ? kappa : index(layer) * index(layer) / kappa;
    };
    LongComplex m[2][2] = {{1, 0}, {0, 1}};
    for (std::size_t layer = 1; layer < last; ++layer) {
        const LongComplex y = admittance(layer), minus_i(0, -1);
        const LongComplex phase = 2 * pi * wave_number(layer)
            * static_cast<long double>(stack.thicknesses[layer - 1])
            / static_cast<long double>(wavelength);
        const LongComplex c = std::cos(phase), s = std::sin(phase);
        const LongComplex step[2][2] = {{c, minus_i * s / y}, {minus_i * y * s, c}};
        LongComplex product[2][2];
        for (int i = 0; i < 2; ++i)
            for (int j = 0; j < 2; ++j)
                product[i][j] = m[i][0] * step[0][j] + m[i][1] * step[1][j];
        for (int i = 0; i < 2; ++i)
            for (int j = 0; j < 2; ++j)
                m[i][j] = product[i][j];
    }
    const LongComplex y0 = admittance(0), y1 = admittance(last);
    const LongComplex field = m[0][0] + m[0][1] * y1, current = m[1][0] + m[1][1] * y1;
    return {std::norm((y0 * field - current) / (y0 * field + current)),
            std::norm(LongComplex(2) * y0 / (y0 * field + current)) * y1.real() / y0.real()};
}

} // namespace etalon::test
