#include "core/experiments/resonator/layer_stack.hpp"

#include "core/experiments/resonator/stack_reverse.hpp"
#include "core/lab/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace etalon {
namespace {

/// Layers of one medium and thickness share the sines and cosines of their phase.
struct Phase {
    std::size_t medium = 0;
    double thickness = 0;
    Record wave_number{};
    bool absorbs = false;
};

constexpr std::size_t search_depth = 8; // phases back that an equal one is looked for

std::string name_of(std::size_t layer, double thickness)
{
    return "Layer " + std::to_string(layer + 1) + " is " + std::to_string(thickness)
        + " nm thick; ";
}

} // namespace

struct StackSolver::Buffers {
    explicit Buffers(std::vector<double> grid)
        : wavelengths(std::move(grid))
        , media(wavelengths.size())
    {
    }

    std::vector<double> wavelengths;
    StackMedia media;
    AlignedArray<double> inverse{}, wave_numbers{}; // 1/λ and 2π/λ, filled up to whole eights
    double shortest = 0;

    std::vector<Phase> phases{};
    AlignedArray<double> tables{}; // a PhaseTable per phase
    std::vector<KernelStep> steps{};
    std::vector<KernelGain> gains{};
    std::vector<TapeEntry, Eigen::aligned_allocator<TapeEntry>> tape{};
    std::vector<double> unwanted{}; // the observable that was not asked for

    void prepare(const LayerStack&);
    void check_thicknesses(const LayerStack&) const;
    void set_rows(); // one for each layer
    void set_rows(const LayerRows&);
    void fill_tables(std::size_t first, std::size_t last);

    /// Calls `kernel(task)` for one stretch of wavelengths after the other.
    template <class Kernel>
    void for_each_stretch(Kernel&& kernel);
    void check_finite(std::span<const double> reflection,
                      std::span<const double> transmission) const;
    void run_gradient(KernelJacobian, std::span<double> reflection, std::span<double> transmission);
};

void StackSolver::Buffers::check_thicknesses(const LayerStack& stack) const
{
    if (stack.thicknesses.size() + 2 != stack.indices.size())
        throw Error("A stack of " + std::to_string(stack.indices.size())
                    + " media needs a thickness for each but the first and the last, found "
                    + std::to_string(stack.thicknesses.size()) + ".");
    for (std::size_t layer = 0; layer < stack.thicknesses.size(); ++layer) {
        const double thickness = stack.thicknesses[layer];
        if (!(thickness >= 0 && std::isfinite(thickness)))
            throw Error(name_of(layer, thickness) + "expected 0 or more.");
        const double kappa = media.largest_wave_number(media.medium_of_layer()[layer + 1]);
        if (!(2 * kappa * thickness < most_turns * shortest))
            throw Error(name_of(layer, thickness)
                        + "its phase at the shortest wavelength is beyond double precision.");
    }
}

void StackSolver::Buffers::prepare(const LayerStack& stack)
{
    media.prepare(stack);
    check_thicknesses(stack);
    const std::size_t layers = stack.thicknesses.size();
    phases.clear();
    std::vector<std::size_t> phase_of_layer(layers);
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const StackStep& step = media.steps()[layer];
        const Phase phase{media.medium_of_layer()[layer + 1], stack.thicknesses[layer], step.medium,
                          step.absorbs};
        std::size_t found = phases.size();
        const std::size_t oldest = found > search_depth ? found - search_depth : 0;
        for (std::size_t other = oldest; other < phases.size(); ++other)
            if (phases[other].medium == phase.medium && phases[other].thickness == phase.thickness)
                found = other;
        if (found == phases.size())
            phases.push_back(phase);
        phase_of_layer[layer] = found;
    }
    tables.resize(phases.size() * PhaseTable::size);

    const double* coefficients = media.coefficients();
    steps.clear();
    for (std::size_t j = 0; j <= layers; ++j) {
        const StackStep& from = media.steps()[j];
        KernelStep step{.interface = coefficients + from.interface.offset,
                        .interface_extent = from.interface.extent,
                        .interface_stride = from.interface.varies() ? std::size_t{1} : 0};
        if (j < layers) {
            step.phase = tables.data() + phase_of_layer[j] * PhaseTable::size;
            step.absorbs = from.absorbs;
            step.medium = coefficients + from.medium.offset;
            step.medium_extent = from.medium.extent;
            step.medium_stride = from.medium.varies() ? 1 : 0;
            step.thickness = stack.thicknesses[j];
        }
        steps.push_back(step);
    }
    gains.clear();
    for (const Record& gain : media.gains())
        gains.push_back({coefficients + gain.offset, gain.varies() ? std::size_t{1} : 0});
}

