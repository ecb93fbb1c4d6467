// Matrix products of spectra, at all frequencies at once.
#pragma once

#include "core/experiments/linear_cnn/lanes.hpp"

namespace etalon {

/// A matrix of spectra in planes; strides count numbers.
template <class Scalar>
struct SpectrumMatrix {
    const Scalar* data = nullptr;
    std::size_t row = 0, column = 0;

    SpectrumMatrix transposed() const { return {data, column, row}; }
};

enum class Conjugate { neither, first, second };

/// For every row, column and bin: sum over k of x(row, k) y(k, column), one factor conjugated if so
/// asked, handed to `use(row, column, first bin, real lanes, imaginary lanes)` a vector at a time.
template <Conjugate which, class Scalar, class Use>
void multiply_bins(std::size_t plane, std::size_t rows, std::size_t depth, std::size_t columns,
                   const SpectrumMatrix<Scalar>& x, const SpectrumMatrix<Scalar>& y, Use&& use)
{
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            for (std::size_t bin = 0; bin < plane; bin += lane_count<Scalar>) {
                const Scalar* first = x.data + row * x.row + bin;
                const Scalar* second = y.data + column * y.column + bin;
                Lanes<Scalar> real{}, imaginary{};
                for (std::size_t k = 0; k < depth; ++k, first += x.column, second += y.row) {
                    Lanes<Scalar> a, b, c, d; // (a ± i b)(c ± i d)
                    load(a, first);
                    load(b, first + plane);
                    load(c, second);
                    load(d, second + plane);
                    if constexpr (which == Conjugate::neither) {
                        real += a * c - b * d;
                        imaginary += a * d + b * c;
                    } else if constexpr (which == Conjugate::first) {
                        real += a * c + b * d;
                        imaginary += a * d - b * c;
                    } else {
                        real += a * c + b * d;
                        imaginary += b * c - a * d;
                    }
                }
                use(row, column, bin, real, imaginary);
            }
}

} // namespace etalon
