// A run as a whole: what is recorded when, the same bits again, early ends, divergence, dead nets.
#include "core/experiments/linear_scope/linear_scope_simulation.hpp"
#include "core/lab/runner.hpp"

#include <QtTest>

#include <cmath>
#include <map>

using namespace etalon;

namespace {

using namespace std::string_literals;

Value whole(std::int64_t value)
{
    return value;
}

Overrides tiny()
{
    return {{"image_size", whole(8)},    {"channels", whole(2)},
            {"train_count", whole(32)},  {"test_count", whole(16)},
            {"batch_size", whole(8)},    {"steps", whole(25)},
            {"sample_every", whole(10)}, {"checkpoint_every", whole(10)},
            {"scope_images", whole(2)},  {"singular_values", whole(3)}};
}

std::unique_ptr<Simulation> make(const Overrides& changes, std::uint64_t seed = 1)
{
    const Experiment experiment = linear_scope();
    return experiment.make({resolve(experiment, {tiny(), changes}), seed, {}});
}

struct Run {
    explicit Run(const Overrides& changes, std::int64_t steps = 25, std::int64_t stop = 1000)
        : simulation(make(changes))
        , recording(simulation->channels())
    {
        outcome = train(*simulation, recording, 0, steps,
                        [stop](std::int64_t step) { return step < stop; });
        series = recording.snapshot();
        for (const auto& [name, value] : simulation->summary(recording))
            summary[name] = value.value_or(std::nan(""));
    }
    const Series& of(const char* name) const { return series[recording.index(name)]; }
    std::vector<std::int64_t> steps_of(const char* name) const
    {
        const auto steps = of(name).steps();
        return {steps.begin(), steps.end()};
    }
    bool has(const std::string& name) const
    {
        return std::ranges::any_of(recording.channels(),
                                   [&](const Channel& c) { return c.name == name; });
    }

    std::unique_ptr<Simulation> simulation;
    Recording recording;
    Outcome outcome;
    std::vector<Series> series;
    std::map<std::string, double> summary;
};

} // namespace

class TestLinearScopeSimulation : public QObject {
    Q_OBJECT

private slots:
    void channels_are_sampled_on_their_grid_and_at_the_end()
    {
        const Run run({});
        QVERIFY(run.outcome.state == RunState::finished);
        for (const char* name : {"loss", "quality", "scope_identity", "scope_flips"})
            QCOMPARE(run.steps_of(name), (std::vector<std::int64_t>{0, 10, 20, 25}));
        for (const char* name : {"scope_matrix", "scope_bias", "scope_output", "scope_left",
                                 "scope_right", "scope_votes"})
            QCOMPARE(run.steps_of(name), (std::vector<std::int64_t>{25}));
        QCOMPARE(run.steps_of("identity_floor"), (std::vector<std::int64_t>{0, 25}));
        QCOMPARE(run.of("scope_matrix").width(), std::size_t{2 * 4 * 64});
        std::vector<std::int64_t> checkpoints;
        for (const Checkpoint& checkpoint : run.outcome.checkpoints)
            checkpoints.push_back(checkpoint.step);
        QCOMPARE(checkpoints, (std::vector<std::int64_t>{0, 10, 20, 25}));
        QVERIFY(run.summary.at("worst_identity") <= 1e-11);
        QVERIFY(run.summary.at("worst_adjoint") <= 1e-11);
        QVERIFY(!run.has("scope_bicubic_cosine"));
    }

    void a_stopped_run_ends_where_it_stopped()
    {
        const Run run({}, 25, 13);
        QVERIFY(run.outcome.state == RunState::stopped);
        QCOMPARE(run.steps_of("loss"), (std::vector<std::int64_t>{0, 10, 13}));
        QCOMPARE(run.steps_of("scope_matrix"), (std::vector<std::int64_t>{13}));
        QCOMPARE(run.steps_of("identity_floor"), (std::vector<std::int64_t>{0, 13}));
    }

    void a_checkpoint_continues_with_the_same_samples()
    {
        const Run run({});
        const auto again = make({});
        again->restore(10, run.outcome.checkpoints[1].tensors);
        Recording recording(again->channels());
        train(*again, recording, 10, 25, [](std::int64_t) { return true; });
        const auto series = recording.snapshot();
        for (const char* name : {"scope_flips", "batch_loss", "scope_active", "loss"}) {
            const Series& ours = series[recording.index(name)];
            const Series& theirs = run.of(name);
            QVERIFY(!ours.empty());
            for (std::size_t i = 0; i < ours.size(); ++i) {
                const auto a = ours.sample(i);
                const auto b = theirs.sample(theirs.at_or_before(ours.steps()[i]));
                QVERIFY2(std::ranges::equal(a, b), name);
            }
        }
        QVERIFY(again->summary(recording) == run.simulation->summary(run.recording));
        QVERIFY(again->state() == run.simulation->state());
    }

