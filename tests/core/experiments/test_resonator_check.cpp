// Bad input of the resonator: every message names the key, the value and what is accepted.
#include "core/experiments/resonator/resonator_simulation.hpp"
#include "core/lab/run_json.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace etalon;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

Value whole(std::int64_t value)
{
    return value;
}

/// What resolving and checking say; empty: nothing.
QString complaint(const Overrides& overrides, bool has_data = false)
{
    try {
        const Values values = resonator_schema().schema().resolve({overrides});
        throw_if_any(check_resonator(values, has_data));
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

/// What making the run says.
QString refusal(const Overrides& overrides, const fs::path& data)
{
    try {
        const Values values = resonator_schema().schema().resolve({overrides});
        make_resonator({values, 1, data});
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

class Folder {
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

/// A run that is quick to make.
Overrides small(Overrides more)
{
    Overrides all{{"wavelengths", whole(32)},
                  {"train_size", whole(128)},
                  {"validation_size", whole(64)},
                  {"targets", whole(1)}};
    all.merge(more);
    return all;
}

const Overrides from_csv = small({{"target", "csv"s}});
const Overrides from_layers = small({{"structure", "stack"s}});

} // namespace

Q_DECLARE_METATYPE(Overrides)

class TestResonatorCheck : public QObject {
    Q_OBJECT

private slots:
    void presets_and_defaults_pass();
    void bad_values_are_named_data();
    void bad_values_are_named();
    void a_file_that_nothing_reads_is_refused();
    void all_mistakes_are_told_at_once();
    void parameters_apply_where_the_structure_uses_them();
    void an_index_is_saved_as_a_number_where_it_is_one();
    void bad_target_files_are_named_data();
    void bad_target_files_are_named();
    void targets_in_per_cent_are_pointed_out();
    void bad_layer_files_are_named_data();
    void bad_layer_files_are_named();
    void tables_must_cover_the_grid();
    void total_reflection_is_no_mistake();
};

void TestResonatorCheck::presets_and_defaults_pass()
{
    QCOMPARE(complaint({}), QString());
    for (const Preset& preset : resonator_presets())
        QVERIFY2(complaint(preset.overrides).isEmpty(), preset.name.c_str());
    QCOMPARE(resonator_presets().size(), std::size_t{10});
}

void TestResonatorCheck::bad_values_are_named_data()
{
    QTest::addColumn<Overrides>("overrides");
    QTest::addColumn<QString>("found");
    QTest::addColumn<QString>("expected");
    const auto add = [](const char* what, const Overrides& overrides, const char* found,
                        const char* expected) {
        QTest::newRow(what) << overrides << QString(found) << QString(expected);
    };
    add("few wavelengths", {{"wavelengths", whole(15)}}, "wavelengths=15", "16 to 4096");
    add("no range", {{"lambda_min", 800.0}}, "lambda_min=800", "lambda_max=798");
    add("equal ends", {{"lambda_min", 798.0}}, "lambda_min=798", "less than");
    add("batch", {{"train_size", whole(64)}}, "batch_size=128", "1 to train_size=64");
    add("bins", {{"wavelengths", whole(16)}}, "fourier_bins=9", "1 to wavelengths/2=8");
    add("grazing", {{"structure", "slab"s}, {"angle", 90.0}}, "angle=90", "0 to 89");
    add("candidates", {{"pool", whole(2)}}, "candidates=3", "1 to pool=2");
    add("evolution", {{"structure", "bragg"s}, {"global_evaluations", whole(79)}},
        "global_evaluations=79", "80 to 100000000");
    add("grid", {{"structure", "cavity"s}, {"grid_points", whole(400)}}, "grid_points=400",
        "at most 2e+09");
    add("grid of airy", {{"grid_points", whole(1000)}}, "grid_points=1000", "2.5e+07 designs");
    add("exit index", {{"structure", "slab"s}, {"n_out", "0.5"s}}, "n_out=0.5", "1 to 4");
    add("cavity index", {{"structure", "cavity"s}, {"n_high", "6"s}}, "n_high=6", "1 to 5");
    add("material", {{"structure", "cavity"s}, {"n_low", "fused-silicon"s}}, "n_low=fused-silicon",
        "fused-silica");
    add("formula's range", {{"structure", "cavity"s}, {"n_high", "tio2"s}}, "n_high=tio2",
        "430-1530 nm, the grid needs 400-798");
    add("no layers", {{"structure", "stack"s}}, "structure=stack", "--data");
    add("no target", {{"target", "csv"s}}, "target=csv", "--data");
    add("extinction", {{"structure", "slab"s}, {"extinction", -0.1}}, "extinction=-0.1", "0 to 10");
    add("too much data", {{"train_size", whole(2000000)}, {"wavelengths", whole(4096)}},
        "train_size=2000000", "at most 1e+09");
    add("steps", {{"steps", whole(-1)}}, "steps=-1", "1 to 1e+07");
    add("rate", {{"learning_rate", 0.0}}, "learning_rate=0", "1e-06 to 1");
    add("structure", {{"structure", "slap"s}}, "slap", "slab");
}

void TestResonatorCheck::bad_values_are_named()
{
    QFETCH(Overrides, overrides);
    QFETCH(QString, found);
    QFETCH(QString, expected);
    const QString said = complaint(overrides);
    QVERIFY2(said.contains(found) && said.contains(expected), qPrintable(said));
}

void TestResonatorCheck::a_file_that_nothing_reads_is_refused()
{
    QVERIFY(complaint({}, true).contains("reads no file"));
    QVERIFY(complaint({{"structure", "stack"s}}, true).isEmpty());
    QVERIFY(complaint({{"target", "csv"s}}, true).isEmpty());
    QVERIFY(complaint({{"structure", "cavity"s}, {"n_low", "my-oxide"s}}, true).isEmpty());
    QVERIFY(complaint({{"structure", "airy"s}, {"n_low", "my-oxide"s}}).isEmpty()); // not read
}

void TestResonatorCheck::all_mistakes_are_told_at_once()
{
    const QString said = complaint(
        {{"lambda_max", 300.0}, {"batch_size", whole(20000)}, {"fourier_bins", whole(101)}});
    QCOMPARE(said.count('\n'), 2);
}

void TestResonatorCheck::parameters_apply_where_the_structure_uses_them()
{
    const Schema& schema = resonator_schema().schema();
    const auto applies = [&](const char* key, const char* structure) {
        return schema.applies(schema.at(key),
                              schema.resolve({{{"structure", std::string(structure)}}}));
    };
    QVERIFY(!applies("angle", "airy") && applies("angle", "slab") && applies("angle", "stack"));
    QVERIFY(applies("extinction", "slab") && !applies("extinction", "cavity"));
    QVERIFY(applies("pairs", "bragg") && !applies("pairs", "bragg-cmt"));
    QVERIFY(applies("n_defect", "cavity") && !applies("n_defect", "bragg"));
    QVERIFY(applies("sampling", "airy") && !applies("sampling", "slab"));
}

/// In run.json; reading it gives the text again.
void TestResonatorCheck::an_index_is_saved_as_a_number_where_it_is_one()
{
    const Schema& schema = resonator_schema().schema();
    const Values values =
        schema.resolve({{{"n_out", 1.52}, {"n_low", "fused-silica"s}, {"n_high", "2.30"s}}});
    QCOMPARE(std::get<std::string>(values["n_out"]), "1.52"s);
    const Json document =
        to_json(RunRecord{.experiment = "resonator", .setup = {values, 1, {}}}, Fingerprint{});
    const JsonReader parameters = JsonReader(document, "run.json").at("parameters");
    QCOMPARE(parameters.at("n_out").real(), 1.52);
    QCOMPARE(parameters.at("n_defect").real(), 1.45);
    QCOMPARE(parameters.at("n_low").text(), "fused-silica"s);
    QCOMPARE(parameters.at("n_high").real(), 2.3);
    const auto saved = saved_parameters({document, "run.json"});
    QVERIFY(schema.resolve({saved.parameters}) == schema.with(values, "n_high", "2.3"s));
}

void TestResonatorCheck::bad_target_files_are_named_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto add = [](const char* what, const char* text, const char* expected) {
        QTest::newRow(what) << QString(text) << QString(expected);
    };
    const char* const head = "wavelength_nm,transmission\n";
    const auto with_head = [&](const char* rows) { return head + std::string(rows); };
    add("few rows", with_head("400,1\n500,1\n798,0\n").c_str(), "4");
    add("word", with_head("400,1\n500,much\n600,0\n798,0\n").c_str(), "much");
    add("gap", with_head("400,1\n500,\n600,0\n798,0\n").c_str(), "line 3");
    add("micrometres", with_head("0.4,1\n0.5,1\n0.6,0\n0.8,0\n").c_str(), "1000");
    add("does not cover", with_head("450,1\n500,1\n600,0\n798,0\n").c_str(), "400-798");
    add("other observable", "wavelength_nm,reflection\n400,1\n500,1\n600,0\n798,0\n",
        "transmission");
}

void TestResonatorCheck::bad_target_files_are_named()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const Folder folder;
    const QString said = refusal(from_csv, folder.put("wish.csv", text.toStdString()));
    QVERIFY2(said.contains("wish.csv") && said.contains(expected), qPrintable(said));
}

void TestResonatorCheck::targets_in_per_cent_are_pointed_out()
{
    const Folder folder;
    const auto path = folder.put("wish.csv",
                                 "wavelength_nm,transmission\n400,90\n500,10\n"
                                 "600,30\n798,80\n");
    const auto simulation =
        make_resonator({resonator_schema().schema().resolve({from_csv}), 1, path});
    const QString said = simulation->message().c_str();
    QVERIFY2(said.contains("100") && said.contains("wish.csv"), qPrintable(said));
}

void TestResonatorCheck::bad_layer_files_are_named_data()
{
    QTest::addColumn<QString>("rows");
    QTest::addColumn<QString>("expected");
    const auto add = [](const char* what, const char* rows, const char* expected) {
        QTest::newRow(what) << QString(rows) << QString(expected);
    };
    add("gain", "1,,\n2.3,-0.1,60\n1.52,,\n", "extinction must not be negative");
    add("no index", "1,,\n0,0,60\n1.52,,\n", "line 3");
    add("negative index", "1,,\n-2,0,60\n1.52,,\n", "positive");
    add("negative thickness", "1,,\n2.3,0,-60\n1.52,,\n", "-60");
    add("absorbing incidence", "1,0.1,\n2.3,0,60\n1.52,,\n", "does not absorb");
    add("no layer", "1,,\n1.52,,\n", "2 rows");
    add("thick medium", "1,,10\n2.3,0,60\n1.52,,\n", "leave its thickness empty");
    add("nobody knows", "1,,\nunobtainium,,60\n1.52,,\n", "unobtainium");
    add("endless", "1,,\n2.3,0,1e300\n1.52,,\n", "phase");
}

void TestResonatorCheck::bad_layer_files_are_named()
{
    QFETCH(QString, rows);
    QFETCH(QString, expected);
    const Folder folder;
    const auto path =
        folder.put("layers.csv", "material_or_index,k,thickness_nm\n" + rows.toStdString());
    const QString said = refusal(from_layers, path);
    QVERIFY2(said.contains(expected), qPrintable(said));
}

void TestResonatorCheck::tables_must_cover_the_grid()
{
    const Folder folder;
    folder.put("my-oxide.csv", "wl,n,k\n0.43,2.1,0\n1.53,2.0,0\n");
    const Overrides cavity =
        small({{"structure", "cavity"s}, {"n_high", "my-oxide"s}, {"pairs", whole(1)}});
    const QString said = refusal(cavity, folder.path());
    QVERIFY2(said.contains("n_high") && said.contains("table of n covers 430-1530 nm")
                 && said.contains("400-798"),
             qPrintable(said));
    auto covered = cavity;
    covered["lambda_min"] = 450.0;
    QCOMPARE(refusal(covered, folder.path()), QString());
}

void TestResonatorCheck::total_reflection_is_no_mistake()
{
    const auto simulation =
        make_resonator({resonator_schema().schema().resolve(
                            {small({{"structure", "slab"s}, {"n_in", 2.0}, {"angle", 60.0}})}),
                        1,
                        {}});
    for (const Tensor& tensor : *simulation->data())
        if (tensor.name == "target_clean")
            for (const double value : std::get<std::vector<double>>(tensor.values))
                QCOMPARE(value, 0.0);
}

QTEST_APPLESS_MAIN(TestResonatorCheck)
#include "test_resonator_check.moc"