void StackSolver::Buffers::set_rows()
{
    for (std::size_t j = 0; j + 1 < steps.size(); ++j) {
        steps[j].thickness_row = steps[j].index_row = j;
        steps[j].first_thickness = steps[j].first_index = true;
    }
    tape.resize(steps.size());
}

void StackSolver::Buffers::set_rows(const LayerRows& rows)
{
    std::vector<char> written(rows.count, 0);
    const auto claim = [&](std::size_t row) {
        return row != LayerRows::none && std::exchange(written[row], 1) == 0;
    };
    for (std::size_t j = 0; j + 1 < steps.size(); ++j) { // in the order in which rows are added to
        steps[j].thickness_row = rows.thickness[j];
        steps[j].first_thickness = claim(rows.thickness[j]);
        steps[j].index_row = rows.index[j];
        steps[j].first_index = claim(rows.index[j]);
    }
    tape.resize(steps.size());
}

void StackSolver::Buffers::fill_tables(std::size_t first, std::size_t last)
{
    const double* coefficients = media.coefficients();
    for (std::size_t k = 0; k < phases.size(); ++k) {
        const Phase& phase = phases[k];
        const double* kappa = coefficients + phase.wave_number.offset;
        const std::size_t extent = phase.wave_number.extent;
        const std::size_t stride = phase.wave_number.varies() ? 1 : 0;
        double* table = tables.data() + k * PhaseTable::size;
        for (std::size_t at = first; at < last; at += lane, table += lane) {
            Lane wave_number, per_wavelength, sine, cosine;
            load(wave_number, kappa + stride * at);
            load(per_wavelength, inverse.data() + at);
            const Lane path = 2 * phase.thickness * per_wavelength; // 2φ = 2π κ path
            sine_and_cosine_of_turns(wave_number * path, sine, cosine);
            if (!media.real() && phase.absorbs) {
                Lane extinction, modulus;
                load(extinction, kappa + extent + stride * at);
                exponential_of_negative((-2 * std::numbers::pi) * (extinction * path), modulus);
                sine *= modulus;
                cosine *= modulus;
                store(table + PhaseTable::modulus, modulus);
            }
            store(table + PhaseTable::cosine, cosine);
            store(table + PhaseTable::sine, sine);
        }
    }
}

template <class Kernel>
void StackSolver::Buffers::for_each_stretch(Kernel&& kernel)
{
    for (std::size_t first = 0; first < wavelengths.size(); first += wavelengths_at_once) {
        const std::size_t last = std::min(first + wavelengths_at_once, wavelengths.size());
        fill_tables(first, last);
        kernel(KernelTask{.steps = steps.data(),
                          .layers = steps.size() - 1,
                          .gains = gains.data(),
                          .first = first,
                          .last = last});
    }
}

void StackSolver::Buffers::check_finite(std::span<const double> reflection,
                                        std::span<const double> transmission) const
{
    double rest = 0; // x − x is 0, or not a number
    for (std::size_t i = 0; i < reflection.size(); ++i)
        rest += (reflection[i] - reflection[i]) + (transmission[i] - transmission[i]);
    if (rest != 0)
        throw Error("Reflection and transmission of this stack are beyond double precision: its "
                    "indices are too far apart.");
}

void StackSolver::Buffers::run_gradient(KernelJacobian jacobian, std::span<double> reflection,
                                        std::span<double> transmission)
{
    jacobian.stride = wavelengths.size();
    jacobian.wave_numbers = wave_numbers.data();
    for_each_stretch([&](const KernelTask& task) {
        const auto run = [&]<class Number>(const Number*) {
            const auto kernel = !jacobian.transmission.wanted ? gradient_kernel<Number, true, false>
                : !jacobian.reflection.wanted                 ? gradient_kernel<Number, false, true>
                                                              : gradient_kernel<Number, true, true>;
            kernel(task, jacobian, tape.data(), reflection.data(), transmission.data());
        };
        if (jacobian.minus_thickness)
            gradient_kernel<Lane, false, true, true>(task, jacobian, tape.data(), reflection.data(),
                                                     transmission.data());
        else if (media.real())
            run(static_cast<const Lane*>(nullptr));
        else
            run(static_cast<const LaneComplex*>(nullptr));
    });
    check_finite(reflection, transmission);
}

