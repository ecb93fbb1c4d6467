// A run as a whole: sampling, restoring, thinning, divergence, files.
#include "core/experiments/mode_connectivity/mode_simulation.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/lab/session.hpp"
#include "tests/core/experiments/mode_connectivity_small_run.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<std::int64_t> checkpoint_steps(const RecordedRun& run)
{
    std::vector<std::int64_t> steps;
    for (const Checkpoint& checkpoint : run.outcome.checkpoints)
        steps.push_back(checkpoint.step);
    return steps;
}

} // namespace

class TestModeConnectivitySimulation : public QObject {
    Q_OBJECT

private slots:
    void until_the_branching_step_both_are_the_trunk()
    {
        const auto run = run_of({{"spawn_step", whole(40)}});
        for (const std::int64_t step : {0, 20, 40}) {
            QCOMPARE(sample_at(run, "distance", step)[0], 0.0);
            QVERIFY(sample_at(run, "barrier", step)[0] <= 1e-14);
            const auto rows = sample_at(run, "trajectory", step);
            for (std::size_t i = 0; i < 3; ++i)
                QCOMPARE(rows[i], rows[3 + i]);
            const auto order = sample_at(run, "permutation_1", step);
            for (std::size_t i = 0; i < order.size(); ++i)
                QCOMPARE(order[i], static_cast<double>(i));
            QCOMPARE(std::isnan(sample_at(run, "midpoint_rise", step)[4]), step < 40);
        }
        QVERIFY(sample_at(run, "distance", 60)[0] > 0);
        QVERIFY(std::isfinite(sample_at(run, "midpoint_rise", 60)[4]));
        const auto at_branch = sample_at(run, "trajectory", 40);
        QVERIFY(std::ranges::all_of(at_branch, [](double v) { return std::abs(v) <= 1e-13; }));
    }

    void independent_starts_have_no_trunk()
    {
        const auto run = run_of({{"init_mode", std::string("independent")}});
        QVERIFY(sample_at(run, "distance", 0)[0] > 1);
        for (const std::int64_t step : {0, 20, 60})
            QVERIFY(std::isnan(sample_at(run, "midpoint_rise", step)[4]));
        const ModeShape shape = mode_shape_from(run.initial, {});
        const ModeVector mean = (mode_weights_from(shape, run.initial, "a")
                                 + mode_weights_from(shape, run.initial, "b"))
            / 2;
        QVERIFY(mode_weights_from(shape, run.simulation->weights(), "origin/a") == mean);
    }

    void samples_and_checkpoints_stand_where_they_should()
    {
        const auto run = run_of({{"spawn_step", whole(30)}, {"steps", whole(70)}});
        QCOMPARE(steps_of(run, "losses"), (std::vector<std::int64_t>{0, 20, 40, 60, 70}));
        QCOMPARE(steps_of(run, "trajectory"), steps_of(run, "losses"));
        QCOMPARE(steps_of(run, "hermite_path"), steps_of(run, "losses"));
        QCOMPARE(steps_of(run, "alpha"), (std::vector<std::int64_t>{0}));
        QCOMPARE(steps_of(run, "plane_x"), (std::vector<std::int64_t>{70}));
        QCOMPARE(steps_of(run, "plane_train_loss"), (std::vector<std::int64_t>{70}));
        QCOMPARE(checkpoint_steps(run), (std::vector<std::int64_t>{0, 25, 30, 50, 70}));
    }

    void the_plane_shows_the_losses_of_its_three_points()
    {
        const auto run = run_of({{"plane_margin", 0.0}, {"plane_points", whole(9)}});
        const auto x = sample_at(run, "plane_x", 60), y = sample_at(run, "plane_y", 60);
        const auto end = sample_at(run, "trajectory", 60);
        QVERIFY(std::abs(end[1]) <= 1e-13 && std::abs(end[2]) <= 1e-13);
        QVERIFY(std::abs(std::max(end[0], end[3]) - x.back()) <= 1e-13);
        QVERIFY(std::abs(std::max(0.0, end[4]) - y.back()) <= 1e-13);
        const auto losses = sample_at(run, "plane_train_loss", 60);
        const double at_a = sample_at(run, "losses", 60)[0];
        if (end[0] >= end[3] && x.front() == 0) // A stands in the lower right corner
            QVERIFY(std::abs(losses[8] - at_a) <= 1e-12);
        QVERIFY(std::ranges::all_of(losses, [](double v) { return std::isfinite(v); }));
    }

