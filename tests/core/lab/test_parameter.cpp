// What the schema accepts, what it refuses, and in which words.
#include "core/lab/parameter.hpp"

#include "core/lab/error.hpp"
#include "core/lab/random.hpp"
#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

#include <bit>
#include <clocale>
#include <cmath>
#include <locale>

using namespace etalon;

namespace {

struct Settings {
    bool shuffled = false;
    std::int64_t hidden = 100;
    double learning_rate = 0.15;
    double drive = 0;
    std::int64_t kernel_size = 0;
    std::int64_t dimensions = 2;
    std::string data = "shapes";
    std::string file = "";
    double offset = 0;
};

const SchemaOf<Settings>& table()
{
    static const auto result = [] {
        SchemaOf<Settings> schema;
        schema.add(&Settings::shuffled, {.key = "shuffled"})
            .add(&Settings::hidden, {.key = "hidden", .minimum = 1, .maximum = 4096})
            .add(&Settings::learning_rate, {.key = "learning_rate", .minimum = 1e-4, .maximum = 10})
            .add(
                &Settings::drive,
                {.key = "drive", .minimum = 1e-6, .maximum = 1, .special = Special{0, "automatic"}})
            .add(&Settings::kernel_size,
                 {.key = "kernel_size",
                  .minimum = 3,
                  .maximum = 31,
                  .special = Special{0, "full"},
                  .odd = true})
            .add(&Settings::dimensions, {.key = "dimensions", .choices = {"1", "2"}})
            .add(&Settings::data, {.key = "data", .choices = {"shapes", "texture"}})
            .add(&Settings::file,
                 {.key = "file", .applies_when = {{"data", {"texture"}}, {"shuffled", {"true"}}}})
            .add(&Settings::offset, {.key = "offset"});
        return schema;
    }();
    return result;
}

const Schema& schema()
{
    return table().schema();
}

/// What the UsageError says; empty if there was none.
template <class Function>
QString mistake(Function function)
{
    try {
        function();
    } catch (const UsageError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class TestParameter : public QObject {
    Q_OBJECT
private slots:
    void defaults_are_the_initialisers_of_the_struct()
    {
        const auto settings = table().settings(schema().resolve());
        QCOMPARE(settings.hidden, std::int64_t{100});
        QCOMPARE(settings.learning_rate, 0.15);
        QCOMPARE(settings.data, std::string("shapes"));
        QCOMPARE(settings.shuffled, false);
    }

    void text_is_read_in_the_type_of_the_parameter()
    {
        QVERIFY(schema().parse("shuffled", "true") == Value(true));
        QVERIFY(schema().parse("hidden", "12") == Value(std::int64_t{12}));
        QVERIFY(schema().parse("learning_rate", "2") == Value(2.0));
        QVERIFY(schema().parse("learning_rate", "1e-3") == Value(1e-3));
        QVERIFY(schema().parse("offset", "-.5") == Value(-0.5));
        QVERIFY(schema().parse("data", "texture") == Value(std::string("texture")));
        QVERIFY(schema().parse("dimensions", "1") == Value(std::int64_t{1}));
        QVERIFY(schema().parse("file", "a b,c") == Value(std::string("a b,c")));
    }

    void special_values_and_both_ends_of_the_range_are_allowed()
    {
        QVERIFY(schema().parse("drive", "0") == Value(0.0));
        QVERIFY(schema().parse("drive", "1e-6") == Value(1e-6));
        QVERIFY(schema().parse("drive", "1") == Value(1.0));
        QVERIFY(schema().parse("kernel_size", "0") == Value(std::int64_t{0}));
        QVERIFY(schema().parse("kernel_size", "31") == Value(std::int64_t{31}));
    }

    void mistakes_are_explained_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* key, const char* text, const char* message) {
            QTest::addRow("%s=%s", key, text) << key << text << message;
        };
        row("learning_rate", "-1", "learning_rate=-1 is out of range (0.0001 to 10).");
        row("learning_rate", "abc", "learning_rate=abc is not a number (0.0001 to 10).");
        row("learning_rate", "0.1 ", "learning_rate=0.1  is not a number (0.0001 to 10).");
        row("learning_rate", "", "learning_rate= is not a number (0.0001 to 10).");
        row("learning_rate", "0,1",
            "learning_rate=0,1 is not a number (0.0001 to 10). The decimal sign is a point.");
        row("learning_rate", "nan", "learning_rate=nan is not a finite number (0.0001 to 10).");
        row("offset", "inf", "offset=inf is not a finite number.");
        row("drive", "2", "drive=2 is out of range (1e-06 to 1, or 0 = automatic).");
        row("kernel_size", "4", "kernel_size=4 must be odd (3 to 31), or 0 = full.");
        row("kernel_size", "33", "kernel_size=33 is out of range (3 to 31, or 0 = full).");
        row("hidden", "1.5", "hidden=1.5 is not a whole number (1 to 4096).");
        row("hidden", "99999999999999999999",
            "hidden=99999999999999999999 is not a whole number (1 to 4096).");
        row("shuffled", "yes", "shuffled=yes must be true or false.");
        row("dimensions", "3", "dimensions=3 must be one of 1, 2.");
        row("data", "textures",
            "data=textures must be one of shapes, texture; did you mean \"texture\"?");
        row("learning_rat", "1",
            "Unknown parameter \"learning_rat\"; did you mean \"learning_rate\"?");
    }

    void mistakes_are_explained()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, message);
        QCOMPARE(mistake([&] { schema().parse(key.toStdString(), text.toStdString()); }), message);
    }

    void an_unknown_name_that_resembles_none_brings_the_list()
    {
        QVERIFY(mistake([] { schema().at("zzz"); })
                    .endsWith("there are shuffled, hidden, learning_rate, drive, "
                              "kernel_size, dimensions, data, file, offset."));
    }

    void later_layers_win_and_whole_numbers_pass_for_real_ones()
    {
        const auto values = schema().resolve(
            {{{"hidden", std::int64_t{5}}, {"learning_rate", std::int64_t{2}}}, {{"hidden", 7.0}}});
        QVERIFY(values["hidden"] == Value(std::int64_t{7}));
        QVERIFY(values["learning_rate"] == Value(2.0));
        QCOMPARE(values.all().size(), schema().parameters().size());
    }

    void a_fraction_or_a_huge_real_number_is_no_whole_number()
    {
        QVERIFY(schema().check("hidden", 7.5));
        QVERIFY(schema().check("hidden", 1e300));
        QVERIFY(schema().check("hidden", std::nan("")));
        QVERIFY(schema().check("hidden", true));
        QVERIFY(schema().check("shuffled", std::int64_t{1}));
        QVERIFY(schema().check("data", std::int64_t{1}));
        QVERIFY(!schema().check("hidden", 7.0));
    }

    void all_mistakes_of_all_layers_are_reported_together()
    {
        const auto message = mistake([] {
            schema().resolve({{{"learning_rate", 20.0}, {"hiden", std::int64_t{1}}},
                              {{"learning_rate", 1.0},
                               {"data", std::string("shape")},
                               {"hiden", std::int64_t{1}}}});
        });
        QCOMPARE(
            message.split('\n'),
            (QStringList{"Unknown parameter \"hiden\"; did you mean \"hidden\"?",
                         "learning_rate=20 is out of range (0.0001 to 10).",
                         "data=shape must be one of shapes, texture; did you mean \"shapes\"?"}));
    }

    void one_value_can_be_replaced()
    {
        const auto values = schema().with(schema().resolve(), "drive", std::int64_t{1});
        QVERIFY(values["drive"] == Value(1.0));
        QVERIFY(!mistake([&] { schema().with(values, "drive", 2.0); }).isEmpty());
    }

    void a_parameter_applies_when_all_its_conditions_hold()
    {
        const auto& file = schema().at("file");
        auto values = schema().resolve({{{"data", std::string("texture")}}});
        QVERIFY(!schema().applies(file, values));
        values = schema().with(values, "shuffled", true);
        QVERIFY(schema().applies(file, values));
        QVERIFY(schema().applies(schema().at("hidden"), values));
    }

    void text_of_a_number_reads_back_to_the_same_bits()
    {
        Random random(1, 1);
        for (int i = 0; i < 1000; ++i) {
            const double number =
                std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(200)) - 100);
            const auto again = std::get<double>(schema().parse("offset", to_text(number)));
            QCOMPARE(std::bit_cast<std::uint64_t>(again), std::bit_cast<std::uint64_t>(number));
        }
        QCOMPARE(to_text(0.1), std::string("0.1"));
        QCOMPARE(to_text(0.0001), std::string("0.0001"));
        QCOMPARE(to_text(1e-6), std::string("1e-06"));
        QCOMPARE(to_text(std::int64_t{-3}), std::string("-3"));
        QCOMPARE(to_text(true), std::string("true"));
    }

    void numbers_do_not_depend_on_the_locale()
    {
        struct Comma : std::numpunct<char> {
            char do_decimal_point() const override { return ','; }
        };
        const auto before = std::locale::global(std::locale(std::locale(), new Comma));
        std::setlocale(LC_ALL,
                       "de_DE.UTF-8"); // where there is such a locale, C's functions follow it
        const auto text = to_text(0.5);
        const auto value = schema().parse("offset", "1.5");
        std::locale::global(before);
        std::setlocale(LC_ALL, "C");
        QCOMPARE(text, std::string("0.5"));
        QVERIFY(value == Value(1.5));
    }

    void the_nearest_name_differs_in_at_most_a_third()
    {
        QCOMPARE(nearest("rase", {"resonator", "race"}), std::string("race"));
        QCOMPARE(nearest("linear_cnn", {"linear-cnn", "linear-scope"}), std::string("linear-cnn"));
        QCOMPARE(nearest("abc", {"axy"}), std::string());
        QCOMPARE(nearest("", {"a"}), std::string());
    }

    void an_experiment_reports_contradictions_beside_other_mistakes()
    {
        const auto experiment = test::small_experiment();
        QCOMPARE(mistake([&] {
                     resolve(experiment, {{{"noise_scale", 0.9}, {"steps", std::int64_t{0}}}});
                 }),
                 QString("steps=0 is out of range (1 to 1e+09).\nnoise_scale may exceed rate by "
                         "0.5 at most."));
        // The contradiction below exists only as long as the mistaken rate is replaced by its default.
        QCOMPARE(mistake([&] {
                     resolve(experiment, {{{"noise_scale", 0.9}, {"rate", 3.0}}});
                 }),
                 QString("rate=3 is out of range (0 to 1)."));
        QCOMPARE(planned_steps(resolve(experiment, {{{"steps", std::int64_t{12}}}})),
                 std::int64_t{12});
    }

    void experiments_and_presets_are_found_by_name()
    {
        const std::vector<Experiment> experiments{test::small_experiment()};
        QCOMPARE(find(experiments, "small").id, std::string("small"));
        QCOMPARE(find_preset(experiments[0], "slow").name, std::string("slow"));
        QCOMPARE(mistake([&] { find(experiments, "smal"); }),
                 QString("Unknown experiment \"smal\"; did you mean \"small\"?"));
        QCOMPARE(mistake([&] { find_preset(experiments[0], "slwo1"); }),
                 QString("Unknown preset \"slwo1\" of small; there are default, slow."));
    }
};

QTEST_APPLESS_MAIN(TestParameter)
#include "test_parameter.moc"
