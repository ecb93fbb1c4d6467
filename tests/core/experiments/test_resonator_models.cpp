// Design vectors of every structure: spectra, derivatives, ranges, and how designs are drawn.
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/coupled_mode.hpp"
#include "core/experiments/resonator/resonator_model.hpp"
#include "core/experiments/resonator/resonator_targets.hpp"
#include "core/lab/error.hpp"
#include "core/lab/random.hpp"
#include "tests/core/experiments/plain_stack.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr double pi = std::numbers::pi;

ResonatorSettings settings_of(const std::string& structure)
{
    ResonatorSettings settings;
    settings.structure = structure;
    settings.wavelengths = 61;
    if (structure == "slab")
        settings.extinction = 0.02;
    if (structure != "airy" && structure != "bragg-cmt") {
        settings.angle = 25;
        settings.polarization = "p";
        settings.n_out = "1.52";
    }
    return settings;
}

const std::vector<std::string> structures{"airy", "slab", "bragg-cmt", "bragg", "cavity"};

std::vector<double> spectrum_of(const ResonatorModel& model, const std::vector<double>& x)
{
    std::vector<double> values(model.wavelengths().size());
    model.worker()->spectrum(x, values);
    return values;
}

std::vector<double> random_design(const ResonatorModel& model, Random& random)
{
    std::vector<double> x;
    for (std::size_t i = 0; i < model.design().size(); ++i)
        x.push_back(1.8 * random.uniform() - 0.9);
    return x;
}

double largest_difference(std::span<const double> a, std::span<const double> b)
{
    double result = a.size() == b.size() ? 0 : 1e300;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        result = std::max(result, std::isfinite(a[i]) ? std::abs(a[i] - b[i]) : 1e300);
    return result;
}

std::vector<std::string> keys_of(const ResonatorModel& model)
{
    std::vector<std::string> keys;
    for (const auto& parameter : model.design())
        keys.push_back(parameter.key);
    return keys;
}

std::vector<std::string> scanned(const ResonatorModel& model)
{
    std::vector<std::string> keys;
    for (const std::size_t i : model.scan_order())
        keys.push_back(model.design()[i].key);
    return keys;
}

using Names = std::vector<std::string>;

} // namespace

class TestResonatorModels : public QObject {
    Q_OBJECT

private slots:
    void every_structure_has_the_design_of_the_specification()
    {
        const auto model = [](const char* structure) {
            return make_resonator_model(settings_of(structure), {});
        };
        QCOMPARE(keys_of(*model("airy")), (Names{"F", "delta0"}));
        QCOMPARE(scanned(*model("airy")), (Names{"delta0"}));
        QCOMPARE(keys_of(*model("slab")), (Names{"index", "thickness"}));
        QCOMPARE(scanned(*model("slab")), (Names{"thickness", "index"}));
        QCOMPARE(keys_of(*model("bragg-cmt")), (Names{"n_mean", "n_contrast", "period", "pairs"}));
        QCOMPARE(scanned(*model("bragg-cmt")), (Names{"period", "n_mean", "n_contrast", "pairs"}));
        QCOMPARE(keys_of(*model("bragg")), (Names{"n_low", "n_high", "d_low", "d_high"}));
        QCOMPARE(scanned(*model("bragg")), (Names{"d_high", "d_low", "n_high", "n_low"}));
        QCOMPARE(keys_of(*model("cavity")), (Names{"d_low", "d_high", "d_defect"}));
        QCOMPARE(scanned(*model("cavity")), (Names{"d_defect", "d_high", "d_low"}));
        for (const char* structure : {"airy", "slab", "cavity"})
            QVERIFY(model(structure)->observable() == Observable::transmission);
        for (const char* structure : {"bragg", "bragg-cmt"})
            QVERIFY(model(structure)->observable() == Observable::reflection);
    }