    void flips_count_decisions_since_the_sample_before()
    {
        const Run run({});
        const auto initial = make({});
        const auto& values = run.of("scope_flips");
        QCOMPARE(values.sample(0)[0], 0.0);
        QVERIFY(values.sample(1)[0] > 0);
        const Run smooth({{"activation", "tanh"s}, {"pooling", "avg"s}});
        for (const double flip : smooth.of("scope_flips").values())
            QCOMPARE(flip, 0.0); // nothing is decided
    }

    void without_biases_there_are_none()
    {
        const Run run({{"use_bias", false}});
        for (const Tensor& tensor : run.outcome.checkpoints.front().tensors)
            QVERIFY(tensor.name.find("bias") == std::string::npos);
        QCOMPARE(run.summary.at("bias_share"), 0.0);
        for (const double b : run.of("scope_bias").values())
            QCOMPARE(b, 0.0);
    }

    void the_scope_sees_double_precision_at_either()
    {
        const Run run({{"precision", "float32"s}});
        QVERIFY(run.summary.at("worst_identity") < 1e-11);
        for (const Tensor& tensor : run.simulation->weights())
            for (const double value : std::get<std::vector<double>>(tensor.values))
                QCOMPARE(value, static_cast<double>(static_cast<float>(value)));
    }

    void upscale_knows_bicubic_and_shift_its_stencil()
    {
        const Run upscale({{"task", "upscale"s}, {"noise", 0.0}});
        QVERIFY(upscale.has("scope_bicubic_cosine"));
        QVERIFY(upscale.summary.at("bicubic_cosine") > 0.9); // the skip is bicubic itself
        QCOMPARE(upscale.of("bicubic_quality").values()[0], upscale.summary.at("bicubic_quality"));
        const Run shift({{"task", "shift"s}});
        QVERIFY(shift.summary.contains("stencil_peak_value"));
        QCOMPARE(shift.summary.at("stencil_peak_x"), 0.0); // the skip still speaks loudest
    }

    void large_images_leave_out_what_needs_the_whole_matrix()
    {
        const Run run({{"task", "denoise"s},
                       {"image_size", whole(48)},
                       {"steps", whole(1)},
                       {"channels", whole(1)},
                       {"scope_images", whole(1)}},
                      1);
        QVERIFY(!run.has("scope_matrix") && !run.has("scope_effective_rank"));
        QVERIFY(!run.summary.contains("stencil_peak_x"));
        const auto values = run.of("scope_singular_values").values();
        QVERIFY(std::ranges::all_of(values, [](double s) { return s > 0; }));
    }

    void a_network_that_answers_zero_is_said_to_be_dead()
    {
        LinearScopeSettings settings = linear_scope_schema().settings(
            resolve(linear_scope(), {tiny(), {{"task", "denoise"s}, {"residual", false}}}));
        LinearScopeData data = make_linear_scope_data(settings, 1, {});
        ScopeNetwork network = draw_linear_scope_network(settings, data, 1);
        for (ScopeLayer& layer : network.layers)
            std::ranges::fill(layer.weight, 0.0);
        const auto simulation = make_linear_scope(settings, data, network);
        Recording recording(simulation->channels());
        simulation->observe(recording, 0);
        recording.publish();
        const auto series = recording.snapshot();
        for (const double residual : series[recording.index("scope_identity")].values())
            QCOMPARE(residual, 0.0);
        for (const double rank : series[recording.index("scope_effective_rank")].values())
            QCOMPARE(rank, 0.0);
        QVERIFY(simulation->message().starts_with("All units are closed"));
    }

    void a_loss_beyond_numbers_ends_the_run()
    {
        LinearScopeSettings settings = linear_scope_schema().settings(
            resolve(linear_scope(), {tiny(), {{"task", "denoise"s}}}));
        LinearScopeData data = make_linear_scope_data(settings, 1, {});
        data.train.targets[0] = 1e300;
        const auto simulation =
            make_linear_scope(settings, data, draw_linear_scope_network(settings, data, 1));
        Recording recording(simulation->channels());
        const Outcome outcome =
            train(*simulation, recording, 0, 25, [](std::int64_t) { return true; });
        QVERIFY(outcome.state == RunState::diverged);
        QVERIFY(outcome.step < 25);
        QVERIFY(simulation->message().find("learning_rate") != std::string::npos);
        QVERIFY(!recording.snapshot()[recording.index("scope_singular_values")].empty());
        for (const Tensor& tensor : simulation->weights())
            for (const double value : std::get<std::vector<double>>(tensor.values))
                QVERIFY(std::isfinite(value));
    }

    void a_restored_state_must_have_the_right_shape()
    {
        const Run run({});
        auto state = run.simulation->state();
        state[0].shape[0] += 1;
        QVERIFY_EXCEPTION_THROWN(make({})->restore(25, state), Error);
        QVERIFY_EXCEPTION_THROWN(make({})->change("noise", 0.5), UsageError);
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeSimulation)
#include "test_linear_scope_simulation.moc"
