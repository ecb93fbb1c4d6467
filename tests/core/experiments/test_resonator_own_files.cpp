// Whole runs with the user's own layers and targets.
#include "core/experiments/resonator/resonator_explorer.hpp"
#include "tests/core/experiments/resonator_small_run.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace etalon;
using namespace etalon::test;

namespace {

using Extents = std::vector<std::size_t>;

std::filesystem::path put(const QTemporaryDir& folder, const std::string& name,
                          const std::string& text)
{
    const auto path = std::filesystem::path(folder.path().toStdString()) / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

} // namespace

class TestResonatorOwnFiles : public QObject {
    Q_OBJECT

private slots:
    void a_stack_of_many_layers_has_no_grid();
    void absurd_layers_have_finite_spectra_data();
    void absurd_layers_have_finite_spectra();
    void a_target_file_brings_its_weights();
    void figures_know_a_mirror_of_the_users_materials_data();
    void figures_know_a_mirror_of_the_users_materials();
};

void TestResonatorOwnFiles::a_stack_of_many_layers_has_no_grid()
{
    const QTemporaryDir folder;
    std::string text = "material_or_index,k,thickness_nm\n1,,\n";
    for (int layer = 0; layer < 8; ++layer) // 11^8 designs of 32 wavelengths
        text += layer % 2 == 0 ? "2.3,0,65\n" : "1.45,0,103\n";
    const auto path = put(folder, "layers.csv", text + "1.52,,\n");
    ResonatorSettings settings = small_resonator();
    settings.structure = "stack";
    const ResonatorRun run = std::move(ResonatorRun(settings, 1, path).train());
    QVERIFY(run.outcome.state == RunState::finished);
    QVERIFY(!run.has("design_best_grid") && !run.summary().contains("success_grid"));
    QVERIFY(QString(run.outcome.message.c_str()).contains("grid is left out"));
    QCOMPARE(run.declared("design_found_exact_lm").shape, (Extents{2, 8}));
    QCOMPARE(run.data("layer_index").shape, (Extents{10, 32, 2}));
    QVERIFY(std::abs(std::get<std::vector<double>>(run.data("layer_thickness").values)[1] - 103)
            < 1e-12);
    settings.global_evaluations = 100; // fewer than 20 for each number
    QVERIFY_EXCEPTION_THROWN(ResonatorRun(settings, 1, path), UsageError);
}

void TestResonatorOwnFiles::absurd_layers_have_finite_spectra_data()
{
    QTest::addColumn<QString>("layers");
    QTest::addColumn<double>("most"); // transmission
    QTest::newRow("no thickness") << "1.5,0,0\n2,0,80\n" << 1.0;
    QTest::newRow("a tenth of a millimetre that absorbs") << "1.5,0.5,100000\n" << 1e-200;
    QTest::newRow("metal") << "0.05,4,30\n" << 0.9;
    QTest::newRow("a metre of glass") << "1.5,0,1e9\n" << 1.0;
    QTest::newRow("a thousand layers") << QString("2.3,0,65\n1.45,0,103\n").repeated(500) << 1.0;
}

void TestResonatorOwnFiles::absurd_layers_have_finite_spectra()
{
    QFETCH(QString, layers);
    QFETCH(double, most);
    const QTemporaryDir folder;
    ResonatorSettings settings = small_resonator();
    settings.structure = "stack";
    settings.steps = 3;
    settings.feature_bands = 0;
    settings.global_evaluations = 20000;
    ResonatorRun run(
        settings, 1,
        put(folder, "layers.csv",
            "material_or_index,k,thickness_nm\n1,,\n" + layers.toStdString() + "1.52,,\n"));
    for (const double value : std::get<std::vector<double>>(run.data("target_clean").values))
        QVERIFY2(value >= 0 && value <= most * (1 + 1e-9), qPrintable(QString::number(value)));
    run.train({.proceed = [](double, const std::string&) { return false; }});
    for (const double loss : run.values("validation_loss"))
        QVERIFY(std::isfinite(loss));
    QCOMPARE(QString(run.outcome.message.c_str()).contains("1000 layers"), layers.size() > 1000);
}

void TestResonatorOwnFiles::a_target_file_brings_its_weights()
{
    const QTemporaryDir folder;
    const auto path = put(folder, "target.csv",
                          "wavelength_nm,transmission,weight\n"
                          "390,0.2,1\n500,0.9,3\n600,0.4,0\n800,0.3,1\n");
    ResonatorSettings settings = small_resonator();
    settings.target = "csv";
    const ResonatorRun run = std::move(ResonatorRun(settings, 1, path).train());
    QVERIFY(run.outcome.state == RunState::finished);
    const auto& weights = std::get<std::vector<double>>(run.data("target_weight").values);
    QCOMPARE(weights.size(), std::size_t{32});
    QVERIFY(std::abs(std::accumulate(weights.begin(), weights.end(), 0.0) / 32 - 1) < 1e-12);
    const auto clean = matrix_from(*run.simulation->data(), "target_clean");
    QVERIFY(std::abs(clean(0, 0) - (0.2 + 0.7 * 10 / 110)) < 1e-12);
    QCOMPARE(clean.row(0), clean.row(1));
    // The recorded objective of what was found is the weighted one.
    const auto found = run.values("design_found_exact_lm");
    const auto wavelengths = std::get<std::vector<double>>(run.data("wavelength").values);
    double sum = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        const double finesse = 12 * (found[0] + 1), delta0 = 500 + 21750 * (found[1] + 1);
        const double sine = std::sin(delta0 / (2 * wavelengths[i]));
        const double error =
            1 / (1 + finesse * sine * sine) - clean(0, static_cast<Eigen::Index>(i));
        sum += weights[i] * error * error;
    }
    const auto best = run.values("design_best_exact_lm");
    QVERIFY(std::abs(best[best.size() - 2] - sum / 32) < 1e-12);
}

