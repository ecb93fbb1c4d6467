#include "core/lab/h5_file.hpp"
#include "core/lab/json.hpp"
#include "tests/core/lab/saved_run.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <bit>

using namespace etalon;
using namespace etalon::test;

class TestSession : public QObject {
    Q_OBJECT

private slots:
    void init();
    void every_field_survives_exactly();
    void every_sample_survives_bit_by_bit_and_superseded_ones_are_written_once();
    void a_reloaded_run_saves_the_same_recording();
    void keys_of_run_json_stand_in_the_order_of_the_contract();
    void arrays_stand_where_the_contract_says();
    void what_is_absent_is_null_or_left_out();
    void a_run_that_goes_on_is_saved_as_stopped();
    void the_program_names_itself();
    void equal_runs_give_equal_recordings();
    void figures_in_the_directory_stay();
    void theory_ahead_of_the_run_is_kept();
    void more_samples_than_a_recording_starts_with_are_all_loaded();
    void parameters_are_read_from_a_run_or_its_directory();
    void golden_recordings_load_data();
    void golden_recordings_load();

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    std::filesystem::path directory_;
};

namespace {

bool same_bits(std::span<const double> a, std::span<const double> b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    });
}

bool same_channel(const Channel& a, const Channel& b)
{
    return a.name == b.name && a.label == b.label && a.unit == b.unit && a.dims == b.dims
        && a.shape == b.shape && a.every == b.every && a.role == b.role;
}

/// The samples that count: of equal steps the last.
std::vector<std::pair<std::int64_t, std::vector<double>>> counting(const Series& series)
{
    std::vector<std::pair<std::int64_t, std::vector<double>>> result;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!result.empty() && result.back().first == series.steps()[i])
            result.pop_back();
        const auto sample = series.sample(i);
        result.emplace_back(series.steps()[i], std::vector<double>(sample.begin(), sample.end()));
    }
    return result;
}

} // namespace

void TestSession::init()
{
    temporary_ = std::make_unique<QTemporaryDir>();
    directory_ = std::filesystem::path(temporary_->path().toStdString()) / "deep" / "run";
}

void TestSession::every_field_survives_exactly()
{
    const auto saved = run();
    save(saved, directory_);
    const auto loaded = load(directory_, experiments());
    QCOMPARE(loaded.experiment, saved.experiment);
    QCOMPARE(loaded.preset, saved.preset);
    QVERIFY(loaded.setup.values == saved.setup.values);
    QCOMPARE(loaded.setup.seed, saved.setup.seed);
    QCOMPARE(loaded.setup.data->string(), saved.setup.data->string());
    QCOMPARE(loaded.data_sha256, saved.data_sha256);
    QVERIFY(loaded.changes == saved.changes);
    QVERIFY(loaded.state == saved.state);
    QCOMPARE(loaded.message, saved.message);
    QCOMPARE(loaded.step, saved.step);
    QVERIFY(loaded.initial == saved.initial);
    QVERIFY(loaded.final == saved.final);
    QVERIFY(*loaded.data == *saved.data);
    QCOMPARE(loaded.checkpoints.size(), saved.checkpoints.size());
    for (std::size_t i = 0; i < saved.checkpoints.size(); ++i) {
        QCOMPARE(loaded.checkpoints[i].step, saved.checkpoints[i].step);
        QVERIFY(loaded.checkpoints[i].tensors == saved.checkpoints[i].tensors);
    }
    QVERIFY(loaded.summary == saved.summary);
    QCOMPARE(loaded.timing.seconds, saved.timing.seconds);
    QCOMPARE(loaded.timing.sampling_seconds, saved.timing.sampling_seconds);
    QCOMPARE(loaded.version, saved.version);
    QCOMPARE(loaded.build, saved.build);
    QCOMPARE(loaded.parent->directory, saved.parent->directory);
    QCOMPARE(loaded.parent->step, saved.parent->step);
    QVERIFY(!std::filesystem::exists(directory_ / "run.json.part"));
    QVERIFY(!std::filesystem::exists(directory_ / "recording.h5.part"));
}

