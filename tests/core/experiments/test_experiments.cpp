// What holds for every experiment in the registry, also for the next one.
#include "core/lab/session.hpp"
#include "tests/core/experiments/recorded_run.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr int patience_ms =
    120000; // instrumented runs are slow; nothing depends on how long they take

Overrides steps(std::int64_t count)
{
    return {{"steps", Value(count)}};
}

/// Channels with an entry that does not exist in every run and is not a number then: what the trunk
/// predicts without a trunk.
const std::set<std::string> lacks_entries{"midpoint_rise"};

/// Another allowed value of a live parameter, not far from the present one.
Value another_value(const Parameter& parameter, const Value& present)
{
    if (const auto* flag = std::get_if<bool>(&present))
        return !*flag;
    if (const auto* whole = std::get_if<std::int64_t>(&present))
        return static_cast<double>(*whole) + 1 <= parameter.maximum ? *whole + 1 : *whole - 1;
    if (const auto* real = std::get_if<double>(&present))
        return *real / 2 >= parameter.minimum && *real != 0
            ? *real / 2
            : std::min(parameter.maximum, *real + 0.125);
    for (const auto& choice : parameter.choices)
        if (choice != std::get<std::string>(present))
            return choice;
    return present;
}

/// Whether a preset is for the user's own file and cannot run without one.
bool needs_file(const Experiment& experiment, const Preset& preset)
{
    const Values values = experiment.schema.resolve({preset.overrides});
    return experiment.check && !experiment.check(values, false).empty()
        && experiment.check(values, true).empty();
}

bool is_snake_case(const std::string& key)
{
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// Also capitals, where they are a quantity's symbol: battery_dR_dn.
bool is_channel_name(std::string name)
{
    for (char& c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return is_snake_case(name);
}

/// Grids that are taken once may be padded with not-a-number where they have no entries.
bool may_be_recorded(const Channel& channel, double value)
{
    return std::isfinite(value) || (channel.every == 0 && std::isnan(value));
}

/// Less of what analyses may be told to do: they are tested elsewhere.
Overrides brief_analyses(const Experiment& experiment)
{
    const Overrides wanted{{"design_iterations", Value(std::int64_t{10})},
                           {"grid_points", Value(std::int64_t{5})},
                           {"global_evaluations", Value(std::int64_t{200})}};
    Overrides brief;
    for (const auto& [key, value] : wanted)
        for (const Parameter& parameter : experiment.schema.parameters())
            if (parameter.key == key)
                brief.emplace(key, value);
    return brief;
}

void add_experiments()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < experiments().size(); ++i)
        QTest::newRow(experiments()[i].id.c_str()) << static_cast<int>(i);
}

const Experiment& fetched()
{
    QFETCH(int, index);
    return experiments()[static_cast<std::size_t>(index)];
}

} // namespace

class TestExperiments : public QObject {
    Q_OBJECT

private slots:
    void ids_of_experiments_presets_and_figures_are_unique();

    void every_parameter_is_described_data() { add_experiments(); }
    void every_parameter_is_described();
    void defaults_and_presets_resolve_data() { add_experiments(); }
    void defaults_and_presets_resolve();
    void there_are_steps_and_a_headline_data() { add_experiments(); }
    void there_are_steps_and_a_headline();
    void twenty_steps_of_every_preset_are_finite_data();
    void twenty_steps_of_every_preset_are_finite();
    void every_figure_draws_or_says_why_not_data() { add_experiments(); }
    void every_figure_draws_or_says_why_not();
    void equal_seeds_give_equal_bytes_and_others_differ_data() { add_experiments(); }
    void equal_seeds_give_equal_bytes_and_others_differ();
    void a_live_change_is_recorded_and_replays_to_the_same_bytes_data() { add_experiments(); }
    void a_live_change_is_recorded_and_replays_to_the_same_bytes();
    void a_restored_state_continues_with_the_same_bits_data() { add_experiments(); }
    void a_restored_state_continues_with_the_same_bits();
    void a_saved_and_reloaded_run_is_equal_data() { add_experiments(); }
    void a_saved_and_reloaded_run_is_equal();
};

