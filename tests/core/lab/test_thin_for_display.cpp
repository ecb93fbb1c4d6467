// What is left after thinning covers the same pixels.
#include "core/lab/thin_for_display.hpp"

#include "core/lab/random.hpp"

#include <QtTest>

#include <cmath>
#include <limits>
#include <map>

using namespace etalon;

namespace {

/// Every whole column's first, lowest, highest and last point, found by looking at each point again.
DisplayLine by_definition(const std::vector<double>& x, const std::vector<double>& y,
                          double columns)
{
    DisplayLine result;
    for (double column = 0; column < columns; ++column) {
        std::vector<std::size_t> inside;
        for (std::size_t i = 0; i < x.size(); ++i)
            if (std::floor(x[i]) == column)
                inside.push_back(i);
        const auto less = [&](std::size_t a, std::size_t b) { return y[a] < y[b]; };
        const auto lowest = *std::min_element(inside.begin(), inside.end(), less);
        const auto highest = *std::max_element(inside.begin(), inside.end(), less);
        for (const auto i : inside)
            if (i == inside.front() || i == inside.back() || i == lowest || i == highest)
                result.push_back({x[i], y[i]});
    }
    return result;
}

} // namespace

class TestThinForDisplay : public QObject {
    Q_OBJECT
private slots:
    void each_column_keeps_first_lowest_highest_and_last()
    {
        Random random(1, 1);
        std::vector<double> x, y;
        for (int i = 0; i < 5000; ++i) {
            x.push_back(i / 50.0 + 0.001); // 100 columns of 50 points
            y.push_back(random.normal());
        }
        const auto lines = thin_for_display(x, y, {.left = 0, .right = 100, .count = 100});
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY(lines[0] == by_definition(x, y, 100));
        QVERIFY(lines[0].size() <= 400);
    }

    void few_points_stay_as_they_are()
    {
        const std::vector<double> x{0, 1, 2, 3}, y{5, 4, 6, 6};
        const auto lines = thin_for_display(x, y, {.left = 0, .right = 3, .count = 30});
        QVERIFY(lines == (std::vector<DisplayLine>{{{0, 5}, {1, 4}, {2, 6}, {3, 6}}}));
    }

    void a_value_that_is_not_finite_leaves_a_gap()
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const std::vector<double> x{0, 1, 2, 3, 4, 5}, y{nan, 1, 2, infinity, nan, 3};
        const auto lines = thin_for_display(x, y, {.left = 0, .right = 5, .count = 2});
        QVERIFY(lines == (std::vector<DisplayLine>{{{1, 1}, {2, 2}}, {{5, 3}}}));
        const std::vector<double> nothing{nan, nan};
        QVERIFY(thin_for_display(nothing, nothing, {}).empty());
    }

    void what_lies_outside_is_one_column_a_side()
    {
        std::vector<double> x, y;
        for (int i = 0; i <= 100; ++i) {
            x.push_back(i);
            y.push_back(i % 7);
        }
        const auto lines = thin_for_display(x, y, {.left = 40, .right = 60, .count = 1000});
        QCOMPARE(lines.size(), std::size_t{1});
        const auto inside = [](const DisplayPoint& point) {
            return point.x >= 40 && point.x <= 60;
        };
        QCOMPARE(std::count_if(lines[0].begin(), lines[0].end(), inside), 21);
        QVERIFY(lines[0].size() <= 21 + 8);
        QCOMPARE(lines[0].front().x, 0.0);
        QCOMPARE(lines[0].back().x, 100.0);
        QVERIFY(std::any_of(lines[0].begin(), lines[0].end(),
                            [](const auto& point) { return point.x == 39; }));
        QVERIFY(std::any_of(lines[0].begin(), lines[0].end(),
                            [](const auto& point) { return point.x == 61; }));
    }

    void columns_of_a_logarithmic_axis_are_equal_ratios()
    {
        std::vector<double> x, y;
        for (int i = 0; i < 1000; ++i) {
            x.push_back(i);
            y.push_back(i);
        }
        const auto lines = thin_for_display(
            x, y, {.left = 1, .right = 1000, .count = 3, .scale = Scale::logarithmic});
        // Left of the axis 0 alone; then 1 … 9, 10 … 99, 100 … 999 with their first and last point.
        QVERIFY(lines
                == (std::vector<DisplayLine>{
                    {{0, 0}, {1, 1}, {9, 9}, {10, 10}, {99, 99}, {100, 100}, {999, 999}}}));
    }

    void one_entry_of_a_channel_is_scaled_and_its_superseded_samples_are_left_out()
    {
        Recording recording({{.name = "pair", .shape = {2}}});
        for (const auto& [step, value] :
             std::vector<std::pair<std::int64_t, double>>{{0, 1}, {1, 2}, {1, 3}, {2, 4}}) {
            recording.append(0, step, std::vector<double>{100, value});
            recording.publish();
        }
        const auto lines =
            thin_for_display(recording.snapshot()[0], 1, 10, {.left = 0, .right = 2, .count = 100});
        QVERIFY(lines == (std::vector<DisplayLine>{{{0, 10}, {1, 30}, {2, 40}}}));
    }
};

QTEST_APPLESS_MAIN(TestThinForDisplay)
#include "test_thin_for_display.moc"