    void equal_ends_make_no_nan()
    {
        const auto run = run_of({{"spawn_step", whole(60)}});
        for (const char* name : {"plane_train_loss", "plane_x", "plane_y", "trajectory",
                                 "aligned_path_train_loss", "barrier", "distance"})
            QVERIFY2(std::ranges::all_of(sample_at(run, name, 60),
                                         [](double v) { return std::isfinite(v); }),
                     name);
        QCOMPARE(sample_at(run, "distance", 60)[0], 0.0);
        QVERIFY(sample_at(run, "barrier", 60)[0] <= 1e-14);
    }

    void more_than_four_hundred_samples_are_thinned_and_said_so()
    {
        const auto run = run_of(
            {{"steps", whole(900)}, {"sample_every", whole(1)}, {"checkpoint_every", whole(900)}});
        const auto steps = steps_of(run, "losses");
        QCOMPARE(steps.size(), std::size_t{226});
        QCOMPARE(steps[1], std::int64_t{4});
        QCOMPARE(steps_of(run, "trajectory"), steps);
        QVERIFY(run.simulation->message().find("every 4 steps") != std::string::npos);
        QCOMPARE(std::get<std::int64_t>(run.setup.values["sample_every"]), std::int64_t{1});
    }

    void a_restored_run_ends_with_the_same_bits_and_the_same_past()
    {
        const std::vector<Change> changes{{15, "learning_rate", 0.05}, {35, "momentum", 0.5}};
        for (const std::int64_t spawn : {0, 30}) {
            const auto whole_run = run_of({{"spawn_step", whole(spawn)}}, 3, changes);
            for (const Checkpoint& checkpoint : whole_run.outcome.checkpoints) {
                if (checkpoint.step == 0 || checkpoint.step == 60)
                    continue;
                auto again = modes().make(whole_run.setup);
                again->restore(checkpoint.step, checkpoint.tensors);
                QVERIFY(again->state() == checkpoint.tensors);
                Recording recording(again->channels());
                const auto outcome =
                    train(*again, recording, checkpoint.step, 60, [&](std::int64_t step) {
                        for (const Change& change : changes)
                            if (change.step == step && step >= checkpoint.step)
                                again->change(change.key, change.value);
                        return true;
                    });
                QVERIFY(again->weights() == whole_run.simulation->weights());
                const auto series = recording.snapshot();
                const std::size_t trajectory = recording.index("trajectory");
                QVERIFY(
                    same_bytes(series[trajectory].values(), whole_run.series[trajectory].values()));
                const std::size_t rise = recording.index("midpoint_rise");
                QVERIFY(same_bytes(series[rise].sample(series[rise].size() - 1),
                                   sample_at(whole_run, "midpoint_rise", 60)));
            }
        }
    }

    void a_diverged_run_keeps_its_samples_and_says_what_to_lower()
    {
        const auto run = run_of({{"learning_rate", 5.0},
                                 {"activation", std::string("relu")},
                                 {"momentum", 0.999},
                                 {"weight_decay", 1.0},
                                 {"steps", whole(3000)},
                                 {"schedule", std::string("constant")}});
        QCOMPARE(run.outcome.state, RunState::diverged);
        const std::string expected = "diverged at step " + std::to_string(run.outcome.step)
            + ": lower learning_rate (now 5)";
        QCOMPARE(run.outcome.message, expected);
        QCOMPARE(steps_of(run, "losses").back(), run.outcome.step);
        for (const Tensor& tensor : run.simulation->weights())
            for (const double value : mode_reals(tensor))
                QVERIFY(std::abs(value) <= 1e8);
        QVERIFY(!run.summary.empty());
    }