void TestExperiments::ids_of_experiments_presets_and_figures_are_unique()
{
    QVERIFY(!experiments().empty());
    std::set<std::string> ids;
    for (const Experiment& experiment : experiments()) {
        QVERIFY2(ids.insert(experiment.id).second, experiment.id.c_str());
        QVERIFY(!experiment.title.empty() && !experiment.abstract.empty()
                && !experiment.reference.empty());
        QVERIFY(!experiment.presets.empty() && !experiment.figures.empty());
        std::set<std::string> presets, figures;
        for (const Preset& preset : experiment.presets) {
            QVERIFY2(presets.insert(preset.name).second, preset.name.c_str());
            QVERIFY2(!preset.doc.empty() && preset.seconds_on_screen > 0, preset.name.c_str());
        }
        for (const Figure& figure : experiment.figures) {
            QVERIFY2(figures.insert(figure.id).second, figure.id.c_str());
            QVERIFY2(!figure.title.empty() && !figure.caption.empty() && figure.draw,
                     figure.id.c_str());
            std::set<std::string> options;
            for (const Option& option : figure.options) {
                QVERIFY2(options.insert(option.key).second && !option.label.empty(),
                         figure.id.c_str());
                if (option.choices.empty())
                    QVERIFY(option.minimum <= option.fallback && option.fallback <= option.maximum);
                else
                    QVERIFY(option.choices.size() > 1);
            }
            for (const SweepAxis& axis : figure.sweeps)
                for (const Value& value : axis.values) {
                    const auto problem = experiment.schema.check(axis.key, value);
                    QVERIFY2(!problem, problem ? problem->message.c_str() : "");
                }
        }
    }
}

void TestExperiments::every_parameter_is_described()
{
    std::set<std::string> keys;
    for (const Parameter& parameter : fetched().schema.parameters()) {
        const char* key = parameter.key.c_str();
        QVERIFY2(is_snake_case(parameter.key), key);
        QVERIFY2(keys.insert(parameter.key).second, key);
        QVERIFY2(!parameter.label.empty() && !parameter.unit.empty() && !parameter.group.empty(),
                 key);
        QVERIFY2(!parameter.doc.empty() && parameter.doc.back() == '.', key);
        for (const Condition& condition : parameter.applies_when)
            QVERIFY2(!condition.values.empty()
                         && fetched().schema.at(condition.key).key == condition.key,
                     key);
    }
}

void TestExperiments::defaults_and_presets_resolve()
{
    const Experiment& experiment = fetched();
    const Values defaults = resolve(experiment, {});
    for (const Parameter& parameter : experiment.schema.parameters())
        QCOMPARE(to_text(defaults[parameter.key]), to_text(parameter.fallback));
    for (const Preset& preset : experiment.presets) {
        const Values values =
            resolve(experiment, {preset.overrides}, needs_file(experiment, preset));
        for (const auto& [key, value] : preset.overrides)
            QCOMPARE(to_text(values[key]), to_text(value));
    }
}

void TestExperiments::there_are_steps_and_a_headline()
{
    const Experiment& experiment = fetched();
    QVERIFY(experiment.schema.at("steps").minimum >= 0);
    QVERIFY(planned_steps(resolve(experiment, {})) >= 1);
    const auto simulation = experiment.make({resolve(experiment, {}), 1, {}});
    const auto channels = simulation->channels();
    const auto headline =
        std::find_if(channels.begin(), channels.end(),
                     [&](const Channel& channel) { return channel.name == experiment.headline; });
    QVERIFY(headline != channels.end());
    QVERIFY(width(*headline) > 0 && headline->role == Role::measured);
    std::set<std::string> names;
    for (const Channel& channel : channels) {
        QVERIFY2(names.insert(channel.name).second && is_channel_name(channel.name),
                 channel.name.c_str());
        QVERIFY2(channel.dims.size() == channel.shape.size() && channel.shape.size() <= 3,
                 channel.name.c_str());
        QVERIFY2(!channel.label.empty() && !channel.unit.empty(), channel.name.c_str());
    }
}

void TestExperiments::twenty_steps_of_every_preset_are_finite_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("preset");
    for (std::size_t i = 0; i < experiments().size(); ++i)
        for (std::size_t j = 0; j < experiments()[i].presets.size(); ++j)
            if (!needs_file(experiments()[i], experiments()[i].presets[j]))
                QTest::addRow("%s %s", experiments()[i].id.c_str(),
                              experiments()[i].presets[j].name.c_str())
                    << static_cast<int>(i) << static_cast<int>(j);
}

