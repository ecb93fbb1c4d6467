// Spectra per second of the resonator experiment's physics, beside a plain loop over 2 × 2 matrices
// of complex numbers, one wavelength at a time. Both are compared before they are timed.
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/layer_stack.hpp"
#include "core/experiments/resonator/resonator_model.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numbers>
#include <string>
#include <vector>

using namespace etalon;

namespace {

const double pi = std::numbers::pi;

/// Characteristic matrices at normal incidence or s polarisation, as a textbook writes them.
void plain_spectrum(const LayerStack& stack, const std::vector<double>& wavelengths,
                    StackSpectrum& result)
{
    result.reflection.resize(wavelengths.size());
    result.transmission.resize(wavelengths.size());
    for (std::size_t i = 0; i < wavelengths.size(); ++i) {
        const double lateral = stack.indices[0].at(i).real() * std::sin(stack.angle * pi / 180);
        const auto kappa = [&](std::size_t layer) {
            const Complex n = stack.indices[layer].at(i);
            return std::sqrt(n * n - lateral * lateral);
        };
        Complex m11 = 1, m12 = 0, m21 = 0, m22 = 1;
        for (std::size_t layer = 1; layer + 1 < stack.indices.size(); ++layer) {
            const Complex k = kappa(layer);
            const Complex phase = 2 * pi / wavelengths[i] * k * stack.thicknesses[layer - 1];
            const Complex c = std::cos(phase), s = std::sin(phase), j(0, -1);
            const Complex a = m11 * c + m12 * j * k * s, b = m11 * j * s / k + m12 * c;
            const Complex d = m21 * c + m22 * j * k * s, e = m21 * j * s / k + m22 * c;
            m11 = a, m12 = b, m21 = d, m22 = e;
        }
        const Complex y0 = kappa(0), y1 = kappa(stack.indices.size() - 1);
        const Complex field = m11 + m12 * y1, power = m21 + m22 * y1;
        result.reflection[i] = std::norm((y0 * field - power) / (y0 * field + power));
        result.transmission[i] = std::norm(2.0 * y0 / (y0 * field + power)) * y1.real() / y0.real();
    }
}

std::vector<double> grid()
{
    std::vector<double> result;
    for (int i = 0; i < 200; ++i)
        result.push_back(400 + 2.0 * i);
    return result;
}

/// Different layers all, so that none shares its phase with another.
LayerStack stack_of(std::size_t layers, double extinction)
{
    LayerStack stack;
    stack.indices.push_back({{1.0}});
    for (std::size_t j = 0; j < layers; ++j) {
        const double x = static_cast<double>(j);
        stack.indices.push_back({{Complex(1.4 + 0.9 * std::abs(std::sin(2 + 3 * x)), extinction)}});
        stack.thicknesses.push_back(60 + 70 * std::abs(std::cos(1 + 2 * x)));
    }
    stack.indices.push_back({{layers == 1 ? 1.0 : 1.52}});
    return stack;
}

LayerStack mirror_of(std::size_t pairs)
{
    LayerStack stack;
    stack.indices.push_back({{1.0}});
    for (std::size_t j = 0; j < pairs; ++j) {
        stack.indices.push_back({{2.3}});
        stack.thicknesses.push_back(65);
        stack.indices.push_back({{1.45}});
        stack.thicknesses.push_back(103);
    }
    stack.indices.push_back({{1.52}});
    return stack;
}

template <class Work>
void run(benchmark::State& state, Work&& work)
{
    for (auto _ : state)
        work();
    state.counters["spectra/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// Of this process on a processor, as the machine may be shared; the quietest of several.
template <class Work>
double seconds_of(Work&& work)
{
    double best = 1e9;
    for (int attempt = 0; attempt < 7; ++attempt) {
        int repeats = 0;
        const std::clock_t start = std::clock();
        while (std::clock() - start < CLOCKS_PER_SEC / 50)
            for (int i = 0; i < 4; ++i, ++repeats)
                work();
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / repeats);
    }
    return best;
}

void compare(const char* name, const LayerStack& stack)
{
    const auto wavelengths = grid();
    StackSolver solver(wavelengths);
    StackSpectrum ours, plain;
    StackGradient gradient;
    solver.spectrum(stack, ours);
    plain_spectrum(stack, wavelengths, plain);
    double difference = 0;
    for (std::size_t i = 0; i < wavelengths.size(); ++i)
        difference = std::max({difference, std::abs(ours.reflection[i] - plain.reflection[i]),
                               std::abs(ours.transmission[i] - plain.transmission[i])});
    const double slow = seconds_of([&] { plain_spectrum(stack, wavelengths, plain); });
    const double fast = seconds_of([&] { solver.spectrum(stack, ours); });
    const double full = seconds_of([&] { solver.gradient(stack, ours, gradient); });
    LayerRows rows{.count = 4}; // as a mirror's design: every second layer shares its row
    for (std::size_t layer = 0; layer < stack.thicknesses.size(); ++layer) {
        rows.thickness.push_back(layer % 2);
        rows.index.push_back(2 + layer % 2);
    }
    std::vector<double> values(wavelengths.size()), derivatives(4 * wavelengths.size());
    const double shared = seconds_of(
        [&] { solver.jacobian(stack, Observable::reflection, rows, values, derivatives); });
    std::printf("%-22s %8.0f spectra/s, %5.1f times the plain loop (%.0f); R, T and all gradients "
                "%7.0f/s (%.2f spectra); R and 4 shared parameters %7.0f/s (%.2f); "
                "largest difference %.1e\n",
                name, 1 / fast, slow / fast, 1 / slow, 1 / full, full / fast, 1 / shared,
                shared / fast, difference);
    if (!(difference < 1e-11))
        std::exit(1);
}

/// 300 spectra of 400 wavelengths along the coordinate that moves the fringes: what a map of the
/// window needs.
void time_map(const char* structure, std::int64_t pairs)
{
    ResonatorSettings settings;
    settings.structure = structure;
    settings.pairs = pairs;
    settings.wavelengths = 400;
    settings.n_out = "1.52";
    const auto model = make_resonator_model(settings, {});
    const auto worker = model->worker();
    std::vector<double> x(model->design().size(), 0.0), values(400);
    const double seconds = seconds_of([&] {
        for (int row = 0; row < 300; ++row) {
            x[model->scan_order().front()] = -1 + 2 * row / 299.0;
            worker->spectrum(x, values);
        }
    });
    std::printf("map of 400 x 300, %-10s %7.2f ms on one thread\n", structure, 1e3 * seconds);
}

} // namespace

int main(int count, char** arguments)
{
    compare("slab", stack_of(1, 0));
    compare("6 layers", stack_of(6, 0));
    compare("10 layers", stack_of(10, 0));
    compare("10 absorbing layers", stack_of(10, 0.01));
    compare("30 layers", stack_of(30, 0));
    compare("30 absorbing layers", stack_of(30, 0.01));
    compare("mirror of 10 pairs", mirror_of(10));
    compare("mirror of 60 pairs", mirror_of(60));
    time_map("airy", 5);
    time_map("slab", 5);
    time_map("bragg-cmt", 5);
    time_map("bragg", 5);
    time_map("cavity", 4);
    std::fflush(stdout);

    benchmark::RegisterBenchmark("Airy spectrum", [](benchmark::State& state) {
        const AirySpectrum airy(grid());
        std::vector<double> values(200);
        double delta0 = 9000;
        run(state, [&] { airy.spectrum(7, delta0 += 1e-3, values); });
    });
    benchmark::RegisterBenchmark("Airy spectrum and derivatives", [](benchmark::State& state) {
        const AirySpectrum airy(grid());
        std::vector<double> values(200), by_finesse(200), by_delta0(200);
        double delta0 = 9000;
        run(state, [&] { airy.gradient(7, delta0 += 1e-3, values, by_finesse, by_delta0); });
    });
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
}
