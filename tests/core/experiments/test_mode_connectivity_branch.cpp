// "Branch here" and rewinding: a run that sets out from a stored state of another.
#include "core/experiments/mode_connectivity/mode_branch.hpp"
#include "core/experiments/mode_connectivity/mode_simulation.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/lab/branch.hpp"
#include "tests/core/experiments/mode_connectivity_small_run.hpp"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace etalon;
using namespace etalon::test;

namespace {

std::atomic<int> updates = 0;

/// The simulation that it holds, counting its updates: how far did a run have to go?
class Counting final : public Simulation {
public:
    explicit Counting(std::unique_ptr<Simulation> inner)
        : inner_(std::move(inner))
    {
    }
    std::vector<Channel> channels() const override { return inner_->channels(); }
    void observe(Recording& recording, std::int64_t step) const override
    {
        inner_->observe(recording, step);
    }
    Progress advance() override
    {
        ++updates;
        return inner_->advance();
    }
    void change(std::string_view key, const Value& value) override { inner_->change(key, value); }
    std::vector<Tensor> weights() const override { return inner_->weights(); }
    std::vector<Tensor> state() const override { return inner_->state(); }
    void restore(std::int64_t step, std::span<const Tensor> state) override
    {
        inner_->restore(step, state);
    }
    SharedTensors data() const override { return inner_->data(); }
    Summary summary(const Recording& recording) const override
    {
        return inner_->summary(recording);
    }
    std::int64_t checkpoint_every() const override { return inner_->checkpoint_every(); }
    bool keeps_checkpoint(std::int64_t step) const override
    {
        return inner_->keeps_checkpoint(step);
    }

private:
    std::unique_ptr<Simulation> inner_;
};

Experiment counting_experiment()
{
    Experiment experiment = mode_connectivity();
    experiment.make = [](const Setup& setup) -> std::unique_ptr<Simulation> {
        return std::make_unique<Counting>(modes().make(setup));
    };
    return experiment;
}

void finish(Runner& runner)
{
    runner.run();
    while (!has_ended(runner.status().state))
        std::this_thread::yield();
}

const std::vector<double>& reals_of(std::span<const Tensor> tensors, const char* name)
{
    return mode_reals(mode_tensor(tensors, name));
}

/// Rows from … to of a table of whole or real numbers.
template <class Number>
std::vector<Number> rows_of(std::span<const Tensor> data, const char* name, std::size_t from,
                            std::size_t to)
{
    const Tensor& table = mode_tensor(data, name);
    const auto& values = std::get<std::vector<Number>>(table.values);
    const auto width = static_cast<std::ptrdiff_t>(table.shape.at(1));
    return {values.begin() + static_cast<std::ptrdiff_t>(from) * width,
            values.begin() + static_cast<std::ptrdiff_t>(to) * width};
}

template <class Number>
std::vector<Number> joined(std::vector<Number> first, const std::vector<Number>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

Overrides settings_of(const char* dataset)
{
    const bool is_toy = std::string(dataset) == "toy";
    return {{"spawn_step", whole(10)},
            {"dataset", std::string(dataset)},
            {"learning_rate", is_toy ? 0.02 : 0.1}};
}

} // namespace

class TestModeConnectivityBranch : public QObject {
    Q_OBJECT

private slots:
    void a_rewound_run_goes_on_from_the_nearest_checkpoint_with_the_same_bits_data()
    {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<int>("spawn");
        QTest::newRow("parted from the start") << "clusters" << 0;
        QTest::newRow("on the trunk") << "clusters" << 55;
        QTest::newRow("after the trunk") << "clusters" << 30;
        QTest::newRow("toy") << "toy" << 30;
    }

