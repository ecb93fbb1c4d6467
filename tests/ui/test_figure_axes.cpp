// Ticks and ranges of axes.
#include "ui/figure/axis_range.hpp"
#include "ui/figure/axis_ticks.hpp"

#include <QTest>

#include <cmath>
#include <limits>

using namespace etalon;

class TestFigureAxes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linear_ticks_are_few_round_and_inside_data();
    void linear_ticks_are_few_round_and_inside();
    void log_ticks_are_powers_or_1_2_5_data();
    void log_ticks_are_powers_or_1_2_5();
    void step_axes_have_whole_ticks();
    void labels_read_back_to_the_tick_data();
    void labels_read_back_to_the_tick();
    void powers_of_ten_are_raised();
    void readings_keep_four_digits();
    void units_stand_in_brackets_once();
    void range_holds_the_data_and_wastes_little_data();
    void range_holds_the_data_and_wastes_little();
    void one_value_gets_a_range_around_it();
    void log_range_survives_zeros_and_negative_values();
    void fixed_ends_are_kept();
    void share_and_value_are_inverse();
    void growing_data_change_the_range_rarely();
    void a_range_shrinks_when_data_fill_little_of_it();
};

namespace {

AxisRange range_of(const Axis& axis, double low, double high)
{
    Extent extent;
    extent.include(low);
    extent.include(high);
    return fitting_range(axis, extent);
}

double plain_number(QString text) // undoes thin spaces and the true minus
{
    text.replace(QChar(0x2212), QLatin1Char('-')).remove(QChar(0x2009));
    bool read = false;
    const double value = text.toDouble(&read);
    return read ? value : std::nan("");
}

} // namespace

void TestFigureAxes::linear_ticks_are_few_round_and_inside_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("most");
    QTest::newRow("unit") << 0.0 << 1.0 << 6;
    QTest::newRow("share") << 0.0 << 1.2 << 7;
    QTest::newRow("wavelengths") << 400.0 << 800.0 << 8;
    QTest::newRow("negative") << -1.0 << 1.0 << 5;
    QTest::newRow("tiny") << -3e-9 << 8e-9 << 4;
    QTest::newRow("large") << 1e7 << 9e7 << 6;
    QTest::newRow("two only") << 0.0 << 7.0 << 2;
    QTest::newRow("far from zero") << 1000.0 << 1000.5 << 6;
}

void TestFigureAxes::linear_ticks_are_few_round_and_inside()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, most);
    const auto ticks = make_ticks({low, high}, most).major;
    QVERIFY(!ticks.empty());
    QVERIFY(static_cast<int>(ticks.size()) <= most);
    for (const AxisTick& tick : ticks)
        QVERIFY(tick.at >= low - 1e-9 * (high - low) && tick.at <= high + 1e-9 * (high - low));
    if (ticks.size() < 2)
        return;
    const double step = ticks[1].at - ticks[0].at;
    const double mantissa = step / std::pow(10, std::floor(std::log10(step) + 1e-9));
    QVERIFY2(std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6
                 || std::abs(mantissa - 5) < 1e-6,
             qPrintable(QString::number(mantissa)));
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        QVERIFY(std::abs(ticks[i].at - ticks[i - 1].at - step) < 1e-6 * step);
        QVERIFY(ticks[i].label != ticks[i - 1].label);
    }
}

void TestFigureAxes::log_ticks_are_powers_or_1_2_5_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("within a decade") << 2.0 << 8.0 << QStringList{"2", "5"};
    QTest::newRow("one decade") << 1.0 << 10.0 << QStringList{"1", "2", "5", "10"};
    QTest::newRow("percent") << 0.01 << 1.0 << QStringList{"0.01", "0.1", "1"};
    QTest::newRow("five decades") << 1e-8 << 1e-3
                                  << QStringList{"10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³"};
    QTest::newRow("eighteen decades")
        << 1e-16 << 1e2 << QStringList{"10⁻¹⁵", "10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"};
    QTest::newRow("six hundred") << 1e-290 << 1e290
                                 << QStringList{"10⁻²⁴⁹", "10⁻¹⁶⁶", "10⁻⁸³", "10⁰",
                                                "10⁸³",   "10¹⁶⁶",  "10²⁴⁹"};
}

