// The user's own network: files by the documented layout open, others are refused with reasons.
#include "core/experiments/linear_scope/linear_scope_simulation.hpp"
#include "core/lab/h5_file.hpp"
#include "core/lab/runner.hpp"
#include "tests/core/experiments/plain_scope.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <functional>
#include <limits>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Written by h5py as resources/export_network.py writes: see its own account in the file.
const std::filesystem::path exported =
    std::filesystem::path(ETALON_SOURCE_DIR) / "tests/networks/all_layers.h5";

std::string message_of(const std::function<void(H5Writer&)>& fill)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("network.h5");
    H5Writer writer("network.h5");
    writer.attribute("/", "format", std::string("etalon-network"));
    writer.attribute("/", "version", std::int64_t{1});
    fill(writer);
    const auto bytes = writer.image();
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return "not written";
    file.write(bytes.data(), std::ssize(bytes));
    file.close();
    try {
        read_network(path.toStdString());
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestLinearScopeNetworkFile : public QObject {
    Q_OBJECT

private slots:
    void an_exported_network_computes_what_it_did()
    {
        const ImportedNetwork imported = read_network(exported);
        QCOMPARE(imported.class_names, (std::vector<std::string>{"cat", "dog", "bird"}));
        QCOMPARE(imported.image_count(), std::size_t{2});
        QCOMPARE(imported.deviation.size(), std::size_t{2});
        const auto expected = std::get<std::vector<double>>(H5Reader(exported).read("/expected"));
        const std::size_t n = imported.network.inputs(), m = imported.network.outputs();
        QCOMPARE(expected.size(), 2 * m);
        std::set<ScopeLayerType> types;
        for (const ScopeLayer& layer : imported.network.layers)
            types.insert(layer.type);
        QVERIFY(types.size() >= 11);
        for (std::size_t i = 0; i < 2; ++i) {
            const auto y =
                run_network(imported.network, std::span(imported.images).subspan(i * n, n));
            QVERIFY(largest_difference(y, std::span(expected).subspan(i * m, m)) < 1e-12);
        }
    }

    void it_is_scoped_without_training()
    {
        const Experiment experiment = linear_scope();
        const auto simulation = experiment.make({resolve(experiment, {}, true), 1, exported});
        QCOMPARE(simulation->planned_steps(500), std::int64_t{0});
        Recording recording(simulation->channels());
        const Outcome outcome =
            train(*simulation, recording, 0, 0, [](std::int64_t) { return true; });
        QVERIFY(outcome.state == RunState::finished);
        const auto series = recording.snapshot();
        std::set<std::string> names;
        for (std::size_t i = 0; i < series.size(); ++i)
            if (!series[i].empty())
                names.insert(recording.channels()[i].name);
        for (const char* name : {"scope_identity", "scope_matrix", "scope_votes", "scope_left",
                                 "scope_singular_values", "scope_active"})
            QVERIFY2(names.contains(name), name);
        for (const char* name :
             {"loss", "quality", "batch_loss", "identity_floor", "bicubic_quality"})
            QVERIFY2(!names.contains(name), name);
        for (const auto& [name, value] : simulation->summary(recording)) {
            if (name == "worst_identity" || name == "worst_adjoint")
                QVERIFY(value.value() < 1e-11);
            QVERIFY(name != "train_loss");
        }
    }

    void figures_find_the_same_network_in_the_recording()
    {
        const Experiment experiment = linear_scope();
        const Setup setup{resolve(experiment, {}, true), 1, exported};
        const auto simulation = experiment.make(setup);
        const auto weights = simulation->weights();
        const Summary summary;
        const Options options;
        const FigureInput input{.parameters = setup.values,
                                .data = *simulation->data(),
                                .weights = weights,
                                .summary = summary,
                                .options = options};
        QVERIFY(is_imported(input));
        const auto network = scope_network(input);
        QVERIFY(network.has_value());
        const auto x = scope_input(input, 1);
        QCOMPARE(run_network(*network, x), run_network(read_network(exported).network, x));
        QCOMPARE(scope_class_names(input)[2], std::string("bird"));
    }

    void what_figures_offer_fits_the_network_whatever_the_preset()
    {
        const Experiment experiment = linear_scope();
        const auto offers_relative_votes = [&](const Values& values) {
            const auto figure = std::find_if(experiment.figures.begin(), experiment.figures.end(),
                                             [](const Figure& one) { return one.id == "votes"; });
            const auto options = options_of(*figure, values);
            return std::any_of(options.begin(), options.end(),
                               [](const Option& option) { return option.key == "votes"; });
        };
        const Overrides preset = find_preset(experiment, "upscale-plain").overrides;
        const Setup setup{resolve(experiment, {preset}, true), 1, exported};
        QVERIFY(!offers_relative_votes(setup.values));
        const auto simulation = experiment.make(setup);
        const Values shown =
            experiment.schema.resolve({setup.values.all(), simulation->resolved()});
        QVERIFY(offers_relative_votes(shown)); // three classes
        QCOMPARE(std::get<std::int64_t>(shown["scope_images"]), std::int64_t{2});
    }

    void wrong_files_are_refused_with_reasons_data()
    {
        QTest::addColumn<QString>("layers");
        QTest::addColumn<QString>("fragment");
        QTest::newRow("unknown type") << R"([{"type":"lstm"}])"
                                      << "layer 0 has the unknown type \"lstm\"";
        QTest::newRow("no weight") << R"([{"type":"relu"},{"type":"conv"}])"
                                   << "layer 1 (conv) has no weight";
        QTest::newRow("shape") << R"([{"type":"conv"}])"
                               << "layer 0 (conv) has weights of shape (2 × 3 × 3 × 3), expected 1 "
                                  "input channels (groups are not supported) in "
                                  "/layers/0/weight";
        QTest::newRow("whole numbers")
            << R"([{"type":"relu"},{"type":"relu"},{"type":"relu"},{"type":"relu"},{"type":"conv"}])"
            << "layer 4 (conv) has a weight (/layers/4/weight) of whole numbers, expected float32 "
               "or "
               "float64";
        QTest::newRow("key") << R"([{"type":"max","dilation":2}])"
                             << "layer 0 (max) has the unknown key \"dilation\"";
        QTest::newRow("window") << R"([{"type":"max","size":3}])"
                                << "expected a height and width that 3 divides";
        QTest::newRow("stride") << R"([{"type":"avg","size":2,"stride":1}])"
                                << "has stride 1, expected its size 2";
        QTest::newRow("sum") << R"([{"type":"add","from":0}])"
                             << "expected an earlier one or -1";
        QTest::newRow("dense") << R"([{"type":"relu"},{"type":"relu"},{"type":"dense"}])"
                               << "layer 2 (dense) gets an input of 1 × 8 × 8, expected a vector";
        QTest::newRow("nan")
            << R"([{"type":"relu"},{"type":"relu"},{"type":"relu"},{"type":"scale_shift"}])"
            << "layer 3 (scale_shift) scale (/layers/3/scale) holds a number that is not finite at "
               "place 0, expected finite numbers";
        QTest::newRow("no list") << "{}"
                                 << "expected";
    }
    void wrong_files_are_refused_with_reasons()
    {
        QFETCH(QString, layers);
        QFETCH(QString, fragment);
        const std::string message = message_of([&](H5Writer& writer) {
            writer.attribute("/", "input_shape", std::string("[1, 8, 8]"));
            writer.attribute("/", "layers", layers.toStdString());
            writer.write("/layers/0/weight", {2, 3, 3, 3}, std::vector<double>(54, 1));
            writer.write("/layers/2/weight", {2, 64}, std::vector<double>(128, 1));
            writer.write("/layers/4/weight", {1, 1, 1, 1}, std::vector<std::int64_t>{1});
            writer.write("/layers/3/scale", {1},
                         std::vector<double>{std::numeric_limits<double>::quiet_NaN()});
        });
        QVERIFY2(QString::fromStdString(message).contains(fragment), message.c_str());
        QVERIFY(message.find("network.h5") != std::string::npos);
    }

    void a_file_that_is_only_called_a_network_is_refused_as_such()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("network.h5");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no network at all") > 0);
        file.close();
        const Experiment experiment = linear_scope();
        try {
            experiment.make({resolve(experiment, {}, true), 1, path.toStdString()});
            QFAIL("accepted");
        } catch (const UsageError& error) {
            QVERIFY2(QByteArray(error.what()).contains("network.h5: this is no HDF5 file"),
                     error.what());
        }
    }

    void headers_are_checked()
    {
        QVERIFY(message_of([](H5Writer&) {}).find("attribute input_shape is missing")
                != std::string::npos);
        QVERIFY(message_of([](H5Writer& writer) {
                    writer.attribute("/", "input_shape", std::string("[1, 8]"));
                }).find("has 2 numbers, expected 3")
                != std::string::npos);
        QVERIFY(!is_network_file(std::filesystem::path(ETALON_SOURCE_DIR) / "CMakeLists.txt"));
        QVERIFY(is_network_file(exported));
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeNetworkFile)
#include "test_linear_scope_network_file.moc"
