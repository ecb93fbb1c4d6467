// Mistakes that several parameters make together, and what a saved run lists.
#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_lists.hpp"
#include "tests/core/experiments/mistakes.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<Problem> problems_with(const QString& assignments, bool has_data)
{
    return check_race(
        race_schema().schema().resolve({assigned(race_schema().schema(), assignments)}), has_data);
}

} // namespace

class TestRaceCheck : public QObject {
    Q_OBJECT

private slots:
    void mistakes_between_parameters_are_named_data()
    {
        const auto add = mistake_rows();
        add("");
        add("snapshot_every=55", "snapshot_every", "no multiple of record_every=10");
        add("record_every=7 snapshot_every=49");
        add("record_every=60", "snapshot_every", "snapshot_every=50");
        add("record_every=100000 snapshot_every=100000");
        add("hidden_width=7", "ticket_size", "ticket_size=8 is out of range (1 to hidden_width=7)");
        add("hidden_width=8");
        add("sweep=width", "sweep_values", "needs numbers");
        add("sweep=width sweep_values=5,100");
        add("sweep=width sweep_values=5,101", "sweep_values", "101 is out of range");
        add("sweep=width sweep_values=0", "sweep_values", "0 is out of range");
        add("sweep=width sweep_values=5.5", "sweep_values", "5.5 is no whole number");
        add("sweep=init_scale sweep_values=1e-2,1e-9", "sweep_values", "1e-09 is out of range");
        add("sweep=init_scale sweep_values=1e-2,x", "sweep_values", "\"x\" is not a number");
        add("sweep=init_scale sweep_values=1e-2,", "sweep_values", "needs numbers");
        add("sweep=learning_rate sweep_values=0.1,11", "sweep_values", "11 is out of range");
        add("sweep=learning_rate sweep_values=0.1,nan", "sweep_values", "\"nan\" is not a number");
        add("sweep_values=nonsense");
        add("dataset=file", "dataset", "--data");
        add("dataset=file", "", "", true);
        add("", "dataset", "dataset=four_poles reads no file", true);
        add("dataset=image_like", "dataset", "dataset=image_like reads no file", true);
        add("dataset=file sample_count=201", "sample_count", "sample_count=201 is odd", true);
        add("sample_count=201");
        add("dataset=file positive_labels=0,3 negative_labels=4,3", "negative_labels",
            "Label 3 is in both", true);
        add("dataset=file positive_labels=x", "", "positive_labels=x: \"x\" is no label", true);
        add("dataset=file negative_labels=2,2", "", "label 2 stands twice", true);
        add("positive_labels=x"); // another data set's key
    }
    void mistakes_between_parameters_are_named() { compare_mistakes(problems_with); }

    void values_out_of_range_are_refused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        for (const auto& [key, value] :
             std::vector<std::pair<const char*, const char*>>{{"input_dim", "1"},
                                                              {"sample_count", "3"},
                                                              {"sample_count", "20001"},
                                                              {"test_count", "0"},
                                                              {"hidden_width", "4001"},
                                                              {"init_scale", "1e-9"},
                                                              {"learning_rate", "20"},
                                                              {"learning_rate", "nan"},
                                                              {"steps", "0"},
                                                              {"record_every", "0"},
                                                              {"drop_fraction", "1"},
                                                              {"capacity_floor", "0.6"},
                                                              {"group_cosine", "1.1"},
                                                              {"prototype_norm", "0"},
                                                              {"image_noise", "-1"},
                                                              {"gate_mode", "open"},
                                                              {"dataset", "idx"},
                                                              {"precision", "float16"},
                                                              {"image_channels", "5"},
                                                              {"ticket_random_draws", "201"},
                                                              {"steps", "many"}})
            QTest::addRow("%s=%s", key, value) << QString(key) << QString(value);
    }
    void values_out_of_range_are_refused()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QVERIFY_THROWS_EXCEPTION(
            UsageError, race_schema().schema().parse(key.toStdString(), value.toStdString()));
    }

    void a_saved_run_lists_every_key_of_the_table()
    {
        const Schema& schema = race_schema().schema();
        const auto listed = schema.resolve().listed();
        QCOMPARE(listed.size(), std::size_t{37});
        QVERIFY(!listed.contains("labels_path"));
        for (const char* key : {"steps", "precision", "image_side", "input_dim", "sweep_values"})
            QVERIFY2(listed.contains(key), key);
        const auto file = schema.resolve({assigned(schema, "dataset=file")});
        QVERIFY(file.listed().contains("labels_path"));
        QVERIFY(!schema.with(file, "dataset", std::string("four_poles"))
                     .listed()
                     .contains("labels_path"));
    }

    void presets_are_those_of_the_specification()
    {
        std::vector<std::string> names;
        for (const Preset& preset : race_presets())
            names.push_back(preset.name);
        QVERIFY((names
                 == std::vector<std::string>{"default", "balanced", "staged", "plane",
                                             "frozen-gates", "lazy", "image-like", "image-large",
                                             "cifar", "width-sweep", "scale-sweep",
                                             "paper-page"})); // the last of section 9
    }

    void lists_are_read_with_blanks()
    {
        QVERIFY((race_labels("k", " 3 ,-1,+7") == std::vector<std::int64_t>{3, -1, 7}));
        QVERIFY((race_fields("a, b ,") == std::vector<std::string>{"a", "b", ""}));
        QVERIFY((race_fields("") == std::vector<std::string>{""}));
    }
};

QTEST_APPLESS_MAIN(TestRaceCheck)
#include "test_race_check.moc"
