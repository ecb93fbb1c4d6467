#include "core/lab/h5_file.hpp"
#include "core/lab/random.hpp"
#include "tests/core/lab/saved_run.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>

using namespace etalon;
using namespace etalon::test;

class TestSessionDamage : public QObject {
    Q_OBJECT

private slots:
    void init();
    void a_wrong_run_json_is_named_with_place_found_and_expected_data();
    void a_wrong_run_json_is_named_with_place_found_and_expected();
    void what_later_versions_add_is_ignored();
    void what_earlier_versions_lack_is_filled_in();
    void missing_files_are_named();
    void a_wrong_recording_is_named_with_object_and_expectation_data();
    void a_wrong_recording_is_named_with_object_and_expectation();
    void a_recording_without_attributes_gets_generic_axes();
    void a_cut_recording_is_an_error();
    void a_flipped_bit_is_an_error();
    void damage_in_a_recording_without_digest_never_crashes();
    void a_recording_of_another_run_is_an_error();

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    std::filesystem::path directory_, document_, recording_;

    /// Early versions and references write no digest: what the file says is all there is.
    void drop_digest() const
    {
        put(document_, replaced(contents(document_), "\"recording\"", "\"ignored\""));
    }
};

namespace {

using Edit = std::function<void(H5Writer&)>;

void write_reals(H5Writer& file, const std::string& path, const std::vector<std::size_t>& shape)
{
    std::size_t size = 1;
    for (const auto extent : shape)
        size *= extent;
    file.write(path, shape, std::vector<double>(size, 0.5));
}

void write_groups(H5Writer& file)
{
    for (const char* group : {"/channels", "/data", "/state/initial", "/state/final"})
        file.group(group);
    for (const char* step : {"5", "10"})
        file.group(std::string("/state/checkpoints/") + step);
}

void write_image(H5Writer& file, const std::filesystem::path& path)
{
    const auto bytes = file.image();
    put(path, {bytes.data(), bytes.size()});
}

} // namespace

Q_DECLARE_METATYPE(Edit)

void TestSessionDamage::init()
{
    temporary_ = std::make_unique<QTemporaryDir>();
    directory_ = temporary_->path().toStdString();
    document_ = directory_ / "run.json";
    recording_ = directory_ / "recording.h5";
    save(run(), directory_);
}

void TestSessionDamage::a_wrong_run_json_is_named_with_place_found_and_expected_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("expected"); // after the path of run.json
    const auto row = [](const char* name, const char* from, const char* to, const char* expected) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(expected);
    };
    row("later schema", "\"schema\": 1", "\"schema\": 2", ": schema is 2, expected 1");
    row("no schema", "\"schema\"", "\"scheme\"", " has no \"schema\".");
    row("other program", "\"etalon\"", "\"other\"",
        ": application is the text \"other\", expected \"etalon\".");
    row("unknown experiment", "\"fake-race\"", "\"fake-rice\"", "fake-race");
    row("seed of wrong type", "18446744073709551614", "\"seven\"",
        ": seed is the text \"seven\", expected a whole number");
    row("negative seed", "18446744073709551614", "-1",
        ": seed is -1, expected a whole number, 0 or more.");
    row("parameter out of range", "\"rate\": 0.1", "\"rate\": 11", ": parameters: rate=11");
    row("parameter of wrong type", "\"centred\": true", "\"centred\": 0.5",
        ": parameters: centred=0.5");
    row("parameter is a list", "\"centred\": true", "\"centred\": []",
        ": parameters.centred is a list of 0, expected a number");
    row("unknown parameter", "\"centred\"", "\"centered\"", "centred");
    row("wrong choice", "\"relu\"", "\"rely\"", "relu");
    row("change of a fixed key", "\"key\": \"rate\"", "\"key\": \"kind\"",
        ": changes[0]: kind cannot change during a run.");
    row("change out of range", "\"value\": 0.25", "\"value\": -1", ": changes[0]: rate=-1");
    row("changes that fall", "\"step\": 3,", "\"step\": 8,",
        ": changes[1].step is 7, expected the steps to rise");
    row("unknown status", "\"stopped\"", "\"running\"",
        ": status is the text \"running\", expected finished, stopped, diverged or failed.");
    row("negative time", "\"sampling_seconds\": 0.025", "\"sampling_seconds\": -1",
        ": timing.sampling_seconds is -1, expected a number");
    row("summary is text", "\"accuracy\": 1.0", "\"accuracy\": \"good\"",
        ": summary.accuracy is the text \"good\", expected a number.");
    row("negative step", "\"step\": 38", "\"step\": -38",
        ": step is -38, expected a whole number, 0 or more.");
    row("bytes are text",
        "\"bytes\": ", "\"bytes\": \"many\", \"n\": ", ": recording.bytes is the text \"many\"");
    row("missing comma", "\"seed\"", ", \"seed\"", ", line 8, column 2: syntax error");
    row("no JSON", "{", "<", ", line 1, column 1: syntax error");
}

