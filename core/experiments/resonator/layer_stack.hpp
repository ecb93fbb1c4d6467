// Reflection and transmission of a stack of layers, and their exact gradients.
#pragma once

#include <complex>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace etalon {

using Complex = std::complex<double>;

enum class Polarisation { s, p };

enum class Observable { transmission, reflection };

/// A layer's refractive index n + ik (n > 0, k ≥ 0) at each wavelength, or one for all.
struct LayerIndex {
    std::vector<Complex> values{}; // 1 or M
    Complex at(std::size_t wavelength) const
    {
        return values.size() == 1 ? values[0] : values[wavelength];
    }
    bool constant() const { return values.size() == 1; }
    bool operator==(const LayerIndex&) const = default;
};

/// Layers 0 (incident, real index) … J+1 (exit); thicknesses of layers 1 … J in nm.
struct LayerStack {
    std::vector<LayerIndex> indices{}; // J + 2
    std::vector<double> thicknesses{}; // J
    double angle = 0;                  // in layer 0, degrees
    Polarisation polarisation = Polarisation::s;
};

/// What a stack does at each wavelength; R + T + A = 1. Each holds M values.
struct StackSpectrum {
    std::vector<double> reflection{}, transmission{};
};

/// Derivatives of R and T with respect to each layer, J × M, row-major: thickness (1/nm) and the
/// real part of the index of layers 1 … J.
struct StackGradient {
    std::vector<double> reflection_thickness{}, transmission_thickness{};
    std::vector<double> reflection_index{}, transmission_index{};
};

/// Which row of a Jacobian each layer's derivatives add to: layers that share a parameter name the
/// same row.
struct LayerRows {
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    std::size_t count = 0;
    std::vector<std::size_t> thickness{}, index{}; // J each; or `none`
};

/// The bounded recursion of the specification, section 2.2: wavelengths innermost, real and
/// imaginary parts apart. Keeps what does not depend on the thicknesses from one call to the next,
/// and its buffers; one thread at a time.
///
/// All calls throw Error on what has no answer: grazing incidence, an incident index that absorbs,
/// indices with n ≤ 0 or k < 0, a negative thickness, a phase that double precision cannot hold.
class StackSolver {
public:
    /// Throws Error on an empty grid or a wavelength that is not positive.
    explicit StackSolver(std::vector<double> wavelengths);
    ~StackSolver();
    StackSolver(StackSolver&&) noexcept;
    StackSolver& operator=(StackSolver&&) noexcept;

    const std::vector<double>& wavelengths() const;

    void spectrum(const LayerStack&, StackSpectrum&);
    void spectrum(const LayerStack&, std::span<double> reflection, std::span<double> transmission);

    /// Section 2.3: reverse accumulation, for all layers at once.
    void gradient(const LayerStack&, StackSpectrum&, StackGradient&);

    /// R or T (M values) and its derivatives (rows.count × M), at little more than half the cost of
    /// `gradient`.
    void jacobian(const LayerStack&, Observable, const LayerRows&, std::span<double> values,
                  std::span<double> derivatives);

private:
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
};

} // namespace etalon