    void physical_and_normalised_designs_undo_each_other()
    {
        for (const std::string& structure : structures) {
            const auto model = make_resonator_model(settings_of(structure), {});
            const std::size_t size = model->design().size();
            const auto low = model->physical(std::vector<double>(size, -1));
            const auto high = model->physical(std::vector<double>(size, 1));
            for (std::size_t i = 0; i < size; ++i) {
                QCOMPARE(low[i], model->design()[i].low);
                QCOMPARE(high[i], model->design()[i].high);
            }
            Random random(2, 1);
            const auto x = random_design(*model, random);
            QVERIFY(largest_difference(model->normalised(model->physical(x)), x) < 1e-13);
        }
    }

    void derivatives_agree_with_differences_of_fourth_order()
    {
        for (const std::string& structure : structures) {
            const auto model = make_resonator_model(settings_of(structure), {});
            const auto worker = model->worker();
            const std::size_t size = model->wavelengths().size(), d = model->design().size();
            Random random(3, 1);
            for (int round = 0; round < 12; ++round) {
                const auto x = random_design(*model, random);
                std::vector<double> values(size), derivatives(d * size);
                worker->jacobian(x, values, derivatives);
                QVERIFY(largest_difference(values, spectrum_of(*model, x)) < 1e-14);
                for (std::size_t i = 0; i < d; ++i) {
                    const double h = 2e-5; // of x: error h⁴ and 1e-16/h
                    const auto moved = [&](double by) {
                        auto other = x;
                        other[i] += by;
                        return spectrum_of(*model, other);
                    };
                    const auto a = moved(-2 * h), b = moved(-h), c = moved(h), e = moved(2 * h);
                    for (std::size_t m = 0; m < size; ++m) {
                        const double slope = (a[m] - 8 * b[m] + 8 * c[m] - e[m]) / (12 * h);
                        const double ours = derivatives[i * size + m];
                        QVERIFY2(std::abs(ours - slope) < 1e-6 * (1 + std::abs(slope)),
                                 (structure + " " + std::to_string(ours - slope)).c_str());
                    }
                }
            }
        }
    }