void TestSessionDamage::a_wrong_run_json_is_named_with_place_found_and_expected()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, expected);
    put(document_, replaced(contents(document_), from.toStdString(), to.toStdString()));
    const auto message = complaint(directory_);
    QVERIFY2(message.starts_with(document_.string()), message.c_str());
    QVERIFY2(message.find(expected.toStdString()) != std::string::npos, message.c_str());
    QVERIFY_EXCEPTION_THROWN(load(directory_, experiments()), UsageError);
}

void TestSessionDamage::what_later_versions_add_is_ignored()
{
    put(document_,
        replaced(contents(document_), "\"schema\"",
                 "\"later\": {\"nested\": [1, null]},\n \"schema\""));
    QCOMPARE(complaint(directory_), std::string());
    H5Writer file("later");
    write_groups(file);
    write_reals(file, "/later/deep/array", {3});
    write_reals(file, "/state/origin/w", {3});
    file.write("/channels/loss/steps", {1}, std::vector<std::int64_t>{0});
    write_reals(file, "/channels/loss/values", {1});
    write_reals(file, "/channels/loss/errors", {7});
    write_image(file, recording_);
    drop_digest();
    QCOMPARE(complaint(directory_), std::string());
}

void TestSessionDamage::what_earlier_versions_lack_is_filled_in()
{
    put(document_,
        R"({"schema":1,"application":"etalon","version":"0.1.0","experiment":"fake-race","preset":"default",
        "seed":7,"steps":30,"parameters":{"steps":30},"data":{"kind":"synthetic"},"status":"finished"})");
    const auto record = load(directory_, experiments());
    QCOMPARE(record.step, std::int64_t{38}); // where the headline channel ends
    QCOMPARE(std::get<double>(record.setup.values["rate"]), 0.1);
    QVERIFY(!record.setup.data && record.changes.empty() && record.summary.empty()
            && record.build.empty());
    QCOMPARE(record.timing.seconds, 0.0);
}

void TestSessionDamage::missing_files_are_named()
{
    std::filesystem::remove(recording_);
    QVERIFY(complaint(directory_).starts_with(recording_.string() + " is missing"));
    std::filesystem::remove(document_);
    QCOMPARE(complaint(directory_),
             directory_.string() + " holds no saved run (run.json is missing).");
    QCOMPARE(complaint(directory_ / "absent"),
             (directory_ / "absent").string() + " does not exist.");
}

void TestSessionDamage::a_wrong_recording_is_named_with_object_and_expectation_data()
{
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QByteArray>("expected"); // after the path of recording.h5
    const auto row = [](const char* name, const Edit& edit, const char* expected) {
        QTest::newRow(name) << edit << QByteArray(expected);
    };
    const auto steps = [](H5Writer& file, const std::vector<std::int64_t>& values) {
        file.write("/channels/loss/steps", {values.size()}, values);
    };
    row(
        "nothing", [](H5Writer&) {}, " has no group /channels.");
    row(
        "no data",
        [](H5Writer& f) {
            f.group("/channels"), f.group("/state/initial"), f.group("/state/final");
        },
        " has no group /data.");
    row(
        "no final",
        [](H5Writer& f) { f.group("/channels"), f.group("/state/initial"), f.group("/data"); },
        " has no group /state/final.");
    row(
        "no steps",
        [](H5Writer& f) { write_groups(f), write_reals(f, "/channels/loss/values", {2}); },
        " has no array /channels/loss/steps.");
    row(
        "no values",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0, 1});
        },
        " has no array /channels/loss/values.");
    row(
        "real steps",
        [](H5Writer& f) { write_groups(f), write_reals(f, "/channels/loss/steps", {2}); },
        ": /channels/loss/steps is no row of whole numbers");
    row(
        "falling steps",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0, 5, 4}), write_reals(f, "/channels/loss/values", {3});
        },
        ": /channels/loss/steps is 4 at 2");
    row(
        "negative steps",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {-1}), write_reals(f, "/channels/loss/values", {1});
        },
        ": /channels/loss/steps is -1 at 0");
    row(
        "other count",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0, 1}), write_reals(f, "/channels/loss/values", {3});
        },
        ": /channels/loss/values holds 3 samples for 2 steps.");
    row(
        "whole values",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0}),
                f.write("/channels/loss/values", {1}, std::vector<std::int64_t>{1});
        },
        ": /channels/loss/values holds whole numbers, expected float64.");
    row(
        "rank 5",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0}),
                write_reals(f, "/channels/loss/values", {1, 1, 1, 1, 1});
        },
        ": /channels/loss/values has rank 5");
    row(
        "scalar values",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0}), write_reals(f, "/channels/loss/values", {});
        },
        ": /channels/loss/values has rank 0");
    row(
        "channel is an array",
        [](H5Writer& f) { write_groups(f), write_reals(f, "/channels/loss", {1}); },
        " has no array /channels/loss/steps.");
    row(
        "tensor is a group", [](H5Writer& f) { write_groups(f), f.group("/state/initial/w"); },
        ": /state/initial/w is no array");
    row(
        "checkpoint without step",
        [](H5Writer& f) { write_groups(f), f.group("/state/checkpoints/last"); },
        ": /state/checkpoints/last is named by no step");
    row(
        "checkpoint lost",
        [](H5Writer& f) {
            for (const char* g :
                 {"/channels", "/data", "/state/initial", "/state/final", "/state/checkpoints/5"})
                f.group(g);
        },
        " has no group /state/checkpoints/10, which run.json lists.");
    row(
        "dims are no list",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0}), write_reals(f, "/channels/loss/values", {1}),
                f.attribute("/channels/loss/values", "dims", "[1]");
        },
        ": /channels/loss/values, attribute dims: [0] is 1, expected a text.");
    row(
        "unit is a number",
        [=](H5Writer& f) {
            write_groups(f), steps(f, {0}), write_reals(f, "/channels/loss/values", {1}),
                f.attribute("/channels/loss/values", "unit", std::int64_t{1});
        },
        ": /channels/loss/values has an attribute unit of another type");
}

