// Adam, as in section 2.7 of the specification.
#pragma once

#include "core/experiments/resonator/dense_product.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace etalon {

/// m ← β1 m + (1 − β1) g, v ← β2 v + (1 − β2) g²,
/// θ ← θ − rate · (m / (1 − β1^(t+1))) / (√(v / (1 − β2^(t+1))) + ε), t from 0.
class Adam {
public:
    Adam(std::size_t size, double beta1, double beta2, double epsilon);

    void step(std::span<double> values, std::span<const double> gradient, double rate,
              std::int64_t t);

    DenseArray& first_moment() { return first_; }
    DenseArray& second_moment() { return second_; }
    const DenseArray& first_moment() const { return first_; }
    const DenseArray& second_moment() const { return second_; }

private:
    double beta1_, beta2_, epsilon_;
    DenseArray first_, second_;
};

} // namespace etalon
