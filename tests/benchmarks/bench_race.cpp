// Training steps per second of the race beside the textbook's, and a whole run with everything.
#include "core/experiments/race/race_simulation.hpp"
#include "core/lab/runner.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <ctime>

using namespace etalon;

namespace {

using Clock = std::chrono::steady_clock;

Value whole(std::int64_t value)
{
    return value;
}

RaceSettings settings_of(const std::string& preset, const Overrides& changes)
{
    const Experiment experiment = race();
    return race_schema().settings(
        resolve(experiment, {find_preset(experiment, preset).overrides, changes}));
}

/// The direct form as a textbook has it, in matrices: what a plain program would do.
struct Textbook {
    RaceNetwork network;
    const RaceSamples& samples;

    void step(double learning_rate)
    {
        const auto count = static_cast<double>(samples.labels.size());
        const RaceMatrix z = samples.inputs * network.input_weights.transpose();
        const RaceMatrix gates = (z.array() > 0).cast<double>();
        const RaceVector outputs = z.cwiseProduct(gates) * network.output_weights;
        const RaceVector errors =
            samples.labels.array() / (1 + (samples.labels.array() * outputs.array()).exp());
        const RaceMatrix pulls = (errors.asDiagonal() * gates).transpose() * samples.inputs / count;
        const RaceVector output_step =
            learning_rate * pulls.cwiseProduct(network.input_weights).rowwise().sum();
        network.input_weights += learning_rate * network.output_weights.asDiagonal() * pulls;
        network.output_weights += output_step;
    }
};

/// Of computing, not of waiting for the machine.
template <class Step>
double seconds_for(std::int64_t steps, Step&& step)
{
    const std::clock_t begin = std::clock();
    for (std::int64_t t = 0; t < steps; ++t)
        step();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// Both from the same start, in turn, so that the ratio does not depend on the machine's mood.
void steps(benchmark::State& state, const std::string& preset, const Overrides& changes,
           std::int64_t count)
{
    const RaceSettings settings = settings_of(preset, changes);
    const RaceData data = make_race_data(settings, 1, {});
    const RaceNetwork start = draw_race_network(settings, data.inputs(), 1);
    const bool single = settings.precision == "float32";
    double ours = 0, plain = 0, difference = 0;
    for (auto _ : state) {
        const auto training = train_race({.samples = data.train, .single_precision = single}, start,
                                         data.test.inputs);
        Textbook textbook{start, data.train};
        ours += seconds_for(count, [&] { training->step(settings.learning_rate); });
        plain += seconds_for(count, [&] { textbook.step(settings.learning_rate); });
        difference = (training->network().input_weights - textbook.network.input_weights)
                         .cwiseAbs()
                         .maxCoeff()
            / textbook.network.input_weights.cwiseAbs().maxCoeff();
        if (!(difference < (single ? 1e-2 : 1e-9)))
            state.SkipWithError("the textbook disagrees");
    }
    const auto all = static_cast<double>(state.iterations() * count);
    state.counters["steps/s"] = all / ours;
    state.counters["plain_steps/s"] = all / plain;
    state.counters["times_plain"] = plain / ours;
    state.counters["difference"] = difference;
}

/// Data, training with every channel, analyses, tickets and control.
void whole_run(benchmark::State& state, const std::string& preset)
{
    const Experiment experiment = race();
    const Values values = resolve(experiment, {find_preset(experiment, preset).overrides});
    double sampling = 0, training = 0, analysis = 0;
    for (auto _ : state) {
        const auto simulation = experiment.make({.values = values});
        Recording recording(simulation->channels());
        const auto outcome = train(*simulation, recording, 0, planned_steps(values),
                                   [](std::int64_t) { return true; });
        const auto begin = Clock::now();
        simulation->analyse(recording, [](double, const std::string&) { return true; });
        recording.publish();
        benchmark::DoNotOptimize(simulation->summary(recording));
        analysis += std::chrono::duration<double>(Clock::now() - begin).count();
        training += outcome.timing.seconds;
        sampling += outcome.timing.sampling_seconds;
    }
    const auto runs = static_cast<double>(state.iterations());
    state.counters["training_s"] = training / runs;
    state.counters["sampling_s"] = sampling / runs;
    state.counters["analysis_s"] = analysis / runs;
}

} // namespace

int main(int count, char** arguments)
{
    const auto add = [](const char* name, const std::string& preset, const Overrides& changes,
                        std::int64_t step_count) {
        benchmark::RegisterBenchmark(name, steps, preset, changes, step_count)
            ->Unit(benchmark::kMillisecond);
    };
    add("default, 2000 steps", "default", {}, 2000);
    add("default, float32", "default", {{"precision", std::string("float32")}}, 2000);
    add("default, m = 1000", "default", {{"hidden_width", whole(1000)}}, 200);
    add("default, N = 20000", "default", {{"sample_count", whole(20000)}}, 20);
    add("plane, 1000 steps", "plane", {}, 1000);
    add("image-like, 500 steps", "image-like", {}, 500);
    add("image-large, 50 steps", "image-large", {}, 50);
    for (const char* preset : {"default", "plane", "image-like", "image-large"})
        benchmark::RegisterBenchmark((std::string("whole run of ") + preset).c_str(), whole_run,
                                     preset)
            ->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
