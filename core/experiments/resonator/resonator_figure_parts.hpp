// What the figures of the resonator read from a run: its model, targets, methods and the surrogate.
#pragma once

#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/resonator/inverse_design.hpp"
#include "core/experiments/resonator/resonator.hpp"
#include "core/experiments/resonator/resonator_model.hpp"
#include "core/experiments/resonator/surrogate.hpp"
#include "core/lab/experiment.hpp"
#include "core/lab/figure.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// ---- The run ------------------------------------------------------------------------------------

/// The parameters now in force.
ResonatorSettings resonator_settings_of(const FigureInput&);

/// The physical model on the run's grid, or on one of `wavelengths` points over the same range; null
/// where the parameters name files that a figure cannot read.
std::shared_ptr<const ResonatorModel> resonator_model_of(const FigureInput&,
                                                         std::size_t wavelengths = 0);
/// Why there is no model.
std::string no_resonator_model_text();

/// A channel's series, or nothing if the run lacks it or nothing was recorded.
const Series* resonator_series(const FigureInput&, std::string_view channel);
std::span<const double> newest_resonator_sample(const FigureInput&, std::string_view channel);

/// A scalar of the summary once the run has ended.
std::optional<double> resonator_scalar(const FigureInput&, std::string_view name);

/// A tensor of /data as a matrix, its last axis as columns; without rows if it is not there.
ResonatorMatrix resonator_data(const FigureInput&, std::string_view name);

/// The targets that the methods saw; without rows before there are data.
DesignTargets resonator_targets_of(const FigureInput&);

/// Whether hidden designs are known.
bool has_hidden_designs(const ResonatorSettings&);

// ---- The surrogate ------------------------------------------------------------------------------

/// The network as it was at the shown step: live weights, else the final ones.
std::optional<Surrogate> shown_surrogate(const FigureInput&, const ResonatorModel&);
/// Names those weights in the subject of a study; empty where there are none. While they are
/// trained the name rests for a while, so that studies follow a network some hundred times a run
/// instead of at every frame.
std::string shown_surrogate_name(const FigureInput&);

// ---- Methods ------------------------------------------------------------------------------------

/// How a method is called and drawn: surrogate family orange, exact family blue, grid grey, global
/// searches green.
struct MethodLook {
    std::string name{};  // "exact-lm"
    std::string key{};   // "exact_lm": in channels and summary
    std::string label{}; // "exact, Levenberg-Marquardt"
    std::string brief{}; // "exact LM"
    Ink ink{};
    Line line = Line::solid;
    Weight weight = Weight::normal;
    bool uses_surrogate() const { return name.starts_with("surrogate"); }
    bool descends() const; // by Adam: has a recorded path
};

/// The methods of the run, in the specification's order.
std::vector<MethodLook> resonator_methods(const FigureInput&);
const std::vector<MethodLook>& all_resonator_methods();

/// What a method found, Q × d; without rows before it has run.
ResonatorMatrix found_designs(const FigureInput&, const MethodLook&, std::size_t parameters);

/// Why there are no designs yet, or ever.
std::string no_designs_text(const FigureInput&, const std::string& what);

// ---- Options ------------------------------------------------------------------------------------

/// What was chosen, or the default; empty, or 0, where the figure has no such option (it may depend
/// on the parameters).
std::string resonator_choice(const FigureInput&, const std::string& option);
double resonator_number(const FigureInput&, const std::string& option);

// ---- Texts and axes -----------------------------------------------------------------------------

Axis wavelength_axis(const ResonatorModel&);
/// The same axis named in wavenumbers, 1/cm.
Axis wavenumber_axis(const ResonatorModel&);
/// "Finesse coefficient F", "Thickness": with the paper's symbol where there is one.
std::string design_label(const DesignParameter&);
Axis design_axis(const DesignParameter&);
/// "F = 3.1, δ₀ = 12 400 nm".
std::string design_text(const ResonatorModel&, std::span<const double> x);
/// "δ₀ = 12 400 nm".
std::string quantity_text(const DesignParameter&, double q);
/// "T" or "R", and in words.
std::string observable_symbol(const ResonatorModel&);
std::string observable_name(const ResonatorModel&);

/// "22 250": digits in threes, as axes have them.
std::string grouped_digits(double value, int significant_digits);
/// "0.0031", or "< 1e-6".
std::string error_text(double error);

/// Mean absolute difference.
double mean_difference(std::span<const double> a, std::span<const double> b);

std::vector<double> copied(std::span<const double> values);

} // namespace etalon