void TestFigureAxes::log_ticks_are_powers_or_1_2_5()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QStringList, expected);
    const auto ticks = make_ticks({low, high, true}, 7).major;
    QStringList labels;
    for (const AxisTick& tick : ticks)
        labels.append(tick.label);
    QCOMPARE(labels, expected);
    for (const AxisTick& tick : ticks) {
        const double mantissa = tick.at / std::pow(10, std::floor(std::log10(tick.at) + 1e-9));
        QVERIFY(std::abs(mantissa - 1) < 1e-9 || std::abs(mantissa - 2) < 1e-9
                || std::abs(mantissa - 5) < 1e-9);
    }
}

void TestFigureAxes::step_axes_have_whole_ticks()
{
    for (const double last : {1.0, 2.0, 3.0, 7.0, 330.0})
        for (const AxisTick& tick : make_ticks({0, last}, 8, true).major)
            QCOMPARE(tick.at, std::round(tick.at));
}

void TestFigureAxes::labels_read_back_to_the_tick_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("step");
    QTest::addColumn<QString>("label");
    QTest::newRow("zero") << 0.0 << 0.1 << "0";
    QTest::newRow("tenths") << 0.2 << 0.2 << "0.2";
    QTest::newRow("whole as tenth") << 1.0 << 0.2 << "1.0";
    QTest::newRow("minus") << -0.05 << 0.05 << QString(QChar(0x2212)) + "0.05";
    QTest::newRow("four digits together") << 1250.0 << 250.0 << "1250";
    QTest::newRow("thousands") << 12500.0 << 2500.0 << QStringLiteral("12") + QChar(0x2009) + "500";
    QTest::newRow("small") << 3e-7 << 1e-7 << "3×10⁻⁷";
    QTest::newRow("million") << 2.5e6 << 5e5 << "2.5×10⁶";
    QTest::newRow("one of a power") << 1e-6 << 1e-6 << "10⁻⁶";
}

void TestFigureAxes::labels_read_back_to_the_tick()
{
    QFETCH(double, value);
    QFETCH(double, step);
    QFETCH(QString, label);
    QCOMPARE(tick_label(value, step), label);
    if (const double read = plain_number(label); !std::isnan(read))
        QVERIFY(std::abs(read - value) < 1e-12 * std::max(1.0, std::abs(value)));
}

void TestFigureAxes::powers_of_ten_are_raised()
{
    QCOMPARE(power_of_ten(0), QStringLiteral("10⁰"));
    QCOMPARE(power_of_ten(-12), QStringLiteral("10⁻¹²"));
    QCOMPARE(power_of_ten(345), QStringLiteral("10³⁴⁵"));
}

void TestFigureAxes::readings_keep_four_digits()
{
    QCOMPARE(reading(0.98345678), QStringLiteral("0.9835"));
    QCOMPARE(reading(123.456), QStringLiteral("123.5"));
    QCOMPARE(reading(330), QStringLiteral("330"));
    QCOMPARE(reading(1.23456e-8), QStringLiteral("1.235×10⁻⁸"));
    QCOMPARE(reading(std::nan("")), QStringLiteral("not a number"));
    QCOMPARE(reading(-std::numeric_limits<double>::infinity()), QStringLiteral("−∞"));
}

void TestFigureAxes::units_stand_in_brackets_once()
{
    QCOMPARE(titled("Wavelength", "nm"), QStringLiteral("Wavelength (nm)"));
    QCOMPARE(titled("Share", "1"), QStringLiteral("Share"));
    QCOMPARE(titled("Frequency (cycles over the signal)", "cycles"),
             QStringLiteral("Frequency (cycles over the signal)"));
}

void TestFigureAxes::range_holds_the_data_and_wastes_little_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("wavelengths") << 400.0 << 795.0 << false;
    QTest::newRow("around zero") << -0.37 << 0.91 << false;
    QTest::newRow("just over one") << 0.0 << 1.02 << false;
    QTest::newRow("decades") << 3e-8 << 0.7 << true;
    QTest::newRow("within a decade") << 2.2 << 7.5 << true;
}

