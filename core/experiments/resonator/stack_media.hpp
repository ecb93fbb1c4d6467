// What the recursion over layers needs and the thicknesses do not change: wave numbers in every
// medium and the reflection of every interface.
#pragma once

#include "core/experiments/resonator/lane_functions.hpp"
#include "core/experiments/resonator/layer_stack.hpp"

namespace etalon {

/// Quantities of a medium or an interface side by side, at every wavelength; what is the same for
/// all wavelengths is stored eight times. Complex ones: all real parts, then all imaginary parts.
struct Record {
    std::size_t offset = 0;    // of the first quantity
    std::size_t extent = lane; // from one part to the next
    bool varies() const { return extent > lane; }
};

/// The part of a layer in the recursion: the interface above it, and its own phase.
struct StackStep {
    Record interface {
    };                    // quantities: see InterfaceField
    Record medium{};      // of the layer below that interface: see MediumField
    bool absorbs = false; // the phase has an imaginary part
};

struct InterfaceField {
    static constexpr std::size_t reflection = 0; // ρ_j
    static constexpr std::size_t inverse = 1;    // 1 / (1 + ρ_j)
    static constexpr std::size_t above = 2;      // ∂ρ_j/∂n_j
    static constexpr std::size_t below = 3;      // ∂ρ_j/∂n_{j+1}
    static constexpr std::size_t count = 4;
};

struct MediumField {
    static constexpr std::size_t wave_number = 0; // κ, in units of 2π/λ
    static constexpr std::size_t slope = 1;       // ∂κ/∂n = n/κ
    static constexpr std::size_t count = 2;
};

/// Layers between two rescalings of the recursion: no product of so many factors overflows.
inline constexpr std::size_t rescale_every = 8;

class StackMedia {
public:
    explicit StackMedia(std::size_t wavelengths)
        : wavelengths_(wavelengths)
    {
    }

    /// Does nothing when only thicknesses changed since the last call. Throws Error as StackSolver.
    void prepare(const LayerStack&);

    /// All indices and wave numbers are real: amplitudes need half the arithmetic.
    bool real() const { return real_; }

    /// Interfaces 0 … J; the last one has no layer below it.
    const std::vector<StackStep>& steps() const { return steps_; }

    /// Which layers (0 … J+1) are made of the same medium, and the largest |Re κ| of each medium.
    const std::vector<std::size_t>& medium_of_layer() const { return medium_of_layer_; }
    double largest_wave_number(std::size_t medium) const { return largest_[medium]; }

    /// Re y_{J+1}/Re y_0 · |1+ρ_J|², then ∏ |1+ρ_j|² over each `rescale_every` interfaces from J−1
    /// down to 0; real numbers.
    const std::vector<Record>& gains() const { return gains_; }

    const double* coefficients() const { return coefficients_.data(); }

private:
    std::size_t wavelengths_;
    std::vector<LayerIndex> indices_{}; // those prepared
    double angle_ = -1;
    Polarisation polarisation_ = Polarisation::s;

    bool real_ = true;
    std::vector<std::size_t> medium_of_layer_{};
    std::vector<double> largest_{};
    std::vector<StackStep> steps_{};
    std::vector<Record> gains_{};
    AlignedArray<double> coefficients_{};

    template <class Number>
    struct Medium;

    void check(const LayerStack&) const;
    void find_media(const LayerStack&);
    bool all_real(const LayerStack&) const;
    template <class Number>
    void fill(const LayerStack&);
    template <class Number>
    std::vector<Medium<Number>> media(const LayerStack&);
    template <class Number>
    void fill_gains(const std::vector<Medium<Number>>&);
    Record reserve(bool varies, std::size_t quantities);
    template <class Number>
    void put(const Record&, std::size_t quantity, std::size_t wavelength, const Number&);
};

} // namespace etalon