void TestSessionDamage::a_wrong_recording_is_named_with_object_and_expectation()
{
    QFETCH(Edit, edit);
    QFETCH(QByteArray, expected);
    H5Writer file("edited");
    edit(file);
    write_image(file, recording_);
    drop_digest();
    const auto message = complaint(directory_);
    QVERIFY2(message.starts_with(recording_.string() + expected.toStdString()), message.c_str());
}

void TestSessionDamage::a_recording_without_attributes_gets_generic_axes()
{
    H5Writer file("bare");
    write_groups(file);
    file.write("/channels/some_map/steps", {4}, std::vector<std::int64_t>{0, 20, 40, 55});
    write_reals(file, "/channels/some_map/values", {4, 2, 3});
    file.write("/channels/grid/steps", {1}, std::vector<std::int64_t>{0});
    write_reals(file, "/channels/grid/values", {1, 2});
    file.attribute("/channels/grid/values", "dims",
                   R"(["step","axis_1"])"); // counts the steps as an axis
    write_image(file, recording_);
    drop_digest();
    const auto channels = load(directory_, experiments()).recording->channels();
    QCOMPARE(channels[0].dims, std::vector<std::string>{"axis_1"});
    QCOMPARE(channels[0].every, std::int64_t{0});
    QCOMPARE(channels[1].label, std::string("some map"));
    QCOMPARE(channels[1].unit, std::string("1"));
    QCOMPARE(channels[1].dims, (std::vector<std::string>{"axis_1", "axis_2"}));
    QCOMPARE(channels[1].every, std::int64_t{20});
}

void TestSessionDamage::a_cut_recording_is_an_error()
{
    const auto whole = contents(recording_);
    for (std::size_t size = 0; size < whole.size(); size += whole.size() / 50) {
        put(recording_, whole.substr(0, size));
        const auto message = complaint(directory_);
        QVERIFY2(message.starts_with(recording_.string() + " has " + std::to_string(size)
                                     + " bytes, expected "),
                 message.c_str());
    }
}

void TestSessionDamage::a_flipped_bit_is_an_error()
{
    const auto whole = contents(recording_);
    for (std::size_t turn = 0; turn < 300; ++turn) {
        auto damaged = whole;
        const auto at = turn * whole.size() / 300;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << turn % 8));
        put(recording_, damaged);
        QVERIFY(complaint(directory_).starts_with(recording_.string() + " has the SHA-256 "));
    }
}

/// HDF5 itself reads the damage here: of some of it, it dies or never comes to an end.
void TestSessionDamage::damage_in_a_recording_without_digest_never_crashes()
{
    drop_digest();
    const auto whole = contents(recording_);
    Random random(1, 1);
    int errors = 0;
    for (int turn = 0; turn < 200; ++turn) {
        auto damaged = whole;
        for (std::uint64_t changes = 1 + random.below(8); changes > 0; --changes)
            damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
        put(recording_, damaged);
        const auto message = complaint(directory_);
        QVERIFY2(message.empty() || message.starts_with(recording_.string()), message.c_str());
        errors += message.empty() ? 0 : 1;
    }
    QVERIFY(errors > 10); // the damage was felt
}

void TestSessionDamage::a_recording_of_another_run_is_an_error()
{
    const QTemporaryDir other;
    const std::filesystem::path foreign = other.path().toStdString();
    save(run(2), foreign);
    std::filesystem::copy_file(foreign / "recording.h5", recording_,
                               std::filesystem::copy_options::overwrite_existing);
    QVERIFY(complaint(directory_).starts_with(recording_.string() + " has the SHA-256 "));
}

QTEST_APPLESS_MAIN(TestSessionDamage)
#include "test_session_damage.moc"