void TestFigureAxes::range_holds_the_data_and_wastes_little()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(bool, logarithmic);
    const AxisRange range =
        range_of({.scale = logarithmic ? Scale::logarithmic : Scale::linear}, low, high);
    QVERIFY(range.share(low) >= -1e-6 && range.share(high) <= 1 + 1e-6);
    const double used = range.share(high) - range.share(low);
    QVERIFY2(used > (logarithmic ? 0.55 : 0.8), qPrintable(QString::number(used)));
}

void TestFigureAxes::one_value_gets_a_range_around_it()
{
    for (const Scale scale : {Scale::linear, Scale::logarithmic})
        for (const double value : {1.0, 250.0, 1e-9}) {
            const AxisRange range = range_of({.scale = scale}, value, value);
            QVERIFY(range.high > range.low);
            QVERIFY(range.share(value) >= -1e-9 && range.share(value) <= 1 + 1e-9);
        }
    const AxisRange zero = range_of({}, 0, 0), none = fitting_range({}, {});
    QVERIFY(zero.high > zero.low && none.high > none.low);
}

void TestFigureAxes::log_range_survives_zeros_and_negative_values()
{
    Extent extent;
    for (const double value :
         {0.0, -3.0, 1e-4, 20.0, std::nan(""), std::numeric_limits<double>::infinity()})
        extent.include(value);
    const AxisRange range = fitting_range({.scale = Scale::logarithmic}, extent);
    QVERIFY(range.logarithmic && range.low > 0);
    QVERIFY(range.low <= 1e-4 && range.low > 1e-6);
    QVERIFY(range.high >= 20 && range.high <= 1000);
    QVERIFY(std::isnan(range.share(0)) && std::isnan(range.share(-3)));

    Extent nothing_positive;
    nothing_positive.include(0);
    const AxisRange empty =
        fitting_range({.scale = Scale::logarithmic, .low = 0.0}, nothing_positive);
    QVERIFY(empty.low > 0 && empty.high > empty.low);
}

void TestFigureAxes::fixed_ends_are_kept()
{
    const AxisRange range = range_of({.low = 0.0, .high = 1.1}, -5, 5);
    QCOMPARE(range.low, 0.0);
    QCOMPARE(range.high, 1.1);
    QVERIFY(range_of({.include = {-2, 3}}, 0, 1).low <= -2);
}

void TestFigureAxes::share_and_value_are_inverse()
{
    for (const AxisRange& range : {AxisRange{-3, 8}, AxisRange{1e-6, 1e2, true}})
        for (const double share : {-0.2, 0.0, 0.3, 1.0, 1.4})
            QVERIFY(std::abs(range.share(range.value(share)) - share) < 1e-12);
}

void TestFigureAxes::growing_data_change_the_range_rarely()
{
    RangeKeeper keeper;
    Extent extent;
    extent.include(0);
    int changes = 0;
    AxisRange last{};
    for (int frame = 1; frame <= 10'000; ++frame) {
        extent.include(1e-3 * frame);
        const AxisRange range = keeper.update({}, extent, true);
        QVERIFY(range.share(1e-3 * frame) <= 1 + 1e-9);
        changes += !(range == last);
        last = range;
    }
    // Four decades of growth, each time at least a fifth more than before: ln 10^4 / ln 1.2 = 50.
    QVERIFY2(changes <= 50, qPrintable(QString::number(changes)));
}

void TestFigureAxes::a_range_shrinks_when_data_fill_little_of_it()
{
    RangeKeeper keeper;
    Extent wide, narrow;
    wide.include(0);
    wide.include(100);
    narrow.include(0);
    narrow.include(3);
    keeper.update({}, wide, false);
    const AxisRange range = keeper.update({}, narrow, false);
    QVERIFY(range.high < 5);
}

QTEST_APPLESS_MAIN(TestFigureAxes)
#include "test_figure_axes.moc"
