// The explorer: one design that sliders and handles of several figures move together.
#pragma once

#include "core/experiments/resonator/resonator_figure_parts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Sliders for the design, one a physical parameter; shared by all figures. Figures that are moved by
/// handles alone hide them.
std::vector<Option> explorer_options(const Values&, bool hidden);

/// The key of the option that a design parameter has.
std::string explorer_key(const DesignParameter&);

/// "Round trip δ₀": short, since sliders stand beside each other.
std::string slider_label(const DesignParameter&);

/// The design that the options say, and its models.
struct Explorer {
    std::shared_ptr<const ResonatorModel> model{}; // on the run's grid
    std::vector<double> x{};                       // normalised
    std::vector<double> q{};                       // physical

    double value(const std::string& key) const;
    /// Index of a parameter, or nothing.
    std::optional<std::size_t> find(const std::string& key) const;
    std::vector<DesignParameter> sliders{}; // one a coordinate; for a layer file one for all
    /// x with one physical coordinate replaced.
    std::vector<double> with(std::size_t coordinate, double quantity) const;
    /// x with one slider elsewhere, and where it stands.
    std::vector<double> moved(std::size_t slider, double value) const;
    double standing(std::size_t slider) const;
    bool scales_layers() const { return sliders.size() != q.size(); }
};
/// Nothing where there is no model (resonator_model_of).
std::optional<Explorer> explorer_of(const FigureInput&);

/// The coordinate that moves the fringes: the first that the Fourier scans take.
std::size_t tuning_coordinate(const ResonatorModel&);

/// A handle that sets a coordinate along x or y where the panel's axis is that coordinate.
Dragged sets_coordinate(const DesignParameter&);

} // namespace etalon
