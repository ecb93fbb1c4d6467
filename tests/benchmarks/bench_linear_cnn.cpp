// Training steps per second of the linear CNN experiment, without sampling; for two presets also how
// many times that is what a plain implementation of the same updates makes.
#include "core/experiments/linear_cnn/linear_cnn_simulation.hpp"
#include "tests/benchmarks/plain_training.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <ctime>
#include <map>

using namespace etalon;

namespace {

std::unique_ptr<Simulation> simulation_of(const std::string& preset, const Overrides& changes)
{
    const Experiment experiment = linear_cnn();
    const Values values = resolve(experiment, {find_preset(experiment, preset).overrides, changes});
    return experiment.make({.values = values});
}

Value whole(std::int64_t value)
{
    return value;
}

double processor_seconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Processor time of one step.
double steps(benchmark::State& state, const std::string& preset, const Overrides& changes)
{
    const auto simulation = simulation_of(preset, changes);
    const double begin = processor_seconds();
    for (auto _ : state)
        if (simulation->advance() == Progress::diverged)
            state.SkipWithError("diverged");
    const double seconds = processor_seconds() - begin;
    state.counters["steps/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    return seconds / static_cast<double>(state.iterations());
}

/// A preset trained in both ways, with the companion's rate as it is given here.
struct Pair {
    explicit Pair(const std::string& preset)
    {
        const Overrides given{{"learning_rate", rate},
                              {"fully_connected_rate_factor", companion_factor}};
        fast = simulation_of(preset, given);
        plain = std::make_unique<PlainTraining>(*fast->data(), fast->weights());
    }

    void plain_step() { plain->step(rate, rate * companion_factor); }

    static constexpr double rate = 0.005, companion_factor = 4;
    std::unique_ptr<Simulation> fast;
    std::unique_ptr<PlainTraining> plain;
};

/// Whether both have the same losses after 50 steps.
bool agree(Pair& pair)
{
    constexpr std::int64_t steps = 50;
    const double before = pair.plain->losses().first;
    for (std::int64_t step = 0; step < steps; ++step) {
        if (pair.fast->advance() == Progress::diverged)
            return false;
        pair.plain_step();
    }
    Recording recording(pair.fast->channels());
    recording.finish(steps);
    pair.fast->observe(recording, steps);
    recording.publish();
    const auto close = [&](const char* channel, double expected) {
        const double loss = recording.snapshot()[recording.index(channel)].sample(0).front();
        return std::abs(loss - expected) <= 1e-9 * expected;
    };
    const auto [loss, companion] = pair.plain->losses();
    return loss != before && close("loss", loss) && close("loss_fully_connected", companion);
}

/// Processor time of one plain step; 0 if it does not do the same as the fast one.
double plain_seconds(const std::string& preset)
{
    static std::map<std::string, double> measured;
    if (const auto known = measured.find(preset); known != measured.end())
        return known->second;
    Pair pair(preset);
    if (!agree(pair))
        return measured[preset] = 0;
    const double begin = processor_seconds();
    int count = 0;
    double seconds = 0;
    for (; seconds < 2 || count < 5; ++count) {
        pair.plain_step();
        seconds = processor_seconds() - begin;
    }
    return measured[preset] = seconds / count;
}

void steps_against_plain(benchmark::State& state, const std::string& preset)
{
    const double plain = plain_seconds(preset);
    if (plain == 0) {
        state.SkipWithError("the losses are not those of the plain reference");
        return;
    }
    const double fast = steps(state, preset, {});
    state.counters["plain_steps/s"] = 1 / plain;
    state.counters["times_plain"] = plain / fast;
}

/// The price of one sample: all channels of one step.
void samples(benchmark::State& state, const std::string& preset)
{
    const auto simulation = simulation_of(preset, {});
    Recording recording(simulation->channels());
    recording.finish(0); // from now on every sample is taken
    for (auto _ : state)
        simulation->observe(recording, 0);
}

const std::int64_t batches_stored = 1000;

} // namespace

int main(int count, char** arguments)
{
    const auto add = [](const std::string& name, const std::string& preset,
                        const Overrides& changes) {
        benchmark::RegisterBenchmark(name.c_str(), steps, preset, changes);
    };
    const Overrides alone{{"compare_fully_connected", false}};
    for (const std::string preset : {"default", "texture-versus-shape"})
        benchmark::RegisterBenchmark(preset.c_str(), steps_against_plain, preset);
    add("default, N = 40000", "default", {{"samples", whole(40000)}});
    add("default without companion", "default", alone);
    add("default, float32", "default", {{"precision", std::string("float32")}});
    add("texture-versus-shape without companion", "texture-versus-shape", alone);
    add("texture-versus-shape, float32", "texture-versus-shape",
        {{"precision", std::string("float32")}});
    add("texture-versus-shape, N = 100 (from samples)", "texture-versus-shape",
        {{"samples", whole(100)}});
    add("texture-versus-shape, N = 40000", "texture-versus-shape", {{"samples", whole(40000)}});
    add("hierarchy", "hierarchy", {});
    add("shapes", "shapes", {});
    add("deep", "deep", {});
    add("small-kernels, 7 taps", "small-kernels", {});
    add("small-kernels, 15 taps", "small-kernels", {{"kernel_size", whole(15)}});
    add("small-kernels, 17 taps", "small-kernels", {{"kernel_size", whole(17)}});
    add("shapes, 7 x 7 taps", "shapes", {{"kernel_size", whole(7)}});
    benchmark::RegisterBenchmark("texture-versus-shape-relu", steps, "texture-versus-shape-relu",
                                 Overrides{{"steps", whole(batches_stored)}})
        ->Iterations(batches_stored);
    for (const char* preset : {"default", "texture-versus-shape", "shapes", "shapes-relu"})
        benchmark::RegisterBenchmark(("one sample of " + std::string(preset)).c_str(), samples,
                                     preset);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
