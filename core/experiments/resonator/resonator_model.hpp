// The physical model of a run: design vector in, spectrum and derivatives out.
#pragma once

#include "core/experiments/resonator/materials.hpp"
#include "core/experiments/resonator/resonator.hpp"

#include <Eigen/Core>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon {

using ResonatorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One coordinate of the design vector.
struct DesignParameter {
    std::string key{};   // "thickness"
    std::string label{}; // "Thickness"
    std::string unit{};  // "nm" or "1"
    double low = 0, high = 1;
};

/// Knows structure, media and wavelength grid; immutable, so that threads may share it. Designs are
/// normalised: x in [−1, 1]^d.
class ResonatorModel {
public:
    virtual ~ResonatorModel() = default;

    virtual const std::vector<DesignParameter>& design() const = 0; // d entries
    virtual Observable observable() const = 0;
    virtual const std::vector<double>& wavelengths() const = 0; // M, nm

    /// Coordinates in the order in which the Fourier scans take them (section 2.10).
    virtual const std::vector<std::size_t>& scan_order() const = 0;

    /// Buffers of one thread.
    class Worker {
    public:
        virtual ~Worker() = default;
        /// M values of the observable.
        virtual void spectrum(std::span<const double> x, std::span<double> values) = 0;
        /// Also its derivatives with respect to x, d × M row-major.
        virtual void jacobian(std::span<const double> x, std::span<double> values,
                              std::span<double> derivatives) = 0;
        /// R and T (A = 1 − R − T) for the explorer.
        virtual void all(std::span<const double> x, std::span<double> reflection,
                         std::span<double> transmission) = 0;
    };
    virtual std::unique_ptr<Worker> worker() const = 0;

    /// The layers of a design; nothing for structures given by a closed form (airy, bragg-cmt: the
    /// exact stack that the coupled-mode theory approximates).
    virtual std::optional<LayerStack> layers(std::span<const double> x) const = 0;

    std::vector<double> physical(std::span<const double> x) const; // lo + (hi − lo)(x + 1)/2
    std::vector<double> normalised(std::span<const double> q) const;
};

/// Throws UsageError: materials that do not cover the grid, bad layer files (section 12). What is
/// among `known` is not looked up.
std::unique_ptr<ResonatorModel>
make_resonator_model(const ResonatorSettings&, const std::optional<std::filesystem::path>& data,
                     const KnownMedia& known = {});

/// Section 3: n designs in [−1, 1]^d from a stream.
ResonatorMatrix draw_designs(const ResonatorModel&, const ResonatorSettings&, std::uint64_t seed,
                             std::uint64_t stream, std::size_t count, const std::string& sampling);

/// Spectra of many designs (rows), on several threads, the same bits for any number of them.
ResonatorMatrix spectra_of(const ResonatorModel&, const ResonatorMatrix& designs);

} // namespace etalon
