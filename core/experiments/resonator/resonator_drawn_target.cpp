#include "core/experiments/resonator/resonator_drawn_target.hpp"

#include "core/experiments/resonator/design_source.hpp"
#include "core/experiments/resonator/materials.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t places = 101;

} // namespace

std::string drawn_text(std::span<const double> heights)
{
    std::string text;
    for (const double height : heights)
        text += (text.empty() ? "" : " ")
            + std::to_string(std::lround(100 * std::clamp(height, 0.0, 1.0)));
    return text;
}

std::vector<double> drawn_heights(const std::string& text)
{
    std::vector<double> heights;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
        int value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc() || value < 0 || value > 100)
            return {};
        heights.push_back(value / 100.0);
        at = next;
        while (at < end && *at == ' ')
            ++at;
    }
    return heights.size() == places ? heights : std::vector<double>();
}

std::string drawn_stroke(const std::string& text, std::span<const double> fallback, double lowest,
                         double highest, double x0, double y0, double x1, double y1)
{
    std::vector<double> heights = drawn_heights(text);
    if (heights.empty())
        heights.assign(fallback.begin(), fallback.end());
    heights.resize(places, 0);
    const auto place_of = [&](double x) {
        return std::clamp((x - lowest) / (highest - lowest), 0.0, 1.0)
            * static_cast<double>(places - 1);
    };
    double from = place_of(x0), to = place_of(x1);
    if (from > to) {
        std::swap(from, to);
        std::swap(y0, y1);
    }
    const auto first = static_cast<std::size_t>(std::lround(from)),
               last = static_cast<std::size_t>(std::lround(to));
    for (std::size_t i = first; i <= last; ++i) {
        const double share =
            to > from ? std::clamp((static_cast<double>(i) - from) / (to - from), 0.0, 1.0) : 1.0;
        heights[i] = std::clamp(y0 + share * (y1 - y0), 0.0, 1.0);
    }
    return drawn_text(heights);
}

std::vector<double> drawn_on_grid(std::span<const double> heights,
                                  std::span<const double> wavelengths)
{
    const auto x = equal_points(wavelengths.front(), wavelengths.back(), heights.size());
    std::vector<double> values;
    for (const double wavelength : wavelengths)
        values.push_back(interpolated(x, heights, wavelength));
    return values;
}

std::vector<double> sampled_for_drawing(std::span<const double> spectrum,
                                        std::span<const double> wavelengths)
{
    std::vector<double> heights;
    for (const double at : equal_points(wavelengths.front(), wavelengths.back(), places))
        heights.push_back(interpolated(wavelengths, spectrum, at));
    return heights;
}

} // namespace etalon