void TestExperiments::twenty_steps_of_every_preset_are_finite()
{
    QFETCH(int, preset);
    const Experiment& experiment = fetched();
    auto overrides = experiment.presets[static_cast<std::size_t>(preset)].overrides;
    if (overrides.contains("spawn_step")) // no run is shorter than its trunk
        overrides["spawn_step"] = std::int64_t{10};
    const auto run = recorded_run(experiment, {overrides, steps(20), brief_analyses(experiment)});
    QVERIFY(run.outcome.state == RunState::finished);
    QCOMPARE(run.outcome.step, std::int64_t{20});
    for (std::size_t i = 0; i < run.series.size(); ++i) {
        const Channel& channel = run.recording->channels()[i];
        const auto values = run.series[i].values();
        const bool may_be_absent = lacks_entries.contains(channel.name);
        QVERIFY2(std::all_of(values.begin(), values.end(),
                             [&](double value) {
                                 return may_be_recorded(channel, value)
                                     || (may_be_absent && std::isnan(value));
                             }),
                 channel.name.c_str());
        // Analyses come after the last step, some of them never; rates of change are known one
        // step late.
        if (channel.role == Role::measured && channel.index == "step" && !run.series[i].empty())
            QVERIFY2(channel.every == 0 || run.series[i].steps().back() + channel.every >= 20,
                     channel.name.c_str());
        if (channel.name == experiment.headline)
            QVERIFY(!run.series[i].empty() && run.series[i].steps().back() == 20);
    }
}

void TestExperiments::every_figure_draws_or_says_why_not()
{
    const Experiment& experiment = fetched();
    const auto run = recorded_run(experiment, {steps(20), brief_analyses(experiment)});
    const Options nothing_chosen;
    bool some_draw = false;
    for (const Figure& figure : experiment.figures)
        for (const std::int64_t step : {0, 7, 20}) {
            const auto drawing = figure.draw(run.input(nothing_chosen, figure, step));
            QVERIFY2(drawing.panels.empty() != drawing.empty.empty(), figure.id.c_str());
            some_draw = some_draw || !drawing.panels.empty();
        }
    QVERIFY(some_draw);

    const Figure& figure = experiment.figures.front();
    if (experiment.explain)
        for (const Paragraph& paragraph : experiment.explain(run.input(nothing_chosen, figure, 20)))
            QVERIFY(!paragraph.heading.empty() && !paragraph.text.empty());
    if (experiment.readings)
        for (const Reading& reading : experiment.readings(run.input(nothing_chosen, figure, 20))) {
            QVERIFY(!reading.text.empty());
            QVERIFY(reading.key.empty() || experiment.schema.at(reading.key).key == reading.key);
        }
    if (experiment.events)
        for (const Event& event : experiment.events(run.input(nothing_chosen, figure, 20)))
            QVERIFY(!event.label.empty() && event.step >= 0 && event.step <= 20);
}

void TestExperiments::equal_seeds_give_equal_bytes_and_others_differ()
{
    const Experiment& experiment = fetched();
    const auto first = recorded_run(experiment, {steps(20), brief_analyses(experiment)}, 3);
    const auto second = recorded_run(experiment, {steps(20), brief_analyses(experiment)}, 3);
    const auto other = recorded_run(experiment, {steps(20), brief_analyses(experiment)}, 4);
    const auto& channels = first.recording->channels();
    QCOMPARE(difference(channels, first.series, second.series), std::string());
    QVERIFY(first.initial == second.initial);
    QVERIFY(same_tensors(*first.data, *second.data));
    QVERIFY(first.simulation->weights() == second.simulation->weights());
    QVERIFY(first.summary == second.summary);
    QVERIFY(!difference(channels, first.series, other.series).empty());
}

void TestExperiments::a_live_change_is_recorded_and_replays_to_the_same_bytes()
{
    const Experiment& experiment = fetched();
    const auto values = resolve(experiment, {steps(20), brief_analyses(experiment)});
    const auto unchanged = recorded_run(experiment, {steps(20), brief_analyses(experiment)});
    for (const Parameter& parameter : experiment.schema.parameters()) {
        if (parameter.effect != Effect::live || !experiment.schema.applies(parameter, values))
            continue;
        const char* key = parameter.key.c_str();
        const Value value = another_value(parameter, unchanged.setup.values[parameter.key]);

        Runner live(experiment.make({values, 1, {}}), 20);
        live.step(10);
        QTRY_VERIFY2_WITH_TIMEOUT(
            live.status().state == RunState::paused && live.status().step == 10, key, patience_ms);
        live.change(parameter.key, value);
        live.run();
        QTRY_VERIFY2_WITH_TIMEOUT(has_ended(live.status().state), key, patience_ms);
        const std::vector<Change> expected{{10, parameter.key, value}};
        QVERIFY2(live.changes() == expected, key);

        Runner replay(experiment.make({values, 1, {}}), 20, live.changes());
        replay.run();
        QTRY_VERIFY2_WITH_TIMEOUT(has_ended(replay.status().state), key, patience_ms);
        const auto& channels = live.recording()->channels();
        QVERIFY2(live.final_weights() == replay.final_weights(), key);
        QVERIFY2(live.summary() == replay.summary(), key);
        QVERIFY2(live.final_weights() != unchanged.simulation->weights(), key);
        const auto direct =
            recorded_run(experiment, {steps(20), brief_analyses(experiment)}, 1, live.changes());
        QCOMPARE(difference(channels, replay.recording()->snapshot(), direct.series),
                 std::string());
    }
}

