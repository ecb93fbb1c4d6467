// What a run of the race records, when, and what it says of itself.
#include "core/experiments/race/race_simulation.hpp"
#include "core/experiments/race/race_tensors.hpp"
#include "core/lab/runner.hpp"
#include "tests/core/experiments/mistakes.hpp"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using namespace etalon;

namespace {

Overrides quick(const std::string& assignments = {})
{
    return test::assigned(race_schema().schema(),
                          "sample_count=60 test_count=20 input_dim=4 hidden_width=12 ticket_size=3 "
                          "init_scale=0.3 steps=137 "
                              + QString::fromStdString(assignments));
}

/// A run that may be stopped early or have a change on its way.
struct Run {
    explicit Run(const Overrides& overrides, std::uint64_t seed = 1,
                 const std::vector<Change>& changes = {}, std::int64_t stop = -1,
                 std::size_t bytes_per_channel = 32u << 20)
        : values(race_schema().schema().resolve({overrides}))
        , settings(race_schema().settings(values))
        , simulation(make_race({values, seed, {}}))
        , recording(simulation->channels(), bytes_per_channel)
    {
        go_on(0, changes, stop);
    }

    /// From a checkpoint on, with these changes made before it.
    Run(const Run& parent, std::uint64_t seed, std::int64_t first, const std::vector<Tensor>& state,
        const std::vector<Change>& changes)
        : values(parent.values)
        , settings(parent.settings)
        , simulation(make_race({values, seed, {}}))
        , recording(simulation->channels())
    {
        for (const Change& change : changes)
            simulation->change(change.key, change.value);
        simulation->restore(first, state);
        go_on(first, {}, -1);
    }

    void go_on(std::int64_t first, const std::vector<Change>& changes, std::int64_t stop)
    {
        outcome = train(*simulation, recording, first, settings.steps, [&](std::int64_t step) {
            for (const Change& change : changes)
                if (change.step == step)
                    simulation->change(change.key, change.value);
            return step != stop;
        });
        read();
    }

    void read()
    {
        recording.publish();
        series = recording.snapshot();
        summary.clear();
        for (const auto& [name, value] : simulation->summary(recording))
            summary[name] = value.value();
    }

    const Series& of(const std::string& channel) const { return series[recording.index(channel)]; }
    std::vector<std::int64_t> steps(const std::string& channel) const
    {
        return {of(channel).steps().begin(), of(channel).steps().end()};
    }
    std::span<const double> at(const std::string& channel, std::int64_t step) const
    {
        const Series& samples = of(channel);
        const auto index = samples.at_or_before(step);
        return samples.steps()[index] == step ? samples.sample(index) : std::span<const double>();
    }

    Values values;
    RaceSettings settings;
    std::unique_ptr<Simulation> simulation;
    Recording recording;
    Outcome outcome{};
    std::vector<Series> series{};
    std::map<std::string, double> summary{};
};

std::vector<std::int64_t> multiples(std::int64_t spacing, std::int64_t last)
{
    std::vector<std::int64_t> steps;
    for (std::int64_t step = 0; step <= last; step += spacing)
        steps.push_back(step);
    return steps;
}

Change rate(std::int64_t step, double learning_rate)
{
    return {step, "learning_rate", learning_rate};
}

} // namespace

class TestRaceSimulation : public QObject {
    Q_OBJECT

private slots:
    void channels_are_sampled_at_their_steps()
    {
        const Run run(quick());
        auto recorded = multiples(10, 130);
        const auto grown = recorded;
        recorded.push_back(137);
        QVERIFY(run.steps("loss") == multiples(1, 137));
        for (const char* name : {"accuracy", "test_loss", "neuron_norm", "alignment", "group_count",
                                 "gate_open_share", "negative_alignment_share"})
            QVERIFY2(run.steps(name) == recorded, name);
        for (const char* name : {"growth_measured", "growth_exact", "growth_flow"})
            QVERIFY2(run.steps(name) == grown, name);
        QVERIFY((run.steps("cosines") == std::vector<std::int64_t>{0, 50, 100, 137}));
        QVERIFY(run.steps("weights") == run.steps("cosines"));
    }

