// What the figures of mode connectivity share: colours that mean the same everywhere, samples, and
// small statistics.
#pragma once

#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "core/lab/figure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etalon::mode_connectivity_drawings {

// ---- Colours ------------------------------------------------------------------------------------

inline constexpr Ink a_ink{Hue::sequence, 4};       // orange
inline constexpr Ink b_ink{Hue::sequence, 0};       // blue
inline constexpr Ink trunk_ink{Hue::theory};        // black, on dark white
inline constexpr Ink raw_ink{Hue::sequence, 1};     // vermilion
inline constexpr Ink aligned_ink{Hue::sequence, 2}; // green

Ink faded(Ink ink, double opacity);

// ---- Parameters ---------------------------------------------------------------------------------

/// The parameters now in force.
ModeConnectivitySettings settings_of(const FigureInput&);

bool is_toy(const FigureInput&);
bool is_relu(const FigureInput&);
/// A and B share their start, so that there is a trunk and a spawning step k.
bool is_shared(const FigureInput&);
bool has_alignment(const FigureInput&);
std::int64_t spawn_step(const FigureInput&);

/// For the toy in the place of figures that need networks.
std::string needs_networks(const std::string& what);

// ---- Samples ------------------------------------------------------------------------------------

/// A channel's series, or nothing if the run lacks it or nothing was recorded.
const Series* recorded(const FigureInput&, std::string_view channel);
std::span<const double> newest_sample(const FigureInput&, std::string_view channel);
std::optional<double> at_step(const FigureInput&, std::string_view channel, std::size_t entry = 0);

/// Barrier of the training loss at the shown step.
std::optional<double> barrier_now(const FigureInput&);
std::optional<double> aligned_barrier_now(const FigureInput&);

/// A scalar of a summary; nothing where it is missing, null or not finite.
std::optional<double> scalar(const Summary&, std::string_view name);

/// i/(size − 1), i = 0 … size − 1: the places α on the path.
std::vector<double> alphas(std::size_t size);

/// Where a path is highest above the chord between its ends, and how much: the barrier.
struct Peak {
    std::size_t index = 0;
    double alpha = 0, chord = 0, value = 0;
    double height() const { return value - chord; }
};
Peak highest_over_chord(std::span<const double> path);

/// Below this rise (nats) the two ends count as connected, in words and marks only.
inline constexpr double connected_below = 0.03;

// ---- Switches -----------------------------------------------------------------------------------

/// One switch for all figures of the window: raw curves, aligned ones or both.
Option curves_option();
bool shows_raw(const FigureInput&);
bool shows_aligned(const FigureInput&);

Option axis_option(std::vector<std::string> choices);
Scale chosen_scale(const FigureInput&);

// ---- Statistics ---------------------------------------------------------------------------------

/// The value below which this share of an unordered, non-empty list lies, linear between ranks.
double quantile(std::vector<double> values, double share);

/// Spearman's rank correlation, ties at their mean rank; nothing for fewer than three pairs or
/// without spread.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

} // namespace etalon::mode_connectivity_drawings
