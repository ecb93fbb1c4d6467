// Training steps and looks through the scope beside plain loops, and whole preset runs.
#include "core/experiments/linear_scope/linear_scope_simulation.hpp"
#include "core/experiments/linear_scope/scope_layers.hpp"
#include "core/lab/runner.hpp"
#include "tests/core/experiments/plain_scope.hpp"

#include <benchmark/benchmark.h>

#include <ctime>

using namespace etalon;
using namespace etalon::test;

namespace {

LinearScopeSettings settings_of(const std::string& preset)
{
    const Experiment experiment = linear_scope();
    return linear_scope_schema().settings(
        resolve(experiment, {find_preset(experiment, preset).overrides}));
}

/// Of computing, not of waiting for the machine.
template <class Work>
double seconds_for(int times, Work&& work)
{
    const std::clock_t begin = std::clock();
    for (int i = 0; i < times; ++i)
        work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// The gradients of a convolution's weights and input, in plain loops.
double plain_gradients(const ScopeLayer& layer, const std::vector<double>& x,
                       const std::vector<double>& g, std::vector<double>& dw,
                       std::vector<double>& dx)
{
    const auto r = static_cast<std::int64_t>(layer.padding),
               h = static_cast<std::int64_t>(layer.in.height),
               w = static_cast<std::int64_t>(layer.in.width),
               k = static_cast<std::int64_t>(layer.kernel);
    const std::int64_t inputs = static_cast<std::int64_t>(layer.in.channels);
    std::ranges::fill(dx, 0.0);
    for (std::int64_t o = 0; o < static_cast<std::int64_t>(layer.out.channels); ++o)
        for (std::int64_t c = 0; c < inputs; ++c)
            for (std::int64_t u = 0; u < k; ++u)
                for (std::int64_t v = 0; v < k; ++v) {
                    const auto tap = static_cast<std::size_t>(((o * inputs + c) * k + u) * k + v);
                    double sum = 0;
                    for (std::int64_t i = std::max<std::int64_t>(0, r - u);
                         i < std::min(h, h + r - u); ++i)
                        for (std::int64_t j = std::max<std::int64_t>(0, r - v);
                             j < std::min(w, w + r - v); ++j) {
                            const auto at =
                                static_cast<std::size_t>((c * h + i + u - r) * w + j + v - r);
                            const double e = g[static_cast<std::size_t>((o * h + i) * w + j)];
                            sum += e * x[at];
                            dx[at] += layer.weight[tap] * e;
                        }
                    dw[tap] += sum;
                }
    return dw[0];
}

/// The middle convolution of a preset's network on one register of images: forward, both gradients.
void convolution(benchmark::State& state, const std::string& preset)
{
    const LinearScopeSettings settings = settings_of(preset);
    const auto n = static_cast<std::size_t>(settings.image_size);
    ScopeNetwork network = make_scope_network(settings, {1, n, n}, 4);
    std::size_t place = 0;
    for (std::size_t l = 1; l < network.layers.size(); ++l)
        if (network.layers[l].type == ScopeLayerType::conv && place == 0)
            place = l;
    ScopeLayer& layer = network.layers[place];
    Random random(1, 1);
    layer.weight = random_numbers(layer.weight.size(), 1, random);
    constexpr std::size_t lanes = scope_lanes<double>;
    const auto x = random_numbers(layer.in.size(), 1, random);
    const auto g = random_numbers(layer.out.size(), 1, random);
    const ScopeLinear<double> linear(layer);
    ScopePlanes<double> in, out, back;
    in.resize(layer.in, whole_window(layer.in));
    for (std::size_t i = 0; i < in.values.size(); ++i)
        in.values[i] = x[i / lanes];
    ScopePlanes<double> error;
    error.resize(layer.out, whole_window(layer.out));
    for (std::size_t i = 0; i < error.values.size(); ++i)
        error.values[i] = g[i / lanes];
    ScopeLanes<double> buffer;
    std::vector<double> gradient(layer.weight.size()), plain_gradient(layer.weight.size()),
        plain_back(layer.in.size());
    double forward = 0, backward = 0, plain_forward = 0, plain_backward = 0;
    for (auto _ : state) {
        forward += seconds_for(20, [&] { apply_linear(layer, linear, false, in, out, buffer); });
        backward += seconds_for(20, [&] {
            apply_transposed(layer, linear, error, back, buffer);
            const auto border = -static_cast<std::ptrdiff_t>(layer.padding);
            const auto patch = cut_out(in, border, border, layer.out.height + layer.kernel - 1,
                                       layer.out.width + layer.kernel - 1, 1, buffer);
            add_filter_gradients<double>(patch, {error.values.data(), error.row(), error.plane()},
                                         layer.out.channels, layer.in.channels, layer.kernel,
                                         layer.out.height, layer.out.width, gradient.data());
        });
        for (std::size_t image = 0; image < lanes; ++image) {
            plain_forward +=
                seconds_for(20, [&] { benchmark::DoNotOptimize(plain_convolution(layer, x)); });
            plain_backward += seconds_for(20, [&] {
                benchmark::DoNotOptimize(plain_gradients(layer, x, g, plain_gradient, plain_back));
            });
        }
    }
    const auto work =
        static_cast<double>(2 * layer.weight.size() * layer.out.height * layer.out.width * lanes)
        * 20 * static_cast<double>(state.iterations());
    state.counters["forward_GFLOPS"] = work / forward / 1e9;
    state.counters["gradients_GFLOPS"] = 2 * work / backward / 1e9;
    state.counters["forward_times_plain"] = plain_forward / forward;
    state.counters["gradients_times_plain"] = plain_backward / backward;
}

/// The whole matrix of one image by probes, one impulse, and its decomposition; a plain program
/// differentiates output by output with a backward pass of its own.
void scope(benchmark::State& state, const std::string& preset)
{
    const LinearScopeSettings settings = settings_of(preset);
    const LinearScopeData data = make_linear_scope_data(settings, 1, {});
    const FrozenScope frozen = freeze(draw_linear_scope_network(settings, data, 1),
                                      std::span(data.test.inputs).first(data.test.input.size()));
    double matrix = 0, one_by_one = 0, values = 0, vectors = 0, first = 0, freezing = 0;
    const std::size_t probes = std::min(frozen.inputs(), frozen.outputs());
    for (auto _ : state) {
        ScopeMatrix f;
        freezing += seconds_for(1, [&] { freeze(frozen.network(), frozen.input()); });
        matrix += seconds_for(1, [&] { f = frozen.matrix(); });
        one_by_one += seconds_for(1, [&] {
            for (std::size_t i = 0; i < probes; ++i) {
                std::vector<double> impulse(frozen.outputs());
                impulse[i % frozen.outputs()] = 1;
                benchmark::DoNotOptimize(frozen.transposed(impulse));
            }
        });
        values += seconds_for(1, [&] { benchmark::DoNotOptimize(all_singular_values(f)); });
        vectors += seconds_for(
            1, [&] { benchmark::DoNotOptimize(singular_vectors(frozen.matrix(), probes)); });
        first += seconds_for(1, [&] { // what somebody who waits sees first
            const auto frozen_anew = freeze(frozen.network(), frozen.input());
            singular_vectors(frozen_anew,
                             {.count = 16, .few = 16, .guess = {}, .progress = [](const auto&) {
                                  return false;
                              }});
        });
    }
    // Once, as it is slow: a pass of plain loops for every pixel, then rotations in plain loops.
    ScopeMatrix plain_f;
    const double plain_matrix_time =
        seconds_for(1, [&] { plain_f = plain_matrix(frozen.network(), frozen.input()); });
    std::vector<double> plain_values;
    const double plain_vectors =
        plain_matrix_time + seconds_for(1, [&] {
            const bool is_wide = plain_f.rows() < plain_f.cols();
            plain_values =
                plain_singular(is_wide ? ScopeMatrix(plain_f.transpose()) : plain_f).first;
        });
    const auto own_values = all_singular_values(frozen.matrix());
    for (std::size_t r = 0; r < probes; ++r)
        if (std::abs(plain_values[r] - own_values[r]) > 1e-6 * own_values[0])
            state.SkipWithError("the plain singular values differ");
    const auto runs = static_cast<double>(state.iterations());
    state.counters["matrix_ms"] = 1e3 * matrix / runs;
    state.counters["freeze_ms"] = 1e3 * freezing / runs;
    state.counters["probe_ms"] = 1e3 * one_by_one / runs / static_cast<double>(probes);
    state.counters["matrix_times_single_probes"] = one_by_one / matrix;
    state.counters["values_ms"] = 1e3 * values / runs;
    const auto pairs = static_cast<double>(probes);
    state.counters["vectors/s"] = runs * pairs / vectors; // from the frozen network on
    state.counters["vectors_times_plain"] = plain_vectors * runs / vectors;
    state.counters["matrix_times_plain"] = plain_matrix_time * runs / matrix;
    state.counters["first_16_ms"] = 1e3 * first / runs;
    state.counters["plain_vectors/s"] = pairs / plain_vectors;
}

/// Data, training with every channel, summary.
void whole_run(benchmark::State& state, const std::string& preset)
{
    const Experiment experiment = linear_scope();
    const Values values = resolve(experiment, {find_preset(experiment, preset).overrides});
    double sampling = 0, training = 0, all = 0, quality = 0;
    for (auto _ : state)
        all += seconds_for(1, [&] {
            const auto simulation = experiment.make({.values = values});
            Recording recording(simulation->channels());
            const auto outcome = train(*simulation, recording, 0, planned_steps(values),
                                       [](std::int64_t) { return true; });
            for (const auto& [name, value] : simulation->summary(recording))
                if (name == "test_quality")
                    quality = value.value();
            training += outcome.timing.seconds;
            sampling += outcome.timing.sampling_seconds;
        });
    const auto runs = static_cast<double>(state.iterations());
    state.counters["cpu_s"] = all / runs;
    state.counters["training_s"] = training / runs;
    state.counters["sampling_s"] = sampling / runs;
    state.counters["test_quality"] = quality;
}

} // namespace

int main(int count, char** arguments)
{
    for (const char* preset : {"classify-shapes", "upscale-residual", "denoise", "fill", "shift"}) {
        const std::string name = preset;
        benchmark::RegisterBenchmark(("convolution/" + name).c_str(), convolution, name)
            ->Iterations(10);
        benchmark::RegisterBenchmark(("scope/" + name).c_str(), scope, name)->Iterations(3);
    }
    for (const Preset& preset : linear_scope_presets())
        benchmark::RegisterBenchmark(("run/" + preset.name).c_str(), whole_run, preset.name)
            ->Iterations(1)
            ->Unit(benchmark::kSecond);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
}
