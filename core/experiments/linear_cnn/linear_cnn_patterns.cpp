#include "core/experiments/linear_cnn/linear_cnn_patterns.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace etalon {

LinearCnnPatterns::LinearCnnPatterns(const LinearCnnSettings& settings, Random& random)
    : settings_(settings)
    , grid_{settings.image_height, settings.image_width}
{
    if (settings.dataset == "cosines")
        draw_cosines(random);
    else if (settings.dataset == "hierarchy")
        draw_hierarchy(random);
}

/// sum_j amplitude r^j c(f_j, phi_j), phi uniform.
Picture LinearCnnPatterns::draw_mixture(const std::vector<Frequency>& frequencies, double amplitude,
                                        Random& random) const
{
    Picture sum = Picture::Zero(grid_.height, grid_.width);
    for (const Frequency& frequency : frequencies) {
        sum += amplitude * stripes(grid_, frequency, 2 * std::numbers::pi * random.uniform());
        amplitude *= settings_.secondary_ratio;
    }
    return sum;
}

void LinearCnnPatterns::draw_cosines(Random& random)
{
    const auto classes = static_cast<std::size_t>(settings_.classes);
    const auto each = static_cast<std::size_t>(settings_.frequencies_per_class);
    const auto frequencies = draw_frequencies(grid_, classes * each, random);
    for (std::size_t c = 0; c < classes; ++c) {
        const auto first = frequencies.begin() + static_cast<std::ptrdiff_t>(c * each);
        const double amplitude =
            settings_.amplitude * std::pow(settings_.class_amplitude_ratio, static_cast<double>(c));
        classes_.push_back(
            draw_mixture({first, first + static_cast<std::ptrdiff_t>(each)}, amplitude, random));
    }
}

void LinearCnnPatterns::draw_hierarchy(Random& random)
{
    const auto classes = static_cast<std::size_t>(settings_.classes);
    const auto each = static_cast<std::size_t>(settings_.frequencies_per_class);
    const auto frequencies = draw_frequencies(grid_, (classes - 1) * each, random);

    // Node v has the children 2v+1 and 2v+2.
    std::vector<Picture> nodes;
    for (std::size_t v = 0; v + 1 < classes; ++v) {
        const auto depth = static_cast<std::size_t>(std::bit_width(v + 1)) - 1;
        const auto place = static_cast<double>(v + 1 - (std::size_t{1} << depth)); // in its level
        const double amplitude = settings_.amplitude
            * std::pow(settings_.class_amplitude_ratio, static_cast<double>(depth))
            * (1 - 0.08 * place);
        const auto first = frequencies.begin() + static_cast<std::ptrdiff_t>(v * each);
        nodes.push_back(
            draw_mixture({first, first + static_cast<std::ptrdiff_t>(each)}, amplitude, random));
    }
    for (std::size_t c = 0; c < classes; ++c) {
        Picture pattern = Picture::Zero(grid_.height, grid_.width);
        std::size_t node = 0;
        for (std::size_t half = classes / 2; half > 0; half /= 2) { // most significant bit first
            const bool right = (c & half) != 0;
            pattern += right ? Picture(-nodes[node]) : nodes[node];
            node = 2 * node + (right ? 2 : 1);
        }
        classes_.push_back(std::move(pattern));
    }
}

Picture LinearCnnPatterns::pattern(std::size_t label, Random& random) const
{
    if (settings_.dataset == "shapes")
        return settings_.amplitude * shape(label, random);
    if (settings_.dataset == "texture_shape")
        return mixed_cues(label, label == 0 ? settings_.texture_amplitude : 0, draw_shift(random));
    return classes_[label];
}

Picture LinearCnnPatterns::shape(std::size_t label, Random& random) const
{
    const Eigen::Index g = settings_.grating_frequency;
    switch (label) {
    case 0:
        return disc(grid_, draw_shift(random));
    case 1:
        return square(grid_, draw_shift(random));
    case 2:
        return horizontal_stripes(grid_, g);
    case 3:
        return vertical_stripes(grid_, g);
    case 4:
        return ring(grid_, draw_shift(random));
    case 5:
        return cross(grid_, draw_shift(random));
    case 6:
        return diagonal_stripes(grid_, g);
    default:
        return checkerboard(grid_, g);
    }
}

Picture LinearCnnPatterns::mixed_cues(std::size_t shape_label, double texture_amplitude,
                                      Shift shift) const
{
    const Picture still = shape_label == 0 ? disc(grid_) : cross(grid_);
    return settings_.shape_amplitude * rolled(still, shift)
        + texture_amplitude * stripes(grid_, {0, settings_.texture_frequency});
}

Shift LinearCnnPatterns::draw_shift(Random& random) const
{
    return etalon::draw_shift(settings_.jitter, random);
}

void LinearCnnPatterns::add_noise(Picture& picture, Random& random) const
{
    for (Eigen::Index i = 0; i < picture.size(); ++i)
        picture.data()[i] += settings_.noise * random.normal();
}

} // namespace etalon
