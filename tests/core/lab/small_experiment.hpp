// An experiment small enough to be computed by hand: noisy decay x <- (1 - rate) x + noise_scale u,
// with channels of every kind. It ends as the parameters tell it to.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/random.hpp"
#include "core/lab/runner.hpp"

#include <bit>
#include <cmath>

namespace etalon::test {

struct SmallSettings {
    std::int64_t steps = 200;
    double rate = 0.01;
    double noise_scale = 0.001;
    std::int64_t diverge_at = -1;  // the update with this number diverges
    std::int64_t converge_at = -1; // the update with this number is the last one
    std::int64_t fail_at = -1;     // the update with this number throws
    std::int64_t checkpoint_every = 0;
    bool late_theory = false; // theory that becomes known only as the run goes on
};

inline const SchemaOf<SmallSettings>& small_schema()
{
    static const auto schema = [] {
        SchemaOf<SmallSettings> result;
        result.add(&SmallSettings::steps, {.key = "steps", .minimum = 1, .maximum = 1e9})
            .add(&SmallSettings::rate,
                 {.key = "rate", .minimum = 0, .maximum = 1, .effect = Effect::live})
            .add(&SmallSettings::noise_scale,
                 {.key = "noise_scale", .minimum = 0, .maximum = 1, .effect = Effect::live})
            .add(&SmallSettings::diverge_at, {.key = "diverge_at"})
            .add(&SmallSettings::converge_at, {.key = "converge_at"})
            .add(&SmallSettings::fail_at, {.key = "fail_at"})
            .add(&SmallSettings::checkpoint_every, {.key = "checkpoint_every"})
            .add(&SmallSettings::late_theory, {.key = "late_theory"});
        return result;
    }();
    return schema;
}

class SmallSimulation : public Simulation {
public:
    explicit SmallSimulation(const Setup& setup)
        : settings_(small_schema().settings(setup.values))
        , random_(setup.seed, 1)
    {
    }

    std::vector<Channel> channels() const override
    {
        return {{.name = "x"},
                {.name = "powers", .dims = {"power"}, .shape = {3}, .every = 4},
                {.name = "grid", .dims = {"place"}, .shape = {2}, .every = 0},
                {.name = "decay", .role = Role::theory},
                {.name = "decay_from_here", .role = Role::theory}};
    }

    void observe(Recording& recording, std::int64_t step) const override
    {
        recording.append(0, step, x_);
        const double powers[] = {x_, x_ * x_, settings_.rate};
        recording.append(1, step, powers);
        const double grid[] = {settings_.rate, 2};
        recording.append(2, step, grid);
        if (step == 0) // known to the end, and a prediction for the parameters of now
            for (std::int64_t ahead = 0; ahead <= settings_.steps; ++ahead)
                recording.append(3, ahead,
                                 std::pow(1 - settings_.rate, static_cast<double>(ahead)));
        if (settings_.late_theory && step == 10)
            for (std::int64_t ahead = step; ahead <= settings_.steps; ++ahead)
                recording.append(
                    4, ahead, x_ * std::pow(1 - settings_.rate, static_cast<double>(ahead - step)));
    }

    Progress advance() override
    {
        if (updates_ + 1 == settings_.fail_at)
            throw Error("The update failed.");
        if (updates_ + 1 == settings_.diverge_at)
            return Progress::diverged;
        x_ = (1 - settings_.rate) * x_ + settings_.noise_scale * random_.uniform();
        ++updates_;
        return updates_ == settings_.converge_at ? Progress::converged : Progress::running;
    }

    void change(std::string_view key, const Value& value) override
    {
        const auto& parameters = small_schema().schema().parameters();
        for (std::size_t i = 0; i < parameters.size(); ++i)
            if (parameters[i].key == key)
                small_schema().assign(settings_, i, value);
    }

    std::vector<Tensor> weights() const override { return {{"x", {}, std::vector<double>{x_}}}; }

    std::vector<Tensor> state() const override
    {
        return {{"x", {}, std::vector<double>{x_}},
                {"position",
                 {},
                 std::vector<std::int64_t>{static_cast<std::int64_t>(random_.position())}}};
    }

    void restore(std::int64_t step, std::span<const Tensor> tensors) override
    {
        x_ = std::get<std::vector<double>>(tensors[0].values)[0];
        random_.seek(
            static_cast<std::uint64_t>(std::get<std::vector<std::int64_t>>(tensors[1].values)[0]));
        updates_ = step;
    }

    SharedTensors data() const override { return std::make_shared<const std::vector<Tensor>>(); }

    Summary summary(const Recording& recording) const override
    {
        const auto series = recording.snapshot();
        return {{"final_x", series[0].values().back()},
                {"samples", static_cast<double>(series[0].size())}};
    }

    std::string message() const override
    {
        return updates_ + 1 == settings_.diverge_at ? "The rate is too large." : "";
    }

    std::int64_t checkpoint_every() const override { return settings_.checkpoint_every; }

private:
    SmallSettings settings_;
    Random random_;
    double x_ = 1;
    std::int64_t updates_ = 0;
};

inline std::unique_ptr<Simulation> make_small(const Setup& setup)
{
    return std::make_unique<SmallSimulation>(setup);
}

inline std::vector<Problem> check_small(const Values& values, bool)
{
    if (std::get<double>(values["noise_scale"]) <= std::get<double>(values["rate"]) + 0.5)
        return {};
    return {{"noise_scale", "noise_scale may exceed rate by 0.5 at most."}};
}

inline Experiment small_experiment()
{
    return {.id = "small",
            .schema = small_schema().schema(),
            .presets = {{.name = "default"}, {.name = "slow", .overrides = {{"rate", 0.001}}}},
            .headline = "x",
            .make = make_small,
            .check = check_small};
}

inline Setup small_setup(const Overrides& overrides = {}, std::uint64_t seed = 1)
{
    return {small_schema().schema().resolve({overrides}), seed, {}};
}

/// All that counts in a recording, bit by bit: (channel, step, bits …) of samples not superseded.
inline std::vector<std::vector<std::uint64_t>> content(const Recording& recording)
{
    std::vector<std::vector<std::uint64_t>> result;
    std::uint64_t channel = 0;
    for (const auto& series : recording.snapshot()) {
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (i + 1 < series.size() && series.steps()[i] == series.steps()[i + 1])
                continue;
            std::vector<std::uint64_t> row{channel, static_cast<std::uint64_t>(series.steps()[i])};
            for (const double value : series.sample(i))
                row.push_back(std::bit_cast<std::uint64_t>(value));
            result.push_back(std::move(row));
        }
        ++channel;
    }
    return result;
}

/// Without threads, pauses or duplicates: what every other way of running must equal.
struct PlainRun {
    explicit PlainRun(const Setup& setup, const std::vector<Change>& changes = {},
                      std::int64_t stop_at = -1)
        : simulation(setup)
        , recording(simulation.channels())
    {
        outcome =
            train(simulation, recording, 0, planned_steps(setup.values), [&](std::int64_t step) {
                for (const auto& change : changes)
                    if (change.step == step)
                        simulation.change(change.key, change.value);
                return step != stop_at;
            });
    }

    SmallSimulation simulation;
    Recording recording;
    Outcome outcome;
};

} // namespace etalon::test