void TestSession::every_sample_survives_bit_by_bit_and_superseded_ones_are_written_once()
{
    const auto saved = run();
    save(saved, directory_);
    const auto loaded = load(directory_, experiments());
    const auto& channels = loaded.recording->channels();
    const auto series = loaded.recording->snapshot();
    QCOMPARE(channels.size(), std::size_t{4}); // all but the one without samples, in their order
    const auto all = saved.recording->snapshot();
    std::size_t i = 0;
    for (const std::size_t original : {0u, 1u, 3u, 4u}) {
        QVERIFY(same_channel(channels[i], saved.recording->channels()[original]));
        const auto expected = counting(all[original]);
        QCOMPARE(series[i].size(), expected.size()); // no step twice
        for (std::size_t sample = 0; sample < expected.size(); ++sample) {
            QCOMPARE(series[i].steps()[sample], expected[sample].first);
            QVERIFY(same_bits(series[i].sample(sample), expected[sample].second));
        }
        ++i;
    }
    QVERIFY(all[0].size() > series[0].size()); // the run did hold superseded samples
    QCOMPARE(series[0].sample(series[0].at_or_before(7))[0], -1.0);
}

void TestSession::a_reloaded_run_saves_the_same_recording()
{
    const auto again = directory_.parent_path() / "again";
    save(run(), directory_);
    save(load(directory_, experiments()), again);
    save(load(again, experiments()), directory_); // orders are counted anew once, then stand
    QCOMPARE(sha256(directory_ / "recording.h5"), sha256(again / "recording.h5"));
    QCOMPARE(contents(directory_ / "run.json"), contents(again / "run.json"));
}

void TestSession::keys_of_run_json_stand_in_the_order_of_the_contract()
{
    save(run(), directory_);
    const Json json = read_json(directory_ / "run.json");
    const JsonReader reader(json, "run.json");
    std::string keys;
    for (const auto& [key, value] : reader.members())
        keys += key + " ";
    QCOMPARE(keys,
             std::string("schema application version build experiment preset seed steps parameters "
                         "changes data status "
                         "message summary timing checkpoints step parent recording "));
    QCOMPARE(json_line(reader.at("parameters").json()),
             std::string(R"({"centred":true,"kind":"relu","rate":0.1,"steps":40})"));
    QCOMPARE(
        json_line(reader.at("changes").json()),
        std::string(
            R"([{"step":3,"key":"rate","value":0.25},{"step":7,"key":"rate","value":0.3333333333333333}])"));
    QCOMPARE(json_line(reader.at("summary").json()),
             std::string(R"({"final_loss":0.1,"stage_time_1":null,"accuracy":1.0})"));
    QCOMPARE(json_line(reader.at("checkpoints").json()), std::string("[5,10]"));
    QCOMPARE(reader.at("schema").integer(), std::int64_t{1});
    QCOMPARE(reader.at("application").text(), std::string("etalon"));
    QCOMPARE(reader.at("steps").integer(), std::int64_t{40});
    QCOMPARE(reader.at("status").text(), std::string("stopped"));
    QCOMPARE(reader.at("timing").at("steps_per_second").real(),
             33 / (0.1 + 0.2)); // 38 - 5 of the parent
    QCOMPARE(reader.at("recording").at("sha256").text(), sha256(directory_ / "recording.h5"));
}

void TestSession::arrays_stand_where_the_contract_says()
{
    save(run(), directory_);
    const H5Reader file(directory_ / "recording.h5");
    using Names = std::vector<std::string>;
    QCOMPARE(file.children("/"), (Names{"channels", "data", "state", "theory"}));
    QCOMPARE(file.children("/channels"), (Names{"grid", "loss", "map"}));
    QCOMPARE(file.children("/theory"), (Names{"loss_theory"}));
    QCOMPARE(file.children("/channels/map"), (Names{"steps", "values"}));
    QCOMPARE(file.children("/state"), (Names{"checkpoints", "final", "initial"}));
    QCOMPARE(file.children("/state/checkpoints"), (Names{"10", "5"}));
    QCOMPARE(file.children("/state/checkpoints/5"), (Names{"count", "w"}));
    QCOMPARE(file.children("/data"), (Names{"inputs", "labels", "order"}));
    QCOMPARE(file.extent("/channels/map/values").shape,
             (std::vector<std::size_t>{9, 2, 3})); // 0, 5, … 35, 38
    QCOMPARE(std::get<std::vector<std::int64_t>>(file.read("/channels/map/steps")),
             (std::vector<std::int64_t>{0, 5, 10, 15, 20, 25, 30, 35, 38}));
    QCOMPARE(file.extent("/channels/loss/values").shape, (std::vector<std::size_t>{39}));
    QCOMPARE(*file.text("/channels/map/values", "dims"), std::string(R"(["row","column"])"));
    QCOMPARE(*file.text("/channels/loss/values", "dims"), std::string("[]"));
    QCOMPARE(*file.text("/channels/loss/values", "unit"), std::string("nats"));
    QCOMPARE(*file.text("/channels/map/values", "label"), std::string("Map |V|"));
    QVERIFY(!file.extent("/data/labels").real);
    QVERIFY(file.extent("/data/inputs").real);
}

