// The arrows between the layers point one way, and each heavy library is known to one place.
#include <QRegularExpression>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

class TestArchitecture : public QObject {
    Q_OBJECT

private slots:
    void every_layer_is_scanned();
    void core_knows_no_qt();
    void core_knows_no_window_and_no_command_line();
    void ui_knows_no_particular_experiment();
    void lab_knows_no_experiment_and_no_numerics();
    void qt_charts_stays_below_ui_figure();
    void heavy_headers_have_one_home_data();
    void heavy_headers_have_one_home();
    void randomness_comes_from_one_place();
};

namespace {

const fs::path source_dir = ETALON_SOURCE_DIR;

struct Line {
    std::string place; // core/lab/json.cpp:7
    std::string file;  // core/lab/json.cpp
    QString text;
};

// All lines of the C++ files below a folder that match.
std::vector<Line> matching(const std::string& folder, const QString& pattern)
{
    const QRegularExpression wanted(pattern);
    Q_ASSERT(wanted.isValid());
    std::vector<Line> found;
    for (const auto& entry : fs::recursive_directory_iterator(source_dir / folder)) {
        const auto ending = entry.path().extension();
        if (ending != ".hpp" && ending != ".cpp")
            continue;
        const std::string file = fs::relative(entry.path(), source_dir).string();
        std::ifstream stream(entry.path());
        std::string text;
        for (int number = 1; std::getline(stream, text); ++number)
            if (const QString line = QString::fromStdString(text); wanted.match(line).hasMatch())
                found.push_back({file + ":" + std::to_string(number), file, line});
    }
    return found;
}

QByteArray listed(const std::vector<Line>& lines)
{
    QByteArray result;
    for (const Line& line : lines)
        result += "\n" + QByteArray::fromStdString(line.place) + "  " + line.text.toUtf8();
    return result;
}

const QString include = QStringLiteral(R"(^\s*#\s*include\s*[<"])");

} // namespace

// The scans below would pass on an empty folder.
void TestArchitecture::every_layer_is_scanned()
{
    for (const char* folder :
         {"core/lab", "core/data", "core/spectral", "core/experiments", "ui", "ui/figure", "app"})
        QVERIFY2(!matching(folder, include).empty(), folder);
}

void TestArchitecture::core_knows_no_qt()
{
    const auto found = matching("core", include + "Q[A-Zt]");
    QVERIFY2(found.empty(), listed(found));
}

void TestArchitecture::core_knows_no_window_and_no_command_line()
{
    const auto found = matching("core", include + "(ui|app|CLI)/");
    QVERIFY2(found.empty(), listed(found));
}

void TestArchitecture::ui_knows_no_particular_experiment()
{
    const auto found = matching("ui", include + "(core/experiments|app)/");
    QVERIFY2(found.empty(), listed(found));
}

void TestArchitecture::lab_knows_no_experiment_and_no_numerics()
{
    const auto found =
        matching("core/lab", include + "core/(experiments|data|spectral|optics|nn)/");
    QVERIFY2(found.empty(), listed(found));
}

void TestArchitecture::qt_charts_stays_below_ui_figure()
{
    const QString charts = include
        + "(QtCharts|QChart|QAbstractAxis|QAbstractSeries|QXYSeries|Q\\w*Series\\b|Q(Value|"
          "LogValue|Category|BarCategory)Axis|QLegend)";
    for (const char* folder : {"core", "ui", "app"})
        for (const Line& line : matching(folder, charts))
            QVERIFY2(line.file.starts_with("ui/figure/"), line.place.c_str());
}

void TestArchitecture::heavy_headers_have_one_home_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("home");
    QTest::newRow("JSON") << "nlohmann/"
                          << "core/lab/json.cpp";
    QTest::newRow("HDF5") << "(hdf5|H5\\w*)\\.h"
                          << "core/lab/h5_handles.hpp";
    QTest::newRow("HDF5, through it")
        << "core/lab/h5_handles\\.hpp"
        << "core/lab/h5_"; // .cpp: handles, writer, reader, attributes
    QTest::newRow("FFTW") << "fftw3\\.h"
                          << "core/spectral/real_fft.cpp";
    QTest::newRow("CLI11") << "CLI/"
                           << "app/command_line.cpp";
}

void TestArchitecture::heavy_headers_have_one_home()
{
    QFETCH(QString, header);
    QFETCH(QString, home);
    bool at_home = false;
    for (const char* folder : {"core", "ui", "app"})
        for (const Line& line : matching(folder, include + header)) {
            QVERIFY2(QString::fromStdString(line.file).startsWith(home), line.place.c_str());
            at_home = true;
        }
    QVERIFY2(at_home, "nobody includes it: the pattern or the home is out of date");
}

// Standard distributions differ between libraries, so core/lab/random.hpp has its own.
void TestArchitecture::randomness_comes_from_one_place()
{
    const auto found = matching(
        "core", R"(std::(random_device|mt19937|shuffle|\w+_distribution|rand)\b|\bsrand\()");
    QVERIFY2(found.empty(), listed(found));
}

QTEST_APPLESS_MAIN(TestArchitecture)
#include "test_architecture.moc"