    void growth_is_not_known_at_a_last_step_of_the_grid()
    {
        const Run run(quick("steps=140"));
        QCOMPARE(run.steps("neuron_norm").back(), std::int64_t{140});
        QCOMPARE(run.steps("growth_measured").back(), std::int64_t{130});
    }

    void a_wide_grid_leaves_the_first_and_the_last_step()
    {
        const Run run(quick("record_every=1000 snapshot_every=1000"));
        QVERIFY((run.steps("score") == std::vector<std::int64_t>{0, 137}));
        QVERIFY((run.steps("growth_exact") == std::vector<std::int64_t>{0}));
        QVERIFY(run.summary.at("drop_step") > 0); // from the loss of every step
    }

    void channels_agree_with_each_other()
    {
        const Run run(quick());
        for (std::size_t i = 0; i < run.of("neuron_norm").size(); ++i) {
            const auto a = run.of("neuron_norm").sample(i), r = run.of("input_norm").sample(i);
            const auto c = run.of("output_weight").sample(i);
            for (std::size_t neuron = 0; neuron < a.size(); ++neuron)
                QVERIFY(std::abs(a[neuron] - r[neuron] * std::abs(c[neuron])) < 1e-15);
        }
        const auto weights = run.at("weights", 137);
        const auto final = std::get<std::vector<double>>(run.simulation->weights()[0].values);
        QVERIFY(std::equal(weights.begin(), weights.end(), final.begin(), final.end()));
        const auto step = static_cast<std::int64_t>(run.summary.at("drop_step"));
        const double level = 0.5 * run.at("loss", 0)[0];
        QVERIFY(run.at("loss", step)[0] < level && run.at("loss", step - 1)[0] >= level);
        QVERIFY(run.summary.at("growth_identity_error") < 1e-10);
        QCOMPARE(run.at("gates_unlocked", 0)[0], 0.0);
        QCOMPARE(run.at("gates_locked", 0)[0], 0.0);
    }

    void the_race_is_drawn_from_the_score_at_a_quarter_of_the_drop_data()
    {
        QTest::addColumn<int>("steps");
        QTest::newRow("beyond the drop") << 400;
        QTest::newRow("to the drop and no sample further") << 0;
    }
    void the_race_is_drawn_from_the_score_at_a_quarter_of_the_drop()
    {
        QFETCH(int, steps);
        const auto full = Run(quick("record_every=4 snapshot_every=4 init_scale=1e-3 steps=400"));
        const auto drop = static_cast<std::int64_t>(full.summary.at("drop_step"));
        QVERIFY(drop > 16 && drop % 4 != 0 && drop < 390);
        const std::int64_t last = steps > 0 ? steps : drop;
        const Run run(
            quick("record_every=4 snapshot_every=4 init_scale=1e-3 steps=" + std::to_string(last)));
        const std::int64_t early = 4 * (drop / 16), end = std::min(4 * ((drop + 3) / 4), last);
        std::vector<std::int64_t> expected;
        for (std::int64_t step = early; step <= end; ++step)
            if (step % 4 == 0 || step == end)
                expected.push_back(step);
        QVERIFY(run.steps("score_race") == expected);
        const auto score = run.at("score", early), pull = run.at("pull", early);
        for (const auto step : expected)
            for (std::size_t a = 0; a < score.size(); ++a) {
                const double predicted =
                    score[a] * std::pow(1 + 0.15 * pull[a], 2 * static_cast<double>(step - early));
                QVERIFY(std::abs(run.at("score_race", step)[a] - predicted) <= 1e-14);
            }
        QCOMPARE(run.summary.at("early_step"), static_cast<double>(early));
    }

    void a_live_change_acts_from_its_step_on()
    {
        const Run plain(quick()), changed(quick(), 1, {rate(20, 0.3)});
        for (std::int64_t step = 0; step <= 20; ++step)
            QCOMPARE(changed.at("loss", step)[0], plain.at("loss", step)[0]);
        QVERIFY(changed.at("loss", 21)[0] != plain.at("loss", 21)[0]);
        for (std::size_t a = 0; a < 12; ++a) {
            QCOMPARE(changed.at("growth_flow", 10)[a], plain.at("growth_flow", 10)[a]);
            QVERIFY(std::abs(changed.at("growth_flow", 20)[a] - 2 * plain.at("growth_flow", 20)[a])
                    < 1e-15);
        }
        QVERIFY(changed.summary.at("growth_identity_error") < 1e-10);
        QVERIFY_THROWS_EXCEPTION(UsageError, changed.simulation->change("steps", Value(2.0)));
    }

