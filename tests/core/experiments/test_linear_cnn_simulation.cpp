// One run as a whole: sampling, theory, checkpoints, live changes, divergence.
#include "core/experiments/linear_cnn/linear_cnn_summary.hpp"
#include "core/experiments/linear_cnn/linear_cnn_tensors.hpp"
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

/// A quick run of the default kind.
const Overrides small{{"steps", whole(60)},        {"samples", whole(60)},
                      {"test_samples", whole(20)}, {"image_width", whole(32)},
                      {"classes", whole(3)},       {"init_scale", 0.05},
                      {"learning_rate", 0.02}};

Overrides with(Overrides base, const Overrides& more)
{
    for (const auto& [key, value] : more)
        base[key] = value;
    return base;
}

std::unique_ptr<Simulation> simulation_of(const std::string& preset, const Overrides& changes)
{
    const Experiment experiment = linear_cnn();
    return experiment.make(
        {.values = resolve(experiment, {find_preset(experiment, preset).overrides, changes})});
}

std::vector<std::int64_t> steps_of(const Recording& recording, const std::string& channel)
{
    const Series series = recording.snapshot()[recording.index(channel)];
    return {series.steps().begin(), series.steps().end()};
}

void train_all(Simulation& simulation, Recording& recording, std::int64_t steps,
               std::int64_t stop_at = -1)
{
    train(simulation, recording, 0, steps, [=](std::int64_t step) { return step != stop_at; });
}

const std::vector<std::string> mode_theory{"mode_strengths_reduced", "dominance_reduced",
                                           "mode_strengths_sigmoid",
                                           "mode_strengths_fully_connected_sigmoid"};

} // namespace

class TestLinearCnnSimulation : public QObject {
    Q_OBJECT

private slots:
    void samples_stand_at_multiples_and_at_the_end()
    {
        const LinearCnnRun run("default", 1, with(small, {{"steps", whole(23)}}));
        const std::vector<std::int64_t> expected{0, 5, 10, 15, 20, 23};
        QVERIFY(steps_of(run.recording(), "loss") == expected);
        QVERIFY(steps_of(run.recording(), "map_spectra_fully_connected") == expected);
        for (const std::string& name : mode_theory)
            QVERIFY2(steps_of(run.recording(), name) == expected, name.c_str());
        QVERIFY(steps_of(run.recording(), "drive") == std::vector<std::int64_t>{0});
        const LinearCnnRun sparse("default", 1, with(small, {{"sample_every", whole(1000)}}));
        QVERIFY((steps_of(sparse.recording(), "loss") == std::vector<std::int64_t>{0, 60}));
    }

    void a_stopped_run_has_the_theory_of_its_samples()
    {
        const auto simulation = simulation_of("default", small),
                   whole_one = simulation_of("default", small);
        Recording stopped(simulation->channels()), full(whole_one->channels());
        train_all(*simulation, stopped, 60, 37);
        train_all(*whole_one, full, 60);
        const auto a = stopped.snapshot(), b = full.snapshot();
        for (const std::string& name : mode_theory) {
            QVERIFY2(steps_of(stopped, name) == steps_of(stopped, "loss"), name.c_str());
            QCOMPARE(steps_of(stopped, name).back(), 37);
            const std::size_t i = stopped.index(name);
            for (std::size_t k = 0; k + 1 < a[i].size(); ++k)
                QVERIFY(std::ranges::equal(a[i].sample(k), b[i].sample(k)));
        }
    }

    void long_runs_get_the_same_theory_as_they_go_on()
    {
        // A plan of a million steps is too much to work out at once.
        const auto quick = simulation_of("default", small);
        const auto slow = simulation_of("default", with(small, {{"steps", whole(1000000)}}));
        Recording ahead(quick->channels()), along(slow->channels());
        quick->observe(ahead, 0);
        slow->observe(along, 0);
        QCOMPARE(ahead.last_step(ahead.index("mode_strengths_reduced")), 60);
        QCOMPARE(along.last_step(along.index("mode_strengths_reduced")), 0);
        train_all(*quick, ahead, 60);
        train_all(*slow, along, 60);
        const auto a = ahead.snapshot(), b = along.snapshot();
        for (std::size_t i = 0; i < a.size(); ++i) {
            QVERIFY2(std::ranges::equal(a[i].steps(), b[i].steps()),
                     ahead.channels()[i].name.c_str());
            QVERIFY2(std::ranges::equal(a[i].values(), b[i].values()),
                     ahead.channels()[i].name.c_str());
        }
    }

