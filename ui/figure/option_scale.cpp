#include "ui/figure/option_scale.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr double places_without_step = 1000; // more than a slider has pixels
constexpr double most_places = 10'000;

} // namespace

OptionScale::OptionScale(const Option& option)
    : minimum_(option.minimum)
    , maximum_(option.maximum)
    , last_(static_cast<int>(std::lround(std::clamp(
          option.step > 0 ? (option.maximum - option.minimum) / option.step : places_without_step,
          1.0, most_places))))
{
}

double OptionScale::value(int place) const
{
    if (place >= last_) // the sum below may miss it by a rounding
        return maximum_;
    return minimum_ + (maximum_ - minimum_) * place / last_;
}

int OptionScale::place(double value) const
{
    const double share = (value - minimum_) / (maximum_ - minimum_);
    return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * last_));
}

} // namespace etalon
