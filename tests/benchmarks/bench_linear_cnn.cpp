// Training steps per second of the linear CNN experiment, without sampling.
#include "core/experiments/linear_cnn/linear_cnn_simulation.hpp"

#include <benchmark/benchmark.h>

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

void steps(benchmark::State& state, const std::string& preset, const Overrides& changes)
{
    const auto simulation = simulation_of(preset, changes);
    for (auto _ : state)
        if (simulation->advance() == Progress::diverged)
            state.SkipWithError("diverged");
    state.counters["steps/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
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
    add("default", "default", {});
    add("default, N = 40000", "default", {{"samples", whole(40000)}});
    add("default without companion", "default", alone);
    add("default, float32", "default", {{"precision", std::string("float32")}});
    add("texture-versus-shape", "texture-versus-shape", {});
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