    void theory_is_there_where_it_holds_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<bool>("companion");
        QTest::addColumn<int>("count");
        QTest::newRow("one full layer") << "default" << true << 5;
        QTest::newRow("no companion") << "default" << false << 4;
        QTest::newRow("small kernels") << "small-kernels" << true << 1;
        QTest::newRow("two layers") << "deep" << true << 1;
        QTest::newRow("two layers alone") << "deep" << false << 0;
        QTest::newRow("relu") << "shapes-relu" << true << 0;
    }
    void theory_is_there_where_it_holds()
    {
        QFETCH(QString, preset);
        QFETCH(bool, companion);
        QFETCH(int, count);
        const auto simulation = simulation_of(preset.toStdString(),
                                              {{"samples", whole(40)},
                                               {"batch_size", whole(10)},
                                               {"steps", whole(5)},
                                               {"compare_fully_connected", companion}});
        int found = 0;
        for (const Channel& channel : simulation->channels()) {
            found += channel.role == Role::theory ? 1 : 0;
            if (!companion)
                QVERIFY(channel.name.find("fully_connected") == std::string::npos);
        }
        QCOMPARE(found, count);
    }

    void test_channels_need_test_samples()
    {
        const auto simulation = simulation_of("texture-versus-shape",
                                              {{"test_samples", whole(0)}, {"samples", whole(20)}});
        for (const Channel& channel : simulation->channels())
            for (const char* prefix : {"test_", "conflict_", "cue_"})
                QVERIFY(channel.name.find(prefix) != 0);
    }

    void channels_have_labels_units_and_dims_for_their_shapes()
    {
        for (const Preset& preset : linear_cnn_presets())
            for (const Channel& channel :
                 simulation_of(preset.name, {{"steps", whole(2)}})->channels()) {
                QVERIFY2(!channel.label.empty() && channel.unit == "1", channel.name.c_str());
                QVERIFY2(channel.dims.size() == channel.shape.size(), channel.name.c_str());
            }
    }

    void equal_setups_give_equal_recordings_data()
    {
        QTest::addColumn<QString>("preset");
        for (const char* preset :
             {"default", "shapes", "deep", "small-kernels", "texture-versus-shape-relu"})
            QTest::newRow(preset) << preset;
    }
    void equal_setups_give_equal_recordings()
    {
        QFETCH(QString, preset);
        const Overrides changes{{"steps", whole(12)},
                                {"sample_every", whole(4)},
                                {"samples", whole(60)},
                                {"test_samples", whole(20)}};
        const LinearCnnRun a(preset.toStdString(), 5, changes), b(preset.toStdString(), 5, changes);
        const LinearCnnRun other(preset.toStdString(), 6, changes);
        QVERIFY(a.simulation().state() == b.simulation().state());
        QVERIFY(a.simulation().state() != other.simulation().state());
        const auto x = a.recording().snapshot(), y = b.recording().snapshot();
        for (std::size_t i = 0; i < x.size(); ++i)
            QVERIFY(std::ranges::equal(x[i].values(), y[i].values()));
    }

    void restored_runs_continue_with_the_same_bits_data()
    {
        equal_setups_give_equal_recordings_data();
    }
    void restored_runs_continue_with_the_same_bits()
    {
        QFETCH(QString, preset);
        for (const char* precision : {"float64", "float32"}) {
            const Overrides changes{{"steps", whole(20)},
                                    {"samples", whole(60)},
                                    {"test_samples", whole(20)},
                                    {"precision", std::string(precision)}};
            const auto whole_run = simulation_of(preset.toStdString(), changes);
            const auto resumed = simulation_of(preset.toStdString(), changes);
            for (int step = 0; step < 8; ++step)
                whole_run->advance();
            whole_run->change("learning_rate", 0.004);
            const auto checkpoint = whole_run->state();
            resumed->restore(8, checkpoint);
            resumed->change("learning_rate", 0.004);
            for (int step = 8; step < 20; ++step) {
                whole_run->advance();
                resumed->advance();
            }
            QVERIFY(whole_run->state() == resumed->state());
            QVERIFY(whole_run->state() != checkpoint);
        }
    }

    void a_checkpoint_that_lacks_a_tensor_is_refused()
    {
        const auto simulation = simulation_of("default", small);
        auto state = simulation->state();
        auto short_state = state;
        std::get<std::vector<double>>(short_state.back().values).pop_back();
        QVERIFY_THROWS_EXCEPTION(Error, simulation->restore(3, short_state));
        state.pop_back();
        QVERIFY_THROWS_EXCEPTION(Error, simulation->restore(3, state));
    }

    void weights_start_as_drawn_and_have_the_shapes_of_the_specification()
    {
        const auto settings = settings_of("deep");
        const auto simulation = simulation_of("deep", {});
        const LinearCnnShape shape{
            .width = 64, .classes = 4, .kernels = 4, .layers = 2, .hidden = 16};
        const auto drawn =
            weight_tensors(shape, draw_linear_cnn_weights(shape, settings.init_scale, 1));
        const auto weights = simulation->weights();
        QCOMPARE(weights.size(), drawn.size());
        for (std::size_t i = 0; i < weights.size(); ++i) {
            QCOMPARE(weights[i].name, drawn[i].name);
            QVERIFY(weights[i].shape == drawn[i].shape);
            const auto& a = std::get<std::vector<double>>(weights[i].values);
            const auto& b = std::get<std::vector<double>>(drawn[i].values);
            for (std::size_t k = 0; k < a.size(); ++k)
                QVERIFY(std::abs(a[k] - b[k]) < 1e-16);
        }
        QVERIFY((weights[1].shape == std::vector<std::size_t>{4, 4, 1, 64}));
    }

    void divergence_keeps_the_last_finite_state_and_says_what_to_do()
    {
        const auto simulation = simulation_of("default", with(small, {{"learning_rate", 1.0}}));
        Recording recording(simulation->channels());
        const Outcome outcome =
            train(*simulation, recording, 0, 60, [](std::int64_t) { return true; });
        QCOMPARE(outcome.state, RunState::diverged);
        for (const Tensor& tensor : simulation->weights())
            for (const double weight : std::get<std::vector<double>>(tensor.values))
                QVERIFY(std::isfinite(weight));
        for (const Channel& channel : recording.channels())
            if (channel.role == Role::measured)
                for (const double value :
                     recording.snapshot()[recording.index(channel.name)].values())
                    QVERIFY2(std::isfinite(value), channel.name.c_str());
        const auto drives = recording.snapshot()[recording.index("drive")].sample(0);
        const double drive = *std::max_element(drives.begin(), drives.end());
        const QString expected =
            QString("diverged at step %1: eta·drive = %2, needs < 1; try learning_rate <= ")
                .arg(outcome.step + 1)
                .arg(drive, 0, 'f', 2);
        QVERIFY2(QString::fromStdString(simulation->message()).startsWith(expected),
                 simulation->message().c_str());
        // The same state as that of outcome.step steps taken.
        const auto again = simulation_of("default", with(small, {{"learning_rate", 1.0}}));
        for (std::int64_t step = 0; step < outcome.step; ++step)
            QCOMPARE(again->advance(), Progress::running);
        QVERIFY(again->state() == simulation->state());
    }

    void more_layers_bear_less_and_the_message_says_how_much()
    {
        // One pure wave for each of two classes, no noise: the fit is exact, so what is left of the
        // loss says whether it attracts. With amplitude 1 the fitted map B is 1 at the first
        // class's wave, and L layers need eta·drive < 2/L.
        const auto deep = [](std::int64_t layers, double product) {
            const auto simulation =
                simulation_of("pure-cosines",
                              {{"conv_layers", whole(layers)},
                               {"init_scale", 0.2},
                               {"noise", 0.0},
                               {"classes", whole(2)},
                               {"class_amplitude_ratio", 0.5},
                               {"samples", whole(8)},
                               {"test_samples", whole(0)},
                               {"image_width", whole(32)},
                               {"compare_fully_connected", false},
                               // Half of the samples have the wave: s |V| = (1/2) · 32/2.
                               {"learning_rate", product / 8}});
            Recording recording(simulation->channels());
            const auto outcome =
                train(*simulation, recording, 0, 4000, [](std::int64_t) { return true; });
            const Series loss = recording.snapshot()[recording.index("loss")];
            return std::pair{outcome.state == RunState::diverged ? 1e9
                                                                 : loss.sample(loss.size() - 1)[0],
                             simulation->message()};
        };
        for (const std::int64_t layers : {2, 3}) {
            const double limit = 2.0 / static_cast<double>(layers + 1);
            const auto settled = deep(layers, 0.92 * limit), above = deep(layers, 1.12 * limit),
                       far = deep(layers, 4 * limit);
            QVERIFY2(settled.first < 1e-6, qPrintable(QString::number(settled.first)));
            QVERIFY2(above.first > 1e-4, qPrintable(QString::number(above.first)));
            const auto expected = QString("eta·drive = %1, needs < %2 with conv_layers=%3; try")
                                      .arg(4 * limit, 0, 'f', 2)
                                      .arg(limit, 0, 'f', 2)
                                      .arg(layers);
            QVERIFY2(QString::fromStdString(far.second).contains(expected), far.second.c_str());
        }
    }

    void a_companion_that_diverges_is_named()
    {
        const auto simulation =
            simulation_of("default", with(small, {{"fully_connected_rate_factor", 100.0}}));
        while (simulation->advance() == Progress::running) {}
        const QString message = QString::fromStdString(simulation->message());
        QVERIFY2(message.contains("of the fully connected companion, needs < 1; try "
                                  "fully_connected_rate_factor <= "),
                 qPrintable(message));
        const auto advised = simulation_of(
            "default",
            with(small, {{"fully_connected_rate_factor", message.section("<= ", 1).toDouble()}}));
        Recording recording(advised->channels());
        QCOMPARE(train(*advised, recording, 0, 400, [](std::int64_t) { return true; }).state,
                 RunState::finished);
    }

    void automatic_learning_rate_is_resolved_and_can_be_returned_to()
    {
        const auto simulation = simulation_of("default", with(small, {{"learning_rate", 0.0}}));
        const double rate = std::get<double>(simulation->resolved().at("learning_rate"));
        const auto fixed = simulation_of("default", with(small, {{"learning_rate", rate}}));
        QVERIFY(fixed->resolved().empty());
        simulation->change("learning_rate", 0.5);
        simulation->change("learning_rate", 0.0);
        simulation->advance();
        fixed->advance();
        QVERIFY(simulation->state() == fixed->state());
    }

    void learning_rate_changes_both_networks()
    {
        const auto a = simulation_of("default", small), b = simulation_of("default", small);
        a->change("learning_rate", 0.04);
        a->advance();
        b->advance();
        for (const char* name :
             {"kernels_1", "readout", "fully_connected_1", "fully_connected_2"}) {
            const auto start = simulation_of("default", small)->weights();
            const auto moved = [&](const Simulation& simulation) {
                const auto weights = simulation.weights();
                return std::get<std::vector<double>>(tensor_named(weights, name).values)[1]
                    - std::get<std::vector<double>>(tensor_named(start, name).values)[1];
            };
            QVERIFY2(std::abs(moved(*a) / moved(*b) - 2) < 1e-6,
                     name); // one step from the same start
        }
        QVERIFY_THROWS_EXCEPTION(UsageError, a->change("kernels", whole(3)));
    }

    void warnings_say_when_curves_of_single_modes_mislead()
    {
        QVERIFY(simulation_of("default", {})->message().empty());
        QVERIFY(simulation_of("shapes", {})->message().find("modes share frequencies") == 0);
        const auto equal =
            simulation_of("default", {{"class_amplitude_ratio", 1.0}, {"noise", 0.0}})->message();
        QVERIFY(equal.find("modes 1 and 2 are equally strong: their individual curves depend on an "
                           "arbitrary rotation")
                != std::string::npos);
        QVERIFY(equal.find("class_amplitude_ratio=1") != std::string::npos);
    }

    void first_crossing_is_linear_between_samples()
    {
        const auto block = std::make_shared<Block>(4, 2);
        const double values[] = {0, 5, 1, 5, 3, 5, 2, 5};
        for (std::size_t i = 0; i < 4; ++i)
            block->steps[i] = static_cast<std::int64_t>(10 * i);
        std::copy_n(values, 8, block->values.get());
        const Series series(block, 4);
        QCOMPARE(first_crossing(series, 0, 2.5).value(), 17.5);
        QCOMPARE(first_crossing(series, 0, 1).value(), 10.0);
        QCOMPARE(first_crossing(series, 1, 2).value(), 0.0);
        QVERIFY(!first_crossing(series, 0, 4).has_value());
    }

    void mixed_cues_agree_with_the_network_they_are_shown_to()
    {
        const LinearCnnRun run("texture-versus-shape", 1,
                               {{"samples", whole(60)}, {"steps", whole(30)}, {"noise", 0.0}});
        // Without noise the striped cross of the conflict set is among the mixed cues, so that the
        // sign of its margin is the answer that the conflict channels count.
        const double striped_cross = run.last("cue_margin", 21 + 10),
                     plain_disc = run.last("cue_margin", 0);
        const double by_texture = ((striped_cross > 0 ? 1 : 0) + (plain_disc < 0 ? 1 : 0)) / 2.0;
        QCOMPARE(run.last("conflict_texture"), by_texture);
        QCOMPARE(run.last("conflict_shape"), 1 - by_texture);
        // A linear network's margin is linear in the texture's amplitude.
        for (const char* channel : {"cue_margin", "cue_margin_fully_connected"})
            for (std::size_t i = 1; i < 20; ++i)
                QVERIFY(std::abs(run.last(channel, i + 1) - 2 * run.last(channel, i)
                                 + run.last(channel, i - 1))
                        < 1e-12);
    }

    void float32_follows_float64()
    {
        const LinearCnnRun a("default", 1, small);
        const LinearCnnRun b("default", 1, with(small, {{"precision", std::string("float32")}}));
        for (const char* channel :
             {"loss", "mode_strengths", "kernel_spectra", "map_spectra_fully_connected"}) {
            const auto x = a.series(channel).values(), y = b.series(channel).values();
            double off = 0, largest = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                off = std::max(off, std::abs(x[i] - y[i]));
                largest = std::max(largest, std::abs(x[i]));
            }
            QVERIFY2(off > 0 && off < 1e-2 * largest, channel);
        }
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnSimulation)
#include "test_linear_cnn_simulation.moc"