void TestSession::what_is_absent_is_null_or_left_out()
{
    RunRecord record;
    record.experiment = "fake-race";
    record.preset = "default";
    record.setup.values = experiments()[0].schema.resolve();
    record.state = RunState::failed;
    save(record, directory_);
    const Json json = read_json(directory_ / "run.json");
    const JsonReader reader(json, "run.json");
    QVERIFY(reader.at("data").json().is_null());
    QVERIFY(!reader.find("parent"));
    QCOMPARE(json_line(reader.at("changes").json()), std::string("[]"));
    QCOMPARE(json_line(reader.at("summary").json()), std::string("{}"));
    QCOMPARE(reader.at("timing").at("steps_per_second").real(), 0.0);
    const auto loaded = load(directory_, experiments());
    QVERIFY(loaded.state == RunState::failed);
    QVERIFY(!loaded.setup.data);
    QVERIFY(loaded.recording->channels().empty());
    QVERIFY(loaded.data->empty());
}

void TestSession::a_run_that_goes_on_is_saved_as_stopped()
{
    for (const auto state : {RunState::running, RunState::paused}) {
        auto record = run();
        record.state = state;
        save(record, directory_);
        QVERIFY(load(directory_, experiments()).state == RunState::stopped);
    }
}

void TestSession::the_program_names_itself()
{
    auto record = run();
    record.version.clear();
    save(record, directory_);
    const auto loaded = load(directory_, experiments());
    QCOMPARE(loaded.version, version());
    QCOMPARE(loaded.build, build_description());
    QVERIFY(QRegularExpression("^\\d+\\.\\d+\\.\\d+$")
                .match(QString::fromStdString(version()))
                .hasMatch());
    QVERIFY(build_description().find(", ") != std::string::npos); // compiler, flags, commit
}

void TestSession::equal_runs_give_equal_recordings()
{
    const auto other = directory_.parent_path() / "other";
    save(run(), directory_);
    save(run(), other);
    QCOMPARE(contents(directory_ / "recording.h5"), contents(other / "recording.h5"));
    save(run(2), other);
    QVERIFY(contents(directory_ / "recording.h5") != contents(other / "recording.h5"));
}

void TestSession::figures_in_the_directory_stay()
{
    save(run(), directory_);
    std::filesystem::create_directory(directory_ / "figures");
    put(directory_ / "figures" / "loss.csv", "step,loss\n");
    save(run(2), directory_);
    QCOMPARE(contents(directory_ / "figures" / "loss.csv"), std::string("step,loss\n"));
    QCOMPARE(load(directory_, experiments()).initial[0].values, run(2).initial[0].values);
}

void TestSession::theory_ahead_of_the_run_is_kept()
{
    auto record = run();
    const auto recording = std::make_shared<Recording>(
        std::vector<Channel>{{.name = "loss"}, {.name = "loss_theory", .role = Role::theory}});
    recording->append(0, 0, 1);
    for (std::int64_t step = 0; step <= 500; ++step)
        recording->append(1, step, static_cast<double>(step));
    recording->publish();
    record.recording = recording;
    record.step = 0;
    record.parent.reset();
    record.changes.clear();
    save(record, directory_);
    const auto series = load(directory_, experiments()).recording->snapshot();
    QCOMPARE(series[1].size(), std::size_t{501});
    QCOMPARE(series[1].sample(500)[0], 500.0);
}

