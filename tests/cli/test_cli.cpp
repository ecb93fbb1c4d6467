// Command lines as lines: cases.txt, and what a line cannot say.
#include "tests/cli/program.hpp"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace etalon;

namespace {

QByteArray big_endian(std::initializer_list<quint32> numbers)
{
    QByteArray bytes;
    for (const quint32 number : numbers)
        for (const int shift : {24, 16, 8, 0})
            bytes += static_cast<char>((number >> shift) & 0xFFU);
    return bytes;
}

void write(const QString& path, const QByteArray& bytes)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

// 8 × 8 images of two classes, as IDX files hold them.
void write_digits(const QString& folder, int images, int labels)
{
    constexpr int side = 8;
    QByteArray pixels = big_endian({0x803, static_cast<quint32>(images), side, side});
    for (int i = 0; i < images * side * side; ++i)
        pixels += static_cast<char>((i * 37 + (i / 64 % 2) * (i % 8) * 11) % 251);
    QByteArray classes = big_endian({0x801, static_cast<quint32>(labels)});
    for (int i = 0; i < labels; ++i)
        classes += static_cast<char>(i % 2);
    write(folder + "/train-images-idx3-ubyte", pixels);
    write(folder + "/train-labels-idx1-ubyte", classes);
}

const QStringList quick{"--set", "steps=20", "--set", "samples=40", "--set", "test_samples=8"};

} // namespace

class TestCli : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void command_line_data();
    void command_line();
    void two_runs_write_the_same_bytes();
    void layers_apply_in_order_preset_set_steps();
    void changes_are_recorded_and_replayed();
    void saved_parameters_repeat_a_run();
    void automatic_values_are_stored_as_they_were_used();
    void force_replaces_the_run_and_keeps_other_files();
    void a_terminal_sees_one_line_written_over();
    void figures_are_written_after_the_run();
    void figures_of_a_saved_run_are_the_same();
    void list_is_valid_json();
    void closed_output_is_a_failure_of_what_prints();
    void closed_streams_do_not_disturb_a_run();
    void full_disk_fails_and_leaves_nothing();

private:
    QTemporaryDir folder_;
    QString path(const QString& name) const { return folder_.filePath(name); }
    QJsonObject run_json(const QString& directory) const
    {
        return QJsonDocument::fromJson(contents(path(directory) + "/run.json")).object();
    }
    // A run prints nothing when it is redirected, as it is here, and nothing goes wrong.
    void run(const QStringList& arguments, const QString& directory, int exit_code = 0) const
    {
        const Ended ended = run_program(QStringList{"run", "linear-cnn"} + arguments
                                        + QStringList{"--out", path(directory)});
        QVERIFY2(ended.exit_code == exit_code, ended.text());
        if (exit_code == 0)
            QCOMPARE(ended.text(), QByteArray());
    }
};

void TestCli::initTestCase()
{
    QVERIFY(folder_.isValid());
    write_digits(path("data/digits"), 60, 60);
    write_digits(path("data/uneven"), 60, 59);
    for (const char* name : {"lonely", "magic", "truncated"})
        write_digits(path("data/") + name, 60, 60);
    QVERIFY(QFile::remove(path("data/lonely/train-labels-idx1-ubyte")));
    const QByteArray images = contents(path("data/magic/train-images-idx3-ubyte"));
    write(path("data/magic/train-images-idx3-ubyte"), big_endian({0x804}) + images.mid(4));
    write(path("data/truncated/train-images-idx3-ubyte"), images.chopped(1));
    write(path("data/cifar/data_batch_1.bin"), QByteArray(3073 * 2 - 1, '\1'));
    write(path("data/words.json"), "These are words.");
    QVERIFY(QDir().mkpath(path("data/empty")));
    run(quick, "saved");
}

