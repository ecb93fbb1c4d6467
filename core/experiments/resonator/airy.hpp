// A Fabry-Pérot resonator in closed form: two numbers carry everything (section 2.1).
#pragma once

#include "core/experiments/linear_cnn/lanes.hpp"

#include <span>
#include <vector>

namespace etalon {

/// T(λ) = 1 / (1 + F sin²(δ0 / (2λ))) with the finesse coefficient F and the round-trip phase scale
/// δ0 (nm·rad); R = 1 − T. Immutable: threads may share it.
class AirySpectrum {
public:
    explicit AirySpectrum(const std::vector<double>& wavelengths);

    void spectrum(double finesse, double delta0, std::span<double> transmission) const;

    /// Also ∂T/∂F and ∂T/∂δ0 (1/nm).
    void gradient(double finesse, double delta0, std::span<double> transmission,
                  std::span<double> by_finesse, std::span<double> by_delta0) const;

private:
    AlignedArray<double> turns_; // 1/(4πλ): times δ0 the turns of the phase δ0/(2λ)
    std::size_t wavelengths_;
};

/// The two numbers of a resonator.
struct AiryDesign {
    double finesse = 0; // F
    double delta0 = 0;  // nm·rad
};

/// A free-standing slab: index, thickness (nm), angle of incidence (degrees).
struct AirySlab {
    double index = 1, thickness = 0, angle = 0;
};

/// κ = √(n² − sin²θ), F = ¼(κ/c − c/κ)², δ0 = 4πκL for s polarisation.
AiryDesign airy_design_of(const AirySlab&);

/// The one slab with n ≥ 1 at this angle that has the design's spectrum (s polarisation): the
/// family over all angles is what the design cannot tell.
AirySlab airy_slab_of(const AiryDesign&, double angle);

/// Whether a slab is within the ranges that designs are drawn from.
bool is_usual(const AirySlab&);

} // namespace etalon