    void thinned_samples_follow_by_training_again()
    {
        // 64 samples a channel: from 2^6 steps on every second is dropped, and so on.
        const auto overrides = quick("record_every=1 snapshot_every=1 init_scale=1e-3 steps=400");
        const std::vector<Change> changes{rate(3, 0.2), rate(40, 0.3)};
        Run whole(overrides, 1, changes), thin(overrides, 1, changes, -1, 1);
        QVERIFY(thin.of("score").size() < 80 && whole.of("score").size() == 401);
        QVERIFY(whole.summary.at("drop_step") > 40);
        QVERIFY(whole.summary.contains("ticket_overlap"));
        thin.summary["growth_identity_error"] = whole.summary.at("growth_identity_error");
        QVERIFY(thin.summary == whole.summary);
        for (const auto step : thin.steps("score_race"))
            for (std::size_t a = 0; a < 12; ++a)
                QCOMPARE(thin.at("score_race", step)[a], whole.at("score_race", step)[a]);
    }

    void a_restored_run_knows_what_was_before_data()
    {
        QTest::addColumn<QString>("more");
        QTest::newRow("direct") << "";
        QTest::newRow("gram") << "dataset=image_like image_side=8 sample_count=20 init_scale=0.1";
        QTest::newRow("frozen") << "gate_mode=frozen";
        QTest::newRow("float32") << "precision=float32";
    }
    void a_restored_run_knows_what_was_before()
    {
        QFETCH(QString, more);
        const auto overrides = quick(more.toStdString());
        Run whole(overrides, 3, {rate(5, 0.2)});
        QVERIFY(whole.summary.at("drop_step") > 0 && whole.summary.at("drop_step") < 90);
        Run part(overrides, 3, {rate(5, 0.2)}, 90);
        const auto state = part.simulation->state();

        const Run later(part, 3, 90, state, {rate(5, 0.2)});
        QVERIFY(later.simulation->state() == whole.simulation->state());
        for (const auto& [name, value] : whole.summary)
            if (name != "growth_identity_error")
                QVERIFY2(later.summary.at(name) == value, name.c_str());
        for (const char* name : {"loss", "score", "cosines", "growth_measured", "gates_unlocked"})
            for (const auto step : later.steps(name))
                QVERIFY2(std::ranges::equal(later.at(name, step), whole.at(name, step)), name);
    }

    void a_change_at_the_step_of_a_checkpoint_is_not_part_of_it()
    {
        const Run part(quick(), 3, {rate(40, 0.2)}, 41);
        const Run plain(quick(), 3);
        Run before(quick(), 3, {}, 40);
        before.simulation->change("learning_rate", 0.2); // as a checkpoint at 40 would have it
        const auto state = before.simulation->state();
        const auto restored = make_race({before.values, 3, {}});
        restored->restore(40, state);
        restored->advance();
        for (int step = 41; step < 137; ++step)
            restored->advance();
        QVERIFY(restored->weights() == plain.simulation->weights());
    }

    void checkpoints_of_another_shape_are_refused()
    {
        const Run run(quick());
        auto state = run.simulation->state();
        const auto other =
            make_race({race_schema().schema().resolve({quick("hidden_width=13")}), 1, {}});
        QVERIFY_THROWS_EXCEPTION(Error, other->restore(10, state));
        state.erase(state.begin());
        QVERIFY_THROWS_EXCEPTION(Error, run.simulation->restore(10, state));
    }

    void many_weights_make_few_checkpoints()
    {
        const auto make = [](const std::string& more) {
            return make_race({race_schema().schema().resolve({quick(more)}), 1, {}});
        };
        QCOMPARE(make("")->checkpoint_every(), std::int64_t{0});
        // 1000 · 201 numbers are 1.6 MB: 41 checkpoints fill 64 MB.
        const auto large = make("hidden_width=1000 input_dim=200 sample_count=201 steps=1000");
        QCOMPARE(large->checkpoint_every(), std::int64_t{32});
    }