    void a_saved_run_holds_its_origin_as_a_state_of_its_own()
    {
        const auto run = run_of({{"spawn_step", whole(20)}});
        RunRecord record{
            .experiment = "mode-connectivity", .preset = "spawn-at-init", .setup = run.setup};
        record.step = run.outcome.step;
        record.recording = run.recording;
        record.initial = run.initial;
        record.final = run.simulation->weights();
        record.data = run.data;
        record.checkpoints = run.outcome.checkpoints;
        record.summary = run.summary;
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("run").toStdString();
        save(record, path);
        const auto loaded = load(path, experiments());
        QVERIFY(loaded.final == record.final);
        QVERIFY(loaded.initial == record.initial);
        QVERIFY(loaded.checkpoints.size() == record.checkpoints.size());
        QVERIFY(has_mode_weights(loaded.final, "origin/a"));
        QVERIFY(!has_mode_weights(loaded.initial, "origin/a"));
    }

    void the_other_rules_of_alignment_leave_training_alone()
    {
        const auto by_weight = run_of(), none = run_of({{"alignment", std::string("none")}}),
                   by_activation = run_of({{"alignment", std::string("activation")}});
        QVERIFY(by_weight.simulation->weights() == none.simulation->weights());
        QVERIFY(by_weight.simulation->weights() == by_activation.simulation->weights());
        QVERIFY_EXCEPTION_THROWN(none.recording->index("aligned_barrier"), Error);
        QCOMPARE(none.summary.size() + 3, by_weight.summary.size());
    }

    void a_stopped_run_has_its_plane_and_its_way_up_to_there()
    {
        for (const std::int64_t last : {7, 33}) { // on the trunk, and after it
            const Values values = resolve(modes(), {small({{"spawn_step", whole(20)}})});
            const auto simulation = modes().make({values, 1, {}});
            Recording recording(simulation->channels());
            const auto outcome = train(*simulation, recording, 0, 60,
                                       [&](std::int64_t step) { return step < last; });
            QCOMPARE(outcome.state, RunState::stopped);
            const auto series = recording.snapshot();
            for (const char* name : {"losses", "trajectory", "plane_x", "plane_train_loss"}) {
                const Series& one = series[recording.index(name)];
                QVERIFY2(!one.empty() && one.steps().back() == last, name);
                QVERIFY2(
                    std::ranges::all_of(one.values(), [](double v) { return std::isfinite(v); }),
                    name);
            }
            QCOMPARE(series[recording.index("trajectory")].steps().front(), std::int64_t{0});
        }
    }

    void a_large_plane_is_made_after_the_last_step_and_can_be_given_up()
    {
        const Values values = resolve(
            modes(),
            {{{"plane_points", whole(101)}, {"steps", whole(2)}, {"sample_every", whole(2)}}});
        const auto simulation = modes().make({values, 1, {}});
        Recording recording(simulation->channels());
        int asked = 0;
        Outcome outcome;
        train(*simulation, recording, 0, 2,
              {.proceed =
                   [&](double share, const std::string& doing) {
                       return share < 0.1 && !doing.empty() && ++asked > 0;
                   }},
              outcome);
        QCOMPARE(outcome.state, RunState::stopped);
        QVERIFY(asked > 10); // once a row or more
        const auto series = recording.snapshot();
        QVERIFY(series[recording.index("plane_train_loss")].empty());
        QVERIFY(series[recording.index("trajectory")].empty());
        QCOMPARE(series[recording.index("losses")].steps().back(), std::int64_t{2});
    }

    void changes_of_other_parameters_are_refused()
    {
        const auto run = run_of();
        QVERIFY_EXCEPTION_THROWN(run.simulation->change("width", whole(4)), UsageError);
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivitySimulation)
#include "test_mode_connectivity_simulation.moc"
