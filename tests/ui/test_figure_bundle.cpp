// Bundles of traces: the column table against a plain scan, the raster against the columns, and
// drawing bit by bit against drawing at once.
#include "synthetic_figures.hpp"
#include "ui/figure/column_table.hpp"
#include "ui/figure/polyline.hpp"
#include "ui/figure/span_raster.hpp"

#include <QTest>

#include <cmath>
#include <limits>

using namespace etalon;

class TestFigureBundle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void table_equals_a_plain_scan_of_each_column_data();
    void table_equals_a_plain_scan_of_each_column();
    void samples_added_bit_by_bit_give_the_same_table();
    void values_that_cannot_be_shown_are_gaps_and_remembered();
    void the_later_sample_of_a_step_counts();
    void raster_covers_each_column_from_least_to_greatest_data();
    void raster_covers_each_column_from_least_to_greatest();
    void raster_joins_sparse_samples_by_a_straight_line();
    void raster_drawn_bit_by_bit_equals_drawn_at_once();
    void raster_leaves_gaps_at_missing_values();
    void infinite_and_huge_values_do_no_harm();
    void dashes_have_the_length_of_their_pattern();
    void polylines_break_at_missing_values();
};

namespace {

double wave(double step, std::size_t entry)
{
    return std::sin(0.11 * step + static_cast<double>(entry)) * (1 + 0.3 * std::sin(1.7 * step))
        + 1.5;
}

std::vector<Trace> traces(std::size_t count, double factor = 1)
{
    std::vector<Trace> result;
    for (std::size_t i = 0; i < count; ++i)
        result.push_back({.entry = i, .factor = factor});
    return result;
}

Series prefix(const Series& series, std::size_t size)
{
    const auto block = std::make_shared<Block>(std::max<std::size_t>(size, 1), series.width());
    for (std::size_t i = 0; i < size; ++i) {
        block->steps[i] = series.steps()[i];
        for (std::size_t j = 0; j < series.width(); ++j)
            block->values[i * series.width() + j] = series.sample(i)[j];
    }
    return Series(block, size);
}

QImage drawn(const ColumnTable& table, const AxisRange& y, int rows, float thickness)
{
    QImage image(table.columns(), rows, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const SpanStyle style{std::vector<QRgb>(table.traces(), 0xFF0072B2),
                          std::vector<float>(table.traces(), thickness)};
    draw_spans(image, table, y, style);
    return image;
}

} // namespace

void TestFigureBundle::table_equals_a_plain_scan_of_each_column_data()
{
    QTest::addColumn<int>("columns");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("factor");
    QTest::newRow("dense") << 97 << 0.0 << 3000.0 << 1.0;
    QTest::newRow("sparse") << 5000 << 0.0 << 3000.0 << 1.0;
    QTest::newRow("zoomed") << 200 << 700.5 << 1100.25 << 1.0;
    QTest::newRow("negative factor") << 111 << 0.0 << 3000.0 << -2.5;
}

void TestFigureBundle::table_equals_a_plain_scan_of_each_column()
{
    QFETCH(int, columns);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, factor);
    const Series series = synthetic::series(5, 3000, 1, wave);
    ColumnTable table(traces(5, factor), {low, high}, columns, false);
    table.add(series);
    std::size_t inside = 0;
    for (std::size_t position = 0; position < table.occupied().size(); ++position) {
        const int column = table.occupied()[position];
        if (column < 0 || column >= columns)
            continue;
        ++inside;
        for (std::size_t j = 0; j < 5; ++j) {
            double least = 1e300, greatest = -1e300, first = std::nan(""), last = std::nan("");
            for (std::size_t i = 0; i < series.size(); ++i) {
                const double place =
                    (static_cast<double>(series.steps()[i]) - low) / (high - low) * columns;
                const int here =
                    place == columns ? columns - 1 : static_cast<int>(std::floor(place));
                if (here != column)
                    continue;
                const double value = factor * series.sample(i)[j];
                first = std::isnan(first) ? value : first;
                last = value;
                least = std::min(least, value);
                greatest = std::max(greatest, value);
            }
            QCOMPARE(table.least(position)[j], least);
            QCOMPARE(table.greatest(position)[j], greatest);
            QCOMPARE(table.first(position)[j], first);
            QCOMPARE(table.last(position)[j], last);
        }
    }
    QVERIFY(inside > 50);
}

