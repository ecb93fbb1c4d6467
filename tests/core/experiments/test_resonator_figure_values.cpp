// What the explorer of the resonator shows, against closed forms and independent arithmetic.
#include "tests/core/experiments/resonator_shown.hpp"

#include <QtTest>

#include <complex>
#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr double pi = std::numbers::pi;

bool close(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

double airy(double finesse, double delta0, double wavelength)
{
    return 1 / (1 + finesse * std::pow(std::sin(delta0 / (2 * wavelength)), 2));
}

const Options resonator_of_finesse_nine{{"design_F", 9.0}, {"design_delta0", 20000.0}};

} // namespace

class TestResonatorFigureValues : public QObject {
    Q_OBJECT

private slots:
    void spectrum_is_the_airy_formula_and_areas_fill_one();
    void markers_stand_at_the_orders_and_the_width_at_half_height();
    void dragging_a_maximum_moves_it_there();
    void dragging_the_least_transmission_sets_the_finesse();
    void quarter_wave_mirror_has_its_stop_band();
    void cavity_line_follows_its_handle();
    void wavenumbers_stand_over_their_wavelengths();
    void map_holds_the_spectra_of_its_rows();
    void orders_of_the_map_are_straight_through_the_origin();
    void studied_map_depends_on_all_but_its_own_axis();
    void path_spectrum_is_the_discrete_fourier_transform();
};

void TestResonatorFigureValues::spectrum_is_the_airy_formula_and_areas_fill_one()
{
    const ShownResonator shown("airy");
    const auto panel = shown.draw("spectrum", resonator_of_finesse_nine).panels.at(0);
    const auto curve = mark_called<Curve>(panel, "Transmission");
    for (std::size_t i = 0; i < curve.x.size(); ++i)
        QVERIFY(close(curve.y[i], airy(9, 20000, curve.x[i]), 1e-12));
    const auto areas = marks_of<Band>(panel);
    QCOMPARE(areas.size(), std::size_t{2}); // no absorption
    QVERIFY(areas[0].label == "T" && areas[1].label == "R");
    for (std::size_t i = 0; i < curve.x.size(); ++i)
        QVERIFY(areas[0].low[i] == 0 && areas[0].high[i] == areas[1].low[i]
                && close(areas[1].high[i], 1));
}

