// From a slider's whole-numbered places to a parameter's values and back.
#pragma once

#include "core/lab/parameter.hpp"

namespace etalon {

/// Places 0 … `last`; where the parameter has a special value, place 0 is that.
class SliderScale {
public:
    explicit SliderScale(const Parameter& parameter);

    static bool fits(const Parameter& parameter); // a number with a finite range
    int last() const { return last_; }
    int place(const Value& value) const;
    Value value(int place) const; // rounded to what the eye can set, always in range

private:
    const Parameter& parameter_;
    int last_ = 1000;
    int first_ = 0; // first place of the range
};

/// A neighbouring value, for the arrow keys: one unit, or one in the second digit.
Value nudged(const Parameter& parameter, const Value& value, int direction);

} // namespace etalon