void TestExperiments::a_restored_state_continues_with_the_same_bits()
{
    const Experiment& experiment = fetched();
    const Setup setup{resolve(experiment, {steps(20), brief_analyses(experiment)}), 2, {}};
    const auto original = experiment.make(setup);
    for (int step = 0; step < 10; ++step)
        QVERIFY(original->advance() == Progress::running);
    const auto middle = original->state();

    const auto restored = experiment.make(setup);
    restored->restore(10, middle);
    QVERIFY(restored->state() == middle);
    for (int step = 10; step < 20; ++step)
        QVERIFY(original->advance() == restored->advance());
    QVERIFY(original->state() == restored->state());
    QVERIFY(original->weights() == restored->weights());
    QVERIFY(original->state() != middle);

    Recording original_end(original->channels()), restored_end(restored->channels());
    for (auto* pair : {&original_end, &restored_end})
        pair->finish(20);
    original->observe(original_end, 20);
    restored->observe(restored_end, 20);
    original_end.publish();
    restored_end.publish();
    QCOMPARE(difference(original_end.channels(), original_end.snapshot(), restored_end.snapshot()),
             std::string());

    auto misshapen = middle;
    misshapen.pop_back();
    QVERIFY_EXCEPTION_THROWN(restored->restore(10, misshapen), Error);
}

void TestExperiments::a_saved_and_reloaded_run_is_equal()
{
    const Experiment& experiment = fetched();
    auto run = recorded_run(experiment, {steps(20), brief_analyses(experiment)}, 5);
    RunRecord record{
        .experiment = experiment.id, .preset = experiment.presets.front().name, .setup = run.setup};
    record.step = run.outcome.step;
    record.recording = run.recording;
    record.initial = run.initial;
    record.final = run.simulation->weights();
    record.data = run.data;
    record.checkpoints = {{20, run.simulation->state()}};
    record.summary = run.summary;
    record.timing = run.outcome.timing;

    const QTemporaryDir folder;
    const auto directory = std::filesystem::path(folder.path().toStdString()) / "run";
    save(record, directory);
    const auto loaded = load(directory, experiments());

    QCOMPARE(loaded.experiment, record.experiment);
    QVERIFY(loaded.setup.values == record.setup.values);
    QCOMPARE(loaded.setup.seed, record.setup.seed);
    QVERIFY(loaded.state == RunState::finished);
    QVERIFY(loaded.initial == record.initial);
    QVERIFY(loaded.final == record.final);
    QVERIFY(same_tensors(*loaded.data, *record.data));
    QVERIFY(loaded.summary == record.summary);
    QCOMPARE(loaded.checkpoints.size(), std::size_t{1});
    QVERIFY(loaded.checkpoints[0].tensors == record.checkpoints[0].tensors);

    // Channels may be loaded in another order.
    const auto& channels = run.recording->channels();
    const auto reloaded = loaded.recording->snapshot();
    for (std::size_t i = 0; i < channels.size(); ++i) {
        if (run.series[i].empty())
            continue;
        const std::size_t j = loaded.recording->index(channels[i].name);
        QVERIFY2(same_samples(run.series[i], reloaded[j]), channels[i].name.c_str());
        QVERIFY2(loaded.recording->channels()[j].role == channels[i].role,
                 channels[i].name.c_str());
    }

    // A reloaded run is drawn like the run itself.
    const Options nothing_chosen;
    const std::vector<std::pair<std::int64_t, std::string>> no_changes;
    for (const Figure& figure : experiment.figures) {
        const auto before = figure.draw(run.input(nothing_chosen, figure, 20));
        const auto after = figure.draw({.parameters = loaded.setup.values,
                                        .seed = loaded.setup.seed,
                                        .steps = 20,
                                        .step = 20,
                                        .ended = true,
                                        .channels = loaded.recording->channels(),
                                        .series = reloaded,
                                        .data = *loaded.data,
                                        .summary = loaded.summary,
                                        .changes = no_changes,
                                        .options = nothing_chosen,
                                        .declared = figure.options});
        QCOMPARE(after.empty, before.empty);
        QCOMPARE(after.note, before.note);
        QCOMPARE(after.panels.size(), before.panels.size());
        for (std::size_t i = 0; i < after.panels.size(); ++i)
            QCOMPARE(after.panels[i].marks.size(), before.panels[i].marks.size());
    }
}

QTEST_APPLESS_MAIN(TestExperiments)
#include "test_experiments.moc"