    void layered_structures_have_the_spectra_of_their_layers()
    {
        for (const char* structure : {"slab", "bragg", "cavity"}) {
            const auto model = make_resonator_model(settings_of(structure), {});
            Random random(4, 1);
            const auto x = random_design(*model, random);
            const LayerStack stack = *model->layers(x);
            const auto values = spectrum_of(*model, x);
            std::vector<double> reflection(values.size()), transmission(values.size());
            model->worker()->all(x, reflection, transmission);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const PlainResult plain = plain_stack(stack, model->wavelengths()[i]);
                QVERIFY(std::abs(static_cast<double>(plain.reflection) - reflection[i]) < 1e-12);
                QVERIFY(std::abs(static_cast<double>(plain.transmission) - transmission[i])
                        < 1e-12);
                QCOMPARE(values[i],
                         model->observable() == Observable::reflection ? reflection[i]
                                                                       : transmission[i]);
            }
        }
    }

    void layers_stand_in_the_order_of_the_specification()
    {
        ResonatorSettings settings = settings_of("cavity");
        settings.pairs = 2;
        settings.n_defect = "1.7";
        const auto cavity = make_resonator_model(settings, {});
        const auto x = cavity->normalised(std::vector<double>{100, 60, 200});
        const LayerStack stack = *cavity->layers(x);
        std::vector<double> indices,
            expected{1, 2.3, 1.45, 2.3, 1.45, 2.3, 1.7, 2.3, 1.45, 2.3, 1.45, 2.3, 1.52};
        for (const LayerIndex& index : stack.indices)
            indices.push_back(index.at(0).real());
        QCOMPARE(indices, expected);
        const std::vector<double> thick{60, 100, 60, 100, 60, 200, 60, 100, 60, 100, 60};
        QVERIFY(largest_difference(stack.thicknesses, thick) < 1e-12);

        settings.structure = "bragg";
        const auto bragg = make_resonator_model(settings, {});
        const LayerStack mirror =
            *bragg->layers(bragg->normalised(std::vector<double>{1.4, 2.2, 110, 70}));
        indices.clear();
        for (const LayerIndex& index : mirror.indices)
            indices.push_back(index.at(0).real());
        QVERIFY(largest_difference(indices, std::vector<double>{1, 2.2, 1.4, 2.2, 1.4, 1.52})
                < 1e-12);
        QVERIFY(largest_difference(mirror.thicknesses, std::vector<double>{70, 110, 70, 110})
                < 1e-12);
    }

    void a_material_in_a_mirror_takes_its_coordinate_away()
    {
        ResonatorSettings settings = settings_of("bragg");
        settings.n_low = "mgf2";
        settings.lambda_min = 450;
        auto model = make_resonator_model(settings, {});
        QCOMPARE(keys_of(*model), (Names{"n_high", "d_low", "d_high"}));
        QCOMPARE(scanned(*model), (Names{"d_high", "d_low", "n_high"}));
        QVERIFY(!model->layers(std::vector<double>{0, 0, 0})->indices[2].constant());
        settings.n_high = "tio2";
        model = make_resonator_model(settings, {});
        QCOMPARE(keys_of(*model), (Names{"d_low", "d_high"}));
        settings.n_low = "17"; // a number there is not looked at
        model = make_resonator_model(settings, {});
        QCOMPARE(keys_of(*model), (Names{"n_low", "d_low", "d_high"}));
    }

    /// To the rounding of a phase of up to 55, times the steepest slope of T, about 3.
    void the_airy_formula_holds_at_any_design()
    {
        const auto model = make_resonator_model(settings_of("airy"), {});
        Random random(6, 1);
        for (int round = 0; round < 50; ++round) {
            const auto x = random_design(*model, random);
            const auto q = model->physical(x);
            const auto values = spectrum_of(*model, x);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const long double s =
                    std::sin(static_cast<long double>(q[1]) / (2 * model->wavelengths()[i]));
                QVERIFY(std::abs(values[i] - static_cast<double>(1 / (1 + q[0] * s * s))) < 1e-13);
            }
        }
    }

    void one_design_has_a_slab_at_every_angle()
    {
        const AiryDesign design = airy_design_of({.index = 2.4, .thickness = 500, .angle = 30});
        for (const double angle : {0.0, 30.0, 60.0, 75.0}) {
            const AirySlab slab = airy_slab_of(design, angle);
            QVERIFY(slab.index >= 1);
            const AiryDesign again = airy_design_of(slab);
            QVERIFY(std::abs(again.finesse - design.finesse) < 1e-12 * design.finesse);
            QVERIFY(std::abs(again.delta0 - design.delta0) < 1e-12 * design.delta0);
        }
        QVERIFY(std::abs(airy_slab_of(design, 30).index - 2.4) < 1e-12);
        const double f = design.finesse; // normal incidence: n = √F + √(F+1)
        QVERIFY(std::abs(airy_slab_of(design, 0).index - std::sqrt(f) - std::sqrt(f + 1)) < 1e-12);
        QVERIFY(is_usual({2.4, 500, 30}) && !is_usual({3.6, 500, 0}) && !is_usual({2, 99, 0}));
    }

    /// The paper's own form, with cosh: R = κ² S²/(s² C² + δ² S²), s² = κ² − δ².
    void coupled_modes_reflect_as_the_textbook_says()
    {
        const auto wavelengths = make_resonator_model(settings_of("bragg-cmt"), {})->wavelengths();
        Random random(8, 1);
        for (int round = 0; round < 60; ++round) {
            const CoupledModeDesign design{1.1 + 2.4 * random.uniform(),
                                           0.1 + 2.4 * random.uniform(),
                                           50 + 350 * random.uniform(), 3 + 6 * random.uniform()};
            std::vector<double> values(wavelengths.size());
            coupled_mode_reflection(design, wavelengths, values);
            for (std::size_t i = 0; i < values.size(); ++i) {
                using Long = std::complex<long double>;
                const long double kappa = 2 * design.n_contrast / wavelengths[i];
                const long double delta =
                    2 * std::numbers::pi_v<long double> * design.n_mean / wavelengths[i]
                    - std::numbers::pi_v<long double> / design.period;
                const Long s = std::sqrt(Long(kappa * kappa - delta * delta));
                const Long l = design.pairs * design.period;
                const Long sinh = std::sinh(s * l), cosh = std::cosh(s * l);
                const long double expected =
                    std::norm(kappa * sinh) / std::norm(s * cosh + Long(0, 1) * delta * sinh);
                QVERIFY(std::abs(values[i] - static_cast<double>(expected)) < 1e-12);
            }
        }
    }

    void coupled_modes_are_smooth_at_the_band_edge()
    {
        // κ = δ where 2Δn/λ = 2πn̄/λ − π/Λ
        const double wavelength = 600, contrast = 0.2, mean = 1.6;
        const double period = pi / ((2 * pi * mean - 2 * contrast) / wavelength);
        std::vector<double> r(1), derivatives(4);
        const CoupledModeDesign edge{mean, contrast, period, 6};
        coupled_mode_gradient(edge, {wavelength}, r, derivatives);
        const double u = std::pow(2 * contrast / wavelength * 6 * period, 2); // S = 1
        QVERIFY(std::abs(r[0] - u / (1 + u)) < 1e-12);
        for (const double by : {-1e-3, 1e-3}) { // closed forms take over
            CoupledModeDesign other = edge;
            other.n_mean += by;
            std::vector<double> moved(1);
            coupled_mode_reflection(other, {wavelength}, moved);
            QVERIFY(std::abs(moved[0] - r[0] - by * derivatives[0]) < 1e-4);
        }
    }

    void weak_gratings_are_as_coupled_modes_say()
    {
        ResonatorSettings settings = settings_of("bragg-cmt");
        const auto model = make_resonator_model(settings, {});
        const auto x = model->normalised(std::vector<double>{1.5, 0.1, 200, 9});
        const auto theory = spectrum_of(*model, x);
        StackSpectrum exact;
        StackSolver(model->wavelengths()).spectrum(*model->layers(x), exact);
        QVERIFY(*std::ranges::max_element(theory) > 0.2);
        QVERIFY(largest_difference(theory, exact.reflection) < 0.03);
        QVERIFY(!model->layers(model->normalised(std::vector<double>{1.1, 2.5, 200, 9})));
        const LayerStack cut =
            *model->layers(model->normalised(std::vector<double>{1.5, 0.1, 200, 3.25}));
        QVERIFY(largest_difference(cut.thicknesses,
                                   std::vector<double>{100, 100, 100, 100, 100, 100, 50})
                < 1e-9);
    }

    void physical_and_uniform_designs_share_their_numbers()
    {
        const auto settings = settings_of("airy");
        const auto model = make_resonator_model(settings, {});
        const auto physical = draw_designs(*model, settings, 9, 1, 20, "physical");
        const auto uniform = draw_designs(*model, settings, 9, 1, 20, "uniform");
        const auto mixed = draw_designs(*model, settings, 9, 1, 20, "mixed");
        Random random(9, 1);
        for (Eigen::Index row = 0; row < 20; ++row) {
            QVERIFY(mixed.row(row) == (row % 2 == 0 ? physical : uniform).row(row));
            const double u0 = random.uniform(), u1 = random.uniform(), u2 = random.uniform();
            QVERIFY(std::abs(uniform(row, 0) - (2 * u0 - 1)) < 1e-15);
            QVERIFY(std::abs(uniform(row, 1) - (2 * u1 - 1)) < 1e-15);
            const double angle = (-70 + 140 * u0) * pi / 180, index = 1.05 + 2.45 * u1;
            const double kappa = std::sqrt(index * index - std::sin(angle) * std::sin(angle));
            const double delta0 = 4 * pi * kappa * (100 + 900 * u2);
            const auto q = model->physical({physical.row(row).data(), 2});
            QVERIFY(std::abs(q[1] - delta0) < 1e-9);
            QVERIFY(physical.row(row).cwiseAbs().maxCoeff() <= 1);
        }
    }

    void many_spectra_are_those_of_each_design()
    {
        for (const std::string& structure : structures) {
            const auto settings = settings_of(structure);
            const auto model = make_resonator_model(settings, {});
            const auto designs = draw_designs(*model, settings, 4, 2, 203, "mixed");
            const auto spectra = spectra_of(*model, designs);
            const auto worker = model->worker();
            std::vector<double> values(model->wavelengths().size());
            for (const Eigen::Index row : {0, 63, 64, 130, 202}) {
                worker->spectrum({designs.row(row).data(), model->design().size()}, values);
                QVERIFY(
                    std::ranges::equal(values, std::span(spectra.row(row).data(), values.size())));
            }
        }
    }

    void a_grid_goes_from_the_first_to_the_last_wavelength()
    {
        const auto model = make_resonator_model(ResonatorSettings{}, {});
        QCOMPARE(model->wavelengths().size(), std::size_t{200});
        for (std::size_t i = 0; i < 200; ++i)
            QVERIFY(std::abs(model->wavelengths()[i] - (400 + 2 * static_cast<double>(i))) < 1e-12);
        ResonatorSettings settings;
        settings.lambda_min = 800;
        QVERIFY_EXCEPTION_THROWN(make_resonator_model(settings, {}), UsageError);
    }

    void wrong_media_are_refused_by_name_data()
    {
        QTest::addColumn<QString>("n_out");
        QTest::addColumn<QString>("fragment");
        QTest::newRow("unknown") << "unobtainium"
                                 << "fused-silica";
        QTest::newRow("out of range") << "0.5"
                                      << "n_out=0.5";
        QTest::newRow("does not cover") << "tio2"
                                        << "430-1530 nm, the grid needs 400-798";
        QTest::newRow("a path") << "../secret"
                                << "no material";
    }
    void wrong_media_are_refused_by_name()
    {
        QFETCH(QString, n_out);
        QFETCH(QString, fragment);
        ResonatorSettings settings = settings_of("cavity");
        settings.n_out = n_out.toStdString();
        try {
            make_resonator_model(settings, {});
            QFAIL("not refused");
        } catch (const UsageError& error) {
            QVERIFY2(QString(error.what()).contains(fragment), error.what());
        }
    }

    void synthetic_targets_have_their_shapes()
    {
        ResonatorSettings settings;
        settings.floor = 0.1;
        settings.targets = 3;
        const auto model = make_resonator_model(settings, {});
        const auto at = [&](const char* kind, double wavelength) {
            settings.target = kind;
            return synthetic_target(settings, {wavelength})[0];
        };
        QCOMPARE(at("peak", 600), 1.0);
        QCOMPARE(at("peak", 610), 0.55); // half height at half the width: 0.1 + 0.9/2
        QVERIFY(std::abs(at("band-pass", 600) - (0.1 + 0.9 * std::tanh(2.0))) < 1e-12);
        QVERIFY(std::abs(at("band-pass", 610) - 0.55) < 1e-3);
        QVERIFY(std::abs(at("band-pass", 700) - 0.1) < 1e-12);
        QVERIFY(std::abs(at("band-stop", 600) + at("band-pass", 600) - 1) < 1e-15);

        settings.target = "band-pass";
        settings.target_noise = 0.05;
        const DesignTargets targets = make_design_targets(*model, settings, 3, {});
        QVERIFY(!targets.designs_known && targets.designs.isZero());
        QCOMPARE(targets.clean.rows(), Eigen::Index{3});
        QVERIFY(targets.clean.row(0) == targets.clean.row(2));
        const ResonatorMatrix noise = targets.spectra - targets.clean;
        QVERIFY(noise.row(0) != noise.row(1));
        const double deviation = std::sqrt(noise.squaredNorm() / static_cast<double>(noise.size()));
        QVERIFY(std::abs(deviation - 0.05) < 0.006); // 600 samples: ± 4 standard errors
    }
};

QTEST_APPLESS_MAIN(TestResonatorModels)
#include "test_resonator_models.moc"