void TestFigureBundle::samples_added_bit_by_bit_give_the_same_table()
{
    const Series all = synthetic::series(3, 2000, 1, wave);
    ColumnTable whole(traces(3), {0, 2000}, 150, false), parts(traces(3), {0, 2000}, 150, false);
    TraceExtent extent(traces(3));
    whole.add(all);
    for (const std::size_t size : {1, 2, 3, 500, 501, 1333, 2001}) {
        parts.add(prefix(all, size));
        extent.add(prefix(all, size));
    }
    QVERIFY(std::equal(whole.occupied().begin(), whole.occupied().end(), parts.occupied().begin(),
                       parts.occupied().end()));
    double least = 1e300, greatest = -1e300;
    for (std::size_t i = 0; i < whole.occupied().size(); ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            QCOMPARE(parts.least(i)[j], whole.least(i)[j]);
            QCOMPARE(parts.greatest(i)[j], whole.greatest(i)[j]);
            QCOMPARE(parts.last(i)[j], whole.last(i)[j]);
            least = std::min(least, whole.least(i)[j]);
            greatest = std::max(greatest, whole.greatest(i)[j]);
        }
    QCOMPARE(extent.extent().low, least);
    QCOMPARE(extent.extent().high, greatest);
}

void TestFigureBundle::values_that_cannot_be_shown_are_gaps_and_remembered()
{
    const Series series =
        synthetic::series(1, 9, 1, [](double t, std::size_t) { return t < 3 ? 0.0 : t; });
    ColumnTable table(traces(1), {0, 10}, 10, true);
    table.add(series);
    QVERIFY(std::isnan(table.first(0)[0]) && std::isnan(table.first(2)[0]));
    QCOMPARE(table.first(3)[0], 3.0);
    QCOMPARE(table.clipped()[0], (std::vector<int>{0, 1, 2}));
}

void TestFigureBundle::the_later_sample_of_a_step_counts()
{
    const auto block = std::make_shared<Block>(3, 1);
    block->steps[0] = 0;
    block->steps[1] = block->steps[2] = 5;
    block->values[0] = 1;
    block->values[1] = 99;
    block->values[2] = 2;
    ColumnTable table(traces(1), {0, 10}, 10, false);
    table.add(Series(block, 3));
    QCOMPARE(table.greatest(1)[0], 2.0);
}

void TestFigureBundle::raster_covers_each_column_from_least_to_greatest_data()
{
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("linear") << false;
    QTest::newRow("logarithmic") << true;
}

void TestFigureBundle::raster_covers_each_column_from_least_to_greatest()
{
    QFETCH(bool, logarithmic);
    const Series series = synthetic::series(1, 3999, 1, wave);
    const AxisRange y{0.1, 4, logarithmic};
    ColumnTable table(traces(1), {0, 4000}, 80, false);
    table.add(series);
    const int rows = 200;
    const QImage image = drawn(table, y, rows, 1);
    for (int column = 0; column < 80; ++column) {
        double least = 1e300, greatest = -1e300;
        for (int i = column * 50; i < (column + 1) * 50; ++i) {
            least = std::min(least, wave(i, 0));
            greatest = std::max(greatest, wave(i, 0));
        }
        // Between the extremes everything is covered; beyond them and the joint to the neighbours, nothing.
        const double top = rows * (1 - y.share(greatest)), bottom = rows * (1 - y.share(least));
        for (int row = static_cast<int>(std::ceil(top)); row < static_cast<int>(bottom) - 1; ++row)
            QVERIFY2(qAlpha(image.pixel(column, row)) == 255,
                     qPrintable(QStringLiteral("column %1 row %2").arg(column).arg(row)));
        double reach_low = least, reach_high = greatest;
        for (const int near : {column * 50 - 1, (column + 1) * 50})
            if (near >= 0 && near < 4000) {
                reach_low = std::min(reach_low, wave(near, 0));
                reach_high = std::max(reach_high, wave(near, 0));
            }
        for (int row = 0; row < static_cast<int>(rows * (1 - y.share(reach_high))) - 2; ++row)
            QCOMPARE(qAlpha(image.pixel(column, row)), 0);
        for (int row = static_cast<int>(rows * (1 - y.share(reach_low))) + 3; row < rows; ++row)
            QCOMPARE(qAlpha(image.pixel(column, row)), 0);
    }
}