void TestResonatorOwnFiles::figures_know_a_mirror_of_the_users_materials_data()
{
    QTest::addColumn<QString>("structure");
    for (const char* structure : {"slab", "bragg", "cavity"})
        QTest::newRow(structure) << structure;
}

/// All that is left of the tables and the target is what the run keeps.
void TestResonatorOwnFiles::figures_know_a_mirror_of_the_users_materials()
{
    QFETCH(QString, structure);
    const Values parameters =
        resonator_schema().schema().resolve({{{"structure", structure.toStdString()},
                                              {"pairs", std::int64_t{2}},
                                              {"n_high", std::string("lossy")},
                                              {"n_low", std::string("fused-silica")},
                                              {"n_defect", std::string("film")},
                                              {"n_out", std::string("film")},
                                              {"target", std::string("csv")},
                                              {"wavelengths", std::int64_t{32}}}});
    const ResonatorSettings settings = resonator_schema().settings(parameters);
    const QTemporaryDir folder;
    put(folder, "lossy.csv", "wl,n,k\n0.35,2.5,0.02\n0.6,2.3,0.01\n0.9,2.2,0\n");
    put(folder, "film.csv", "wl,n\n0.35,1.7\n0.9,1.6\n");
    put(folder, "target.csv",
        structure == "bragg" ? "wavelength_nm,reflection\n390,0.1\n500,0.2\n600,0.8\n800,0.9\n"
                             : "wavelength_nm,transmission\n390,0.1\n500,0.2\n600,0.8\n800,0.9\n");
    const std::filesystem::path path = folder.path().toStdString();
    const ResonatorRun run(settings, 1, path);
    const auto exact = make_resonator_model(settings, path);

    const Summary summary;
    const Options options;
    const auto shown = resonator_model_of({.parameters = parameters,
                                           .data = *run.simulation->data(),
                                           .summary = summary,
                                           .options = options});
    QVERIFY(shown);
    QCOMPARE(shown->wavelengths(), exact->wavelengths());
    const std::vector<double> x(exact->design().size(), 0.3);
    std::vector<double> wanted(32), found(32);
    exact->worker()->spectrum(x, wanted);
    shown->worker()->spectrum(x, found);
    QCOMPARE(found, wanted);
    // Sliders need no data: there is one for each design number.
    const auto sliders = explorer_options(parameters, false);
    QCOMPARE(sliders.size(), exact->design().size());
    for (std::size_t i = 0; i < sliders.size(); ++i)
        QCOMPARE(sliders[i].key, explorer_key(exact->design()[i]));
}

QTEST_APPLESS_MAIN(TestResonatorOwnFiles)
#include "test_resonator_own_files.moc"
