// Figures as files: exact sizes, real text, the numbers themselves.
#include "core/lab/error.hpp"
#include "synthetic_figures.hpp"
#include "ui/figure/figure_csv.hpp"
#include "ui/figure/figure_export.hpp"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace etalon;

namespace {

Drawing draw_everything(const FigureInput& input)
{
    Traces traces{.channel = 0};
    for (std::size_t i = 0; i < 2; ++i)
        traces.traces.push_back(
            {.entry = i, .factor = 2, .label = i == 0 ? "one, or \"two\"" : "two"});
    Panel left{.x = {.label = "Step", .is_step = true}, .y = {.label = "Thickness", .unit = "nm"}};
    Bars bars;
    bars.x = {10, 20};
    bars.heights = {0.1, 0.3};
    bars.label = "bars";
    left.marks = {traces, bars, Rule{.at = 12.5, .label = "drop"},
                  Label{.text = "a label", .x = 30, .y = 1}};
    Panel right{.x = {.label = "Step"}, .y = {.label = "Thickness", .unit = "nm"}, .column = 1};
    right.marks = {HeatMap{.rows = 2,
                           .columns = 2,
                           .values = {1, 2, std::nan(""), 1.0 / 3},
                           .right = 4,
                           .top = 2,
                           .label = "power"}};
    if (input.text("panels") == "large")
        right.marks = {HeatMap{.rows = 50, .columns = 50, .values = std::vector<double>(2500, 1)}};
    return {.panels = input.text("panels") != "one" ? std::vector{left, right} : std::vector{left}};
}

Figure everything()
{
    return {.id = "everything",
            .title = "Everything < all & more",
            .caption = "All marks.",
            .draw = draw_everything,
            .options = {{.key = "panels", .label = "Panels", .choices = {"one", "both", "large"}}}};
}

std::shared_ptr<Frame> frame()
{
    return synthetic::frame({synthetic::series(2, 40, 1,
                                               [](double t, std::size_t j) {
                                                   return 0.1 * t + static_cast<double>(j) / 3;
                                               })},
                            40);
}

Provenance provenance()
{
    Provenance result;
    result.version = "1.2.3";
    result.experiment = "race";
    result.preset = "default";
    result.figure = "everything";
    result.changed = {{"hidden", "12"}, {"note", "it's odd"}};
    result.seed = 7;
    result.step = 40;
    result.run_json = "{\"schema\":1}\n";
    return result;
}

QByteArray content(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList rows_of(const QByteArray& csv)
{
    return QString::fromUtf8(csv).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

} // namespace

class TestFigureExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void csv_holds_every_number_exactly();
    void csv_of_maps_has_rows_columns_and_values();
    void provenance_names_the_command();
    void pdf_has_the_size_of_its_style_data();
    void pdf_has_the_size_of_its_style();
    void pdf_embeds_fonts_and_no_picture();
    void svg_has_millimetres_text_and_provenance();
    void png_has_its_size_resolution_and_provenance();
    void scripts_bring_their_table();
    void matplotlib_draws_the_table_again();
    void wrong_wishes_are_refused_with_a_reason();
    void a_file_that_cannot_be_written_is_an_error();
    void the_footer_says_where_the_figure_comes_from();

private:
    Figure figure_ = everything();
    FigureChoices both_{.options = {{"panels", Value(std::string("both"))}}};

    QByteArray written(FigureFormat format, const ExportSettings& settings = {},
                       const FigureChoices& choices = {}) const
    {
        const QTemporaryDir directory;
        const std::filesystem::path path =
            directory.filePath("figure").toStdString() + file_ending(format);
        write_figure(figure_, *frame(), choices, provenance(), settings, format, path);
        return content(path);
    }
};

void TestFigureExport::csv_holds_every_number_exactly()
{
    const QStringList rows = rows_of(written(FigureFormat::csv));
    QVERIFY(rows[0].startsWith(
        "# Etalon 1.2.3 · race (default) · figure everything · seed 7 · step 40 · hidden=12"));
    QCOMPARE(rows[1], QStringLiteral("panel,mark,curve,series,Step,Thickness (nm)"));
    QCOMPARE(rows.size(), 2 + 2 * 41 + 2 + 1);
    for (int i = 0; i <= 40; ++i) {
        const QString one = QStringLiteral("1,solid,1,\"one, or \"\"two\"\"\",%1,").arg(i);
        QVERIFY2(rows[2 + i].startsWith(one), qPrintable(rows[2 + i]));
        QCOMPARE(rows[2 + i].mid(one.size()).toDouble(), 2 * (0.1 * i));
        const QStringList two = rows[43 + i].split(',');
        QCOMPARE(two[3], QStringLiteral("two"));
        QCOMPARE(two[5].toDouble(), 2 * (0.1 * i + 1.0 / 3)); // to the last bit
    }
    QCOMPARE(rows[84], QStringLiteral("1,bars,3,bars,10,0.1"));
    QCOMPARE(rows[86], QStringLiteral("1,vertical,4,drop,12.5,"));
}

void TestFigureExport::csv_of_maps_has_rows_columns_and_values()
{
    const QStringList rows = rows_of(written(FigureFormat::csv, {}, both_));
    QCOMPARE(rows[1],
             QStringLiteral("panel,mark,curve,series,Step,Thickness (nm),row,column,value"));
    const QStringList cells = rows.mid(rows.size() - 4);
    QCOMPARE(cells[0], QStringLiteral("2,cell,5,power,1,0.5,0,0,1"));
    QCOMPARE(cells[2], QStringLiteral("2,cell,5,power,1,1.5,1,0,nan"));
    QCOMPARE(cells[3].split(',').last().toDouble(), 1.0 / 3);
    for (const QString& row : rows.mid(1))
        if (!row.contains('"'))
            QCOMPARE(row.count(','), 8);
}

void TestFigureExport::provenance_names_the_command()
{
    QCOMPARE(
        provenance().command(),
        std::string(
            "etalon run race --preset default --seed 7 --set hidden=12 --set 'note=it'\\''s odd'"));
    QVERIFY(provenance().json().find("\"seed\":7") != std::string::npos);
}

void TestFigureExport::pdf_has_the_size_of_its_style_data()
{
    QTest::addColumn<QString>("style");
    QTest::addColumn<double>("width_mm");
    QTest::newRow("column") << "column" << 89.0;
    QTest::newRow("wide") << "wide" << 183.0;
    QTest::newRow("icml") << "icml" << 82.5;
    QTest::newRow("slide") << "slide" << 338.7;
}

void TestFigureExport::pdf_has_the_size_of_its_style()
{
    QFETCH(QString, style);
    QFETCH(double, width_mm);
    ExportSettings settings;
    settings.style = find_style(style.toStdString());
    const QByteArray pdf = written(FigureFormat::pdf, settings);
    QVERIFY(pdf.startsWith("%PDF-"));
    const auto match = QRegularExpression("/MediaBox \\[\\s*0 0 ([0-9.]+) ([0-9.]+)")
                           .match(QString::fromLatin1(pdf));
    QVERIFY(match.hasMatch());
    // Qt rounds a page to whole points, 0.35 mm.
    QVERIFY2(std::abs(match.captured(1).toDouble() / 72 * 25.4 - width_mm) < 0.18,
             qPrintable(match.captured(1)));
    QVERIFY(std::abs(match.captured(2).toDouble() / 72 * 25.4 - settings.style.height_mm) < 0.18);
}

void TestFigureExport::pdf_embeds_fonts_and_no_picture()
{
    const QByteArray pdf = written(FigureFormat::pdf);
    QVERIFY(pdf.contains("/FontFile"));
    QVERIFY(pdf.contains("Inter"));
    QVERIFY(!pdf.contains("/Subtype /Image"));
    QVERIFY(pdf.contains("run.json"));
    QVERIFY(pdf.contains("<xmp:CreatorTool>Etalon 1.2.3"));
    QVERIFY(pdf.size() < 300'000);
    QVERIFY(!written(FigureFormat::pdf, {}, both_)
                 .contains("/Subtype /Image")); // few cells are vectors
    const QByteArray large =
        written(FigureFormat::pdf, {}, {.options = {{"panels", Value(std::string("large"))}}});
    QVERIFY(large.contains("/Subtype /Image")
            && !large.contains("/DCTDecode")); // many are a picture without loss
}

void TestFigureExport::svg_has_millimetres_text_and_provenance()
{
    ExportSettings settings;
    settings.caption = true;
    const QByteArray svg = written(FigureFormat::svg, settings, both_);
    QXmlStreamReader reader(svg);
    QStringList texts;
    QString title, description, metadata;
    while (!reader.atEnd()) {
        reader.readNext();
        if (!reader.isStartElement())
            continue;
        if (reader.name() == QLatin1String("svg")) {
            QCOMPARE(reader.attributes().value("width").toString(), QStringLiteral("89mm"));
            QCOMPARE(reader.attributes().value("height").toString(), QStringLiteral("62mm"));
            const QStringList box = reader.attributes().value("viewBox").toString().split(' ');
            QVERIFY(std::abs(box[2].toDouble() - 89 / 25.4 * 72) < 0.01);
        } else if (reader.name() == QLatin1String("title")) {
            title = reader.readElementText();
        } else if (reader.name() == QLatin1String("desc")) {
            description = reader.readElementText();
        } else if (reader.name() == QLatin1String("metadata")) {
            metadata = reader.readElementText();
        } else if (reader.name() == QLatin1String("text")) {
            texts.append(reader.readElementText().trimmed());
        } else {
            QVERIFY(reader.name() != QLatin1String("image"));
        }
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QCOMPARE(title, QStringLiteral("Everything < all & more"));
    QVERIFY(description.contains("seed 7"));
    QVERIFY(metadata.contains("\"command\":\"etalon run race"));
    for (const char* expected :
         {"Everything < all & more", "Step", "Thickness (nm)", "drop", "a label", "power", "20"})
        QVERIFY2(texts.contains(QString::fromUtf8(expected)), expected);
}

void TestFigureExport::png_has_its_size_resolution_and_provenance()
{
    ExportSettings settings;
    settings.width_mm = 50.8;
    settings.height_mm = 25.4;
    settings.dpi = 150;
    const QImage image = QImage::fromData(written(FigureFormat::png, settings));
    QCOMPARE(image.size(), QSize(300, 150));
    QVERIFY(std::abs(image.dotsPerMeterX() * 0.0254 - 150) < 0.1);
    QVERIFY(image.text("Provenance").contains("\"seed\":7"));
    QVERIFY(image.text("Description").contains("race"));
}

void TestFigureExport::scripts_bring_their_table()
{
    const QTemporaryDir directory;
    const auto files = write_figure_files(figure_, *frame(), both_, provenance(), {},
                                          {FigureFormat::script, FigureFormat::pgfplots},
                                          directory.filePath("new/folder").toStdString());
    QCOMPARE(files.size(), std::size_t{3});
    QCOMPARE(files[2].filename().string(), std::string("everything.csv"));
    const QByteArray python = content(files[0]), tex = content(files[1]);
    QVERIFY(python.contains("\"everything.csv\"") && python.contains("etalon run race"));
    QVERIFY(tex.contains("{everything.csv}") && tex.contains("\\begin{tikzpicture}")
            && tex.contains("matrix plot*"));
    QCOMPARE(tex.count("\\begin{axis}"), tex.count("\\end{axis}"));
    QCOMPARE(tex.count("\\addplot"), 4);
}

void TestFigureExport::matplotlib_draws_the_table_again()
{
    const QTemporaryDir directory;
    write_figure_files(figure_, *frame(), both_, provenance(), {}, {FigureFormat::script},
                       directory.path().toStdString());
    QProcess python;
    python.start("python3", {"-c", "import matplotlib"});
    if (!python.waitForFinished() || python.exitCode() != 0)
        QSKIP("matplotlib is not installed");
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("MPLBACKEND", "agg");
    environment.insert("MPLCONFIGDIR", directory.path());
    python.setProcessEnvironment(environment);
    python.start("python3", {directory.filePath("everything.py")});
    QVERIFY(python.waitForFinished(60'000));
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    QVERIFY(QFile::exists(directory.filePath("everything.replot.pdf")));
}

void TestFigureExport::wrong_wishes_are_refused_with_a_reason()
{
    QVERIFY_EXCEPTION_THROWN(find_format("jpeg"), UsageError);
    QVERIFY_EXCEPTION_THROWN(find_style("poster"), UsageError);
    ExportSettings small, fine;
    small.width_mm = 2;
    fine.dpi = 1e6;
    QVERIFY_EXCEPTION_THROWN(written(FigureFormat::pdf, small), UsageError);
    QVERIFY_EXCEPTION_THROWN(written(FigureFormat::png, fine), UsageError);
    for (const char* name : {"pdf", "svg", "png", "csv", "script", "pgfplots"})
        QCOMPARE(to_text(find_format(name)), std::string(name));
}

void TestFigureExport::a_file_that_cannot_be_written_is_an_error()
{
    try {
        write_figure(figure_, *frame(), {}, provenance(), {}, FigureFormat::csv,
                     "/nowhere/at/all.csv");
        QFAIL("nothing was thrown");
    } catch (const Error& error) {
        QVERIFY(QString::fromUtf8(error.what()).contains("/nowhere/at/all.csv"));
    }
}

void TestFigureExport::the_footer_says_where_the_figure_comes_from()
{
    ExportSettings settings;
    settings.footer = true;
    settings.style = find_style("wide");
    QVERIFY(QString::fromUtf8(written(FigureFormat::svg, settings))
                .contains(QRegularExpression("<text[^>]*>[^<]*seed 7")));
}

QTEST_MAIN(TestFigureExport)
#include "test_figure_export.moc"