void TestCli::command_line_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit_code");
    QTest::addColumn<QStringList>("fragments");

    const QString bar(QChar(1)); // stands for \| while lines are split
    const QStringList lines = QString::fromUtf8(contents(ETALON_CASES)).split('\n');
    for (int number = 1; number <= lines.size(); ++number) {
        QString line = lines[number - 1];
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        QStringList fields = line.replace("\\|", bar).split('|');
        for (QString& field : fields)
            field = field.trimmed().replace(bar, "|");
        QVERIFY2(fields.size() >= 2, qPrintable(line));
        const QString command = fields.takeFirst();
        const int exit_code = fields.takeFirst().toInt();
        QTest::newRow(qPrintable(QString("line %1: %2").arg(number).arg(command)))
            << QString(command).replace("{quick}", quick.join(' ')).split(' ', Qt::SkipEmptyParts)
            << exit_code << fields;
    }
}

void TestCli::command_line()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exit_code);
    QFETCH(QStringList, fragments);

    const QString out = path("out");
    QVERIFY(QDir(out).removeRecursively());
    const bool saves = arguments.contains("{out}");
    for (QString& argument : arguments)
        argument.replace("{out}", out)
            .replace("{data}", path("data"))
            .replace("{saved}", path("saved"));
    const QByteArray saved = contents(path("saved/recording.h5"));

    const Ended ended = run_program(arguments);
    QVERIFY2(ended.exit_code == exit_code, ended.text());
    for (const QString& fragment : fragments)
        QVERIFY2(ended.text().contains(fragment.toUtf8()),
                 "no \"" + fragment.toUtf8() + "\" in:\n" + ended.text());
    if (exit_code == 2)
        QVERIFY2(ended.output.isEmpty() && !ended.errors.isEmpty(), ended.output);
    if (saves) {
        const bool success = exit_code == 0 || exit_code == 3;
        QCOMPARE(QFileInfo::exists(out), success);
    }
    QVERIFY(!saved.isEmpty());
    QVERIFY2(contents(path("saved/recording.h5")) == saved, "the saved run was touched");
}

void TestCli::two_runs_write_the_same_bytes()
{
    for (const char* preset : {"default", "texture-versus-shape-relu", "deep"}) {
        const QString name(preset);
        const QStringList arguments =
            quick + QStringList{"--preset", name, "--set", "batch_size=10"};
        run(arguments, name + "-1");
        run(arguments, name + "-2");
        const QByteArray first = contents(path(name + "-1/recording.h5"));
        QVERIFY(first.size() > 1000);
        QVERIFY2(first == contents(path(name + "-2/recording.h5")), preset);

        QJsonObject one = run_json(name + "-1"), two = run_json(name + "-2");
        one.remove("timing");
        two.remove("timing");
        QCOMPARE(one, two);
        run(arguments + QStringList{"--seed", "2"}, name + "-3");
        QVERIFY2(first != contents(path(name + "-3/recording.h5")), "the seed changes nothing");
    }
}

void TestCli::layers_apply_in_order_preset_set_steps()
{
    run({"--preset", "hierarchy", "--set", "kernels=3", "--set", "steps=50", "--set", "samples=40",
         "--steps", "6"},
        "layers");
    const QJsonObject json = run_json("layers");
    const QJsonObject parameters = json["parameters"].toObject();
    QCOMPARE(json["preset"].toString(), "hierarchy");
    QCOMPARE(json["status"].toString(), "finished");
    QCOMPARE(json["steps"].toInt(), 6);
    QCOMPARE(parameters["steps"].toInt(), 6);
    QCOMPARE(parameters["kernels"].toInt(), 3);
    QCOMPARE(parameters["classes"].toInt(), 8);           // the preset's
    QCOMPARE(parameters["init_scale"].toDouble(), 0.001); // the default
    QVERIFY(json["data"].isNull());
}

