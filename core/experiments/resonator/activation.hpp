// The surrogate's activation functions on whole arrays, several numbers at a time.
#pragma once

#include <cstddef>

namespace etalon {

enum class Activation { swish, relu, tanh };

/// e^x within 2 units in the last place for |x| ≤ 708, and e^±708 beyond; not-a-number stays one.
void exponentials(const double* x, double* out, std::size_t size);

/// h = act(z) and its derivative act'(z); `z` and `h` may be the same array.
void activate(Activation, const double* z, double* h, double* slope, std::size_t size);

} // namespace etalon
