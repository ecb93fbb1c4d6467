// Marching squares against functions whose zero lines are known.
#include "core/lab/contour.hpp"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace etalon;

namespace {

template <class Function>
HeatMap sampled(std::size_t cells, const Function& function)
{
    HeatMap map{.rows = cells, .columns = cells, .left = -2, .right = 2, .bottom = -2, .top = 2};
    for (std::size_t row = 0; row < cells; ++row)
        for (std::size_t column = 0; column < cells; ++column) {
            const auto middle = [&](std::size_t index) {
                return -2 + 4 * (static_cast<double>(index) + 0.5) / static_cast<double>(cells);
            };
            map.values.push_back(function(middle(column), middle(row)));
        }
    return map;
}

double length(const Segments& line)
{
    double sum = 0;
    for (std::size_t i = 0; i < line.x0.size(); ++i)
        sum += std::hypot(line.x1[i] - line.x0[i], line.y1[i] - line.y0[i]);
    return sum;
}

} // namespace

class TestContour : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Linear interpolation is exact for a plane, wherever it is cut.
    void a_straight_line_is_found_exactly()
    {
        const Segments line =
            contour_line(sampled(37, [](double x, double y) { return 3 * x - 2 * y; }), 0.7);
        QVERIFY(line.x0.size() > 30);
        for (std::size_t i = 0; i < line.x0.size(); ++i) {
            QVERIFY(std::abs(3 * line.x0[i] - 2 * line.y0[i] - 0.7) < 1e-12);
            QVERIFY(std::abs(3 * line.x1[i] - 2 * line.y1[i] - 0.7) < 1e-12);
        }
    }

    // Chords of length h along radius 1 stay within h²/8 of it; the polygon is nearly as long.
    void a_circle_is_closed_and_round()
    {
        const Segments line =
            contour_line(sampled(80, [](double x, double y) { return x * x + y * y; }), 1);
        for (std::size_t i = 0; i < line.x0.size(); ++i)
            QVERIFY(std::abs(std::hypot(line.x0[i], line.y0[i]) - 1) < 0.05 * 0.05);
        QVERIFY(std::abs(length(line) - 2 * std::acos(-1.0)) < 0.01);
        // Closed: each end is the end of exactly one other segment.
        std::vector<std::pair<double, double>> ends;
        for (std::size_t i = 0; i < line.x0.size(); ++i) {
            ends.emplace_back(line.x0[i], line.y0[i]);
            ends.emplace_back(line.x1[i], line.y1[i]);
        }
        for (const auto& [x, y] : ends)
            QCOMPARE(std::count_if(ends.begin(), ends.end(),
                                   [&](const auto& other) {
                                       return std::hypot(other.first - x, other.second - y) < 1e-9;
                                   }),
                     2);
    }

    // Of the two ways to join four crossings, the one that leaves the middle with its own side.
    void saddles_do_not_cross()
    {
        for (const double shift : {-0.3, 0.3}) {
            const HeatMap square{.rows = 2,
                                 .columns = 2,
                                 .values = {1 + shift, -1 + shift, -1 + shift, 1 + shift},
                                 .right = 2,
                                 .top = 2};
            const Segments line = contour_line(square, 0);
            QCOMPARE(line.x0.size(), std::size_t{2});
            for (std::size_t i = 0; i < 2; ++i) {
                // Middle above: lines cut off the corners below (x ≠ y), else those above (x = y).
                const double x = 0.5 * (line.x0[i] + line.x1[i]) - 1,
                             y = 0.5 * (line.y0[i] + line.y1[i]) - 1;
                QVERIFY(shift > 0 ? x * y < 0 : x * y > 0);
            }
        }
    }

    void nothing_is_drawn_where_nothing_is_known()
    {
        HeatMap map = sampled(10, [](double x, double) { return x; });
        for (std::size_t row = 0; row < 10; ++row)
            map.values[row * 10 + 4] = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(contour_line(map, 0).x0.empty());
        QVERIFY(contour_line(map, 5).x0.empty());
        QVERIFY(contour_line({.rows = 1, .columns = 1, .values = {1}}, 1).x0.empty());
    }
};

QTEST_APPLESS_MAIN(TestContour)
#include "test_contour.moc"
