// Material tables, target spectra and layer lists: what is read, and how bad files are refused.
#include "core/experiments/resonator/layer_file.hpp"
#include "core/experiments/resonator/materials.hpp"
#include "core/experiments/resonator/resonator_targets.hpp"
#include "core/experiments/resonator/target_file.hpp"
#include "core/lab/error.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace etalon;

namespace {

namespace fs = std::filesystem;

class TestFolder {
public:
    fs::path path() const { return folder_.path().toStdString(); }
    fs::path put(const std::string& name, const std::string& text) const
    {
        std::ofstream(path() / name, std::ios::binary) << text;
        return path() / name;
    }

private:
    QTemporaryDir folder_;
};

template <class Work>
QString refusal(Work&& work)
{
    try {
        work();
    } catch (const UsageError& error) {
        return error.what();
    }
    return "not refused";
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

const std::vector<double> two_wavelengths{500, 600};

} // namespace

class TestResonatorFiles : public QObject {
    Q_OBJECT

private slots:
    /// n at 587.6 nm, worked out by another program from the published coefficients.
    void bundled_materials_have_their_published_index_data()
    {
        QTest::addColumn<double>("expected");
        QTest::newRow("fused-silica") << 1.45846;
        QTest::newRow("n-bk7") << 1.51680;
        QTest::newRow("tio2") << 2.61423;
        QTest::newRow("sapphire") << 1.76817;
        QTest::newRow("mgf2") << 1.37774;
        QTest::newRow("caf2") << 1.43385;
        QTest::newRow("si3n4") << 2.01673;
    }
    void bundled_materials_have_their_published_index()
    {
        QFETCH(double, expected);
        const LayerIndex index =
            material_index(QTest::currentDataTag(), std::vector{587.6}, {}, "test");
        QVERIFY(std::abs(index.at(0).real() - expected) < 6e-6);
        QCOMPARE(index.at(0).imag(), 0.0);
        QCOMPARE(bundled_materials().size(), std::size_t{7});
    }

    void a_formula_is_not_used_outside_its_range()
    {
        const auto at = [](const char* name, std::vector<double> wavelengths) {
            return refusal([&] { material_index(name, wavelengths, {}, "n_high"); });
        };
        QVERIFY(at("tio2", {400, 500}).contains("430-1530 nm, the grid needs 400-500"));
        QVERIFY(at("si3n4", {1241}).contains("Philipp"));
        QCOMPARE(at("tio2", {430, 1530}), QString("not refused"));
    }

    void a_table_is_read_in_each_of_its_forms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("three columns in µm") << "wl,n,k\n0.5,2,0.1\n0.7,3,0.3\n";
        QTest::newRow("in nm") << "wavelength_nm,n,k\n500,2,0.1\n700,3,0.3\n";
        QTest::newRow("no header") << "0.5,2,0.1\n0.7,3,0.3\n";
        QTest::newRow("unsorted, repeated") << "wl;n;k\r\n0.7;3;0.3\r\n0.5;2;0.1\r\n0.5;9;9\r\n";
        QTest::newRow("two blocks") << "wl,n\n0.5,2\n0.7,3\n\nwl,k\n0.5,0.1\n0.7,0.3\n";
        QTest::newRow("new header only") << "wl\tn\n0.5\t2\n0.7\t3\nwl\tk\n0.4\t0\n0.8\t0.4\n";
        QTest::newRow("blank line only") << "0.5,2\n0.7,3\n\n0.5,0.1\n0.7,0.3\n";
        QTest::newRow("columns swapped") << "wl,k,n\n0.5,0.1,2\n\n0.7,0.3,3\n";
    }
    void a_table_is_read_in_each_of_its_forms()
    {
        QFETCH(QString, text);
        const TestFolder folder;
        folder.put("mine.csv", text.toStdString());
        const LayerIndex index = material_index("mine", two_wavelengths, folder.path(), "n_low");
        QVERIFY(near(index.at(0).real(), 2) && near(index.at(1).real(), 2.5));
        QVERIFY(near(index.at(0).imag(), 0.1) && near(index.at(1).imag(), 0.2));
    }

