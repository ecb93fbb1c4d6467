#include "core/data/patterns.hpp"
#include "core/lab/error.hpp"

#include <QtTest>

#include <numeric>
#include <set>

using namespace etalon;

namespace {

constexpr Grid grids[] = {{8, 8}, {16, 16}, {15, 16}, {16, 11}, {9, 9}, {28, 28}};
constexpr Shift shifts[] = {{0, 0}, {2, -1}, {-3, 4}};

std::string row_text(const Picture& picture, Eigen::Index row)
{
    std::string text;
    for (Eigen::Index column = 0; column < picture.cols(); ++column)
        text += picture(row, column) == 1 ? '#' : picture(row, column) == 0 ? '.' : '?';
    return text;
}

double energy(const Picture& picture)
{
    return std::inner_product(picture.data(), picture.data() + picture.size(), picture.data(), 0.0);
}

// Compares with a rule in whole numbers: all lengths are doubled (to reach the centre), then
// scaled by 100.
template <class Rule>
void compare(Picture (*draw)(Grid, Shift), Rule rule)
{
    for (const Grid grid : grids)
        for (const Shift shift : shifts) {
            const Picture picture = draw(grid, shift);
            QCOMPARE(picture.rows(), grid.height);
            QCOMPARE(picture.cols(), grid.width);
            const long m = static_cast<long>(std::min(grid.height, grid.width));
            for (Eigen::Index row = 0; row < grid.height; ++row)
                for (Eigen::Index column = 0; column < grid.width; ++column) {
                    const long y = 2 * (row - shift.down) - (grid.height - 1);
                    const long x = 2 * (column - shift.right) - (grid.width - 1);
                    QCOMPARE(picture(row, column), rule(100 * y, 100 * x, 2 * m) ? 1.0 : 0.0);
                }
        }
}

} // namespace

class TestPatterns : public QObject {
    Q_OBJECT

private slots:
    void stripes_follow_their_formula();
    void stripes_are_periodic_and_negative_frequencies_mirror();
    void pictures_are_row_major();
    void discs_follow_their_formula();
    void squares_follow_their_formula();
    void rings_follow_their_formula();
    void crosses_follow_their_formula();
    void a_small_cross_looks_like_one();
    void gratings_are_the_named_stripes();
    void rolling_wraps_around();
    void cue_energies_are_those_of_the_specification();
    void jitter_covers_its_square();
    void paired_frequencies_are_half_of_all();
    void drawn_frequencies_are_distinct_and_uniform();
    void draws_use_one_number_each();
    void too_many_frequencies_are_refused();
};

void TestPatterns::stripes_follow_their_formula()
{
    for (const Grid grid : {Grid{1, 64}, Grid{16, 16}, Grid{7, 9}})
        for (const Frequency f : {Frequency{0, 5}, Frequency{3, 2}, Frequency{0, 0}}) {
            const Picture picture = stripes(grid, f, 0.3);
            for (Eigen::Index y = 0; y < grid.height; ++y)
                for (Eigen::Index x = 0; x < grid.width; ++x) {
                    const double turns =
                        static_cast<double>(f.fy * y) / static_cast<double>(grid.height)
                        + static_cast<double>(f.fx * x) / static_cast<double>(grid.width);
                    QVERIFY(std::abs(picture(y, x) - std::cos(2 * std::numbers::pi * turns + 0.3))
                            < 1e-13);
                }
        }
}

void TestPatterns::stripes_are_periodic_and_negative_frequencies_mirror()
{
    const Grid grid{6, 10};
    const Picture picture = stripes(grid, {2, 3}, 0.4);
    QVERIFY(energy(picture - stripes(grid, {2 - 6, 3 + 10}, 0.4)) < 1e-28);
    QVERIFY(energy(picture - stripes(grid, {-2, -3}, -0.4)) < 1e-26);
}