void TestCli::changes_are_recorded_and_replayed()
{
    const QStringList changes{"--change", "12:learning_rate=0.02", "--change",
                              "5:learning_rate=0.01"};
    run(quick + changes, "changed");
    const QJsonArray recorded = run_json("changed")["changes"].toArray();
    QCOMPARE(recorded.size(), 2);
    QCOMPARE(recorded[0].toObject(),
             (QJsonObject{{"step", 5}, {"key", "learning_rate"}, {"value", 0.01}}));
    QCOMPARE(recorded[1].toObject(),
             (QJsonObject{{"step", 12}, {"key", "learning_rate"}, {"value", 0.02}}));
    QCOMPARE(run_json("changed")["parameters"].toObject()["learning_rate"].toDouble(),
             0.005); // the start's

    const QByteArray bytes = contents(path("changed/recording.h5"));
    QVERIFY(bytes != contents(path("saved/recording.h5")));
    run(quick + changes, "changed-again");
    QVERIFY(bytes == contents(path("changed-again/recording.h5")));

    // A change to the value it has already changes nothing but the list.
    run(quick + QStringList{"--change", "0:learning_rate=0.005"}, "unchanged");
    QVERIFY(contents(path("unchanged/recording.h5")) == contents(path("saved/recording.h5")));
}

void TestCli::saved_parameters_repeat_a_run()
{
    run(quick + QStringList{"--preset", "one-kernel", "--seed", "9"}, "original");
    run({"--preset", path("original")}, "repeated");
    QVERIFY(contents(path("original/recording.h5")) == contents(path("repeated/recording.h5")));
    QCOMPARE(run_json("repeated")["preset"].toString(), "one-kernel");
    QCOMPARE(run_json("repeated")["seed"].toInt(), 9);

    run({"--preset", path("original/run.json"), "--seed", "3", "--steps", "4"}, "varied");
    QCOMPARE(run_json("varied")["seed"].toInt(), 3);
    QCOMPARE(run_json("varied")["parameters"].toObject()["kernels"].toInt(), 1);
    QCOMPARE(run_json("varied")["parameters"].toObject()["steps"].toInt(), 4);
}

// 0 asks for 0.04 / top drive; the file must say what that was, and running it must give the same.
void TestCli::automatic_values_are_stored_as_they_were_used()
{
    run(quick + QStringList{"--set", "learning_rate=0"}, "automatic");
    const double rate = run_json("automatic")["parameters"].toObject()["learning_rate"].toDouble();
    QVERIFY(rate > 1e-6 && rate < 1);
    run({"--preset", path("automatic")}, "automatic-again");
    QVERIFY(contents(path("automatic/recording.h5"))
            == contents(path("automatic-again/recording.h5")));
}

void TestCli::force_replaces_the_run_and_keeps_other_files()
{
    run(quick, "replaced");
    write(path("replaced/notes.txt"), "mine");
    run(quick + QStringList{"--seed", "5"}, "replaced", 2);
    QCOMPARE(run_json("replaced")["seed"].toInt(), 1);
    run(quick + QStringList{"--seed", "5", "--force"}, "replaced");
    QCOMPARE(run_json("replaced")["seed"].toInt(), 5);
    QCOMPARE(contents(path("replaced/notes.txt")), QByteArray("mine"));
}

void TestCli::a_terminal_sees_one_line_written_over()
{
    // `script` lends the program a terminal, where the machine has any to lend.
    if (run_shell("script -qec true /dev/null", {}).exit_code != 0)
        QSKIP("no pseudo-terminals here (is /dev/pts mounted?)");
    const Ended ended = run_shell("script -qec \"'$0' run linear-cnn $*\" /dev/null",
                                  quick + QStringList{"--out", path("terminal")});
    QVERIFY2(ended.exit_code == 0, ended.text());
    QVERIFY2(ended.output.contains("\rstep 0 / 20"), ended.output);
    QVERIFY2(ended.output.contains("\r\x1b[Kfinished at step 20"), ended.output);
    QCOMPARE(ended.output.count('\n'), 1);
    QVERIFY(contents(path("terminal/recording.h5")) == contents(path("saved/recording.h5")));
}