void TestFigureBundle::raster_joins_sparse_samples_by_a_straight_line()
{
    // y = x/2 sampled every 20 pixels: in each column the centre of what is covered lies on the line.
    const Series series = synthetic::series(1, 10, 1, [](double t, std::size_t) { return t; });
    ColumnTable table(traces(1), {0, 10}, 200, false);
    table.add(series);
    const QImage image = drawn(table, {0, 10}, 100, 2);
    for (int column = 2; column < 198; ++column) {
        double weight = 0, moment = 0;
        for (int row = 0; row < 100; ++row) {
            weight += qAlpha(image.pixel(column, row));
            moment += qAlpha(image.pixel(column, row)) * (row + 0.5);
        }
        QVERIFY(weight > 0);
        const double expected = 100 - 0.5 * (column + 0.5);
        QVERIFY2(std::abs(moment / weight - expected) < 0.6,
                 qPrintable(QString::number(moment / weight - expected)));
        // A stroke of 2 pixels at slope 1/2 is 2·sqrt(1 + 1/4) = 2.24 pixels high.
        QVERIFY2(std::abs(weight / 255 - 2.24) < 0.3, qPrintable(QString::number(weight / 255)));
    }
}

void TestFigureBundle::raster_drawn_bit_by_bit_equals_drawn_at_once()
{
    const Series all = synthetic::series(7, 1500, 1, wave);
    const AxisRange y{0, 3};
    ColumnTable whole(traces(7), {0, 1500}, 333, false), parts(traces(7), {0, 1500}, 333, false);
    whole.add(all);
    const QImage expected = drawn(whole, y, 120, 1.5f);
    QImage image(333, 120, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const SpanStyle style{std::vector<QRgb>(7, 0xFF0072B2), std::vector<float>(7, 1.5f)};
    for (std::size_t size = 1; size <= all.size(); size += 97) {
        const std::size_t changed = parts.add(prefix(all, std::min(size + 96, all.size())));
        draw_spans(image, parts, y, style,
                   changed > 0 ? std::max(0, parts.occupied()[changed - 1]) : 0);
    }
    QCOMPARE(image, expected);
}

void TestFigureBundle::raster_leaves_gaps_at_missing_values()
{
    const Series series = synthetic::series(
        1, 99, 1, [](double t, std::size_t) { return t > 40 && t < 60 ? std::nan("") : 0.5; });
    ColumnTable table(traces(1), {0, 100}, 100, false);
    table.add(series);
    const QImage image = drawn(table, {0, 1}, 20, 2);
    for (int column = 42; column < 59; ++column)
        for (int row = 0; row < 20; ++row)
            QCOMPARE(qAlpha(image.pixel(column, row)), 0);
    QCOMPARE(qAlpha(image.pixel(30, 10)), 255);
    QCOMPARE(qAlpha(image.pixel(70, 10)), 255);
}

void TestFigureBundle::infinite_and_huge_values_do_no_harm()
{
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<double> values{1, infinity, -infinity, 1e300, -1e300, 1e-300, 0, 2};
    const Series series = synthetic::series(
        1, 7, 1, [&](double t, std::size_t) { return values[static_cast<std::size_t>(t)]; });
    for (const bool logarithmic : {false, true}) {
        ColumnTable table(traces(1), {0, 8}, 64, logarithmic);
        table.add(series);
        const QImage image = drawn(table, {0.5, 4, logarithmic}, 50, 1.5f);
        QVERIFY(qAlpha(image.pixel(
                    0, static_cast<int>(50 * (1 - AxisRange{0.5, 4, logarithmic}.share(1)))))
                > 0);
    }
}

void TestFigureBundle::dashes_have_the_length_of_their_pattern()
{
    double drawn = 0;
    const auto segments = dashes({{0, 0}, {30, 40}, {130, 40}}, {6, 4}); // 150 long
    for (const QLineF& segment : segments)
        drawn += segment.length();
    QVERIFY(std::abs(drawn - 150 * 0.6) < 1e-9);
}

void TestFigureBundle::polylines_break_at_missing_values()
{
    const PanelView view{QRectF(0, 0, 100, 100), {0, 5}, {0.1, 10, true}};
    const auto runs = polylines(view, {0, 1, 2, 3, 4, 5}, {1, 2, 0, 3, std::nan(""), 4});
    QCOMPARE(runs.size(), std::size_t{3});
    QCOMPARE(runs[0].size(), 2);
    QCOMPARE(runs[1].size(), 1);
    QVERIFY(std::abs(runs[0][0].y() - 50) < 1e-9); // log10 1 is the middle of -1 … 1
}

QTEST_APPLESS_MAIN(TestFigureBundle)
#include "test_figure_bundle.moc"
