#include "core/lab/error.hpp"
#include "core/lab/json.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>

using namespace etalon;

class TestJson : public QObject {
    Q_OBJECT

private slots:
    void values_survive_writing_and_reading();
    void reals_read_back_to_the_same_bits();
    void the_order_of_keys_is_kept();
    void a_document_is_indented_by_one_space();
    void non_finite_reals_are_written_as_texts();
    void bytes_that_are_no_utf8_are_replaced();
    void malformed_documents_are_placed_by_line_and_column_data();
    void malformed_documents_are_placed_by_line_and_column();
    void every_cut_of_a_document_is_an_error();
    void deep_nesting_is_refused();
    void wrong_types_name_place_found_and_expected();
    void missing_members_are_named();
    void files_that_cannot_be_read_are_named();
};

namespace {

template <class Work>
std::string message_of(const Work& work)
{
    try {
        work();
    } catch (const UsageError& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

void TestJson::values_survive_writing_and_reading()
{
    const Json json = Json::Object{
        {"nothing", Json()},
        {"true", true},
        {"whole", std::int64_t{-3}},
        {"largest", std::numeric_limits<std::uint64_t>::max()},
        {"real", 1.0},
        {"text", "\"quoted\"\n\tη ∂"},
        {"list", Json::List{std::int64_t{1}, 2.5, "three", Json::List(), Json::Object()}},
    };
    QVERIFY(parse_json(json_text(json), "a") == json);
    QVERIFY(parse_json(json_line(json), "a") == json);
    QVERIFY(json_text(json).ends_with("}\n"));
    QVERIFY(parse_json("1", "a") != parse_json("1.0", "a"));
}

void TestJson::reals_read_back_to_the_same_bits()
{
    std::uint64_t bits = 1;
    for (int i = 0; i < 20'000; ++i) {
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        const auto value = std::bit_cast<double>(bits);
        if (!std::isfinite(value))
            continue;
        const Json json = parse_json(json_line(value), "a");
        QCOMPARE(std::bit_cast<std::uint64_t>(*json.get_if<double>()), bits);
    }
    for (const double value : {0.0, -0.0, 0.1, 5e-324, 1.7976931348623157e308, 1e22, 123456789.0}) {
        const Json json = parse_json(json_line(value), "a");
        QVERIFY2(json.get_if<double>(), json_line(value).c_str());
        QCOMPARE(std::bit_cast<std::uint64_t>(*json.get_if<double>()),
                 std::bit_cast<std::uint64_t>(value));
    }
}

void TestJson::the_order_of_keys_is_kept()
{
    const std::string line = R"({"z":1,"a":{"y":2,"b":3},"m":[]})";
    QCOMPARE(json_line(parse_json(line, "a")), line);
}

void TestJson::a_document_is_indented_by_one_space()
{
    QCOMPARE(json_text(parse_json(R"({"a":[1,{"b":2}]})", "a")),
             std::string("{\n \"a\": [\n  1,\n  {\n   \"b\": 2\n  }\n ]\n}\n"));
}

void TestJson::non_finite_reals_are_written_as_texts()
{
    const auto infinity = std::numeric_limits<double>::infinity();
    QCOMPARE(json_line(Json::List{infinity, -infinity, std::nan("")}),
             std::string(R"(["inf","-inf","nan"])"));
}

void TestJson::bytes_that_are_no_utf8_are_replaced()
{
    QCOMPARE(json_line("a\xff"), std::string("\"a\xef\xbf\xbd\""));
}

void TestJson::malformed_documents_are_placed_by_line_and_column_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("start");
    const auto row = [](const char* name, const char* text, const char* start) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(start);
    };
    row("empty", "", "run.json is empty");
    row("blank", " \n", "run.json is empty");
    row("missing comma", "{\n \"a\": 1\n \"b\": 2\n}", "run.json, line 3, column 4: syntax error");
    row("missing value", "{\"a\": }", "run.json, line 1, column 7: syntax error");
    row("comma at the end", "[1, 2,]", "run.json, line 1, column 7: syntax error");
    row("two documents", "{} {}", "run.json, line 1, column 4: syntax error");
    row("no number", "[1, NaN]", "run.json, line 1, column 5: syntax error");
    row("number too large", "[\n1e999]", "run.json, line 2");
    row("not UTF-8", "[\"a\xff\"]", "run.json, line 1, column 4: syntax error");
    row("key twice", "{\"a\": 1, \"a\": 2}", "run.json: the key \"a\" stands twice");
}

void TestJson::malformed_documents_are_placed_by_line_and_column()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, start);
    const auto message = message_of([&] { parse_json(text.toStdString(), "run.json"); });
    QVERIFY2(message.starts_with(start.toStdString()), message.c_str());
}