void TestPatterns::pictures_are_row_major()
{
    const Picture picture = stripes({2, 4}, {0, 1});
    QVERIFY(std::abs(picture.data()[2] + 1) < 1e-15);
    QVERIFY(std::abs(picture.data()[4] - 1) < 1e-15);
}

void TestPatterns::discs_follow_their_formula()
{
    compare(disc, [](long y, long x, long m) { return y * y + x * x <= 30 * m * 30 * m; });
}

void TestPatterns::squares_follow_their_formula()
{
    compare(square,
            [](long y, long x, long m) { return std::abs(y) <= 30 * m && std::abs(x) <= 30 * m; });
}

void TestPatterns::rings_follow_their_formula()
{
    compare(ring, [](long y, long x, long m) {
        const long squared = y * y + x * x;
        return 22 * m * 22 * m <= squared && squared <= 38 * m * 38 * m;
    });
}

void TestPatterns::crosses_follow_their_formula()
{
    compare(cross, [](long y, long x, long m) {
        const long a = std::abs(y), b = std::abs(x);
        return (a <= 10 * m && b <= 36 * m) || (b <= 10 * m && a <= 36 * m);
    });
}

void TestPatterns::a_small_cross_looks_like_one()
{
    const Picture picture = cross({9, 9}); // beams |.| <= 0.9 and 3.24: one pixel thick, seven long
    const char* expected[] = {".........", "....#....", "....#....", "....#....", ".#######.",
                              "....#....", "....#....", "....#....", "........."};
    for (Eigen::Index row = 0; row < 9; ++row)
        QCOMPARE(row_text(picture, row), std::string(expected[row]));
    QCOMPARE(row_text(cross({9, 9}, {1, 2}), 5),
             std::string("...######")); // cut off at the edge, not wrapped
}

void TestPatterns::gratings_are_the_named_stripes()
{
    const Grid grid{16, 12};
    const auto wave = [](Eigen::Index f, Eigen::Index place, Eigen::Index size) {
        return 2 * std::numbers::pi * static_cast<double>(f * place) / static_cast<double>(size);
    };
    const Picture horizontal = horizontal_stripes(grid, 4), vertical = vertical_stripes(grid, 4),
                  diagonal = diagonal_stripes(grid, 4), checks = checkerboard(grid, 4);
    for (Eigen::Index y = 0; y < grid.height; ++y)
        for (Eigen::Index x = 0; x < grid.width; ++x) {
            QVERIFY(std::abs(horizontal(y, x) - std::cos(wave(4, y, 16))) < 1e-13);
            QVERIFY(std::abs(vertical(y, x) - std::cos(wave(4, x, 12))) < 1e-13);
            QVERIFY(std::abs(diagonal(y, x) - std::cos(wave(3, y, 16) + wave(3, x, 12))) < 1e-13);
            QVERIFY(std::abs(checks(y, x) - std::cos(wave(5, y, 16)) * std::cos(wave(5, x, 12)))
                    < 1e-13);
        }
}

void TestPatterns::rolling_wraps_around()
{
    Picture picture(2, 3);
    picture << 1, 2, 3, 4, 5, 6;
    Picture expected(2, 3);
    expected << 6, 4, 5, 3, 1, 2;
    QVERIFY((rolled(picture, {1, 1}) == expected).all());
    QVERIFY((rolled(picture, {-1, -2}) == expected).all());
    QVERIFY((rolled(picture, {0, 0}) == picture).all());
}

void TestPatterns::cue_energies_are_those_of_the_specification()
{
    const Grid grid{16, 16};
    QVERIFY(std::abs(energy(0.5 * stripes(grid, {0, 5})) - 32) < 1e-12); // amplitude² n/2
    const double shapes = energy(1.4 * (disc(grid) - cross(grid)));
    QVERIFY2(std::abs(shapes - 54.9) < 0.05, std::to_string(shapes).c_str());
}

