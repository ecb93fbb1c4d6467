// The loss over the plane through origin, A and B: as recorded at the end, or by a study from the
// weights of the moment; and the network at one place of it.
#pragma once

#include "core/experiments/mode_connectivity/mode_connectivity_landscape.hpp"
#include "core/lab/experiment.hpp"
#include "core/lab/figure.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace etalon::mode_connectivity_drawings {

struct Place {
    double x = 0, y = 0; // along e1 and e2
};

/// Where both branches were at a step, and how far from the plane.
struct Station {
    std::int64_t step = 0;
    Place a{}, b{};
    double distance_a = 0, distance_b = 0;
};

struct Surface {
    Landscape landscape{};
    Place a{}, b{};
    std::vector<Station> ways{}; // ascending; empty where they are not known
    bool recorded = false;       // else of the moment, seen by a study
    bool rewound = false;        // of a moment that was trained again
    std::int64_t step = -1;      // of a moment's weights
    std::size_t points = 0;      // per axis: few while a study goes on
};

/// Next to `other`, a side that is rounding: origin, A and B are on one line.
bool is_thin(double side, double other);
/// A plane with an extent stands in the recording.
bool has_recorded_plane(const FigureInput&);
/// The shown step lies behind a run that goes on: its checkpoint knows no origin, which is found by
/// training again. Not where a parameter was changed since that checkpoint.
bool is_rewound(const FigureInput&);

/// Of a plane that is not recorded: "Live, step 300."
std::string moment_name(const Surface&);

/// Nothing until there is one.
std::optional<Surface> surface_of(const FigureInput&);

/// What the network at a place says: losses (nats) and errors of training and test data. Nothing
/// until this very place has been studied.
struct PlaceScores {
    Place place{};
    double train_loss = 0, train_error = 0, test_loss = 0, test_error = 0;
};
std::optional<PlaceScores> place_scores(const FigureInput&, Place);

/// The switches that a click on the plane sets: shares of the shown rectangle; below 0: not chosen.
inline constexpr const char *across_option = "across", *up_option = "up";
std::optional<Place> chosen_shares(const FigureInput&);

/// Coarse first, then `plane_points` a side; with the chosen place, if the figure has that option.
Study surface_study();

} // namespace etalon::mode_connectivity_drawings