StackSolver::StackSolver(std::vector<double> wavelengths)
    : buffers_(std::make_unique<Buffers>(std::move(wavelengths)))
{
    const auto& grid = buffers_->wavelengths;
    if (grid.empty())
        throw Error("A spectrum needs a wavelength; the grid is empty.");
    for (const double wavelength : grid)
        if (!(wavelength > 0 && std::isfinite(wavelength)))
            throw Error("The grid has the wavelength " + std::to_string(wavelength)
                        + " nm; expected a positive number.");
    buffers_->shortest = *std::ranges::min_element(grid);
    for (std::size_t i = 0; i < round_up(grid.size(), lane); ++i) {
        const double wavelength = grid[std::min(i, grid.size() - 1)];
        buffers_->inverse.push_back(1 / wavelength);
        buffers_->wave_numbers.push_back(2 * std::numbers::pi / wavelength);
    }
}

StackSolver::~StackSolver() = default;
StackSolver::StackSolver(StackSolver&&) noexcept = default;
StackSolver& StackSolver::operator=(StackSolver&&) noexcept = default;

const std::vector<double>& StackSolver::wavelengths() const
{
    return buffers_->wavelengths;
}

void StackSolver::spectrum(const LayerStack& stack, std::span<double> reflection,
                           std::span<double> transmission)
{
    buffers_->prepare(stack);
    buffers_->for_each_stretch([&](const KernelTask& task) {
        if (buffers_->media.real())
            spectrum_kernel<Lane>(task, reflection.data(), transmission.data());
        else
            spectrum_kernel<LaneComplex>(task, reflection.data(), transmission.data());
    });
    buffers_->check_finite(reflection, transmission);
}

void StackSolver::spectrum(const LayerStack& stack, StackSpectrum& result)
{
    result.reflection.resize(wavelengths().size());
    result.transmission.resize(wavelengths().size());
    spectrum(stack, std::span(result.reflection), std::span(result.transmission));
}

void StackSolver::gradient(const LayerStack& stack, StackSpectrum& spectrum,
                           StackGradient& gradient)
{
    const std::size_t size = wavelengths().size();
    buffers_->prepare(stack);
    buffers_->set_rows();
    spectrum.reflection.resize(size);
    spectrum.transmission.resize(size);
    for (auto* values : {&gradient.reflection_thickness, &gradient.reflection_index,
                         &gradient.transmission_thickness, &gradient.transmission_index})
        values->resize(stack.thicknesses.size() * size);
    KernelJacobian jacobian{.transmission = {gradient.transmission_thickness.data(),
                                             gradient.transmission_index.data(), true}};
    if (buffers_->media.real()) {
        // Nothing absorbs: one pass for both. That of T, whose small values keep their digits.
        jacobian.minus_thickness = gradient.reflection_thickness.data();
        jacobian.minus_index = gradient.reflection_index.data();
    } else {
        jacobian.reflection = {gradient.reflection_thickness.data(),
                               gradient.reflection_index.data(), true};
    }
    buffers_->run_gradient(jacobian, spectrum.reflection, spectrum.transmission);
}

void StackSolver::jacobian(const LayerStack& stack, Observable observable, const LayerRows& rows,
                           std::span<double> values, std::span<double> derivatives)
{
    Buffers& buffers = *buffers_;
    buffers.prepare(stack);
    buffers.set_rows(rows);
    buffers.unwanted.resize(wavelengths().size());
    std::ranges::fill(derivatives, 0.0); // also rows that no layer names
    const KernelRows wanted{derivatives.data(), derivatives.data(), true};
    if (observable == Observable::reflection)
        buffers.run_gradient({.reflection = wanted}, values, buffers.unwanted);
    else
        buffers.run_gradient({.transmission = wanted}, buffers.unwanted, values);
}

} // namespace etalon
