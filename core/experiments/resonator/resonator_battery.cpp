#include "core/experiments/resonator/resonator_battery.hpp"

#include "core/experiments/resonator/resonator_closed_forms.hpp"
#include "core/lab/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace etalon {
namespace {

constexpr double design_wavelength = 600, high = 2.3, low = 1.45, glass = 1.52; // nm, 1
constexpr std::array mirror_pairs{2, 5, 10, 15};
constexpr std::uint64_t battery_seed = 1234, first_stream = 50;

struct Layer {
    Complex index;
    double thickness = 0;
};

Layer quarter_wave(double index)
{
    return {index, design_wavelength / (4 * index)};
}

LayerStack stack_of(double incident, const std::vector<Layer>& layers, double exit,
                    double angle = 0, Polarisation polarisation = Polarisation::s)
{
    LayerStack stack{.angle = angle, .polarisation = polarisation};
    stack.indices.push_back({{incident}});
    for (const auto& [index, thickness] : layers) {
        stack.indices.push_back({{index}});
        stack.thicknesses.push_back(thickness);
    }
    stack.indices.push_back({{exit}});
    return stack;
}

std::vector<Layer> pairs_of(double first, double second, int pairs)
{
    std::vector<Layer> layers;
    for (int pair = 0; pair < pairs; ++pair) {
        layers.push_back(quarter_wave(first));
        layers.push_back(quarter_wave(second));
    }
    return layers;
}

std::vector<Layer> half_wave_cavity()
{
    std::vector<Layer> layers = pairs_of(high, low, 4);
    layers.push_back(quarter_wave(high));
    layers.push_back({low, design_wavelength / (2 * low)});
    layers.push_back(quarter_wave(high));
    const auto back = pairs_of(low, high, 4);
    layers.insert(layers.end(), back.begin(), back.end());
    return layers;
}

/// Stacks 11 … 15: drawn layers, absorbing from hardly to strongly, at 10 to 50 degrees.
LayerStack random_stack(std::size_t number)
{
    Random random(battery_seed, first_stream + number);
    std::vector<Layer> layers(number - 7);
    for (auto& [index, thickness] : layers) {
        const double n = 1.3 + 1.5 * random.uniform();
        const double k = std::pow(10.0, -4 + 3 * random.uniform());
        index = {n, k};
        thickness = 20 + 380 * random.uniform();
    }
    return stack_of(1, layers, glass, 10.0 * (static_cast<double>(number) - 10),
                    number % 2 == 1 ? Polarisation::p : Polarisation::s);
}

constexpr double not_there = std::numeric_limits<double>::quiet_NaN();

/// Rows of a stack's derivatives, J × M, into its place among 33 × M.
void place(const std::vector<double>& rows, std::size_t stack, std::size_t wavelengths,
           std::vector<double>& all)
{
    std::ranges::copy(
        rows, all.begin() + static_cast<std::ptrdiff_t>(stack * battery_layers * wavelengths));
}

} // namespace

std::vector<LayerStack> battery_stacks()
{
    const double brewster = std::atan(2.1) * 180 / std::numbers::pi;
    const std::vector<Layer> slab{{2.1, 640}};
    std::vector<LayerStack> stacks{
        stack_of(1, slab, 1),
        stack_of(1, slab, 1, 40, Polarisation::s),
        stack_of(1, slab, 1, 40, Polarisation::p),
        stack_of(1, slab, 1, brewster, Polarisation::p),
    };
    for (const int pairs : mirror_pairs)
        stacks.push_back(stack_of(1, pairs_of(high, low, pairs), glass));
    stacks.push_back(stack_of(1, half_wave_cavity(), 1));
    stacks.push_back(stack_of(1, {{{1.5, 0.5}, 100000}}, 1));
    stacks.push_back(stack_of(1, {{{0.05, 4}, 30}}, glass));
    for (std::size_t number = 11; number <= 15; ++number)
        stacks.push_back(random_stack(number));
    stacks.push_back(stack_of(1.5, {{1.0, 200}}, 1.5, 60, Polarisation::p));
    return stacks;
}

ResonatorBattery run_battery(const std::vector<double>& wavelengths)
{
    const std::size_t size = wavelengths.size(), count = battery_stack_count;
    ResonatorBattery battery;
    battery.index.resize(count * battery_media * 2);
    battery.thickness.assign(count * battery_layers, not_there);
    for (auto* values : {&battery.reflection, &battery.transmission, &battery.absorption})
        values->resize(count * size);
    for (auto* values : {&battery.reflection_thickness, &battery.reflection_index,
                         &battery.transmission_thickness, &battery.transmission_index})
        values->assign(count * battery_layers * size, not_there);

    StackSolver solver(wavelengths);
    StackSpectrum spectrum;
    StackGradient gradient;
    const auto stacks = battery_stacks();
    for (std::size_t b = 0; b < count; ++b) {
        const LayerStack& stack = stacks[b];
        battery.angle.push_back(stack.angle);
        battery.polarization.push_back(stack.polarisation == Polarisation::p ? 1 : 0);
        for (std::size_t medium = 0; medium < battery_media; ++medium) {
            const bool there = medium < stack.indices.size();
            double* index = &battery.index[(b * battery_media + medium) * 2];
            index[0] = there ? stack.indices[medium].at(0).real() : not_there;
            index[1] = there ? stack.indices[medium].at(0).imag() : 0;
        }
        std::ranges::copy(stack.thicknesses,
                          battery.thickness.begin()
                              + static_cast<std::ptrdiff_t>(b * battery_layers));
        solver.gradient(stack, spectrum, gradient);
        for (std::size_t i = 0; i < size; ++i) {
            battery.reflection[b * size + i] = spectrum.reflection[i];
            battery.transmission[b * size + i] = spectrum.transmission[i];
            battery.absorption[b * size + i] =
                1 - spectrum.reflection[i] - spectrum.transmission[i];
        }
        place(gradient.reflection_thickness, b, size, battery.reflection_thickness);
        place(gradient.reflection_index, b, size, battery.reflection_index);
        place(gradient.transmission_thickness, b, size, battery.transmission_thickness);
        place(gradient.transmission_index, b, size, battery.transmission_index);
    }
    return battery;
}

std::vector<double> battery_quarter_wave_reflectances()
{
    std::vector<double> result;
    for (const int pairs : mirror_pairs)
        result.push_back(quarter_wave_reflectance(1, low, high, glass, pairs));
    return result;
}

} // namespace etalon
