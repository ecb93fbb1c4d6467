// Mistakes that several parameters make together.
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<std::string> problems_with(const std::string& preset, const Overrides& changes,
                                       bool has_data = false)
{
    const Experiment experiment = linear_cnn();
    const Values values =
        experiment.schema.resolve({find_preset(experiment, preset).overrides, changes});
    std::vector<std::string> messages;
    for (const Problem& problem : check_linear_cnn(values, has_data))
        messages.push_back(problem.message);
    return messages;
}

} // namespace

class TestLinearCnnCheck : public QObject {
    Q_OBJECT

private slots:
    void mistakes_between_parameters_are_named_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        const auto add = [](const char* preset, const char* key, const char* value,
                            const char* message) {
            QTest::addRow("%s, %s=%s", preset, key, value)
                << QString(preset) << QString(key) << QString(value) << QString::fromUtf8(message);
        };
        add("default", "image_height", "64", ""); // 64 · 64 is the largest allowed
        add("cosines-2d", "image_width", "256", "");
        add("default", "frequencies_per_class", "8",
            "classes·frequencies_per_class = 32 exceeds the 31 frequencies of a 1x64 image.");
        add("hierarchy", "frequencies_per_class", "5",
            "(classes-1)·frequencies_per_class = 35 exceeds the 31 frequencies of a 1x64 image.");
        add("hierarchy", "classes", "6", "classes=6 is out of range with dataset=hierarchy");
        add("texture-versus-shape", "classes", "3",
            "classes=3 is out of range with dataset=texture_shape (2).");
        add("shapes", "classes", "9", "classes=9 is out of range with dataset=shapes (2 to 8");
        add("shapes", "image_height", "1", "image_height=1, image_width=16 is out of range");
        add("texture-versus-shape", "image_height", "7",
            "image_height=7, image_width=16 is out of range");
        add("shapes", "grating_frequency", "7",
            "grating_frequency=7 is out of range for a 16x16 image (2 to 6).");
        add("shapes", "grating_frequency", "6", "");
        add("texture-versus-shape", "texture_frequency", "8",
            "texture_frequency=8 is out of range for a 16x16 image (1 to 7).");
        add("default", "texture_frequency", "100", ""); // another data set's key
        add("shapes-relu", "conv_layers", "2",
            "conv_layers=2 is out of range with network=relu (1).");
        add("shapes-relu", "batch_size", "401",
            "batch_size=401 is out of range (0 to samples=400).");
        add("default", "batch_size", "401", "");
        add("shapes-relu", "steps", "1000000", "");
        add("default", "fully_connected_hidden", "3",
            "fully_connected_hidden=3 is out of range (classes=4 to 256).");
        add("default", "dataset", "idx", "dataset=idx needs images");
        add("default", "samples", "60000", "");
        add("cosines-2d", "samples", "60000", "");
    }
    void mistakes_between_parameters_are_named()
    {
        QFETCH(QString, preset);
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, message);
        const Schema& schema = linear_cnn_schema().schema();
        const auto problems = problems_with(
            preset.toStdString(),
            {{key.toStdString(), schema.parse(key.toStdString(), value.toStdString())}});
        if (message.isEmpty()) {
            QVERIFY(problems.empty());
            return;
        }
        QCOMPARE(problems.size(), std::size_t{1});
        QVERIFY2(QString::fromStdString(problems[0]).startsWith(message), problems[0].c_str());
    }

    void sizes_that_multiply_beyond_bounds_are_refused()
    {
        QCOMPARE(problems_with("default", {{"image_height", whole(64)}, {"image_width", whole(65)}})
                     .size(),
                 std::size_t{1});
        QCOMPARE(problems_with("default", {{"image_height", whole(64)}, {"samples", whole(8193)}})
                     .size(),
                 std::size_t{1});
        QVERIFY(problems_with("default", {{"image_height", whole(64)}, {"samples", whole(8192)}})
                    .empty());
        QCOMPARE(
            problems_with("shapes-relu", {{"batch_size", whole(135)}, {"steps", whole(1000000)}})
                .size(),
            std::size_t{1});
        // With the user's files the sizes are theirs.
        QVERIFY(problems_with("default", {{"image_height", whole(64)}, {"image_width", whole(256)}},
                              true)
                    .empty());
    }

    void even_kernel_sizes_are_refused()
    {
        QVERIFY_THROWS_EXCEPTION(UsageError,
                                 linear_cnn_schema().schema().parse("kernel_size", "4"));
        QVERIFY_THROWS_EXCEPTION(UsageError,
                                 linear_cnn_schema().schema().parse("kernel_size", "1"));
        QCOMPARE(std::get<std::int64_t>(linear_cnn_schema().schema().parse("kernel_size", "0")), 0);
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnCheck)
#include "test_linear_cnn_check.moc"