void TestJson::every_cut_of_a_document_is_an_error()
{
    const std::string text = R"({"a":[1,-2.5e3,"b\u00e9",true,null],"c":{"d":false}})";
    for (std::size_t size = 0; size < text.size(); ++size)
        QVERIFY(message_of([&] {
                    parse_json(text.substr(0, size), "run.json");
                }).starts_with("run.json"));
}

void TestJson::deep_nesting_is_refused()
{
    const std::string deep(1'000'000, '[');
    QCOMPARE(message_of([&] { parse_json(deep, "run.json"); }),
             std::string("run.json: more than 64 levels of nesting."));
}

void TestJson::wrong_types_name_place_found_and_expected()
{
    const Json json = parse_json(R"({"a":{"b":["x",-1,2.5,null,{}]}})", "run.json");
    const JsonReader reader(json, "run.json");
    const auto items = reader.at("a").at("b").items();
    QCOMPARE(message_of([&] { items[0].integer(); }),
             std::string("run.json: a.b[0] is the text \"x\", expected a whole number."));
    QCOMPARE(message_of([&] { items[1].natural(); }),
             std::string("run.json: a.b[1] is -1, expected a whole number, 0 or more."));
    QCOMPARE(message_of([&] { items[2].integer(); }),
             std::string("run.json: a.b[2] is 2.5, expected a whole number."));
    QCOMPARE(message_of([&] { items[3].real(); }),
             std::string("run.json: a.b[3] is null, expected a number."));
    QCOMPARE(message_of([&] { items[4].text(); }),
             std::string("run.json: a.b[4] is an object, expected a text."));
    QCOMPARE(message_of([&] { items[4].boolean(); }),
             std::string("run.json: a.b[4] is an object, expected true or false."));
    QCOMPARE(message_of([&] { reader.at("a").at("b").members(); }),
             std::string("run.json: a.b is a list of 5, expected an object."));
    QCOMPARE(message_of([&] { reader.items(); }),
             std::string("run.json is an object, expected a list."));
    QCOMPARE(items[1].real(), -1.0);
}

void TestJson::missing_members_are_named()
{
    const Json json = parse_json(R"({"a":{"b":null}})", "run.json");
    const JsonReader reader(json, "run.json");
    QCOMPARE(message_of([&] { reader.at("c"); }), std::string("run.json has no \"c\"."));
    QCOMPARE(message_of([&] { reader.at("a").at("c"); }), std::string("run.json: a has no \"c\"."));
    QVERIFY(!reader.find("c"));
    QVERIFY(!reader.at("a").find("b")); // null stands for nothing
    QVERIFY(reader.find("a").has_value());
}

void TestJson::files_that_cannot_be_read_are_named()
{
    const QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    QCOMPARE(message_of([&] { read_json(folder / "no.json"); }),
             (folder / "no.json").string() + " does not exist.");
    QVERIFY(message_of([&] { read_json(folder); }).starts_with(folder.string() + " is no file"));
    std::ofstream(folder / "large.json").close();
    std::filesystem::resize_file(folder / "large.json", (64u << 20) + 1); // holes: takes no room
    QVERIFY(message_of([&] { read_json(folder / "large.json"); }).find("67108865 bytes")
            != std::string::npos);
}

QTEST_APPLESS_MAIN(TestJson)
#include "test_json.moc"
