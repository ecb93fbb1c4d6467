// The pictures of section 4: shapes, textures, and what is made of them.
#include "core/experiments/linear_scope/linear_scope_data.hpp"

#include <cmath>
#include <numbers>

namespace etalon {
namespace {

struct Figurine {
    std::uint64_t kind = 0;
    double r = 0;

    bool holds(double u, double v) const // from the centre, v down
    {
        switch (kind) {
        case 0:
            return u * u + v * v <= r * r;
        case 1:
            return std::max(std::abs(u), std::abs(v)) <= 0.85 * r;
        case 2:
            return v <= 0.8 * r && v >= -r + 1.8 * std::abs(u);
        default:
            return std::min(std::abs(u), std::abs(v)) <= 0.3 * r
                && std::max(std::abs(u), std::abs(v)) <= r;
        }
    }
};

} // namespace

ScopePicture draw_shape(std::size_t n, Random& random)
{
    const auto side = static_cast<double>(n);
    Figurine shape{.kind = random.below(4)};
    shape.r = side * (0.2 + 0.12 * random.uniform());
    const double x = (side - 1) / 2 + (random.uniform() - 0.5) * side / 4;
    const double y = (side - 1) / 2 + (random.uniform() - 0.5) * side / 4;
    const double level = 0.6 + 0.4 * random.uniform();
    ScopePicture picture{.label = static_cast<std::int64_t>(shape.kind)};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            picture.pixels.push_back(
                shape.holds(static_cast<double>(j) - x, static_cast<double>(i) - y) ? level : 0);
    return picture;
}

std::vector<double> draw_texture(std::size_t n, Random& random)
{
    constexpr double turn = 2 * std::numbers::pi;
    const double t = turn * random.uniform();
    const double o = (random.uniform() - 0.5) / 2;
    const double w = 0.005 + 0.02 * random.uniform();
    const double a = 0.3 + 0.4 * random.uniform();
    const double grating = turn * random.uniform(); // t'
    const double f = 1.5 + 3 * random.uniform();
    const double p = turn * random.uniform();
    const double strength = random.uniform() / 4; // a'
    const std::size_t side = 2 * n;
    const double last = static_cast<double>(side - 1);
    std::vector<double> image;
    image.reserve(side * side);
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j) {
            const double x = static_cast<double>(j) / last - 0.5,
                         y = static_cast<double>(i) / last - 0.5;
            double level = 0.5 + a / 2 * std::tanh((x * std::cos(t) + y * std::sin(t) - o) / w);
            if (x * std::sin(grating) > 0)
                level += strength
                    * std::sin(turn * f * (x * std::cos(grating) + y * std::sin(grating)) + p);
            image.push_back(level);
        }
    return image;
}

std::vector<double> outline_of(const std::vector<double>& image, std::size_t n)
{
    const auto is_set = [&](std::size_t i, std::size_t j) { // outside: the indices wrap beyond n
        return i < n && j < n && image[i * n + j] > 0.5;
    };
    std::vector<double> result(image.size(), 0);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (is_set(i, j)
                && !(is_set(i - 1, j) && is_set(i + 1, j) && is_set(i, j - 1) && is_set(i, j + 1)))
                result[i * n + j] = image[i * n + j];
    return result;
}

std::vector<double> moved_right(const std::vector<double>& image, std::size_t n, std::size_t pixels)
{
    std::vector<double> result(image.size(), 0);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = pixels; j < n; ++j)
            result[i * n + j] = image[i * n + j - pixels];
    return result;
}

std::vector<double> halved(const std::vector<double>& image, std::size_t n)
{
    std::vector<double> result;
    result.reserve(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const double* upper = image.data() + 4 * i * n + 2 * j;
            const double* lower = upper + 2 * n;
            result.push_back((upper[0] + upper[1] + lower[0] + lower[1]) / 4);
        }
    return result;
}

} // namespace etalon
