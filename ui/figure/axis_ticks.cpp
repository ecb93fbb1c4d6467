#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/translated.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon {

namespace {

const QChar minus(0x2212), thin_space(0x2009), times(0x00D7);

QString grouped(QString digits) // "12500.5" -> "12 500.5"; four digits stay together
{
    const auto point = digits.indexOf(QLatin1Char('.'));
    const auto whole = point < 0 ? digits.size() : point;
    const auto first = digits.startsWith(QLatin1Char('-')) ? 1 : 0;
    if (whole - first > 4)
        for (auto at = whole - 3; at > first; at -= 3)
            digits.insert(at, thin_space);
    if (first)
        digits[0] = minus;
    return digits;
}

QString scientific(double value, int decimals)
{
    int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
    double mantissa = value / std::pow(10, exponent);
    if (std::abs(mantissa) >= 10 - 0.5 * std::pow(10, -decimals)) {
        mantissa /= 10;
        ++exponent;
    }
    QString digits = QString::number(mantissa, 'f', decimals);
    if (digits.contains(QLatin1Char('.')))
        while (digits.endsWith(QLatin1Char('0')) || digits.endsWith(QLatin1Char('.'))) {
            const bool point = digits.endsWith(QLatin1Char('.'));
            digits.chop(1);
            if (point)
                break;
        }
    if (digits == QLatin1String("1"))
        return power_of_ten(exponent);
    if (digits == QLatin1String("-1"))
        return minus + power_of_ten(exponent);
    return grouped(digits) + times + power_of_ten(exponent);
}

AxisTicks linear_ticks(const AxisRange& range, int most, bool whole)
{
    const double span = range.high - range.low;
    double step = nice_step(span / most);
    const auto count = [&] {
        return std::floor(range.high / step + 1e-9) - std::ceil(range.low / step - 1e-9) + 1;
    };
    while (count() > most)
        step = nice_step(step * 1.01);
    if (whole)
        step = std::max(step, 1.0);

    AxisTicks ticks;
    const double first = std::ceil(range.low / step - 1e-9),
                 last = std::floor(range.high / step + 1e-9);
    for (double index = first; index <= last; ++index) {
        const double at = index == 0 ? 0 : index * step;
        ticks.major.push_back({at, tick_label(at, step)});
    }
    return ticks;
}

QString log_label(double value, bool plain)
{
    if (plain)
        return tick_label(value, std::pow(10, std::floor(std::log10(value) + 1e-9)));
    return scientific(value, 0);
}

AxisTicks log_ticks(const AxisRange& range, int most)
{
    const double low = std::log10(range.low), high = std::log10(range.high);
    const int first = static_cast<int>(std::ceil(low - 1e-9)),
              last = static_cast<int>(std::floor(high + 1e-9));
    const int decades = last - first + 1; // powers of ten within the range
    const auto inside = [&](double value) {
        return value >= range.low * (1 - 1e-9) && value <= range.high * (1 + 1e-9);
    };

    std::vector<double> at;
    AxisTicks ticks;
    if (decades <= 2) { // with 1-2-5, as far as they fit; a narrower range is nearly linear
        for (int exponent = first - 1; exponent <= last; ++exponent)
            for (const double mantissa : {1.0, 2.0, 5.0})
                if (const double value = mantissa * std::pow(10, exponent); inside(value))
                    at.push_back(value);
        if (static_cast<int>(at.size()) > most)
            std::erase_if(at, [](double value) {
                const double exponent = std::log10(value);
                return std::abs(exponent - std::round(exponent)) > 1e-6;
            });
        if (at.size() < 2)
            return linear_ticks(range, most, false);
    } else {
        const int every = (decades + most - 1) / most;
        for (int exponent = first; exponent <= last; ++exponent)
            if (exponent % every == 0)
                at.push_back(std::pow(10, exponent));
        if (every > 1) // the decades between
            for (int exponent = first; exponent <= last; ++exponent)
                if (exponent % every != 0)
                    ticks.minor.push_back(std::pow(10, exponent));
    }
    if (decades <= 6 && ticks.minor.empty())
        for (int exponent = first - 1; exponent <= last; ++exponent)
            for (int mantissa = 2; mantissa < 10; ++mantissa)
                if (const double value = mantissa * std::pow(10, exponent); inside(value))
                    ticks.minor.push_back(value);
    const bool plain = at.front() >= 0.999e-3 && at.back() <= 1.001e3;
    for (const double value : at)
        ticks.major.push_back({value, log_label(value, plain)});
    return ticks;
}

} // namespace

AxisTicks make_ticks(const AxisRange& range, int most, bool whole)
{
    most = std::max(most, 2);
    return range.logarithmic ? log_ticks(range, most) : linear_ticks(range, most, whole);
}

QString power_of_ten(int exponent)
{
    static const std::array<QChar, 10> raised{
        QChar(0x2070), QChar(0x00B9), QChar(0x00B2), QChar(0x00B3), QChar(0x2074),
        QChar(0x2075), QChar(0x2076), QChar(0x2077), QChar(0x2078), QChar(0x2079)};
    QString text = QStringLiteral("10");
    if (exponent < 0)
        text += QChar(0x207B);
    for (const QChar digit : QString::number(std::abs(exponent)))
        text += raised[static_cast<std::size_t>(digit.digitValue())];
    return text;
}

QString tick_label(double value, double step)
{
    if (value == 0 || std::abs(value) < step * 1e-9)
        return QStringLiteral("0");
    const int place =
        static_cast<int>(std::floor(std::log10(step) + 1e-9)); // of the step's last digit
    const double size = std::abs(value);
    if (size >= 1e6 || step < 0.999e-4)
        return scientific(
            value,
            std::clamp(static_cast<int>(std::floor(std::log10(size) + 1e-9)) - place, 0, 15));
    return grouped(QString::number(value, 'f', std::max(0, -place)));
}

QString reading(double value)
{
    if (std::isnan(value))
        return figure_words("not a number");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("+∞") : QStringLiteral("−∞");
    if (value == 0)
        return QStringLiteral("0");
    const double size = std::abs(value);
    if (value == std::round(value) && size < 1e6)
        return grouped(QString::number(value, 'f', 0));
    if (size >= 1e6 || size < 1e-3)
        return scientific(value, 3);
    const int decimals = std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
    return grouped(QString::number(value, 'f', decimals));
}

QString titled(const std::string& label, const std::string& unit)
{
    const QString text = translated(label);
    if (unit.empty() || unit == "1" || text.isEmpty() || text.endsWith(QLatin1Char(')')))
        return text; // a label that ends in brackets names its unit there
    return text + QStringLiteral(" (") + translated(unit) + QLatin1Char(')');
}

} // namespace etalon