void TestCli::figures_are_written_after_the_run()
{
    run(quick + QStringList{"--figures"}, "drawn");
    const QDir figures(path("drawn/figures"));
    for (const char* figure : {"loss", "mode-strengths", "dominant-frequency-spectra"}) {
        QVERIFY2(contents(figures.filePath(QString(figure) + ".pdf")).startsWith("%PDF-"), figure);
        QVERIFY2(contents(figures.filePath(QString(figure) + ".png")).startsWith("\x89PNG"),
                 figure);
        QVERIFY2(contents(figures.filePath(QString(figure) + ".svg")).contains("<svg"), figure);
        QVERIFY2(contents(figures.filePath(QString(figure) + ".csv")).contains(','), figure);
    }
    QVERIFY(contents(path("drawn/recording.h5")) == contents(path("saved/recording.h5")));
}

void TestCli::figures_of_a_saved_run_are_the_same()
{
    const QString directory = path("redrawn");
    run(quick + QStringList{"--figures"}, "redrawn");
    const QByteArray table = contents(directory + "/figures/loss.csv");
    const Ended ended = run_program({"export", directory, "loss", "--format", "csv,svg", "--to",
                                     path("elsewhere"), "--script"});
    QVERIFY2(ended.exit_code == 0, ended.text());
    QVERIFY(!table.isEmpty());
    QCOMPARE(contents(path("elsewhere/loss.csv")), table);
    QCOMPARE(contents(path("elsewhere/loss.svg")), contents(directory + "/figures/loss.svg"));
    QVERIFY(QFileInfo::exists(path("elsewhere/loss.py")));
    QVERIFY(!QFileInfo::exists(path("elsewhere/loss.pdf")));
    QVERIFY(!QFileInfo::exists(path("elsewhere/mode-strengths.csv")));
}

void TestCli::list_is_valid_json()
{
    const Ended ended = run_program({"list", "--json"});
    const QJsonArray experiments = QJsonDocument::fromJson(ended.output).array();
    QVERIFY(!experiments.isEmpty());
    for (const QJsonValue& experiment : experiments) {
        QVERIFY(!experiment["id"].toString().isEmpty());
        QVERIFY(!experiment["title"].toString().isEmpty());
        QVERIFY(!experiment["presets"].toArray().isEmpty());
        QVERIFY(!experiment["presets"][0]["name"].toString().isEmpty());
    }
}

void TestCli::closed_output_is_a_failure_of_what_prints()
{
    QCOMPARE(run_shell("\"$0\" list >&-").exit_code, 1);
    QCOMPARE(run_shell("\"$0\" list >/dev/full").exit_code, 1);
    // A pipe whose reader has gone for certain.
    QCOMPARE(
        run_shell("exec 3> >(exit 0); wait $!; \"$0\" help linear-cnn --markdown >&3").exit_code,
        1);
}

void TestCli::closed_streams_do_not_disturb_a_run()
{
    const QString script = "\"$0\" run linear-cnn \"$@\" <&- >&- 2>&-";
    const Ended ended =
        run_shell(script, quick + QStringList{"--verbose", "--out", path("streamless")});
    QCOMPARE(ended.exit_code, 0);
    QVERIFY(contents(path("streamless/recording.h5")) == contents(path("saved/recording.h5")));
}

void TestCli::full_disk_fails_and_leaves_nothing()
{
    const QString script =
        "ulimit -f 8; \"$0\" run linear-cnn \"$@\""; // 8 KiB: run.json fits, the recording does not
    const Ended ended = run_shell(script, quick + QStringList{"--out", path("full/of/files")});
    QVERIFY2(ended.exit_code == 1, ended.text());
    QVERIFY2(ended.errors.contains("recording.h5"), ended.errors);
    QVERIFY(!QFileInfo::exists(path("full")));

    // An earlier run at the place stays as it was.
    run(quick, "kept");
    const QByteArray recording = contents(path("kept/recording.h5")),
                     json = contents(path("kept/run.json"));
    const Ended again =
        run_shell(script, quick + QStringList{"--force", "--seed", "4", "--out", path("kept")});
    QVERIFY2(again.exit_code == 1, again.text());
    QVERIFY(contents(path("kept/recording.h5")) == recording);
    QCOMPARE(contents(path("kept/run.json")), json);
    QCOMPARE(QDir(path("kept")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             (QStringList{"recording.h5", "run.json"}));
}

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
