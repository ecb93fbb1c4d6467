// From the whole-numbered places of an option's slider to its values and back.
#pragma once

#include "core/lab/figure.hpp"

namespace etalon {

/// Places 0 … `last` of a number option, evenly over its range; a declared step is kept.
class OptionScale {
public:
    explicit OptionScale(const Option& option);

    int last() const { return last_; }
    double value(int place) const;
    int place(double value) const;

private:
    double minimum_, maximum_;
    int last_;
};

} // namespace etalon
