// Absurd stacks: opaque, endless, empty, at the critical angle; finite and right, or refused.
#include "core/lab/error.hpp"
#include "tests/core/experiments/stack_samples.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

class TestResonatorStackLimits : public QObject {
    Q_OBJECT

private slots:
    void a_thick_absorber_is_finite_and_dark()
    {
        const LayerStack stack{{{{1.0}}, {{Complex(1.5, 0.5)}}, {{1.0}}}, {100000}};
        const Solved solved = gradient_of(stack, grid(200));
        const double surface = std::norm(Complex(-0.5, -0.5) / Complex(2.5, 0.5));
        for (std::size_t i = 0; i < 200; ++i) {
            QVERIFY(solved.spectrum.transmission[i] < 1e-300);
            QVERIFY(std::abs(solved.spectrum.reflection[i] - surface) < 1e-14);
            for (const auto& values :
                 {solved.gradient.reflection_thickness, solved.gradient.transmission_thickness,
                  solved.gradient.reflection_index, solved.gradient.transmission_index})
                QVERIFY(std::isfinite(values[i]));
        }
    }

    void light_tunnels_through_a_gap_and_is_else_reflected_totally()
    {
        LayerStack gap{{{{1.5}}, {{1.0}}, {{1.5}}}, {200}, 60, Polarisation::p};
        QVERIFY(difference_from_plain(gap, grid(60)) < 1e-13);
        const double narrow = spectrum_of(gap, {600}).transmission[0];
        QVERIFY(narrow > 0.01 && narrow < 0.99);
        gap.thicknesses = {1e6};
        QCOMPARE(spectrum_of(gap, {600}).transmission[0], 0.0);
        QVERIFY(std::abs(spectrum_of(gap, {600}).reflection[0] - 1) < 1e-14);

        const LayerStack surface{{{{1.5}}, {{1.0}}}, {}, 60, Polarisation::s};
        const StackSpectrum total = spectrum_of(surface, {500});
        QCOMPARE(total.transmission[0], 0.0);
        QVERIFY(std::abs(total.reflection[0] - 1) < 1e-15);
    }

    void a_layer_right_at_the_critical_angle_has_an_answer()
    {
        for (const Polarisation polarisation : {Polarisation::s, Polarisation::p}) {
            LayerStack stack{{{{1.5}}, {{1.0}}, {{1.5}}}, {150}, 30, polarisation};
            stack.indices[1].values[0] =
                1.5 * std::sin(30 * (std::numbers::pi / 180)); // κ = 0 to the last bit
            const Solved solved = gradient_of(stack, grid(20));
            stack.indices[1].values[0] *= 1 + 1e-7;
            const StackSpectrum beside = spectrum_of(stack, grid(20));
            QVERIFY(largest_difference(solved.spectrum.transmission, beside.transmission) < 1e-5);
            QVERIFY(std::isfinite(solved.gradient.transmission_index[3]));
            QVERIFY(std::isfinite(solved.gradient.reflection_thickness[3]));
        }
    }

    void layers_without_thickness_are_not_there()
    {
        LayerStack stack = mirror(3, 1.52);
        const StackSpectrum before = spectrum_of(stack, grid(40));
        stack.indices.insert(stack.indices.begin() + 3, {{Complex(3, 2)}});
        stack.thicknesses.insert(stack.thicknesses.begin() + 2, 0.0);
        const StackSpectrum after = spectrum_of(stack, grid(40));
        QVERIFY(largest_difference(before.reflection, after.reflection) < 1e-13);
        QVERIFY(largest_difference(before.transmission, after.transmission) < 1e-13);
    }