void TestResonatorFigureValues::markers_stand_at_the_orders_and_the_width_at_half_height()
{
    const ShownResonator shown("airy");
    const auto drawing = shown.draw("spectrum", resonator_of_finesse_nine);
    const auto& panel = drawing.panels.at(0);
    const auto maxima = mark_called<Points>(panel, "maxima, theory");
    // 20000/(2π·798) = 3.99 and 20000/(2π·400) = 7.96: orders 4 to 7.
    QCOMPARE(maxima.x.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(close(maxima.x[i], 20000 / (2 * pi * static_cast<double>(4 + i))));
    // Nearest to the middle is order 5 at 636.6 nm; its neighbour to the blue is order 6.
    bool has_width = false, has_range = false;
    for (const Segments& bracket : marks_of<Segments>(panel)) {
        const double from = bracket.x0[0], to = bracket.x1[0];
        if (bracket.label.find("FWHM") != std::string::npos) {
            has_width = true;
            QVERIFY(close(airy(9, 20000, from), 0.5, 1e-9) && close(airy(9, 20000, to), 0.5, 1e-9));
            QVERIFY(from < 20000 / (10 * pi) && 20000 / (10 * pi) < to && to - from < 40);
        }
        if (bracket.label.find("FSR") != std::string::npos) {
            has_range = true;
            QVERIFY(close(from, 20000 / (12 * pi)) && close(to, 20000 / (10 * pi)));
        }
    }
    QVERIFY(has_width && has_range);
    // π/(2 asin(1/3)) = 4.62, 9/11 = 0.818, 1/10.
    for (const char* part : {"finesse 4.62", "contrast 0.818", "least T 0.1"})
        QVERIFY2(drawing.note.find(part) != std::string::npos, drawing.note.c_str());
    const auto poor = shown.draw("spectrum", {{"design_F", 0.5}});
    QVERIFY(poor.note.find("no finesse") != std::string::npos);
}

void TestResonatorFigureValues::dragging_a_maximum_moves_it_there()
{
    for (const char* name : {"airy", "slab"}) {
        const ShownResonator shown(
            name, {{"extinction", 0.0}, {"angle", 40.0}, {"polarization", std::string("p")}});
        const auto declared = options_of(ShownResonator::figure("spectrum"), shown.parameters);
        const auto handle = shown.draw("spectrum").panels.at(0).handles.at(0);
        const double target = handle.x + 11;
        Options moved;
        for (const auto& [key, value] : handle.at(target, handle.y).options(declared))
            moved[key] = value;
        QCOMPARE(moved.size(), std::size_t{1});
        const auto panel = shown.draw("spectrum", moved).panels.at(0);
        double nearest = 1e9;
        for (const double x : mark_called<Points>(panel, "maxima, theory").x)
            nearest = std::min(nearest, std::abs(x - target));
        QVERIFY2(nearest < 0.5, name); // a step of the slider
    }
}

void TestResonatorFigureValues::dragging_the_least_transmission_sets_the_finesse()
{
    const ShownResonator shown("airy");
    const auto declared = options_of(ShownResonator::figure("spectrum"), shown.parameters);
    const auto handle = shown.draw("spectrum").panels.at(0).handles.at(1);
    const auto set = handle.at(handle.x, 0.2).options(declared);
    QVERIFY(close(set.at("design_F"), 4, 1e-9)); // 1/(1 + 4) = 0.2
}

void TestResonatorFigureValues::quarter_wave_mirror_has_its_stop_band()
{
    const ShownResonator shown("bragg", {{"angle", 0.0}});
    const auto panel = shown.draw("spectrum").panels.at(0);
    // Quarter waves of 1.45 and 2.3 at 600 nm: 600 · 4/π · asin(0.85/3.75) = 174.7 nm.
    const double expected = 600 * 4 / pi * std::asin(0.85 / 3.75);
    bool found = false;
    for (const Segments& bracket : marks_of<Segments>(panel))
        if (bracket.label.find("stop band") != std::string::npos) {
            found = true;
            QVERIFY(close((bracket.x0[0] + bracket.x1[0]) / 2, 600, 1e-3));
            QVERIFY(close(bracket.x1[0] - bracket.x0[0], expected, 5e-3));
        }
    QVERIFY(found);
    // The exact spectrum reaches what theory says of the centre, as far as sliders are rounded.
    const auto theory = mark_called<Points>(panel, "quarter-wave mirror, theory");
    const auto exact = mark_called<Curve>(panel, "Reflection");
    const double highest = *std::max_element(exact.y.begin(), exact.y.end());
    QVERIFY(std::abs(theory.y[0] - highest) < 2e-3);
}

void TestResonatorFigureValues::cavity_line_follows_its_handle()
{
    const ShownResonator shown("cavity", {{"wavelengths", Value(std::int64_t{400})}});
    const auto declared = options_of(ShownResonator::figure("spectrum"), shown.parameters);
    const auto handle = shown.draw("spectrum").panels.at(0).handles.at(0);
    QVERIFY(std::abs(handle.x - 600) < 2); // half a wave of 600 nm in the defect
    Options moved;
    for (const auto& [key, value] : handle.at(handle.x + 5, handle.y).options(declared))
        moved[key] = value;
    const auto after = shown.draw("spectrum", moved).panels.at(0).handles.at(0);
    QVERIFY(std::abs(after.x - handle.x - 5) < 1);
}

void TestResonatorFigureValues::wavenumbers_stand_over_their_wavelengths()
{
    const ShownResonator shown("airy");
    for (const char* id : {"spectrum", "map"}) {
        const auto top = shown.draw(id).panels.at(0).top;
        QVERIFY(top && top->ticks.size() >= 3);
        for (const Tick& tick : top->ticks) {
            QString digits = QString::fromStdString(tick.label);
            QVERIFY(close(digits.remove(QChar(0x2009)).toDouble() * tick.at, 1e7, 1e-9));
            QVERIFY(tick.at >= 400 - 1e-6 && tick.at <= 798 + 1e-6);
        }
    }
}

void TestResonatorFigureValues::map_holds_the_spectra_of_its_rows()
{
    const ShownResonator shown("airy");
    const auto panel = shown.draw("map", resonator_of_finesse_nine).panels.at(0);
    const auto map = marks_of<HeatMap>(panel).at(0);
    QVERIFY(map.columns >= 400 && map.rows >= 300);
    for (const std::size_t row : {std::size_t{0}, map.rows / 3, map.rows - 1})
        for (const std::size_t column : {std::size_t{0}, map.columns / 2, map.columns - 1}) {
            const double y = map.bottom
                + (map.top - map.bottom) * (static_cast<double>(row) + 0.5)
                    / static_cast<double>(map.rows);
            const double x = map.left
                + (map.right - map.left) * (static_cast<double>(column) + 0.5)
                    / static_cast<double>(map.columns);
            QVERIFY(close(map.values[row * map.columns + column], airy(9, y, x), 1e-9));
        }
    QVERIFY(close(panel.handles.at(0).y, 20000));
    QCOMPARE(panel.handles.at(0).up.option, std::string("design_delta0"));
    // The other parameter upwards: maxima stand still.
    const auto by_finesse =
        shown.draw("map", {{"up", std::string("Finesse coeff. F")}, {"design_delta0", 20000.0}})
            .panels.at(0);
    const auto other = marks_of<HeatMap>(by_finesse).at(0);
    QVERIFY(close(other.top, 24) && close(other.bottom, 0));
}

void TestResonatorFigureValues::orders_of_the_map_are_straight_through_the_origin()
{
    const ShownResonator shown("airy");
    const auto orders = mark_called<Segments>(shown.draw("map").panels.at(0), "orders");
    QCOMPARE(orders.x0.size(), std::size_t{17}); // 44000/(2π·400) = 17.5
    for (std::size_t i = 0; i < orders.x0.size(); ++i) {
        const double m = static_cast<double>(i + 1);
        QVERIFY(close(orders.y0[i], 2 * pi * m * orders.x0[i]));
        QVERIFY(close(orders.y1[i], 2 * pi * m * orders.x1[i]) && orders.y1[i] <= 44000 + 1e-6);
    }
}

void TestResonatorFigureValues::studied_map_depends_on_all_but_its_own_axis()
{
    const ShownResonator shown("cavity");
    const Figure figure = ShownResonator::figure("map");
    const auto declared = options_of(figure, shown.parameters);
    const auto subject = [&](const Options& options) {
        return figure.study.subject(shown.input(options, declared));
    };
    QVERIFY(!subject({}).empty());
    QCOMPARE(subject({{"design_d_defect", 300.0}}), subject({{"design_d_defect", 200.0}}));
    QVERIFY(subject({{"design_d_low", 100.0}}) != subject({{"design_d_low", 90.0}}));

    // The study is finer than what is drawn without it, and both are spectra.
    const auto fine = marks_of<HeatMap>(shown.draw("map").panels.at(0)).at(0);
    const Options nothing;
    const auto coarse =
        marks_of<HeatMap>(figure.draw(shown.input(nothing, declared)).panels.at(0)).at(0);
    QVERIFY(fine.rows > coarse.rows && fine.columns > coarse.columns);
    for (const double value : fine.values)
        QVERIFY(value >= -1e-12 && value <= 1 + 1e-12);
    // A result of another design is not shown for this one.
    const auto other = shown.study("map", {{"design_d_low", 90.0}}).back();
    auto input = shown.input(nothing, declared);
    input.study = other;
    QCOMPARE(marks_of<HeatMap>(figure.draw(input).panels.at(0)).at(0).rows, coarse.rows);
}

void TestResonatorFigureValues::path_spectrum_is_the_discrete_fourier_transform()
{
    const ShownResonator shown("airy");
    const auto panel =
        shown.draw("path-spectrum", {{"bins", std::string("wavelength")}, {"target", 1.0}})
            .panels.at(0);
    const auto curve = mark_called<Curve>(panel, "target 1");
    const auto& run = *shown.run.data;
    for (const Tensor& tensor : run)
        if (tensor.name == "target_spectra") {
            const auto& all = std::get<std::vector<double>>(tensor.values);
            const std::size_t size = tensor.shape[1];
            for (const std::size_t bin : {std::size_t{1}, std::size_t{5}, std::size_t{32}}) {
                std::complex<double> sum = 0;
                for (std::size_t i = 0; i < size; ++i)
                    sum += all[size + i]
                        * std::polar(1.0,
                                     -2 * pi * static_cast<double>(bin * i)
                                         / static_cast<double>(size));
                QVERIFY(close(curve.y[bin - 1], std::abs(sum) / static_cast<double>(size), 1e-10));
            }
        }
    // Over wavenumber a fringe is where its optical path is: strongest near δ0/2π.
    const auto paths =
        shown.draw("path-spectrum", {{"design_F", 1.0}, {"design_delta0", 25000.0}}).panels.at(0);
    const auto now = mark_called<Curve>(paths, "explorer's design");
    const auto top = std::max_element(now.y.begin(), now.y.end()) - now.y.begin();
    const double bin_width = now.x[1] - now.x[0];
    QVERIFY(std::abs(now.x[static_cast<std::size_t>(top)] - 25 / (2 * pi)) <= bin_width);
}

QTEST_APPLESS_MAIN(TestResonatorFigureValues)
#include "test_resonator_figure_values.moc"