    void a_rewound_run_goes_on_from_the_nearest_checkpoint_with_the_same_bits()
    {
        QFETCH(QString, dataset);
        QFETCH(int, spawn);
        const std::vector<Change> changes{{0, "learning_rate", 0.04}, {35, "momentum", 0.5}};
        const auto run =
            run_of({{"spawn_step", whole(spawn)}, {"dataset", dataset.toStdString()}}, 2, changes);
        const Experiment experiment = counting_experiment();
        updates = 0;
        const auto again =
            branch({experiment, run.setup, changes, run.outcome.checkpoints, *run.recording}, 52);
        while (again->status().state != RunState::paused || again->status().step != 52)
            std::this_thread::yield();
        QCOMPARE(updates.load(), 2); // from the checkpoint of step 50
        finish(*again);
        QCOMPARE(updates.load(), 10);
        QVERIFY(again->final_weights() == run.simulation->weights());
        const auto series = again->recording()->snapshot();
        QCOMPARE(series.size(), run.series.size());
        for (std::size_t i = 0; i < series.size(); ++i) {
            const char* name = run.recording->channels()[i].name.c_str();
            QVERIFY2(std::ranges::equal(series[i].steps(), run.series[i].steps()), name);
            QVERIFY2(same_bytes(series[i].values(), run.series[i].values()), name);
        }
        const auto checkpoints = again->checkpoints();
        QCOMPARE(checkpoints.size(), run.outcome.checkpoints.size());
        for (std::size_t i = 0; i < checkpoints.size(); ++i)
            QVERIFY(checkpoints[i].tensors == run.outcome.checkpoints[i].tensors);
    }

    void a_new_pair_branches_from_the_way_of_a()
    {
        for (const char* dataset : {"clusters", "toy"}) {
            const bool is_toy = std::string(dataset) == "toy";
            const auto parent = run_of({{"spawn_step", whole(10)},
                                        {"dataset", std::string(dataset)},
                                        {"learning_rate", is_toy ? 0.02 : 0.1}});
            const Checkpoint& checkpoint = parent.outcome.checkpoints[3];
            QCOMPARE(checkpoint.step, std::int64_t{50});
            const auto branch =
                branch_mode_connectivity(parent.setup, checkpoint.step, checkpoint.tensors);
            const auto half = mode_reals(checkpoint.tensors[0]);
            const auto start = branch.simulation->state();
            QVERIFY(mode_reals(start[0]) == half);
            // Trained anew from the first step, its trunk arrives at the same weights.
            Recording recording(branch.simulation->channels());
            const auto outcome = train(*branch.simulation, recording, checkpoint.step, 60,
                                       [](std::int64_t) { return true; });
            QCOMPARE(outcome.state, RunState::finished);
            QVERIFY(branch.simulation->weights() != parent.simulation->weights());
            const auto& data = *branch.simulation->data();
            const Tensor& trunk = mode_tensor(data, is_toy ? "noise_trunk" : "order_trunk");
            QCOMPARE(trunk.shape[0], std::size_t{50});
            if (!is_toy) {
                const ModeShape shape = mode_shape_from(parent.initial, {});
                QVERIFY(mode_weights_from(shape, branch.simulation->weights(), "origin/a")
                        == mode_weights_from(shape, checkpoint.tensors, "a"));
                const auto series = recording.snapshot()[recording.index("trajectory")];
                QCOMPARE(series.steps().front(), std::int64_t{0});
            }
        }
    }

    void branching_here_sets_out_from_the_last_stored_state()
    {
        const auto parent = run_of({{"spawn_step", whole(10)}});
        const Experiment experiment = mode_connectivity();
        const Trunk trunk{
            experiment, parent.setup, {}, parent.outcome.checkpoints, *parent.recording};
        auto made = branch_off(trunk, 55);
        QCOMPARE(made.step, std::int64_t{50});
        QVERIFY(made.setup.values["spawn_step"] == whole(50));
        made.runner->run();
        while (!has_ended(made.runner->status().state))
            std::this_thread::yield();
        QCOMPARE(made.runner->status().state, RunState::finished);
        const auto& recording = *made.runner->recording();
        QCOMPARE(recording.snapshot()[recording.index("barrier")].steps().front(),
                 std::int64_t{60}); // the next that sample_every divides
        QVERIFY(made.runner->final_weights() != parent.simulation->weights());
        const std::vector<Checkpoint> none;
        QVERIFY_EXCEPTION_THROWN(
            branch_off({experiment, parent.setup, {}, none, *parent.recording}, 55), Error);
    }