    void a_table_without_k_is_transparent()
    {
        const TestFolder folder;
        folder.put("clear.csv", "wl,n\n0.4,1.5\n0.8,1.7\n");
        const LayerIndex index = material_index("clear", two_wavelengths, folder.path(), "n_low");
        QVERIFY(near(index.at(0).real(), 1.55) && index.at(0).imag() == 0);
    }

    void a_bad_table_is_refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("fragment");
        QTest::newRow("short") << "wl,n\n0.5,2\n0.55,2\n"
                               << "covers 500-550 nm, the grid needs 500-600";
        QTest::newRow("short k") << "wl,n\n0.5,2\n0.7,2\nwl,k\n0.5,0\n0.52,0\n"
                                 << "table of k";
        QTest::newRow("nm as µm") << "wl,n\n500,2\n700,2\n"
                                  << "does not say nm";
        QTest::newRow("gain") << "wl,n,k\n0.5,2,0\n0.7,2,-0.1\n"
                              << "line 3: k is -0.1; extinction";
        QTest::newRow("no index") << "wl,n\n0.5,0\n0.7,2\n"
                                  << "line 2";
        QTest::newRow("word") << "wl,n\n0.5,2\n0.6,abc\n"
                              << "line 3: \"abc\"";
        QTest::newRow("third block") << "wl,n\n0.5,2\n0.7,3\nwl,k\n0.5,0\n0.7,0\nwl,k\n0.5,0\n"
                                     << "line 7: a further block";
        QTest::newRow("gap") << "wl,n\n0.5,2\n0.6,\n"
                             << "line 3";
        QTest::newRow("k only") << "wl,k\n0.5,0\n0.6,0\n"
                                << "no column n";
        QTest::newRow("not finite") << "wl,n\n0.5,2\n0.6,inf\n"
                                    << "line 3";
        QTest::newRow("empty") << "\n\n"
                               << "empty";
        QTest::newRow("negative wavelength") << "wl,n\n-0.5,2\n0.6,2\n"
                                             << "positive";
        QTest::newRow("one column") << "wl,n\n0.5\n"
                                    << "1 fields";
    }
    void a_bad_table_is_refused()
    {
        QFETCH(QString, text);
        QFETCH(QString, fragment);
        const TestFolder folder;
        folder.put("mine.csv", text.toStdString());
        const QString said =
            refusal([&] { material_index("mine", two_wavelengths, folder.path(), "n_low"); });
        QVERIFY2(said.contains(fragment) && said.contains("mine.csv"), qPrintable(said));
    }

    void a_table_that_ends_at_the_grid_to_rounding_covers_it()
    {
        const TestFolder folder;
        folder.put("mine.csv", "wl,n\n0.29,2\n0.57,3\n"); // 0.29 · 1000 is not 290
        const LayerIndex index =
            material_index("mine", std::vector<double>{290, 570}, folder.path(), "n_low");
        QVERIFY(near(index.at(0).real(), 2) && near(index.at(1).real(), 3));
    }

    void a_target_is_read_and_interpolated()
    {
        const TestFolder folder;
        const auto path = folder.put("target.csv",
                                     "weight,Wavelength_nm,transmission\n"
                                     "3,600,0.5\n1,400,0.1\n1,500,0.3\n1,700,0.9\n");
        const TargetFile file = read_target_file(path);
        QVERIFY(file.has_transmission && !file.has_reflection && file.warnings.empty());
        const TargetOnGrid grid =
            target_on_grid(file, Observable::transmission, std::vector<double>{400, 450, 650});
        QVERIFY(near(grid.values[0], 0.1) && near(grid.values[1], 0.2)
                && near(grid.values[2], 0.7));
        // weights 1, 1, 2 scaled to mean 1
        QVERIFY(near(grid.weights[0], 0.75) && near(grid.weights[2], 1.5));
        QVERIFY(refusal([&] {
                    target_on_grid(file, Observable::reflection, two_wavelengths);
                }).contains("no column reflection"));
        QVERIFY(refusal([&] {
                    target_on_grid(file, Observable::transmission, std::vector<double>{399, 500});
                }).contains("covers 400-700 nm, the grid needs 399-500"));
    }

    void a_bad_target_is_refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("fragment");
        const QString head = "wavelength_nm,transmission\n";
        QTest::newRow("few rows") << head + "400,0\n500,0\n600,0\n"
                                  << "3 rows";
        QTest::newRow("gap") << head + "400,0\n500,\n600,0\n700,0\n"
                             << "line 3, column 2";
        QTest::newRow("word") << head + "400,0\n500,x\n600,0\n700,0\n"
                              << "line 3, column 2";
        QTest::newRow("µm") << head + "0.4,0\n0.5,0\n0.6,0\n0.7,0\n"
                            << "by 1000";
        QTest::newRow("no header") << "400,0\n500,0\n600,0\n700,0\n"
                                   << "no header";
        QTest::newRow("unknown column") << "wavelength_nm,absorption\n400,0\n500,0\n600,0\n700,0\n"
                                        << "absorption";
        QTest::newRow("no values") << "wavelength_nm,weight\n400,1\n500,1\n600,1\n700,1\n"
                                   << "missing";
        QTest::newRow("twice") << head + "400,0\n500,0\n500,1\n700,0\n"
                               << "500 nm is there twice";
        QTest::newRow("weight") << "wavelength_nm,transmission,weight\n400,0,1\n500,0,-1\n600,0,1\n"
                                   "700,0,1\n"
                                << "negative";
        QTest::newRow("no weight") << "wavelength_nm,transmission,weight\n400,0,0\n500,0,0\n"
                                      "600,0,0\n700,0,0\n"
                                   << "all weights are 0";
    }
    void a_bad_target_is_refused()
    {
        QFETCH(QString, text);
        QFETCH(QString, fragment);
        const TestFolder folder;
        const auto path = folder.put("t.csv", text.toStdString());
        const QString said = refusal([&] { read_target_file(path); });
        QVERIFY2(said.contains(fragment) && said.contains("t.csv"), qPrintable(said));
    }

    void values_in_per_cent_are_warned_of()
    {
        const TestFolder folder;
        const auto path =
            folder.put("t.csv", "wavelength_nm,reflection\n400,0.5\n500,30\n600,50\n700,90\n");
        const TargetFile file = read_target_file(path);
        QCOMPARE(file.warnings.size(), std::size_t{1});
        const QString warning = QString::fromStdString(file.warnings[0]);
        QVERIFY2(warning.contains("75 %") && warning.contains("divide it by 100"),
                 qPrintable(warning));
    }

    void a_stack_is_read_with_its_materials()
    {
        const TestFolder folder;
        folder.put("glass.csv", "wl,n\n0.4,1.5\n0.8,1.7\n");
        const auto path = folder.put("layers.csv",
                                     "material_or_index,k,thickness_nm\n1,,\nfused-silica,,90\n"
                                     "2.1,0.01,120\nglass,,\n");
        const LayerStack stack = read_layer_file(path, two_wavelengths, folder.path());
        QCOMPARE(stack.thicknesses, (std::vector<double>{90, 120}));
        QVERIFY(stack.indices[2].at(0) == Complex(2.1, 0.01));
        QVERIFY(near(stack.indices[3].at(1).real(), 1.6) && !stack.indices[1].constant());
        const auto bare = folder.put("bare.csv", "1;;\n2.1;0.01;120\n1.5;;\n");
        QCOMPARE(read_layer_file(bare, two_wavelengths, {}).thicknesses.size(), std::size_t{1});
    }

    void a_bad_stack_is_refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("fragment");
        const QString head = "material_or_index,k,thickness_nm\n";
        QTest::newRow("no layer") << head + "1,,\n1.5,,\n"
                                  << "2 rows";
        QTest::newRow("gain") << head + "1,,\n2,-0.1,100\n1.5,,\n"
                              << "line 3: k is -0.1; extinction";
        QTest::newRow("index") << head + "1,,\n-2,,100\n1.5,,\n"
                               << "line 3: the index is -2";
        QTest::newRow("no thickness") << head + "1,,\n2,,\n1.5,,\n"
                                      << "line 3: the thickness";
        QTest::newRow("negative") << head + "1,,\n2,,-5\n1.5,,\n"
                                  << "line 3: the thickness";
        QTest::newRow("outside") << head + "1,,100\n2,,5\n1.5,,\n"
                                 << "line 2: the first row";
        QTest::newRow("last") << head + "1,,\n2,,5\n1.5,,7\n"
                              << "line 4: the last row";
        QTest::newRow("incident") << head + "1,0.1,\n2,,5\n1.5,,\n"
                                  << "does not absorb";
        QTest::newRow("material") << head + "1,,\nice,,5\n1.5,,\n"
                                  << "line 3: \"ice\"";
        QTest::newRow("k of a material") << head + "1,,\nmgf2,0.1,5\n1.5,,\n"
                                         << "its own k";
        QTest::newRow("nothing") << head + "1,,\n,,5\n1.5,,\n"
                                 << "neither";
        QTest::newRow("k") << head + "1,,\n2,x,5\n1.5,,\n"
                           << "k is \"x\"";
    }
    void a_bad_stack_is_refused()
    {
        QFETCH(QString, text);
        QFETCH(QString, fragment);
        const TestFolder folder;
        const auto path = folder.put("layers.csv", text.toStdString());
        const QString said = refusal([&] { read_layer_file(path, two_wavelengths, {}); });
        QVERIFY2(said.contains(fragment) && said.contains("layers.csv"), qPrintable(said));
    }

    void a_listed_stack_is_designed_by_its_thicknesses()
    {
        const TestFolder folder;
        folder.put("layers.csv",
                   "material_or_index,k,thickness_nm\n1,,\n2.3,,60\n1.45,,100\n2.3,,0\n1.52,,\n");
        folder.put("target.csv", "wavelength_nm,reflection\n300,1\n500,1\n600,0\n900,0\n");
        ResonatorSettings settings;
        settings.structure = "stack";
        settings.targets = 2;
        const auto by_file = make_resonator_model(settings, folder.path() / "layers.csv");
        QCOMPARE(by_file->design().size(), std::size_t{3});
        QCOMPARE(by_file->design()[1].low, 50.0);
        QCOMPARE(by_file->design()[1].high, 150.0);
        QCOMPARE(by_file->scan_order(), (std::vector<std::size_t>{0, 1, 2}));
        QVERIFY(by_file->observable() == Observable::transmission);
        QCOMPARE(by_file->normalised(std::vector<double>{60, 100, 0})[2], 0.0);

        settings.target = "csv";
        const auto model = make_resonator_model(settings, folder.path());
        QVERIFY(model->observable() == Observable::reflection);
        const DesignTargets targets = make_design_targets(*model, settings, 1, folder.path());
        QVERIFY(near(targets.clean(1, 75), 0.5)); // 550 nm
        QVERIFY(!targets.designs_known);
        settings.structure = "cavity";
        const auto other = make_resonator_model(settings, folder.path());
        QVERIFY(refusal([&] {
                    make_design_targets(*other, settings, 1, folder.path());
                }).contains("no column transmission"));
    }

    void missing_files_are_asked_for()
    {
        ResonatorSettings settings;
        settings.structure = "stack";
        QVERIFY(refusal([&] { make_resonator_model(settings, {}); }).contains("layers.csv"));
        const TestFolder folder;
        QVERIFY(
            refusal([&] { make_resonator_model(settings, folder.path()); }).contains("layers.csv"));
        settings.target = "csv";
        const auto layers = folder.put("layers.csv", "1,,\n2,,50\n1,,\n");
        QVERIFY(refusal([&] { make_resonator_model(settings, layers); }).contains("two files"));
        settings.structure = "airy";
        QVERIFY(refusal([&] { resonator_files(settings, {}); }).contains("target.csv"));
    }

    void a_stack_beyond_double_precision_is_refused_at_once()
    {
        const TestFolder folder;
        ResonatorSettings settings;
        settings.structure = "stack";
        const auto layers = folder.put("layers.csv", "1,,\n2,,1e20\n1,,\n");
        QVERIFY(
            refusal([&] { make_resonator_model(settings, layers); }).contains("double precision"));
    }
};

QTEST_APPLESS_MAIN(TestResonatorFiles)
#include "test_resonator_files.moc"
