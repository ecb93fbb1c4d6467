// Reflection, transmission and their gradients against characteristic matrices, differences and
// closed forms.
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/lane_functions.hpp"
#include "tests/core/experiments/stack_samples.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr double pi = std::numbers::pi;

} // namespace

class TestResonatorStack : public QObject {
    Q_OBJECT

private slots:
    void sines_cosines_and_exponentials_are_good_to_two_units_of_the_last_place()
    {
        Random random(1, 1);
        for (int round = 0; round < 4000; ++round) {
            double turns[lane], exponents[lane], sine[lane], cosine[lane], exponential[lane];
            for (std::size_t i = 0; i < lane; ++i) {
                turns[i] = (2 * random.uniform() - 1) * std::pow(10.0, 9 * random.uniform() - 3);
                exponents[i] = -700 * random.uniform() * random.uniform();
            }
            Lane t, x, s, c, e;
            load(t, turns);
            load(x, exponents);
            sine_and_cosine_of_turns(t, s, c);
            exponential_of_negative(x, e);
            store(sine, s);
            store(cosine, c);
            store(exponential, e);
            for (std::size_t i = 0; i < lane; ++i) {
                const long double angle =
                    2
                    * std::numbers::pi_v<
                        long double> * (turns[i] - std::round(static_cast<long double>(turns[i])));
                const double tiny = 2 * std::numeric_limits<double>::epsilon();
                const auto near = [&](double ours, long double truth) {
                    return std::abs(ours - truth) <= tiny * std::abs(truth) + 1e-19L;
                };
                QVERIFY2(near(sine[i], std::sin(angle)), text(turns[i]));
                QVERIFY2(near(cosine[i], std::cos(angle)), text(turns[i]));
                QVERIFY2(near(exponential[i], std::exp(static_cast<long double>(exponents[i]))),
                         text(exponents[i]));
            }
        }
    }