    void a_thousand_layers_stay_within_bounds_data()
    {
        QTest::addColumn<double>("high");
        QTest::addColumn<double>("extinction");
        QTest::newRow("mirror") << 2.3 << 0.0;
        QTest::newRow("weak mirror") << 1.46 << 0.0;
        QTest::newRow("strong mirror") << 100.0 << 0.0;
        QTest::newRow("absorbing") << 2.3 << 1e-3;
        QTest::newRow("metal") << 0.05 << 4.0;
    }
    void a_thousand_layers_stay_within_bounds()
    {
        QFETCH(double, high);
        QFETCH(double, extinction);
        for (const Polarisation polarisation : {Polarisation::s, Polarisation::p}) {
            LayerStack stack = mirror(500, 1.52);
            stack.angle = 35;
            stack.polarisation = polarisation;
            for (std::size_t layer = 1; layer <= 1000; layer += 2)
                stack.indices[layer].values[0] = Complex(high, extinction);
            const Solved solved = gradient_of(stack, grid(33));
            for (std::size_t i = 0; i < 33; ++i) {
                const double r = solved.spectrum.reflection[i], t = solved.spectrum.transmission[i];
                QVERIFY(r >= 0 && t >= 0 && r + t < 1 + 1e-10);
                if (extinction == 0)
                    QVERIFY2(std::abs(1 - r - t) < 1e-10, text(1 - r - t));
            }
            for (const auto* values :
                 {&solved.gradient.reflection_thickness, &solved.gradient.transmission_thickness,
                  &solved.gradient.reflection_index, &solved.gradient.transmission_index})
                QVERIFY(std::ranges::all_of(*values, [](double v) { return std::isfinite(v); }));
            if (high == 2.3) // long double holds these matrices: e^{±200} and less
                QVERIFY(difference_from_plain(stack, {450, 760}) < 1e-10);
        }
    }

    void a_stack_of_no_layers_is_a_surface()
    {
        const LayerStack surface{{{{1.0}}, {{Complex(1.5, 0.2)}}}, {}};
        const Solved solved = gradient_of(surface, grid(9));
        const double expected = std::norm(Complex(0.5, 0.2) / Complex(2.5, 0.2));
        QVERIFY(std::abs(solved.spectrum.reflection[4] - expected) < 1e-15);
        QVERIFY(std::abs(1 - solved.spectrum.transmission[4] - expected) < 1e-15);
        QVERIFY(solved.gradient.reflection_thickness.empty());
    }

    void what_has_no_answer_is_refused_with_the_reason_data()
    {
        QTest::addColumn<LayerStack>("stack");
        QTest::addColumn<QString>("fragment");
        const LayerStack good = slab(2, 300);
        const auto row = [&](const char* name, auto&& change, const char* fragment) {
            LayerStack stack = good;
            change(stack);
            QTest::newRow(name) << stack << QString(fragment);
        };
        row(
            "grazing", [](LayerStack& s) { s.angle = 90; }, "grazing");
        row(
            "angle not a number", [](LayerStack& s) { s.angle = NAN; }, "angle");
        row(
            "negative thickness", [](LayerStack& s) { s.thicknesses[0] = -1; }, "Layer 1");
        row(
            "no finite thickness", [](LayerStack& s) { s.thicknesses[0] = INFINITY; }, "Layer 1");
        row(
            "a light year", [](LayerStack& s) { s.thicknesses[0] = 1e25; }, "phase");
        row(
            "gain",
            [](LayerStack& s) {
                s.indices[1].values[0] = {2, -0.1};
            },
            "exp(-iωt)");
        row(
            "index 0", [](LayerStack& s) { s.indices[1].values[0] = 0; }, "real part");
        row(
            "index not a number", [](LayerStack& s) { s.indices[2].values[0] = NAN; }, "exit");
        row(
            "absorbing outside",
            [](LayerStack& s) {
                s.indices[0].values[0] = {1, 0.1};
            },
            "does not absorb");
        row(
            "missing thickness", [](LayerStack& s) { s.thicknesses.clear(); }, "thickness");
        row(
            "wrong number of indices",
            [](LayerStack& s) {
                s.indices[1].values = {2, 2};
            },
            "2 values");
        row(
            "one medium", [](LayerStack& s) { s.indices.resize(1); }, "medium");
    }
    void what_has_no_answer_is_refused_with_the_reason()
    {
        QFETCH(LayerStack, stack);
        QFETCH(QString, fragment);
        StackSolver solver(grid(20));
        StackSpectrum spectrum;
        try {
            solver.spectrum(stack, spectrum);
            QFAIL("not refused");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains(fragment), error.what());
        }
        solver.spectrum(slab(2, 300), spectrum); // and the solver still works
        QCOMPARE(spectrum.reflection, spectrum_of(slab(2, 300), grid(20)).reflection);
    }

    void a_grid_must_have_positive_wavelengths()
    {
        QVERIFY_EXCEPTION_THROWN(StackSolver(std::vector<double>{}), Error);
        QVERIFY_EXCEPTION_THROWN(StackSolver(std::vector<double>{500, 0}), Error);
        QVERIFY_EXCEPTION_THROWN(StackSolver(std::vector<double>{NAN}), Error);
    }
};

QTEST_APPLESS_MAIN(TestResonatorStackLimits)
#include "test_resonator_stack_limits.moc"