    void a_branch_of_a_branch_keeps_the_way_that_led_there_data()
    {
        QTest::addColumn<QString>("dataset");
        QTest::newRow("networks") << "clusters";
        QTest::newRow("toy") << "toy";
    }

    void a_branch_of_a_branch_keeps_the_way_that_led_there()
    {
        QFETCH(QString, dataset);
        const bool is_toy = dataset == QStringLiteral("toy");
        const auto parent = run_of(settings_of(qPrintable(dataset)));
        const Experiment experiment = mode_connectivity();
        auto first = branch_off(
            {experiment, parent.setup, {}, parent.outcome.checkpoints, *parent.recording}, 25);
        finish(*first.runner);
        const auto checkpoints = first.runner->checkpoints();
        auto second =
            branch_off({experiment, first.setup, {}, checkpoints, *first.runner->recording()}, 50);
        QCOMPARE(second.step, std::int64_t{50});
        const auto state = nearest_checkpoint(checkpoints, 50)->tensors;
        finish(*second.runner);
        const auto of_first = *first.runner->data(), of_second = *second.runner->data();
        if (is_toy) {
            const auto way = joined(rows_of<double>(of_first, "noise_trunk", 0, 25),
                                    rows_of<double>(of_first, "noise_a", 0, 25));
            QVERIFY(rows_of<double>(of_second, "noise_trunk", 0, 50) == way);
            QVERIFY(rows_of<double>(of_second, "noise_a", 0, 10)
                    != rows_of<double>(of_first, "noise_a", 0, 10));
            return;
        }
        const auto way = joined(rows_of<std::int64_t>(of_first, "order_trunk", 0, 25),
                                rows_of<std::int64_t>(of_first, "order_a", 0, 25));
        QVERIFY(rows_of<std::int64_t>(of_second, "order_trunk", 0, 50) == way);
        QVERIFY(rows_of<std::int64_t>(of_second, "order_a", 0, 10)
                != rows_of<std::int64_t>(of_first, "order_a", 0, 10));
        const auto& final = second.runner->final_weights();
        for (const char* name : {"weight_1", "bias_1", "weight_3"})
            QVERIFY(reals_of(final, (std::string("origin/a_") + name).c_str())
                    == reals_of(state, (std::string("a_") + name).c_str()));
        // Trained from the first step on its own data, the trunk arrives at the same weights.
        const auto settings = mode_connectivity_schema().settings(second.setup.values);
        const ModeShape shape = mode_shape_from(parent.initial, settings);
        const ModeVector start = mode_weights_from(shape, parent.initial, "a");
        const auto anew =
            make_mode_pair(settings, mode_data_from(of_second, shape.classes()), {start, start});
        for (int step = 0; step < 50; ++step)
            QCOMPARE(anew->advance(), Progress::running);
        QVERIFY(mode_weights_from(shape, anew->weights(), "a")
                == mode_weights_from(shape, state, "a"));
    }

    void live_changes_stay_in_force_behind_a_branch()
    {
        for (const char* dataset : {"clusters", "toy"}) {
            const std::vector<Change> changes{{0, "learning_rate", 0.01}, {55, "momentum", 0.1}};
            const auto parent = run_of(settings_of(dataset), 1, changes);
            const Experiment experiment = mode_connectivity();
            const auto made = branch_off(
                {experiment, parent.setup, changes, parent.outcome.checkpoints, *parent.recording},
                50);
            QVERIFY(made.runner->changes() == std::vector(changes.begin(), changes.begin() + 1));
            finish(*made.runner);
            // The same with the changed value from the start.
            auto setup = parent.setup;
            setup.values =
                mode_connectivity_schema().schema().with(setup.values, "learning_rate", 0.01);
            auto plain = branch_mode_connectivity(setup, 50, parent.outcome.checkpoints[3].tensors);
            for (int step = 50; step < 60; ++step)
                plain.simulation->advance();
            const auto weights = plain.simulation->weights();
            const char* name = std::string(dataset) == "toy" ? "b" : "b_weight_1";
            QVERIFY(reals_of(made.runner->final_weights(), name) == reals_of(weights, name));
        }
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityBranch)
#include "test_mode_connectivity_branch.moc"
