// The network as it looks in a plane of input space through 0: all of it where inputs have two
// coordinates, else a projection of its directions and a slice of its function.
#pragma once

#include "core/experiments/race/race_network.hpp"
#include "core/lab/figure.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// A network and the step it belongs to.
struct RaceState {
    RaceNetwork network{};
    std::int64_t step = 0;
};

/// Weights at the shown step: the last recorded ones not after it, else the final ones once the run
/// has ended.
std::optional<RaceState> race_state(const FigureInput&);

/// The network at step 0, where its weights are recorded.
std::optional<RaceNetwork> race_initial_network(const FigureInput&);

/// The training samples, or none before they are known.
RaceSamples race_samples(const FigureInput&);

/// Two orthonormal directions of input space.
struct RacePlaneAxes {
    RaceMatrix directions{}; // 2 × n
    std::array<std::string, 2> names{};
    bool projected = false; // there are more than two coordinates
};

/// The first two coordinates for four_poles, else the two principal axes of the samples.
RacePlaneAxes race_plane_axes(const FigureInput&, const RaceSamples&);

/// Neurons and samples in that plane.
struct RacePlane {
    std::vector<double> first{}, second{};                            // w·e1, w·e2
    std::vector<double> input_norm{}, output_weight{}, neuron_norm{}; // r, c, a
    std::vector<double> x{}, y{};                                     // samples

    std::size_t width() const { return first.size(); }
};
RacePlane race_plane(const RaceNetwork&, const RaceSamples&, const RacePlaneAxes&);

/// f over the square [-half, half]² of the plane, at the middles of cells × cells cells, row 0 at the
/// bottom. Takes cells · (m + cells) operations: along a row f is piecewise linear.
std::vector<double> race_plane_values(const RacePlane&, double half, std::size_t cells);

/// sgn(c) M/s of every neuron in that plane (specification, section 2); (0, 0) where s = 0. `gates`
/// is the network whose gates hold: the same one, or the initial one for frozen gates.
struct RaceTargets {
    std::vector<double> first{}, second{};
};
RaceTargets race_targets(const RaceNetwork&, const RaceNetwork& gates, const RaceSamples&, RaceLoss,
                         const RacePlaneAxes&, bool frozen);

} // namespace etalon