    void a_run_that_diverges_ends_with_its_last_sound_step()
    {
        const Run run(quick("loss=squared init_scale=1 learning_rate=4"), 1);
        QCOMPARE(run.outcome.state, RunState::diverged);
        const auto last = run.outcome.step;
        QVERIFY(last < 137);
        QCOMPARE(run.steps("loss").back(), last);
        QCOMPARE(run.steps("neuron_norm").back(), last);
        QCOMPARE(run.steps("cosines").back(), last);
        QVERIFY(run.steps("growth_exact").empty() || run.steps("growth_exact").back() < last);
        for (const auto& samples : run.series)
            for (const double value : samples.values())
                QVERIFY(std::isfinite(value));
        QVERIFY(run.at("loss", last)[0] <= 1e6 * std::max(1.0, run.at("loss", 0)[0]));
        QCOMPARE(run.summary.at("final_loss"), run.at("loss", last)[0]);
        const std::string message = run.simulation->message();
        const std::string failing = "step " + std::to_string(last + 1);
        for (const char* part : {failing.c_str(), "loss ", "eta·s", "learning_rate <= "})
            QVERIFY2(message.find(part) != std::string::npos, message.c_str());
        // What is left is the state after so many steps.
        const Run shorter(quick("loss=squared init_scale=1 learning_rate=4 steps="
                                + std::to_string(std::max<std::int64_t>(last, 1))),
                          1);
        if (last > 0)
            QVERIFY(shorter.simulation->weights() == run.simulation->weights());
        const double proposed = std::stod(message.substr(message.find("learning_rate <= ") + 17));
        QVERIFY(proposed > 0 && proposed < 4);
        const Run sound(
            quick("loss=squared init_scale=1 learning_rate=" + std::to_string(proposed)));
        QCOMPARE(sound.outcome.state, RunState::finished);
    }

    void without_a_drop_what_depends_on_it_is_absent()
    {
        const Run run(quick("init_scale=1e-6"));
        QCOMPARE(run.summary.at("drop_step"), -1.0);
        for (const char* name : {"early_step", "groups_at_drop", "flow_law_error", "score_spearman",
                                 "drop_slope_predicted", "ticket_overlap"})
            QVERIFY2(!run.summary.contains(name), name);
        for (const char* name : {"score_race", "ticket_winners_loss", "ticket_random_loss"})
            QVERIFY2(run.of(name).empty(), name);
        QVERIFY(run.summary.contains("prunable_relative"));
        QVERIFY(!run.of("prune_norm_loss").empty());
    }

    void a_stopped_run_is_a_recording_without_analyses()
    {
        const Run run(quick(), 1, {}, 33);
        QCOMPARE(run.outcome.state, RunState::stopped);
        QCOMPARE(run.steps("neuron_norm").back(), std::int64_t{33});
        QCOMPARE(run.summary.at("final_loss"), run.at("loss", 33)[0]);
        QVERIFY(!run.summary.contains("prunable_relative"));
        QVERIFY(run.of("prune_norm_loss").empty());
    }

    void what_was_not_asked_for_is_not_there()
    {
        const auto names = [](const std::string& more) {
            const Run run(quick(more));
            std::set<std::string> found;
            for (std::size_t i = 0; i < run.series.size(); ++i)
                if (!run.series[i].empty())
                    found.insert(run.recording.channels()[i].name);
            for (const auto& [name, value] : run.summary)
                found.insert(name);
            for (const Tensor& tensor : *run.simulation->data())
                found.insert(tensor.name);
            return found;
        };
        const auto all = names("");
        for (const char* name : {"prune_random_loss", "prune_random_excess", "random_orders",
                                 "ticket_random_loss", "ticket_random_loss_ratio", "ticket_random",
                                 "merge_loss", "groups_frozen_gates", "weights"})
            QVERIFY2(all.contains(name), name);
        QVERIFY(!all.contains("sweep_value") && !all.contains("prototypes"));

        const auto no_draws =
            names("prune_random_draws=0 ticket_random_draws=0 control_frozen=false");
        for (const char* name :
             {"prune_random_loss", "prune_random_excess", "random_orders", "ticket_random_loss",
              "ticket_random_loss_ratio", "ticket_random", "groups_frozen_gates"})
            QVERIFY2(!no_draws.contains(name), name);
        QVERIFY(no_draws.contains("prune_norm_loss") && no_draws.contains("ticket_losers_loss"));

        const auto bare = names("analyse=false record_weights=off sweep=width sweep_values=3,12");
        for (const char* name : {"prune_norm_loss", "merge_loss", "ticket_winners_loss", "weights",
                                 "prunable_relative", "groups_frozen_gates", "ticket_overlap"})
            QVERIFY2(!bare.contains(name), name);
        for (const char* name : {"random_orders", "ticket_random", "sweep_value", "sweep_capacity",
                                 "score_race", "score_spearman", "drop_slope_predicted"})
            QVERIFY2(bare.contains(name), name);
    }

