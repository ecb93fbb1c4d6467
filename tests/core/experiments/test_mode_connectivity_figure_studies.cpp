// Curvature along the path and the matrices of neurons, against definitions, closed forms and plain
// re-computation.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_quadrature.hpp"
#include "tests/core/experiments/mode_connectivity_by_hand.hpp"

#include <QtTest>

#include <cmath>

using namespace etalon;
using namespace etalon::mode_connectivity_drawings;
using namespace etalon::test;

class TestModeConnectivityFigureStudies : public QObject {
    Q_OBJECT

private slots:
    void the_integral_of_the_curvature_is_the_rise();
    void the_curvature_at_the_ends_is_the_recorded_one();
    void quadrature_is_exact_for_the_degree_it_should_be();
    void matrices_are_those_of_the_definition();
    void the_best_order_raises_the_diagonal();
};

void TestModeConnectivityFigureStudies::the_integral_of_the_curvature_is_the_rise()
{
    // Exact for tanh; bound of the specification.
    for (const char* name : {"shared", "deep-decay"}) {
        GoldenModes run(name);
        if (run.settings.activation != "tanh")
            continue;
        const auto drawing = run.draw("curvature-along-path");
        const double rise = run.newest("midpoint_rise")[0];
        QVERIFY2(
            near(reals(studied(run, "rise")).at(0), rise, 1e-6 * std::max(1.0, std::abs(rise))),
            name);
        QVERIFY(drawing.note.find("agree") != std::string::npos);
    }
    GoldenModes kinks("independent"); // rectifiers
    const auto note = kinks.draw("curvature-along-path").note;
    QVERIFY(note.find("kinks' share") != std::string::npos);
    QVERIFY(!near(reals(studied(kinks, "rise")).at(0), kinks.newest("midpoint_rise")[0], 1e-3));
}

void TestModeConnectivityFigureStudies::the_curvature_at_the_ends_is_the_recorded_one()
{
    for (const char* name : {"shared", "independent"}) {
        GoldenModes run(name);
        run.draw("curvature-along-path");
        const auto curvature = reals(studied(run, "curvature"));
        const auto recorded = run.newest("path_derivatives"); // g_A, g_B, h_A, h_B, h_M
        const double scale = 1e-8 * std::max({1.0, std::abs(recorded[2]), std::abs(recorded[3])});
        QCOMPARE(curvature.size(), std::size_t{25});
        QVERIFY(near(curvature.front(), recorded[2], scale));
        QVERIFY(near(curvature.back(), recorded[3], scale));
        QVERIFY(near(curvature[12], recorded[4], scale));
    }
}

void TestModeConnectivityFigureStudies::quadrature_is_exact_for_the_degree_it_should_be()
{
    for (const int points : {2, 4, 24}) {
        const Quadrature rule = gauss_legendre_panels(3, points);
        QCOMPARE(rule.places.size(), static_cast<std::size_t>(3 * points));
        for (int degree = 0; degree < 2 * points; ++degree) {
            double integral = 0;
            for (std::size_t i = 0; i < rule.places.size(); ++i)
                integral += rule.weights[i] * std::pow(rule.places[i], degree);
            QVERIFY2(near(integral, 1.0 / (degree + 1), 1e-13),
                     qPrintable(QString::number(degree)));
        }
    }
    // One degree further two points of one panel miss by 1/180.
    const Quadrature rule = gauss_legendre_panels(1, 2);
    double fourth = 0;
    for (std::size_t i = 0; i < 2; ++i)
        fourth += rule.weights[i] * std::pow(rule.places[i], 4);
    QVERIFY(near(0.2 - fourth, 1.0 / 180, 1e-13));
}

void TestModeConnectivityFigureStudies::matrices_are_those_of_the_definition()
{
    GoldenModes run("shared");
    QCOMPARE(run.settings.alignment, std::string("weight"));
    run.draw("permutation");
    const auto similarity = reals(studied(run, "similarity"));
    const Weights a = plain(run, "a"), b = plain(run, "b");
    const auto second = run.newest("permutation_2");
    const auto width = static_cast<std::size_t>(run.settings.width), inputs = std::size_t{2};
    for (std::size_t i = 0; i < width; ++i)
        for (std::size_t j = 0; j < width; ++j) {
            double c = a.at("bias_1")[i] * b.at("bias_1")[j];
            for (std::size_t n = 0; n < inputs; ++n)
                c += a.at("weight_1")[i * inputs + n] * b.at("weight_1")[j * inputs + n];
            for (std::size_t m = 0; m < width; ++m) // B's next layer in its final order
                c += a.at("weight_2")[m * width + i]
                    * b.at("weight_2")[static_cast<std::size_t>(second[m]) * width + j];
            QVERIFY(near(similarity[i * width + j], c, 1e-10));
        }
}

void TestModeConnectivityFigureStudies::the_best_order_raises_the_diagonal()
{
    GoldenModes run("independent");
    for (const char* layer : {"1", "2"}) {
        const auto drawing =
            run.draw("permutation",
                     {{"layer", Value(std::string(layer))}, {"scale", Value(std::string("C"))}});
        QCOMPARE(drawing.panels.size(), std::size_t{3});
        const auto diagonal = [&](std::size_t index) {
            const auto map = marks_of<HeatMap>(drawing.panels.at(index)).at(0);
            double total = 0;
            for (std::size_t i = 0; i < map.rows; ++i) // A's first neuron on top
                total += map.values[(map.rows - 1 - i) * map.columns + i];
            return total;
        };
        const auto similarity = reals(studied(run, "similarity"));
        const auto order = run.newest(std::string("permutation_") + layer);
        double expected = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
            expected += similarity[i * order.size() + static_cast<std::size_t>(order[i])];
        QVERIFY(near(diagonal(1), expected, 1e-10));
        QVERIFY(diagonal(1) > diagonal(0));
        // As cosines no cell exceeds 1 (Cauchy and Schwarz).
        const auto cosines = run.draw("permutation", {{"layer", Value(std::string(layer))}});
        const auto maps = marks_of<HeatMap>(cosines.panels.at(1));
        for (const double value : maps.at(0).values)
            QVERIFY(std::abs(value) <= 1 + 1e-12);
    }
}

QTEST_APPLESS_MAIN(TestModeConnectivityFigureStudies)
#include "test_mode_connectivity_figure_studies.moc"