void TestPatterns::jitter_covers_its_square()
{
    Random random(1, 1);
    std::set<std::pair<Eigen::Index, Eigen::Index>> seen;
    for (int i = 0; i < 1000; ++i) {
        const Shift shift = draw_shift(2, random);
        QVERIFY(std::abs(shift.down) <= 2 && std::abs(shift.right) <= 2);
        seen.emplace(shift.down, shift.right);
    }
    QCOMPARE(seen.size(), std::size_t{25}); // missing one has probability 25 · (24/25)^1000 < 1e-16
    QCOMPARE(random.position(), std::uint64_t{2000});
    const Shift none = draw_shift(0, random);
    QVERIFY(none.down == 0 && none.right == 0);
    QCOMPARE(random.position(), std::uint64_t{2002});
}

void TestPatterns::paired_frequencies_are_half_of_all()
{
    QCOMPARE(paired_frequencies({1, 64}).size(), std::size_t{31});
    QCOMPARE(paired_frequencies({1, 7}).size(), std::size_t{3});
    for (const Grid grid : grids) {
        const auto frequencies = paired_frequencies(grid);
        std::set<std::pair<Eigen::Index, Eigen::Index>> seen;
        for (const Frequency f : frequencies) {
            seen.emplace(f.fy, f.fx);
            seen.emplace((grid.height - f.fy) % grid.height, (grid.width - f.fx) % grid.width);
        }
        QCOMPARE(seen.size(), 2 * frequencies.size()); // no pair twice, none equal to its negative
        const Eigen::Index self = (grid.height % 2 ? 1 : 2) * (grid.width % 2 ? 1 : 2);
        QCOMPARE(static_cast<Eigen::Index>(seen.size()), grid.height * grid.width - self);
    }
}

void TestPatterns::drawn_frequencies_are_distinct_and_uniform()
{
    const Grid grid{1, 16}; // 7 pairs
    const int repetitions = 7000;
    std::vector<int> first(9), any(9);
    for (int seed = 0; seed < repetitions; ++seed) {
        Random random(static_cast<std::uint64_t>(seed), 1);
        const auto drawn = draw_frequencies(grid, 3, random);
        QCOMPARE(drawn.size(), std::size_t{3});
        std::set<Eigen::Index> distinct;
        for (const Frequency f : drawn) {
            QVERIFY(f.fy == 0 && f.fx >= 1 && f.fx <= 7);
            distinct.insert(f.fx);
            ++any[static_cast<std::size_t>(f.fx)];
        }
        QCOMPARE(distinct.size(), std::size_t{3});
        ++first[static_cast<std::size_t>(drawn[0].fx)];
    }
    for (std::size_t f = 1; f <= 7; ++f) { // binomial, five standard deviations
        QVERIFY(std::abs(first[f] - 1000) < 5 * std::sqrt(1000 * 6 / 7.0));
        QVERIFY(std::abs(any[f] - 3000) < 5 * std::sqrt(3000 * 4 / 7.0));
    }
}

void TestPatterns::draws_use_one_number_each()
{
    Random random(3, 1);
    const auto all = draw_frequencies({1, 64}, 31, random);
    QCOMPARE(random.position(), std::uint64_t{31});
    std::set<Eigen::Index> distinct;
    for (const Frequency f : all)
        distinct.insert(f.fx);
    QCOMPARE(distinct.size(), std::size_t{31});
    Random again(3, 1);
    const auto few =
        draw_frequencies({1, 64}, 5, again); // a longer draw begins with the shorter one
    QVERIFY(std::equal(few.begin(), few.end(), all.begin()));
}

void TestPatterns::too_many_frequencies_are_refused()
{
    Random random(3, 1);
    try {
        draw_frequencies({1, 64}, 40, random);
        QFAIL("40 of 31 frequencies were drawn");
    } catch (const UsageError& error) {
        QCOMPARE(std::string(error.what()),
                 std::string("40 different frequencies exceed the 31 of a 1x64 image."));
    }
}

QTEST_APPLESS_MAIN(TestPatterns)
#include "test_patterns.moc"
