#include "ui/slider_scale.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

double number(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return double(*whole);
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    return 0;
}

bool isWhole(const Parameter& parameter)
{
    return std::holds_alternative<std::int64_t>(parameter.fallback);
}

/// Two digits that matter: 0.0050119 becomes 0.005.
double rounded(double value, double unit)
{
    if (value == 0 || unit <= 0)
        return value;
    // Dividing by a power of ten gives 0.3 where multiplying by 0.1 gives 0.30000000000000004.
    const double exponent = std::floor(std::log10(unit));
    const double power = std::pow(10, std::abs(exponent));
    return exponent < 0 ? std::round(value * power) / power : std::round(value / power) * power;
}

Value fitted(const Parameter& parameter, double value, double unit)
{
    if (isWhole(parameter)) {
        auto whole = std::llround(std::clamp(value, parameter.minimum, parameter.maximum));
        if (unit >= 2)
            whole = std::llround(
                std::clamp(rounded(double(whole), unit), parameter.minimum, parameter.maximum));
        if (parameter.odd && whole % 2 == 0)
            whole += double(whole + 1) <= parameter.maximum ? 1 : -1;
        return std::int64_t(whole);
    }
    return std::clamp(rounded(value, unit), parameter.minimum, parameter.maximum);
}

} // namespace

bool SliderScale::fits(const Parameter& parameter)
{
    const bool is_number = std::holds_alternative<std::int64_t>(parameter.fallback)
        || std::holds_alternative<double>(parameter.fallback);
    return is_number && parameter.choices.empty() && std::isfinite(parameter.minimum)
        && std::isfinite(parameter.maximum) && parameter.maximum > parameter.minimum
        && (parameter.scale == Scale::linear || parameter.minimum > 0);
}

SliderScale::SliderScale(const Parameter& parameter)
    : parameter_(parameter)
    , first_(parameter.special ? 40 : 0) // a stretch to catch the special value in
{
    const double span = parameter.maximum - parameter.minimum;
    if (isWhole(parameter) && parameter.scale == Scale::linear && span <= 200)
        last_ = first_ + int(span);
    if (parameter.special && last_ - first_ <= 200)
        last_ = last_ - first_ + 1, first_ = 1;
}

int SliderScale::place(const Value& value) const
{
    const double x = number(value), low = parameter_.minimum, high = parameter_.maximum;
    if (parameter_.special && x == parameter_.special->value && (x < low || x > high || first_ > 0))
        return 0;
    const double share = parameter_.scale == Scale::logarithmic
        ? std::log(std::max(x, low) / low) / std::log(high / low)
        : (x - low) / (high - low);
    return first_ + int(std::lround(std::clamp(share, 0.0, 1.0) * (last_ - first_)));
}

Value SliderScale::value(int place) const
{
    const double low = parameter_.minimum, high = parameter_.maximum;
    if (parameter_.special && place < std::max(first_, 1)) {
        if (isWhole(parameter_))
            return std::int64_t(parameter_.special->value);
        return parameter_.special->value;
    }
    const double share = double(place - first_) / std::max(last_ - first_, 1);
    if (place >= last_)
        return fitted(parameter_, high, 0);
    if (parameter_.scale == Scale::logarithmic) {
        const double value = low * std::pow(high / low, share);
        return fitted(parameter_, value, value / 20);
    }
    return fitted(parameter_, low + share * (high - low), (high - low) / 200);
}

Value nudged(const Parameter& parameter, const Value& value, int direction)
{
    const double x = number(value);
    if (isWhole(parameter)) {
        const double unit = parameter.odd ? 2 : 1;
        return fitted(parameter, x + direction * unit, 0);
    }
    const bool logarithmic = parameter.scale == Scale::logarithmic && x > 0;
    const double span = parameter.maximum - parameter.minimum;
    double unit = logarithmic ? x / 10
        : std::isfinite(span) ? span / 100
                              : std::max(std::abs(x), 1.0) / 100;
    unit = std::pow(10, std::floor(std::log10(unit)));
    return fitted(parameter, x + direction * unit, unit / 10);
}

} // namespace etalon
