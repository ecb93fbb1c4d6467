// Digits as a pocket calculator shows them, drawn on 12 × 12 pixels.
#include "core/experiments/mode_connectivity/mode_data.hpp"
#include "core/lab/random.hpp"

#include <array>
#include <string_view>

namespace etalon {

using Eigen::Index;

namespace {

constexpr Index side = 12;
using Glyph = Eigen::Matrix<double, side, side, Eigen::RowMajor>;

/// Rows and columns of a stroke; the ends are exclusive.
struct Stroke {
    Index top, bottom, left, right;
};

// Top, upper left, upper right, middle, lower left, lower right, bottom.
constexpr std::array<Stroke, 7> strokes{{{2, 3, 4, 8},
                                         {2, 6, 3, 4},
                                         {2, 6, 8, 9},
                                         {5, 6, 4, 8},
                                         {6, 10, 3, 4},
                                         {6, 10, 8, 9},
                                         {9, 10, 4, 8}}};

// Which strokes a digit has, in that order.
constexpr std::array<std::string_view, 10> lit{"1110111", "0010010", "1011101", "1011011",
                                               "0111010", "1101011", "1101111", "1010010",
                                               "1111111", "1111011"};

Glyph glyph_of(std::size_t digit)
{
    Glyph glyph = Glyph::Zero();
    for (std::size_t i = 0; i < strokes.size(); ++i)
        if (lit[digit][i] == '1') {
            const auto [top, bottom, left, right] = strokes[i];
            glyph.block(top, left, bottom - top, right - left).setOnes();
        }
    return glyph;
}

ModeSamples draw(Index count, double noise, Random& random)
{
    ModeMatrix inputs(count, side * side);
    std::vector<std::int64_t> labels;
    for (Index i = 0; i < count; ++i) {
        const auto digit = static_cast<std::size_t>(random.below(10));
        const Index down = static_cast<Index>(random.below(3)) - 1,
                    across = static_cast<Index>(random.below(3)) - 1;
        const double strength = 0.6 + 0.8 * random.uniform();
        const Glyph glyph = glyph_of(digit);
        for (Index row = 0; row < side; ++row)
            for (Index column = 0; column < side; ++column)
                inputs(i, row * side + column) =
                    strength * glyph((row - down + side) % side, (column - across + side) % side)
                    + noise * random.normal() - 0.2;
        labels.push_back(static_cast<std::int64_t>(digit));
    }
    return {std::move(inputs), std::move(labels)};
}

} // namespace

ModeExamples draw_mode_digits(const ModeConnectivitySettings& settings, std::uint64_t seed)
{
    Random random(seed, mode_stream_data);
    ModeExamples examples{.classes = 10};
    examples.train = draw(settings.train_count, settings.data_noise, random);
    examples.test = draw(settings.test_count, settings.data_noise, random);
    return examples;
}

} // namespace etalon