void TestSession::more_samples_than_a_recording_starts_with_are_all_loaded()
{
    auto record = run();
    const auto recording = std::make_shared<Recording>(std::vector<Channel>{{.name = "loss"}});
    for (std::int64_t step = 0; step < 20'000; ++step)
        recording->append(0, step, 1.0 / static_cast<double>(step + 1));
    recording->publish();
    record.recording = recording;
    save(record, directory_);
    const auto series = load(directory_, experiments()).recording->snapshot();
    QCOMPARE(series[0].size(), std::size_t{20'000});
    QVERIFY(same_bits(series[0].values(), recording->snapshot()[0].values()));
}

void TestSession::parameters_are_read_from_a_run_or_its_directory()
{
    const auto record = run();
    save(record, directory_);
    for (const auto& path : {directory_, directory_ / "run.json"}) {
        const auto saved = load_parameters(path);
        QCOMPARE(saved.experiment, record.experiment);
        QCOMPARE(saved.preset, record.preset);
        QCOMPARE(saved.seed, record.setup.seed);
        QVERIFY(saved.parameters == record.setup.values.all());
    }
    QVERIFY_EXCEPTION_THROWN(load_parameters(directory_ / "absent.json"), UsageError);
}

void TestSession::golden_recordings_load_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& entry : std::filesystem::directory_iterator(ETALON_GOLDEN_DIR))
        if (std::filesystem::exists(entry.path() / "run.json")) {
            const auto name = QString::fromStdString(entry.path().filename().string());
            QTest::newRow(qPrintable(name)) << name;
        }
}

/// A schema that takes what the file has: the files are read here before any experiment exists.
void TestSession::golden_recordings_load()
{
    QFETCH(QString, name);
    const auto golden = std::filesystem::path(ETALON_GOLDEN_DIR) / name.toStdString();
    const auto saved = load_parameters(golden);
    Experiment experiment{.id = saved.experiment};
    for (const auto& [key, value] : saved.parameters)
        experiment.schema.add({.key = key, .fallback = value});
    const auto record = load(golden, std::vector{experiment});
    QVERIFY(record.setup.values.all() == saved.parameters);
    QCOMPARE(record.step, planned_steps(record.setup.values));
    QVERIFY(!record.setup.data);
    QVERIFY(!record.summary.empty());
    QVERIFY(!record.initial.empty());
    const auto on_the_way = // states of their own: "origin/a_weight_1"
        std::ranges::count_if(record.final, [](const Tensor& tensor) {
            return tensor.name.find('/') != tensor.name.npos;
        });
    QCOMPARE(std::ssize(record.initial), std::ssize(record.final) - on_the_way);

    // Read again, array by array.
    const H5Reader file(golden / "recording.h5");
    const auto theories = file.has_group("/theory") ? file.children("/theory").size() : 0;
    const auto& channels = record.recording->channels();
    QCOMPARE(channels.size(), file.children("/channels").size() + theories);
    const auto series = record.recording->snapshot();
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const auto group =
            (channels[i].role == Role::theory ? "/theory/" : "/channels/") + channels[i].name;
        const auto steps = std::get<std::vector<std::int64_t>>(file.read(group + "/steps"));
        const auto values = std::get<std::vector<double>>(file.read(group + "/values"));
        QVERIFY(std::equal(steps.begin(), steps.end(), series[i].steps().begin(),
                           series[i].steps().end()));
        QVERIFY(same_bits(values, series[i].values()));
        QCOMPARE(channels[i].dims.size(), channels[i].shape.size());
        QVERIFY(!channels[i].label.empty());
        for (std::size_t sample = 0; sample + 1 < steps.size(); ++sample)
            QVERIFY(channels[i].every > 0 && steps[sample] % channels[i].every == 0);
    }
    for (const Tensor& tensor : *record.data) {
        const auto values = file.read("/data/" + tensor.name);
        if (const auto* reals = std::get_if<std::vector<double>>(&tensor.values)) // perhaps padded
            QVERIFY(same_bits(std::get<std::vector<double>>(values), *reals));
        else
            QVERIFY(tensor.values == values);
    }
}

QTEST_APPLESS_MAIN(TestSession)
#include "test_session.moc"
