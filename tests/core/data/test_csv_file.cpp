#include "core/data/csv_file.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

#include <clocale>

using namespace etalon;

namespace {

CsvTable parse(std::string_view text)
{
    return parse_csv(text, "table.csv");
}

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

} // namespace

class TestCsvFile : public QObject {
    Q_OBJECT

private slots:
    void tables_are_read_row_by_row();
    void a_first_line_with_a_word_is_the_header();
    void commas_semicolons_and_tabs_separate();
    void blank_lines_and_line_ends_do_not_matter();
    void quotes_may_hold_the_separator();
    void numbers_are_read_as_the_language_of_numbers_has_them();
    void the_locale_does_not_matter();
    void words_among_numbers_name_line_and_column();
    void ragged_lines_name_line_and_column();
    void empty_fields_name_line_and_column();
    void numbers_that_are_none_or_too_large_are_reported();
    void tables_without_numbers_are_reported();
    void plain_and_packed_files_are_equal();
};

void TestCsvFile::tables_are_read_row_by_row()
{
    const CsvTable table = parse("1,2,3\n4,5,6\n");
    QCOMPARE(table.rows, std::size_t{2});
    QCOMPARE(table.columns, std::size_t{3});
    QCOMPARE(table.values, (Numbers{1, 2, 3, 4, 5, 6}));
    QVERIFY(table.names.empty());
}

void TestCsvFile::a_first_line_with_a_word_is_the_header()
{
    const CsvTable table = parse("wavelength (nm), n,k\n400,1.5,0\n");
    QCOMPARE(table.names, (Names{"wavelength (nm)", "n", "k"}));
    QCOMPARE(table.values, (Numbers{400, 1.5, 0}));
    QCOMPARE(parse("\xEF\xBB\xBFx,1\n2,3").names,
             (Names{"x", "1"})); // a byte order mark is no part of the name
    QCOMPARE(parse("\n\na\n1").names, Names{"a"});
    QCOMPARE(parse("\"\",b\n1,2").names, (Names{"", "b"}));
}

void TestCsvFile::commas_semicolons_and_tabs_separate()
{
    QCOMPARE(parse("1,2\n3,4").values, (Numbers{1, 2, 3, 4}));
    QCOMPARE(parse("1;2\n3;4").values, (Numbers{1, 2, 3, 4}));
    QCOMPARE(parse("1\t2\n3\t4").values, (Numbers{1, 2, 3, 4}));
    QCOMPARE(parse("5\n6").values, (Numbers{5, 6}));
    QCOMPARE(parse("a, b\tc\n1\t2").names, (Names{"a, b", "c"}));
}

void TestCsvFile::blank_lines_and_line_ends_do_not_matter()
{
    const CsvTable expected = parse("a,b\n1,2\n3,4\n");
    for (const std::string text : {"a,b\r\n1,2\r\n3,4\r\n", "\n\na,b\n\n1,2\n \t\n3,4\n\n\n",
                                   "a,b\n1,2\n3,4", " a , b \n 1 , 2 \n3,\t4"}) {
        const CsvTable table = parse(text);
        QCOMPARE(table.names, expected.names);
        QCOMPARE(table.values, expected.values);
        QCOMPARE(table.rows, std::size_t{2});
    }
}

void TestCsvFile::quotes_may_hold_the_separator()
{
    const CsvTable table = parse("\"x, in mm\",\"the \"\"y\"\"\"\n\"1\",2\n");
    QCOMPARE(table.names, (Names{"x, in mm", "the \"y\""}));
    QCOMPARE(table.values, (Numbers{1, 2}));
    VERIFY_USAGE_ERROR(parse("1,2\n\"3,4\n"), "line 2, column 1", "quotes");
}

void TestCsvFile::numbers_are_read_as_the_language_of_numbers_has_them()
{
    QCOMPARE(parse("-1.5e-3,+2,.5,1E3,-0,1e-300").values,
             (Numbers{-1.5e-3, 2, .5, 1000, -0.0, 1e-300}));
    QCOMPARE(parse("0.1").values[0], 0.1);
}

void TestCsvFile::the_locale_does_not_matter()
{
    const char* german =
        std::setlocale(LC_ALL, "de_DE.UTF-8"); // may be absent, then this repeats the test above
    QCOMPARE(parse("1.5;2.25").values, (Numbers{1.5, 2.25}));
    if (german)
        std::setlocale(LC_ALL, "C");
}

void TestCsvFile::words_among_numbers_name_line_and_column()
{
    VERIFY_USAGE_ERROR(parse("a,b\n1,2\n\n3,four\n"), "table.csv: line 4, column 2", "\"four\"",
                       "no number");
    VERIFY_USAGE_ERROR(parse("1;2\n1,5;2\n"), "line 2, column 1", "\"1,5\"", "point");
    VERIFY_USAGE_ERROR(parse("1,2\n0x10,2\n"), "line 2, column 1", "\"0x10\"");
    VERIFY_USAGE_ERROR(parse("1,2\n3,+-4\n"), "line 2, column 2");
    const std::string message = test::usage_error([] { parse("1\n" + std::string(5000, 'x')); });
    QVERIFY(message.size() < 150 && message.find("line 2, column 1") != message.npos);
}

void TestCsvFile::ragged_lines_name_line_and_column()
{
    VERIFY_USAGE_ERROR(parse("1,2,3\n4,5\n"), "line 2, column 2", "2 fields", "expected 3");
    VERIFY_USAGE_ERROR(parse("a,b\n1,2,3\n"), "line 2, column 3", "3 fields", "expected 2");
}

void TestCsvFile::empty_fields_name_line_and_column()
{
    VERIFY_USAGE_ERROR(parse("1,2\n3,\n"), "line 2, column 2", "empty");
    VERIFY_USAGE_ERROR(parse("1,,2\n"), "line 1, column 2",
                       "empty"); // no header: nothing in it is a word
}

void TestCsvFile::numbers_that_are_none_or_too_large_are_reported()
{
    VERIFY_USAGE_ERROR(parse("1,2\nnan,2\n"), "line 2, column 1", "\"nan\"", "not a finite number");
    VERIFY_USAGE_ERROR(parse("inf,2\n"), "line 1, column 1", "not a finite number");
    VERIFY_USAGE_ERROR(parse("1,1e999\n"), "line 1, column 2", "range of double precision");
}

void TestCsvFile::tables_without_numbers_are_reported()
{
    VERIFY_USAGE_ERROR(parse(""), "table.csv", "no row of numbers");
    VERIFY_USAGE_ERROR(parse("\n\n"), "no row of numbers");
    VERIFY_USAGE_ERROR(parse("a,b\n"), "no row of numbers");
}

void TestCsvFile::plain_and_packed_files_are_equal()
{
    const test::Folder folder;
    const std::string text = "a,b\n1,2\n3,4\n";
    QCOMPARE(read_csv(folder.write("a.csv", text)).values, (Numbers{1, 2, 3, 4}));
    QCOMPARE(read_csv(folder.write("a.csv.gz", test::gzip({text.begin(), text.end()}))).values,
             (Numbers{1, 2, 3, 4}));
    VERIFY_USAGE_ERROR(read_csv(folder.write("bad.csv", std::string("1\nx"))),
                       "bad.csv: line 2, column 1");
}

QTEST_APPLESS_MAIN(TestCsvFile)
#include "test_csv_file.moc"