    void random_stacks_agree_with_characteristic_matrices_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::newRow("real indices") << Kind::real;
        QTest::newRow("absorbing") << Kind::absorbing;
        QTest::newRow("dispersive and absorbing") << Kind::dispersive;
    }
    void random_stacks_agree_with_characteristic_matrices()
    {
        QFETCH(Kind, kind);
        Random random(7, 1);
        for (int round = 0; round < 150; ++round) {
            const auto wavelengths = grid(1 + 2 * random.below(45) + 1); // also odd remainders
            const LayerStack stack = random_stack(random, 21, kind, wavelengths.size());
            const double difference = difference_from_plain(stack, wavelengths);
            QVERIFY2(difference < 1e-12, text(difference)); // 1e-10 asked for
        }
    }

    void more_than_a_stretch_of_wavelengths_is_the_same_as_each_alone()
    {
        Random random(3, 1);
        for (const Kind kind : {Kind::real, Kind::absorbing}) {
            const LayerStack stack = random_stack(random, 12, kind, 0);
            const auto wavelengths = grid(331);
            const StackSpectrum all = spectrum_of(stack, wavelengths);
            for (const std::size_t i : {0, 63, 64, 127, 128, 250, 329, 330}) {
                const StackSpectrum alone = spectrum_of(stack, {wavelengths[i]});
                QCOMPARE(alone.reflection[0], all.reflection[i]);
                QCOMPARE(alone.transmission[0], all.transmission[i]);
            }
        }
    }

    void a_solver_that_was_used_before_gives_the_same_bits()
    {
        Random random(5, 1);
        const auto wavelengths = grid(40);
        StackSolver used(wavelengths);
        StackSpectrum again;
        StackGradient gradient;
        for (int round = 0; round < 60; ++round) {
            LayerStack stack = random_stack(random, 9, static_cast<Kind>(random.below(3)), 40);
            for (int variant = 0; variant < 3; ++variant) {
                if (random.uniform() < 0.3)
                    used.gradient(stack, again, gradient);
                used.spectrum(stack, again);
                const StackSpectrum fresh = spectrum_of(stack, wavelengths);
                QCOMPARE(again.reflection, fresh.reflection);
                QCOMPARE(again.transmission, fresh.transmission);
                stack.thicknesses.back() += 3; // what was prepared is used again
                if (variant == 1)
                    stack.angle += 1;
            }
        }
    }

    void a_lossless_stack_loses_nothing()
    {
        Random random(11, 1);
        for (int round = 0; round < 100; ++round) {
            const auto wavelengths = grid(32);
            const LayerStack stack = random_stack(random, 40, Kind::real, 32);
            const StackSpectrum spectrum = spectrum_of(stack, wavelengths);
            for (std::size_t i = 0; i < wavelengths.size(); ++i) {
                const double absorbed = 1 - spectrum.reflection[i] - spectrum.transmission[i];
                QVERIFY2(std::abs(absorbed) < 1e-12, text(absorbed)); // 1e-10 asked for
                QVERIFY(spectrum.reflection[i] >= 0 && spectrum.transmission[i] >= 0);
            }
        }
    }

    void an_absorbing_stack_never_gains()
    {
        Random random(12, 1);
        for (int round = 0; round < 100; ++round) {
            const LayerStack stack = random_stack(random, 20, Kind::absorbing, 32);
            const StackSpectrum spectrum = spectrum_of(stack, grid(32));
            for (std::size_t i = 0; i < 32; ++i)
                QVERIFY(1 - spectrum.reflection[i] - spectrum.transmission[i] > -1e-12);
        }
    }

    void gradients_agree_with_differences_of_fourth_order_data()
    {
        random_stacks_agree_with_characteristic_matrices_data();
    }
    void gradients_agree_with_differences_of_fourth_order()
    {
        QFETCH(Kind, kind);
        Random random(21, 1);
        const std::size_t size = 11;
        const auto wavelengths = grid(size);
        for (int round = 0; round < 40; ++round) {
            const LayerStack stack = random_stack(random, 19, kind, size);
            const Solved solved = gradient_of(stack, wavelengths);
            QCOMPARE(solved.spectrum.reflection, spectrum_of(stack, wavelengths).reflection);
            const auto check = [&](std::size_t layer, double h, bool thickness) {
                const auto moved = [&](double by) {
                    LayerStack other = stack;
                    if (thickness)
                        other.thicknesses[layer] += by;
                    else
                        for (Complex& index : other.indices[layer + 1].values)
                            index += by;
                    return other;
                };
                const LayerStack stacks[] = {moved(-2 * h), moved(-h), moved(h), moved(2 * h)};
                for (std::size_t i = 0; i < size; ++i) {
                    PlainResult p[4];
                    for (int k = 0; k < 4; ++k)
                        p[k] = plain_stack(stacks[k], wavelengths[i], i);
                    const auto slope = [&](long double PlainResult::*v) {
                        return static_cast<double>(
                            (p[0].*v - 8 * (p[1].*v) + 8 * (p[2].*v) - p[3].*v) / (12 * h));
                    };
                    const std::size_t at = layer * size + i;
                    const auto& g = solved.gradient;
                    const double r = (thickness ? g.reflection_thickness : g.reflection_index)[at];
                    const double t =
                        (thickness ? g.transmission_thickness : g.transmission_index)[at];
                    // error: h⁴ f⁽⁵⁾/30, and 1e-19/h of rounding
                    const double bound = (thickness ? 1e-9 : 1e-7)
                        + 1e-7 * std::abs(slope(&PlainResult::reflection));
                    QVERIFY2(std::abs(r - slope(&PlainResult::reflection)) < bound,
                             text(r - slope(&PlainResult::reflection)));
                    QVERIFY2(std::abs(t - slope(&PlainResult::transmission)) < bound,
                             text(t - slope(&PlainResult::transmission)));
                }
            };
            for (const std::size_t layer :
                 {std::size_t{0}, stack.thicknesses.size() / 2, stack.thicknesses.size() - 1}) {
                check(layer, 0.05, true);
                check(layer, 2e-4, false);
            }
        }
    }

    void a_jacobian_adds_up_layers_that_share_a_row()
    {
        Random random(31, 1);
        const std::size_t size = 45;
        const auto wavelengths = grid(size);
        StackSolver solver(wavelengths);
        for (const Kind kind : {Kind::real, Kind::absorbing, Kind::dispersive})
            for (const Observable observable : {Observable::reflection, Observable::transmission}) {
                const LayerStack stack = random_stack(random, 17, kind, size);
                const std::size_t layers = stack.thicknesses.size();
                LayerRows rows{.count = 5}; // row 4 is nobody's
                for (std::size_t layer = 0; layer < layers; ++layer) {
                    rows.thickness.push_back(layer % 3 == 2 ? LayerRows::none : layer % 3);
                    rows.index.push_back(layer % 4 == 1 ? LayerRows::none : 1 + layer % 3);
                }
                std::vector<double> values(size), derivatives(5 * size, 3.0);
                solver.jacobian(stack, observable, rows, values, derivatives);
                const Solved all = gradient_of(stack, wavelengths);
                std::vector<double> sums(5 * size, 0.0);
                const bool r = observable == Observable::reflection;
                for (std::size_t layer = 0; layer < layers; ++layer)
                    for (std::size_t i = 0; i < size; ++i) {
                        const auto& g = all.gradient;
                        if (rows.thickness[layer] != LayerRows::none)
                            sums[rows.thickness[layer] * size + i] +=
                                (r ? g.reflection_thickness
                                   : g.transmission_thickness)[layer * size + i];
                        if (rows.index[layer] != LayerRows::none)
                            sums[rows.index[layer] * size + i] +=
                                (r ? g.reflection_index : g.transmission_index)[layer * size + i];
                    }
                QVERIFY(largest_difference(sums, derivatives) < 1e-12);
                QCOMPARE(values, r ? all.spectrum.reflection : all.spectrum.transmission);
            }
    }

    void a_slab_has_the_airy_spectrum_data()
    {
        QTest::addColumn<double>("angle");
        QTest::addColumn<Polarisation>("polarisation");
        QTest::newRow("0 degrees") << 0.0 << Polarisation::s;
        QTest::newRow("40 degrees s") << 40.0 << Polarisation::s;
        QTest::newRow("40 degrees p") << 40.0 << Polarisation::p;
    }
    void a_slab_has_the_airy_spectrum()
    {
        QFETCH(double, angle);
        QFETCH(Polarisation, polarisation);
        const auto wavelengths = grid(200);
        const double index = 2.1, thickness = 640;
        const StackSpectrum spectrum =
            spectrum_of(slab(index, thickness, angle, polarisation), wavelengths);
        const double sine = std::sin(angle * pi / 180), cosine = std::cos(angle * pi / 180);
        const double kappa = std::sqrt(index * index - sine * sine);
        const double ratio =
            polarisation == Polarisation::s ? kappa / cosine : index * index * cosine / kappa;
        const double finesse = 0.25 * (ratio - 1 / ratio) * (ratio - 1 / ratio);
        for (std::size_t i = 0; i < wavelengths.size(); ++i) {
            const double s = std::sin(2 * pi * kappa * thickness / wavelengths[i]);
            QVERIFY(std::abs(spectrum.transmission[i] - 1 / (1 + finesse * s * s)) < 1e-13);
        }
        if (polarisation == Polarisation::p)
            return;
        std::vector<double> airy(200);
        const AiryDesign design =
            airy_design_of({.index = index, .thickness = thickness, .angle = angle});
        AirySpectrum(wavelengths).spectrum(design.finesse, design.delta0, airy);
        QVERIFY(largest_difference(airy, spectrum.transmission) < 1e-13);
    }

    void nothing_is_reflected_at_the_brewster_angle()
    {
        const double brewster = std::atan(2.1) * 180 / pi;
        const StackSpectrum spectrum =
            spectrum_of(slab(2.1, 640, brewster, Polarisation::p), grid(50));
        for (std::size_t i = 0; i < 50; ++i) {
            QVERIFY2(spectrum.reflection[i] < 1e-28, text(spectrum.reflection[i]));
            QVERIFY(std::abs(spectrum.transmission[i] - 1) < 1e-13);
        }
    }

    void quarter_wave_mirrors_reflect_as_the_closed_form_says()
    {
        for (const int pairs : {2, 5, 10, 15, 60}) {
            const double ratio = 1.52 * std::pow(2.3 / 1.45, 2 * pairs);
            const double expected = (1 - ratio) / (1 + ratio) * (1 - ratio) / (1 + ratio);
            const StackSpectrum spectrum =
                spectrum_of(mirror(static_cast<std::size_t>(pairs), 1.52), {600});
            QVERIFY(std::abs(spectrum.reflection[0] - expected) < 1e-13);
            // T keeps its digits where R is 1: 4 ratio / (1 + ratio)²
            const double passed = 4 * ratio / ((1 + ratio) * (1 + ratio));
            QVERIFY(std::abs(spectrum.transmission[0] - passed) < 1e-11 * passed);
        }
    }

    void a_symmetric_cavity_is_clear_at_its_resonance()
    {
        LayerStack stack = mirror(4, 1.0);
        stack.indices.pop_back();
        const auto put = [&](double index, double waves) {
            stack.indices.push_back({{index}});
            stack.thicknesses.push_back(waves * 600 / index);
        };
        put(2.3, 0.25);
        put(1.45, 0.5);
        put(2.3, 0.25);
        for (int pair = 0; pair < 4; ++pair) {
            put(1.45, 0.25);
            put(2.3, 0.25);
        }
        stack.indices.push_back({{1.0}});
        const StackSpectrum spectrum = spectrum_of(stack, {600, 620});
        QVERIFY2(std::abs(spectrum.transmission[0] - 1) < 1e-11, text(spectrum.transmission[0]));
        QVERIFY(spectrum.transmission[1] < 0.1);
    }
};

QTEST_APPLESS_MAIN(TestResonatorStack)
#include "test_resonator_stack.moc"