    void weights_are_recorded_by_themselves_where_they_are_few()
    {
        RaceSettings settings;
        settings.hidden_width = 100;
        QVERIFY(records_weights(settings, 200));
        QVERIFY(!records_weights(settings, 201));
        settings.record_weights = "on";
        QVERIFY(records_weights(settings, 3072));
        settings.record_weights = "off";
        QVERIFY(!records_weights(settings, 2));
    }

    void an_analysis_that_is_given_up_leaves_nothing()
    {
        Run run(quick(), 1, {}, 0);
        train(*run.simulation, run.recording, 0, run.settings.steps,
              {.proceed = [](double, const std::string&) { return false; }}, run.outcome);
        run.read();
        QCOMPARE(run.outcome.state, RunState::stopped);
        QCOMPARE(run.outcome.step, run.settings.steps);
        QVERIFY(run.of("prune_norm_loss").empty() && run.of("merge_kept").empty());
        QVERIFY(!run.summary.contains("prunable_relative"));
    }

    void frozen_gates_train_one_network_and_test_another()
    {
        const Run run(quick("gate_mode=frozen init_scale=0.5"));
        const auto initial = draw_race_network(run.settings, 4, 1);
        const auto final = race_network_from(run.simulation->weights());
        const RaceData data = make_race_data(run.settings, 1, {});
        const RaceMatrix gates =
            (data.train.inputs * initial.input_weights.transpose()).unaryExpr([](double z) {
                return z > 0 ? 1.0 : 0.0;
            });
        const RaceVector gated =
            (data.train.inputs * final.input_weights.transpose()).cwiseProduct(gates)
            * final.output_weights;
        const RaceScore score = race_score(gated, data.train.labels, RaceLoss::logistic);
        QVERIFY(std::abs(run.summary.at("final_loss") - score.loss) < 1e-12);
        QCOMPARE(run.summary.at("final_accuracy"), score.accuracy);
        const RaceScore test =
            race_score(race_outputs(final, data.test.inputs), data.test.labels, RaceLoss::logistic);
        QVERIFY(std::abs(run.summary.at("test_loss") - test.loss) < 1e-12);
        const RaceMatrix z = data.train.inputs * final.input_weights.transpose();
        double unlocked = 0;
        for (Eigen::Index i = 0; i < z.size(); ++i)
            unlocked += z.data()[i] > 0 && gates.data()[i] == 0 ? 1 : 0;
        unlocked /= static_cast<double>(z.size()) - gates.sum();
        QVERIFY(unlocked > 0);
        QVERIFY(std::abs(run.at("gates_unlocked", 137)[0] - unlocked) < 1e-15);
    }

    void dead_neurons_are_counted()
    {
        const RaceSettings settings =
            race_schema().settings(race_schema().schema().resolve({quick()}));
        RaceNetwork network = draw_race_network(settings, 4, 1);
        network.input_weights.row(2).setZero();
        network.input_weights.row(5).setZero();
        const auto simulation =
            make_race(settings, make_race_data(settings, 1, {}), std::move(network));
        QCOMPARE(simulation->message(),
                 std::string("2 of 12 neurons are dead: all their gates are shut"));
        QVERIFY(make_race({race_schema().schema().resolve({quick()}), 1, {}})->message().empty());
    }

    void looking_changes_nothing()
    {
        const Run seen(quick("record_every=1 snapshot_every=1"));
        const auto unseen = make_race({race_schema().schema().resolve({quick()}), 1, {}});
        for (int step = 0; step < 137; ++step)
            QVERIFY(unseen->advance() == Progress::running);
        QVERIFY(unseen->weights() == seen.simulation->weights());
    }
};

QTEST_APPLESS_MAIN(TestRaceSimulation)
#include "test_race_simulation.moc"
